/* Sentences on the terms on which data goes. */
#include "claims.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "words/wording.h"

/* --- sentences ------------------------------------------------------------------------------ */

/* What may be said of terms: its key, and what stands in it. */
static const struct {
	enum phrase key;
	const char *holes;
} sentences[] = {
	{PHRASE_FLOW_WHEN_ALWAYS, ""},
	{PHRASE_FLOW_WHEN_TRIGGER, "triggers"},
	{PHRASE_FLOW_WHEN_BOTH, "triggers condition"},
	{PHRASE_FLOW_WHEN_CONDITION, "condition"},
	{PHRASE_FLOW_EXCEPT, "condition"},
	{PHRASE_FLOW_EXCEPT_UNOWED, "condition"},
	{PHRASE_FLOW_FIRST_UNOWED, ""},
	{PHRASE_FLOW_SAY_IF, "condition"},
	{PHRASE_FLOW_SAY_OWED, "triggers fields"},
	{PHRASE_FLOW_SAY_OWED_SOME, "triggers"},
	{PHRASE_FLOW_SAY_OWED_ALL, "triggers"},
	{PHRASE_EVERY, "period"},
	{PHRASE_FLOW_WITHIN, "period"},
	{PHRASE_LEVEL_NAMED, ""},
	{PHRASE_LEVEL_PUPIL, ""},
	{PHRASE_LEVEL_MATCHED, ""},
	{PHRASE_LEVEL_INSIDE, ""},
	{PHRASE_LEVEL_ANONYMISED, ""},
	{PHRASE_LEVEL_AGGREGATE, "area"},
	{PHRASE_FLOW_SHOWS_VARIES, ""},
	{PHRASE_NEED_APPROVAL, "approval condition?"},
	{PHRASE_NEED_AUTHORISATION, "condition?"},
	{PHRASE_NEED_CONSENT_PARENT, "condition?"},
	{PHRASE_NEED_CONSENT_PUPIL, "condition?"},
	{PHRASE_NEED_CONSENT_THEN_PUPIL, "age# condition?"},
	{PHRASE_NEED_CONSENT_THEN_PARENT, "age# condition?"},
	{PHRASE_NEED_IDENTITY, "condition?"},
	{PHRASE_NEED_TERMS, "terms? condition?"},
	{PHRASE_NEED_ROLE, "role condition?"},
	{PHRASE_OBJECTION_PARENT, ""},
	{PHRASE_OBJECTION_PUPIL, ""},
	{PHRASE_OBJECTION_THEN_PUPIL, "age#"},
	{PHRASE_OBJECTION_THEN_PARENT, "age#"},
	{PHRASE_OBJECTION_BETWEEN, "from to"},
	{PHRASE_OBJECTION_FROM, "date"},
	{PHRASE_OBJECTION_UNTIL, "date"},
	{PHRASE_OBJECTION_NOTHING, ""},
	{PHRASE_OBJECTION_LEAVES, "fields"},
	{PHRASE_FLOW_SAY_CLOSED, "day"},
	{PHRASE_FLOW_SAY_CLOSED_BETWEEN, "from day"},
	{PHRASE_FLOW_SAY_NOTHING, ""},
	{PHRASE_FLOW_SAY_OBJECT, ""},
	{PHRASE_FLOW_SAY_PARTLY_OBJECT, ""},
	{PHRASE_FLOW_SAY_PARTLY, ""},
	{PHRASE_FLOW_SAY_REFUSE, ""},
	{PHRASE_FLOW_SAY_SAFETY, ""},
	{PHRASE_RESULTS_NOBODY, ""},
	{PHRASE_RESULTS_AREA, "area"},
	{PHRASE_WITHOUT_DECISIONS, ""},
	{PHRASE_WITHOUT_IDENTIFICATION, ""},
	{PHRASE_ONWARD_NONE, ""},
	{PHRASE_ONWARD_TO, "recipients purposes? level?"},
	{PHRASE_ONWARD_BY_LAW, "recipients purposes? level?"},
	{PHRASE_FLOW_LIMITS_IF, "condition"},
	{PHRASE_FLOW_LIMITS_WHEN, "triggers"},
	{PHRASE_FLOW_LIMITS_UNOWED, ""},
	{PHRASE_FLOW_LIMITS_TOGETHER, ""},
	{PHRASE_FLOW_LIMITS_LESS, ""},
	{PHRASE_DELETE_AFTER, "period"},
	{PHRASE_DELETE_BY, "date"},
	{PHRASE_FLOW_LAW_MUST, "laws"},
	{PHRASE_FLOW_LAW_MAY, "laws"},
	{PHRASE_FLOW_LAW_SOME, "laws triggers?"},
	{PHRASE_FLOW_LAW_GROUNDS, "grounds"},
	{PHRASE_FLOW_LAW_CITED, "laws"},
};

enum { SENTENCE_KINDS = sizeof(sentences) / sizeof(sentences[0]) };

/* A thing of a kind by its name. */
static bool read_named(struct reader *reader, enum name_kind kind, size_t count,
		       struct slice text, uint16_t *index)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(name_of(&reader->voice, kind, (uint16_t)i),
				text)) {
			*index = (uint16_t)i;
			return true;
		}
	return false;
}

static bool read_level(struct reader *reader, struct slice text,
		       struct level *level)
{
	const struct dictionary *dictionary = reader->voice.dictionary;

	for (int kind = 0; kind <= LEVEL_AGGREGATE; kind++)
		for (uint16_t area = 0; area < dictionary->area_count; area++) {
			*level = (struct level){(enum level_kind)kind,
						kind == LEVEL_AGGREGATE
							? area
							: DICTIONARY_NONE};
			if (slice_equal(say_at_level(&reader->voice, *level),
					text))
				return true;
		}
	return false;
}

/* What was read in the holes of a sentence. */
struct said {
	struct reader *reader;
	char holes[200]; /* for a term */
	struct field_set triggers, fields, laws;
	const struct meaning *condition;
};

static bool read_hole(struct said *said, const char *name, struct slice text,
		      char out[60])
{
	struct reader *reader = said->reader;
	const struct dictionary *dictionary = reader->voice.dictionary;
	struct field_set set = {{0}};
	struct level level;
	struct truth truth;
	uint16_t index = 0;

	if (strcmp(name, "triggers") == 0 || strcmp(name, "fields") == 0 ||
	    strcmp(name, "laws") == 0 || strcmp(name, "grounds") == 0 ||
	    strcmp(name, "purposes") == 0 || strcmp(name, "recipients") == 0) {
		bool good = name[0] == 't' ? reader_triggers(reader, text, &set)
			    : name[0] == 'f' ? reader_fields(reader, text, &set)
			    : name[0] == 'p'
				    ? reader_purposes(reader, text, &set)
			    : name[0] == 'r' ? reader_bodies(reader, text, &set)
					     : reader_laws(reader, text, &set);

		if (name[0] == 't')
			said->triggers = set;
		else if (name[0] == 'f')
			said->fields = set;
		else if (name[0] == 'l' || name[0] == 'g')
			said->laws = set;
		snprintf(out, 60, "%016llx",
			 (unsigned long long)claims_hash(&set));
		return good;
	}
	if (strcmp(name, "condition") == 0) {
		if (!reader_condition(reader, text, &said->condition))
			return false;
		truth = truth_of_meaning(said->reader, said->condition);
		snprintf(out, 60, "%016llx",
			 (unsigned long long)truth_hash(&truth));
		return true;
	}
	if (strcmp(name, "level") == 0) {
		if (!read_level(reader, text, &level))
			return false;
		claims_level(level, out);
		return true;
	}
	if (strcmp(name, "area") == 0 || strcmp(name, "approval") == 0 ||
	    strcmp(name, "terms") == 0 || strcmp(name, "role") == 0) {
		bool good = strcmp(name, "area") == 0
				    ? read_named(reader, NAME_AREA,
						 dictionary->area_count, text,
						 &index)
			    : strcmp(name, "approval") == 0
				    ? read_named(reader, NAME_APPROVAL,
						 dictionary->approval_count,
						 text, &index)
			    : strcmp(name, "terms") == 0
				    ? read_named(reader, NAME_TERMS,
						 dictionary->terms_count, text,
						 &index)
				    : read_named(reader, NAME_ROLE,
						 dictionary->role_count, text,
						 &index);

		snprintf(out, 60, "%u", index);
		return good;
	}
	if (strcmp(name, "age") == 0) {
		uint64_t age;

		if (!slice_number(text, 200, &age))
			return false;
		snprintf(out, 60, "%u", (unsigned int)age);
		return true;
	}
	/* Days and times as they are said. */
	if (text.len > 50 || memchr(text.at, '.', text.len) != NULL)
		return false;
	snprintf(out, 60, "%.*s", SLICE_ARGS(text));
	return true;
}

static bool good_holes(void *context, const struct filled *filled)
{
	struct said *said = context;

	said->holes[0] = '\0';
	said->triggers = said->fields = said->laws = (struct field_set){{0}};
	said->condition = NULL;
	for (size_t i = 0; i < filled->count; i++) {
		size_t length = strlen(said->holes);
		char value[60] = "";

		if (filled->texts[i].len > 0 &&
		    !read_hole(said, filled->names[i], filled->texts[i], value))
			return false;
		snprintf(said->holes + length, sizeof(said->holes) - length,
			 " %s=%s", filled->names[i], value);
	}
	return true;
}

/* An objection is said in several sentences. */
struct pending {
	struct objecting objecting;
	bool any;
};

/* Of whom that is so, and what a duty sends all the same. */
static void add_to_objection(struct objecting *one, enum phrase key,
			     const struct said *said)
{
	if (key == PHRASE_FLOW_SAY_IF) {
		one->live = truth_of_meaning(said->reader, said->condition);
		return;
	}
	one->owed_on = said->triggers;
	if (key == PHRASE_FLOW_SAY_OWED)
		one->owed = said->fields;
	else if (key == PHRASE_FLOW_SAY_OWED_ALL)
		memset(&one->owed, 0xff, sizeof(one->owed));
}

static void take_objection(struct going *going, struct pending *pending,
			   enum phrase key, const struct said *said)
{
	struct objecting *one = &pending->objecting;
	uint64_t age = 0;

	switch ((int)key) {
	case PHRASE_OBJECTION_PARENT:
	case PHRASE_OBJECTION_PUPIL:
	case PHRASE_OBJECTION_THEN_PUPIL:
	case PHRASE_OBJECTION_THEN_PARENT:
		*pending = (struct pending){.any = true};
		one->pupil_first = key == PHRASE_OBJECTION_PUPIL ||
				   key == PHRASE_OBJECTION_THEN_PARENT;
		one->live = truth_of_meaning(NULL, NULL);
		if (strlen(said->holes) > strlen(" age="))
			slice_number(slice_of(said->holes + strlen(" age=")),
				     200, &age);
		one->age = (int)age;
		return;
	case PHRASE_OBJECTION_NOTHING:
	case PHRASE_OBJECTION_LEAVES:
		assert_true(pending->any);
		assert_true(going->objecting_count < OBJECTIONS);
		one->leaves = said->fields;
		going->objecting[going->objecting_count++] = *one;
		pending->any = false;
		return;
	case PHRASE_FLOW_SAY_IF:
	case PHRASE_FLOW_SAY_OWED:
	case PHRASE_FLOW_SAY_OWED_SOME:
	case PHRASE_FLOW_SAY_OWED_ALL:
		assert_true(!pending->any && going->objecting_count > 0);
		add_to_objection(&going->objecting[going->objecting_count - 1],
				 key, said);
		return;
	default:
		assert_true(pending->any);
		snprintf(one->window, sizeof(one->window), " %s%s",
			 phrase_keys[key].key, said->holes);
	}
}

static void take_sentence(struct going *going, struct pending *pending,
			  enum phrase key, const struct said *said)
{
	struct truth truth = truth_of_meaning(said->reader, said->condition);
	char text[260];

	switch ((int)key) {
	case PHRASE_FLOW_WHEN_ALWAYS:
	case PHRASE_FLOW_WHEN_TRIGGER:
	case PHRASE_FLOW_WHEN_BOTH:
	case PHRASE_FLOW_WHEN_CONDITION:
		going_way(going, &said->triggers, &truth);
		return;
	case PHRASE_FLOW_EXCEPT:
		for (size_t i = 0; i < SAMPLES / 64; i++)
			going->except.bits[i] |= truth.bits[i];
		return;
	case PHRASE_FLOW_EXCEPT_UNOWED:
		for (size_t i = 0; i < SAMPLES / 64; i++)
			going->unowed.bits[i] |= truth.bits[i];
		return;
	case PHRASE_FLOW_FIRST_UNOWED: {
		char *last = going->terms[going->term_count - 1];

		assert_true(going->term_count > 0);
		if (strstr(last, " unowed") == NULL)
			strcat(last, " unowed");
		return;
	}
	case PHRASE_OBJECTION_PARENT:
	case PHRASE_OBJECTION_PUPIL:
	case PHRASE_OBJECTION_THEN_PUPIL:
	case PHRASE_OBJECTION_THEN_PARENT:
	case PHRASE_OBJECTION_BETWEEN:
	case PHRASE_OBJECTION_FROM:
	case PHRASE_OBJECTION_UNTIL:
	case PHRASE_OBJECTION_NOTHING:
	case PHRASE_OBJECTION_LEAVES:
	case PHRASE_FLOW_SAY_IF:
	case PHRASE_FLOW_SAY_OWED:
	case PHRASE_FLOW_SAY_OWED_SOME:
	case PHRASE_FLOW_SAY_OWED_ALL:
		take_objection(going, pending, key, said);
		return;
	case PHRASE_FLOW_LAW_MUST:
	case PHRASE_FLOW_LAW_SOME:
	case PHRASE_FLOW_LAW_MAY:
		snprintf(text, sizeof(text), "%s triggers=%016llx",
			 phrase_keys[key].key,
			 (unsigned long long)claims_hash(&said->triggers));
		going_term(going, text);
		going_laws(going, "law", &said->laws);
		return;
	case PHRASE_FLOW_LAW_GROUNDS:
		going_laws(going, "ground", &said->laws);
		return;
	case PHRASE_FLOW_LIMITS_LESS:
	case PHRASE_FLOW_LAW_CITED:
		return; /* of all that goes on the same terms, not of one */
	case PHRASE_LEVEL_NAMED:
	case PHRASE_LEVEL_PUPIL:
	case PHRASE_LEVEL_INSIDE:
	case PHRASE_LEVEL_ANONYMISED:
	case PHRASE_LEVEL_AGGREGATE:
		going->named = true;
		break;
	default:
		break;
	}
	snprintf(text, sizeof(text), "%s%s", phrase_keys[key].key, said->holes);
	going_term(going, text);
}

/* The first sentences of a text that say one thing: as many as can. */
static bool read_one(struct reader *reader, struct slice text, size_t *key,
		     struct said *said, size_t *length)
{
	for (size_t end = text.len; end > 0; end--) {
		struct slice part = slice_part(text, 0, end);

		if (end < text.len &&
		    (text.at[end - 1] != '.' || text.at[end] != ' '))
			continue;
		for (*key = 0; *key < SENTENCE_KINDS; ++*key) {
			struct filled filled;

			*said = (struct said){.reader = reader};
			if (!reader_match(reader, sentences[*key].key,
					  sentences[*key].holes, part, &filled,
					  good_holes, said))
				continue;
			*length = end;
			return true;
		}
	}
	return false;
}

/* All sentences of a text, taken by all goings from `first` to before `end`. */
bool parse_sentences(struct reader *reader, struct slice text,
		     struct goings *goings, size_t first, size_t end)
{
	struct pending pending[64] = {0};

	assert_true(end - first <= 64);
	while (text.len > 0) {
		struct said said;
		size_t key, length;

		if (!read_one(reader, text, &key, &said, &length))
			return false;
		for (size_t g = first; g < end; g++)
			take_sentence(&goings->list[g], &pending[g - first],
				      sentences[key].key, &said);
		text = slice_trim(slice_part(text, length, text.len));
	}
	return true;
}
