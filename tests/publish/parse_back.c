#include "parse_back.h"

#include "tests/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "language/tree.h"
#include "publish/wording.h"

/* --- claims ----------------------------------------------------------------------- */

void claims_add(struct claims *claims, const char *format, ...)
{
	char text[700];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	assert_true(length > 0 && length < (int)sizeof(text));
	claims->list = arena_grow(claims->arena, claims->list, claims->count,
				  &claims->capacity, sizeof(*claims->list));
	assert_non_null(claims->list);
	claims->list[claims->count] = arena_copy(claims->arena, slice_of(text));
	assert_non_null(claims->list[claims->count++].at);
}

static int by_text(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a,
			     *(const struct slice *)b);
}

void claims_settle(struct claims *claims)
{
	size_t kept = 0;

	if (claims->count == 0)
		return;
	qsort(claims->list, claims->count, sizeof(*claims->list), by_text);
	for (size_t i = 0; i < claims->count; i++)
		if (i == 0 ||
		    !slice_equal(claims->list[i], claims->list[kept - 1]))
			claims->list[kept++] = claims->list[i];
	claims->count = kept;
}

/* --- things as text ----------------------------------------------------------------- */

static uint64_t set_hash(const struct field_set *set)
{
	return slice_hash((struct slice){(const char *)set, sizeof(*set)});
}

enum { SAMPLES = 1024 };

/* Pupils of all ages and with all facts, drawn once. */
static struct sample sample_at(size_t index)
{
	struct sample sample;
	uint64_t x = (uint64_t)index * 0x9e3779b97f4a7c15u + 0x1234567;

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 32;
	sample.age = (int)(index % 30);
	sample.facts = (uint32_t)(index < 30   ? 0
				  : index < 60 ? UINT32_MAX
					       : x >> 8);
	for (size_t c = 0; c < CODED; c++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		sample.codes[c] = (uint16_t)(x >> 40);
	}
	return sample;
}

/* Of whom something is true, a bit for each pupil. */
struct truth {
	uint64_t bits[SAMPLES / 64];
};

static struct truth truth_of_meaning(const struct reader *reader,
				     const struct meaning *meaning)
{
	struct truth truth = {{0}};

	for (size_t i = 0; i < SAMPLES; i++) {
		struct sample sample = sample_at(i);

		if (meaning_holds(reader, meaning, &sample))
			truth.bits[i / 64] |= 1ull << i % 64;
	}
	return truth;
}

static struct truth truth_of_rule(const struct reader *reader,
				  const struct condition *condition)
{
	struct truth truth = {{0}};

	for (size_t i = 0; i < SAMPLES; i++) {
		struct sample sample = sample_at(i);

		if (condition_true_of(reader, condition, &sample))
			truth.bits[i / 64] |= 1ull << i % 64;
	}
	return truth;
}

static uint64_t truth_hash(const struct truth *truth)
{
	return slice_hash((struct slice){(const char *)truth, sizeof(*truth)});
}

static uint64_t everybody(void)
{
	struct truth truth = truth_of_meaning(NULL, NULL);

	return truth_hash(&truth);
}

/* --- what is said of data that goes ----------------------------------------------------- */

enum { TERMS = 48, WAYS = 16, TRIGGERS = 17 /* none, and each */ };

/* Who may object, and what is sent all the same. */
struct objecting {
	bool pupil_first;
	int age; /* from which it is the other's; 0: never */
	char window[260];
	struct field_set leaves;
	struct truth live; /* of whom the rule that says so speaks */
};

enum { OBJECTIONS = 12 };

struct going {
	uint16_t body, by; /* by: DICTIONARY_NONE: the controller itself */
	struct field_set purposes, fields;
	bool untold;
	bool named; /* has said how much it shows */
	char terms[TERMS][300];
	size_t term_count;
	struct truth when[TRIGGERS]; /* all ways together */
	struct truth except;
	bool said_when;
	struct objecting objecting[OBJECTIONS];
	size_t objecting_count;
};

struct goings {
	struct going *list;
	size_t count, capacity;
	struct arena *arena;
};

static struct going *add_going(struct goings *goings)
{
	goings->list = arena_grow(goings->arena, goings->list, goings->count,
				  &goings->capacity, sizeof(*goings->list));
	assert_non_null(goings->list);
	memset(&goings->list[goings->count], 0, sizeof(*goings->list));
	goings->list[goings->count].by = DICTIONARY_NONE;
	return &goings->list[goings->count++];
}

static void add_term(struct going *going, const char *text)
{
	for (size_t i = 0; i < going->term_count; i++)
		if (strcmp(going->terms[i], text) == 0)
			return;
	assert_true(going->term_count < TERMS);
	snprintf(going->terms[going->term_count++], sizeof(going->terms[0]),
		 "%s", text);
}

/* `triggers`: bits; none: whenever. */
static void add_way(struct going *going, const struct field_set *triggers,
		    const struct truth *truth)
{
	going->said_when = true;
	for (uint16_t t = 0; t < TRIGGERS; t++) {
		bool serves =
			field_set_empty(*triggers) ||
			(t > 0 && field_set_has(triggers, (uint16_t)(t - 1)));

		for (size_t i = 0; serves && i < SAMPLES / 64; i++)
			going->when[t].bits[i] |= truth->bits[i];
	}
}

/* One field for one purpose, and which goings speak of it. */
struct point {
	uint16_t body, by, purpose, field;
	size_t going;
};

static int by_point(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	if (x->body != y->body)
		return x->body < y->body ? -1 : 1;
	if (x->purpose != y->purpose)
		return x->purpose < y->purpose ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return (x->going > y->going) - (x->going < y->going);
}

static bool same_point(const struct point *a, const struct point *b)
{
	return a->by == b->by && a->body == b->body &&
	       a->purpose == b->purpose && a->field == b->field;
}

static const char *name_at(const struct slice *name, char room[80])
{
	snprintf(room, 80, "%.*s", SLICE_ARGS(*name));
	return room;
}

enum { AGES = 30, BY_PARENT = 1, BY_PUPIL = 2 };

/* Whether it goes at all at this age, and the rule speaks of one of them. */
static bool goes_at(const struct going *going, const struct truth *live,
		    int age)
{
	for (size_t i = (size_t)age; i < SAMPLES; i += AGES) {
		uint64_t bit = 1ull << i % 64;

		if ((going->except.bits[i / 64] & bit) != 0 ||
		    (live->bits[i / 64] & bit) == 0)
			continue;
		for (size_t t = 0; t < TRIGGERS; t++)
			if ((going->when[t].bits[i / 64] & bit) != 0)
				return true;
	}
	return false;
}

/* Who can stop a field at which age, for each window in which that is said. */
static void claim_objections(const struct going *going, uint16_t field,
			     uint8_t stopped[][AGES], char windows[][260],
			     size_t *count)
{
	for (size_t o = 0; o < going->objecting_count; o++) {
		const struct objecting *one = &going->objecting[o];
		size_t w = 0;

		if (field_set_has(&one->leaves, field))
			continue;
		while (w < *count && strcmp(windows[w], one->window) != 0)
			w++;
		if (w == *count) {
			assert_true(w < OBJECTIONS);
			snprintf(windows[w], 260, "%s", one->window);
			++*count;
		}
		for (int age = 0; age < AGES; age++) {
			bool second = one->age > 0 && age >= one->age;
			bool pupil = one->pupil_first != second;

			if (goes_at(going, &one->live, age))
				stopped[w][age] |= pupil ? BY_PUPIL : BY_PARENT;
		}
	}
}

/* Goings that speak of one point, together. */
static void claim_point(struct claims *claims, const struct reader *reader,
			const struct goings *goings, const struct point *points,
			size_t count)
{
	const struct dictionary *dictionary = reader->voice.dictionary;
	char by[80] = "we", body[80], purpose[80] = "-", field[80];
	struct truth when[TRIGGERS];
	uint8_t stopped[OBJECTIONS][AGES] = {{0}};
	char windows[OBJECTIONS][260];
	size_t window_count = 0;
	bool untold = true;
	uint64_t hash = 0;

	memset(when, 0, sizeof(when));
	if (points->by != DICTIONARY_NONE)
		name_at(&dictionary->bodies[points->by].name, by);
	name_at(&dictionary->bodies[points->body].name, body);
	if (points->purpose != DICTIONARY_NONE)
		name_at(&dictionary->purposes[points->purpose].name, purpose);
	name_at(&dictionary->fields[points->field].name, field);
	for (size_t i = 0; i < count; i++) {
		const struct going *going = &goings->list[points[i].going];

		untold &= going->untold;
		for (size_t t = 0; t < going->term_count; t++)
			claims_add(claims, "%s to %s for %s %s: %s", by, body,
				   purpose, field, going->terms[t]);
		for (size_t t = 0; t < TRIGGERS; t++)
			for (size_t b = 0; b < SAMPLES / 64; b++)
				when[t].bits[b] |= going->when[t].bits[b] &
						   ~going->except.bits[b];
	}
	for (size_t i = 0; i < count; i++)
		claim_objections(&goings->list[points[i].going], points->field,
				 stopped, windows, &window_count);
	for (size_t w = 0; w < window_count; w++)
		claims_add(claims, "%s to %s for %s %s: stopped%s %016llx", by,
			   body, purpose, field, windows[w],
			   (unsigned long long)slice_hash((struct slice){
				   (const char *)stopped[w], AGES}));
	for (size_t t = 0; t < TRIGGERS; t++)
		hash = hash * 1099511628211u + truth_hash(&when[t]);
	claims_add(claims, "%s to %s for %s %s: when %016llx%s", by, body,
		   purpose, field, (unsigned long long)hash,
		   untold ? ", untold" : "");
}

static void claim_goings(struct claims *claims, const struct reader *reader,
			 const struct goings *goings)
{
	struct point *points = NULL;
	size_t count = 0, capacity = 0;

	for (size_t g = 0; g < goings->count; g++) {
		const struct going *going = &goings->list[g];
		uint16_t p = field_set_next(&going->purposes, 0);

		do {
			for (uint16_t f = field_set_next(&going->fields, 0);
			     f != DICTIONARY_NONE;
			     f = field_set_next(&going->fields,
						(uint16_t)(f + 1))) {
				points =
					arena_grow(goings->arena, points, count,
						   &capacity, sizeof(*points));
				assert_non_null(points);
				points[count++] = (struct point){
					going->body, going->by, p, f, g};
			}
			p = p == DICTIONARY_NONE
				    ? p
				    : field_set_next(&going->purposes,
						     (uint16_t)(p + 1));
		} while (p != DICTIONARY_NONE);
	}
	if (count > 0)
		qsort(points, count, sizeof(*points), by_point);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1;
		     next < count && same_point(&points[i], &points[next]);
		     next++)
			;
		claim_point(claims, reader, goings, &points[i], next - i);
	}
}

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
	{PHRASE_EVERY, "period"},
	{PHRASE_FLOW_WITHIN, "period"},
	{PHRASE_LEVEL_NAMED, ""},
	{PHRASE_LEVEL_PUPIL, ""},
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

static void print_level(struct level level, char out[40])
{
	snprintf(out, 40, "%d/%d", (int)level.kind,
		 level.kind == LEVEL_AGGREGATE ? (int)level.area : -1);
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
			 (unsigned long long)set_hash(&set));
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
		print_level(level, out);
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
	default:
		assert_true(pending->any);
		snprintf(one->window, sizeof(one->window), " %s%s",
			 phrase_keys[key].key, said->holes);
	}
}

static void add_each_law(struct going *going, const char *what,
			 const struct field_set *laws)
{
	char text[80];

	for (uint16_t l = field_set_next(laws, 0); l != DICTIONARY_NONE;
	     l = field_set_next(laws, (uint16_t)(l + 1))) {
		snprintf(text, sizeof(text), "%s %u", what, l);
		add_term(going, text);
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
		add_way(going, &said->triggers, &truth);
		return;
	case PHRASE_FLOW_EXCEPT:
		for (size_t i = 0; i < SAMPLES / 64; i++)
			going->except.bits[i] |= truth.bits[i];
		return;
	case PHRASE_OBJECTION_PARENT:
	case PHRASE_OBJECTION_PUPIL:
	case PHRASE_OBJECTION_THEN_PUPIL:
	case PHRASE_OBJECTION_THEN_PARENT:
	case PHRASE_OBJECTION_BETWEEN:
	case PHRASE_OBJECTION_FROM:
	case PHRASE_OBJECTION_UNTIL:
	case PHRASE_OBJECTION_NOTHING:
	case PHRASE_OBJECTION_LEAVES:
		take_objection(going, pending, key, said);
		return;
	case PHRASE_FLOW_LAW_MUST:
	case PHRASE_FLOW_LAW_SOME:
	case PHRASE_FLOW_LAW_MAY:
		snprintf(text, sizeof(text), "%s triggers=%016llx",
			 phrase_keys[key].key,
			 (unsigned long long)set_hash(&said->triggers));
		add_term(going, text);
		add_each_law(going, "law", &said->laws);
		return;
	case PHRASE_FLOW_LAW_GROUNDS:
		add_each_law(going, "ground", &said->laws);
		return;
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
	add_term(going, text);
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
static bool read_sentences(struct reader *reader, struct slice text,
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

/* --- reading a page --------------------------------------------------------------------------- */

struct parsing {
	struct claims *claims;
	struct reader *reader, *plain; /* plain: names against all fields */
	struct goings goings;
	unsigned int unread;

	/* Of the recipient in hand. */
	struct slice section;
	uint16_t body;
	size_t first, group; /* goings of the section, and on the same terms */
	bool terms;          /* were said of them */
	bool untold;         /* what follows no share tells of */

	/* Of what is held. */
	struct field_set held;
	int pair;
	bool list;
};

static void unread(struct parsing *parsing, const struct piece *piece)
{
	print_error("not understood, in '%.*s': %.*s\n",
		    SLICE_ARGS(parsing->section), SLICE_ARGS(piece->text));
	parsing->unread++;
}

struct what {
	struct reader *reader;
	struct field_set fields, purposes;
};

static bool good_what(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_purposes(what->reader, filled_text(filled, "purposes"),
			       &what->purposes) &&
	       reader_fields(what->reader, filled_text(filled, "fields"),
			     &what->fields);
}

/* "To do this: that data." */
static bool parse_what(struct parsing *parsing, const struct piece *piece)
{
	struct reader *reader = parsing->reader;
	struct what what = {.reader = reader};
	struct filled filled;
	struct going *going;

	if (!reader_match(reader, PHRASE_FLOW_WHAT, "fields purposes",
			  piece->text, &filled, good_what, &what))
		return false;
	if (parsing->terms) {
		parsing->group = parsing->goings.count;
		parsing->untold = false;
	}
	parsing->terms = false;
	going = add_going(&parsing->goings);
	going->body = parsing->body;
	going->fields = what.fields;
	going->purposes = what.purposes;
	going->untold = parsing->untold;
	return true;
}

/* What follows is the law's, and no share tells of it. */
static bool parse_untold(struct parsing *parsing, const struct piece *piece)
{
	static const enum phrase leads[] = {PHRASE_FLOW_UNTOLD,
					    PHRASE_FLOW_UNTOLD_ALL};
	struct voice *voice = &parsing->reader->voice;
	bool lead = false;

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		lead |= says(voice, leads[i]) &&
			slice_equal(say(voice, leads[i]), piece->text);
	if (!lead)
		return false;
	if (parsing->terms)
		parsing->group = parsing->goings.count;
	parsing->terms = false;
	parsing->untold = true;
	return true;
}

static bool good_body(void *context, const struct filled *filled)
{
	struct parsing *parsing = context;
	uint16_t body;

	return reader_body(parsing->reader, filled_text(filled, "recipient"),
			   &body) &&
	       body == parsing->body;
}

static bool parse_lead(struct parsing *parsing, const struct piece *piece)
{
	static const enum phrase leads[] = {
		PHRASE_FLOW_MUST, PHRASE_FLOW_PARTLY, PHRASE_FLOW_MAY,
		PHRASE_FLOW_FAMILY_MUST, PHRASE_FLOW_FAMILY};
	char body[80];

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		struct filled filled;

		if (!reader_match(parsing->reader, leads[i], "recipient",
				  piece->text, &filled, good_body, parsing))
			continue;
		name_at(&parsing->reader->voice.dictionary
				 ->bodies[parsing->body]
				 .name,
			body);
		claims_add(parsing->claims, "%s: %s", body,
			   phrase_keys[leads[i]].key);
		return true;
	}
	return false;
}

static bool is_term(struct parsing *parsing, const struct piece *piece)
{
	static const enum phrase headings[] = {
		PHRASE_FLOW_WHEN, PHRASE_FLOW_SHOWS, PHRASE_FLOW_FIRST,
		PHRASE_FLOW_SAY, PHRASE_FLOW_LAW};
	struct filled filled;

	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (slice_equal(say(&parsing->reader->voice, headings[i]),
				piece->text))
			return true;
	return reader_match(parsing->reader, PHRASE_FLOW_LIMITS, "recipient",
			    piece->text, &filled, good_body, parsing);
}

static void parse_own(struct parsing *parsing, const struct piece *piece)
{
	switch (piece->kind) {
	case PIECE_HEADING:
		if (!reader_body(parsing->reader, piece->text, &parsing->body))
			unread(parsing, piece);
		parsing->first = parsing->group = parsing->goings.count;
		parsing->terms = parsing->untold = false;
		return;
	case PIECE_TERM:
		parsing->terms = true;
		if (!is_term(parsing, piece))
			unread(parsing, piece);
		return;
	case PIECE_TEXT:
		if (slice_equal(piece->text, say(&parsing->reader->voice,
						 PHRASE_FLOW_ALL))) {
			parsing->group = parsing->first;
			parsing->terms = true;
			return;
		}
		if (parse_lead(parsing, piece) || parse_untold(parsing, piece))
			return;
		break;
	case PIECE_ITEM:
	case PIECE_VALUE:
		break;
	}
	if (parse_what(parsing, piece))
		return;
	if (!parsing->terms ||
	    !read_sentences(parsing->reader, piece->text, &parsing->goings,
			    parsing->group, parsing->goings.count))
		unread(parsing, piece);
}

/* --- what others do, and what is not done -------------------------------------------------------- */

struct told {
	struct reader *reader;
	uint16_t body;
	struct field_set fields, purposes, triggers;
	const struct meaning *condition;
};

static bool good_told(void *context, const struct filled *filled)
{
	struct told *told = context;
	struct slice purposes = filled_text(filled, "purposes");
	struct slice triggers = filled_text(filled, "triggers");
	struct slice condition = filled_text(filled, "condition");

	told->purposes = told->triggers = (struct field_set){{0}};
	told->condition = NULL;
	return reader_body(told->reader, filled_text(filled, "recipient"),
			   &told->body) &&
	       (purposes.len == 0 ||
		reader_purposes(told->reader, purposes, &told->purposes)) &&
	       (triggers.len == 0 ||
		reader_triggers(told->reader, triggers, &told->triggers)) &&
	       (condition.len == 0 ||
		reader_condition(told->reader, condition, &told->condition)) &&
	       reader_fields(told->reader, filled_text(filled, "fields"),
			     &told->fields);
}

static bool parse_told_item(struct parsing *parsing, struct slice text)
{
	struct told told = {.reader = parsing->reader};

	for (size_t end = 1; end <= text.len; end++) {
		struct filled filled;
		struct going *going;
		struct truth truth;

		if (end < text.len &&
		    (text.at[end - 1] != '.' || text.at[end] != ' '))
			continue;
		if (!reader_match(parsing->reader, PHRASE_FLOW_TOLD,
				  "recipient fields purposes? triggers? "
				  "condition?",
				  slice_part(text, 0, end), &filled, good_told,
				  &told))
			continue;
		going = add_going(&parsing->goings);
		going->by = parsing->body;
		going->body = told.body;
		going->fields = told.fields;
		going->purposes = told.purposes;
		truth = truth_of_meaning(told.reader, told.condition);
		add_way(going, &told.triggers, &truth);
		return read_sentences(
			parsing->reader,
			slice_trim(slice_part(text, end, text.len)),
			&parsing->goings, parsing->goings.count - 1,
			parsing->goings.count);
	}
	return false;
}

static void parse_told(struct parsing *parsing, const struct piece *piece)
{
	if (piece->kind == PIECE_HEADING) {
		if (!reader_body(parsing->reader, piece->text, &parsing->body))
			unread(parsing, piece);
	} else if (!parse_told_item(parsing, piece->text)) {
		unread(parsing, piece);
	}
}

static bool good_not_done(void *context, const struct filled *filled)
{
	return good_told(context, filled);
}

/* Claims what is withheld, field by field. */
static void claim_withheld(struct claims *claims,
			   const struct dictionary *dictionary, uint16_t body,
			   const struct field_set *purposes,
			   const struct field_set *fields)
{
	uint16_t p = field_set_next(purposes, 0);
	char to[80], purpose[80] = "-", field[80];

	name_at(&dictionary->bodies[body].name, to);
	do {
		if (p != DICTIONARY_NONE)
			name_at(&dictionary->purposes[p].name, purpose);
		for (uint16_t f = field_set_next(fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(fields, (uint16_t)(f + 1)))
			claims_add(claims, "not done: %s for %s %s", to,
				   purpose,
				   name_at(&dictionary->fields[f].name, field));
		p = p == DICTIONARY_NONE
			    ? p
			    : field_set_next(purposes, (uint16_t)(p + 1));
	} while (p != DICTIONARY_NONE);
}

static void parse_not_done(struct parsing *parsing, const struct piece *piece)
{
	struct told told = {.reader = parsing->reader};
	struct filled filled;

	if (piece->kind != PIECE_ITEM)
		return;
	if (!reader_match(parsing->reader, PHRASE_FLOW_NOT_DONE,
			  "recipient fields purposes? reason", piece->text,
			  &filled, good_not_done, &told) &&
	    !reader_match(parsing->reader, PHRASE_FLOW_NOT_DONE_PART,
			  "recipient fields purposes? reason", piece->text,
			  &filled, good_not_done, &told)) {
		unread(parsing, piece);
		return;
	}
	claim_withheld(parsing->claims, parsing->reader->voice.dictionary,
		       told.body, &told.purposes, &told.fields);
}

/* --- what is held -------------------------------------------------------------------------------- */

static void claim_fields(struct claims *claims,
			 const struct dictionary *dictionary,
			 const struct field_set *fields, const char *what)
{
	char field[80];

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		claims_add(claims, "%s: %s",
			   name_at(&dictionary->fields[f].name, field), what);
}

static bool good_purposes(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_purposes(what->reader, filled_text(filled, "purposes"),
			       &what->purposes);
}

static bool good_laws(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_laws(what->reader, filled_text(filled, "laws"),
			   &what->purposes);
}

enum { PAIR_WHY = 1, PAIR_KEEP, PAIR_LAW };

static bool is_phrase(struct parsing *parsing, const struct piece *piece,
		      enum phrase key)
{
	return slice_equal(say(&parsing->reader->voice, key), piece->text);
}

static bool parse_pair(struct parsing *parsing, const struct piece *piece)
{
	const struct dictionary *dictionary = parsing->reader->voice.dictionary;
	struct what what = {.reader = parsing->reader};
	struct filled filled;
	char text[200];

	if (parsing->pair == PAIR_WHY || parsing->pair == PAIR_LAW) {
		bool why = parsing->pair == PAIR_WHY;

		if (!(why &&
		      is_phrase(parsing, piece, PHRASE_HELD_WHY_UNSTATED)) &&
		    !reader_match(
			    parsing->reader,
			    why ? PHRASE_HELD_WHY_TEXT : PHRASE_HELD_LAW_TEXT,
			    why ? "purposes" : "laws", piece->text, &filled,
			    why ? good_purposes : good_laws, &what))
			return false;
		for (uint16_t i = field_set_next(&what.purposes, 0);
		     i != DICTIONARY_NONE;
		     i = field_set_next(&what.purposes, (uint16_t)(i + 1))) {
			snprintf(text, sizeof(text), "held %s %u",
				 why ? "for" : "under", i);
			claim_fields(parsing->claims, dictionary,
				     &parsing->held, text);
		}
		return true;
	}
	if (is_phrase(parsing, piece, PHRASE_HELD_KEEP_UNSTATED))
		return true;
	snprintf(text, sizeof(text), "kept: %.*s", SLICE_ARGS(piece->text));
	claim_fields(parsing->claims, dictionary, &parsing->held, text);
	return true;
}

static void parse_held(struct parsing *parsing, const struct piece *piece)
{
	const struct dictionary *dictionary = parsing->reader->voice.dictionary;
	struct field_set fields;

	switch (piece->kind) {
	case PIECE_HEADING:
		return;
	case PIECE_TEXT:
		parsing->list = is_phrase(parsing, piece, PHRASE_HELD_LIST) ||
				is_phrase(parsing, piece, PHRASE_HELD_ALSO);
		parsing->held = (struct field_set){{0}};
		if (!parsing->list &&
		    !is_phrase(parsing, piece, PHRASE_HELD_NOTHING))
			unread(parsing, piece);
		return;
	case PIECE_TERM:
		parsing->list = false;
		parsing->pair = is_phrase(parsing, piece, PHRASE_HELD_WHY)
					? PAIR_WHY
				: is_phrase(parsing, piece, PHRASE_HELD_KEEP)
					? PAIR_KEEP
					: PAIR_LAW;
		return;
	case PIECE_ITEM:
		if (!reader_fields(parsing->reader, piece->text, &fields)) {
			unread(parsing, piece);
			return;
		}
		parsing->held = field_set_union(parsing->held, fields);
		claim_fields(parsing->claims, dictionary, &fields, "held");
		return;
	case PIECE_VALUE:
		if (!parse_pair(parsing, piece))
			unread(parsing, piece);
		return;
	}
}

static bool good_fields(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_fields(what->reader, filled_text(filled, "fields"),
			     &what->fields);
}

static void parse_requirement(struct parsing *parsing,
			      const struct piece *piece)
{
	struct what what = {.reader = parsing->plain};
	struct filled filled;
	bool must;

	if (piece->kind == PIECE_HEADING)
		return;
	must = reader_match(parsing->plain, PHRASE_REQUIREMENT_MUST, "fields",
			    piece->text, &filled, good_fields, &what);
	if (!must &&
	    !reader_match(parsing->plain, PHRASE_REQUIREMENT_MAY, "fields",
			  piece->text, &filled, good_fields, &what))
		unread(parsing, piece);
	else
		claim_fields(parsing->claims, parsing->reader->voice.dictionary,
			     &what.fields,
			     must ? "must be given" : "may be left out");
}

struct receipt {
	struct reader *reader;
	uint16_t from;
	struct field_set fields, purposes;
};

static bool good_receipt(void *context, const struct filled *filled)
{
	struct receipt *receipt = context;
	struct slice purposes = filled_text(filled, "purposes");

	receipt->purposes = (struct field_set){{0}};
	return reader_body(receipt->reader, filled_text(filled, "sender"),
			   &receipt->from) &&
	       (purposes.len == 0 || reader_purposes(receipt->reader, purposes,
						     &receipt->purposes)) &&
	       reader_fields(receipt->reader, filled_text(filled, "fields"),
			     &receipt->fields);
}

static void claim_receipt(struct claims *claims,
			  const struct dictionary *dictionary, uint16_t from,
			  const struct field_set *fields,
			  const struct field_set *purposes)
{
	char text[120];

	snprintf(text, sizeof(text), "from %u for %016llx", from,
		 (unsigned long long)set_hash(purposes));
	claim_fields(claims, dictionary, fields, text);
}

static void parse_received(struct parsing *parsing, const struct piece *piece)
{
	struct receipt receipt = {.reader = parsing->reader};

	if (piece->kind == PIECE_HEADING)
		return;
	for (size_t end = 1; end <= piece->text.len; end++) {
		struct filled filled;

		if (end < piece->text.len && (piece->text.at[end - 1] != '.' ||
					      piece->text.at[end] != ' '))
			continue;
		if (!reader_match(parsing->reader, PHRASE_RECEIVED_FROM,
				  "sender fields purposes?",
				  slice_part(piece->text, 0, end), &filled,
				  good_receipt, &receipt))
			continue;
		claim_receipt(parsing->claims,
			      parsing->reader->voice.dictionary, receipt.from,
			      &receipt.fields, &receipt.purposes);
		return;
	}
	unread(parsing, piece);
}

/* --- the page --------------------------------------------------------------------------------------- */

static struct slice inmost(const struct piece *piece)
{
	return piece->depth > 0 ? piece->sections[piece->depth - 1]
				: SLICE("top");
}

static void parse_piece(struct parsing *parsing, const struct piece *piece)
{
	struct slice section = inmost(piece);

	parsing->section = section;
	if (slice_starts_with(section, SLICE("recipient-")))
		parse_own(parsing, piece);
	else if (slice_starts_with(section, SLICE("told-")))
		parse_told(parsing, piece);
	else if (slice_is(section, "not-done"))
		parse_not_done(parsing, piece);
	else if (slice_is(section, "held"))
		parse_held(parsing, piece);
	else if (slice_is(section, "requirement"))
		parse_requirement(parsing, piece);
	else if (slice_is(section, "received"))
		parse_received(parsing, piece);
}

static void learn_conditions(struct reader *reader)
{
	const struct publication *publication = reader->publication;

	for (size_t i = 0; i < publication->flow_count; i++)
		for (size_t p = 0; p < publication->flows[i].part_count; p++) {
			const struct published_part *part =
				&publication->flows[i].parts[p];

			for (size_t w = 0; w < part->way_count; w++)
				reader_learn(reader, part->ways[w].when);
			for (size_t n = 0; n < part->need_count; n++)
				reader_learn(reader,
					     part->needs[n].need->where);
			for (size_t e = 0; e < part->except_count; e++)
				reader_learn(reader, part->except[e].when);
			for (size_t o = 0; o < part->objection_count; o++)
				reader_learn(reader,
					     part->objections[o].of->when);
		}
}

unsigned int claims_of_text(struct claims *claims, struct reader *reader,
			    const struct reading *reading)
{
	struct parsing parsing = {
		.claims = claims,
		.reader = reader,
		.goings = {.arena = claims->arena},
	};
	struct reader plain;

	learn_conditions(reader);
	reader_open(&plain, reader->publication, reader->voice.book,
		    reader->voice.audience, claims->arena);
	plain.fields = (struct words){0};
	for (uint16_t f = 0; f < reader->voice.dictionary->field_count; f++)
		field_set_add(&plain.known, f);
	reader_learn_fields(&plain);
	parsing.plain = &plain;
	for (size_t i = 0; i < reading->count; i++)
		parse_piece(&parsing, &reading->pieces[i]);
	claim_goings(claims, reader, &parsing.goings);
	claims_settle(claims);
	return parsing.unread;
}

/* --- the rules ---------------------------------------------------------------------------------------- */

static struct field_set set_of(const uint16_t *list, size_t count)
{
	struct field_set set = {{0}};

	for (size_t i = 0; i < count; i++)
		field_set_add(&set, list[i]);
	return set;
}

static struct field_set set_of_triggers(uint64_t triggers)
{
	struct field_set set = {{0}};

	assert_true(triggers >> (TRIGGERS - 1) == 0);
	for (uint16_t t = 0; t + 1 < TRIGGERS; t++)
		if ((triggers >> t & 1) != 0)
			field_set_add(&set, t);
	return set;
}

static void condition_hole(const struct reader *reader,
			   const struct condition *where, char out[40])
{
	struct truth truth = truth_of_rule(reader, where);
	uint64_t hash = truth_hash(&truth);

	/* What is always so is not said. */
	if (where == NULL || hash == everybody())
		snprintf(out, 40, " condition=");
	else
		snprintf(out, 40, " condition=%016llx",
			 (unsigned long long)hash);
}

static void rule_level(struct going *going, struct level level)
{
	static const enum phrase keys[] = {
		[LEVEL_NAMED] = PHRASE_LEVEL_NAMED,
		[LEVEL_PUPIL] = PHRASE_LEVEL_PUPIL,
		[LEVEL_INSIDE] = PHRASE_LEVEL_INSIDE,
		[LEVEL_ANONYMISED] = PHRASE_LEVEL_ANONYMISED,
		[LEVEL_AGGREGATE] = PHRASE_LEVEL_AGGREGATE,
	};
	char text[120];

	if (level.kind == LEVEL_AGGREGATE)
		snprintf(text, sizeof(text), "%s area=%u",
			 phrase_keys[keys[level.kind]].key, level.area);
	else
		snprintf(text, sizeof(text), "%s",
			 phrase_keys[keys[level.kind]].key);
	add_term(going, text);
}

static void rule_need(const struct reader *reader, struct going *going,
		      const struct need *need)
{
	char text[160], when[40], age[24] = "";
	enum phrase key = PHRASE_COUNT;

	condition_hole(reader, need->where, when);
	switch (need->kind) {
	case NEED_APPROVAL:
		snprintf(text, sizeof(text), "%s approval=%u%s",
			 phrase_keys[PHRASE_NEED_APPROVAL].key, need->approval,
			 when);
		add_term(going, text);
		return;
	case NEED_TERMS:
		if (need->terms != DICTIONARY_NONE)
			snprintf(age, sizeof(age), "%u", need->terms);
		snprintf(text, sizeof(text), "%s terms=%s%s",
			 phrase_keys[PHRASE_NEED_TERMS].key, age, when);
		add_term(going, text);
		return;
	case NEED_ROLE:
		snprintf(text, sizeof(text), "%s role=%u%s",
			 phrase_keys[PHRASE_NEED_ROLE].key, need->role, when);
		add_term(going, text);
		return;
	case NEED_AUTHORISATION:
		key = PHRASE_NEED_AUTHORISATION;
		break;
	case NEED_IDENTITY:
		key = PHRASE_NEED_IDENTITY;
		break;
	case NEED_CONSENT:
		if (need->by.age > 0)
			snprintf(age, sizeof(age), " age=%d", need->by.age);
		key = need->by.first == HOLDER_PARENT
			      ? need->by.age > 0
					? PHRASE_NEED_CONSENT_THEN_PUPIL
					: PHRASE_NEED_CONSENT_PARENT
		      : need->by.age > 0 ? PHRASE_NEED_CONSENT_THEN_PARENT
					 : PHRASE_NEED_CONSENT_PUPIL;
		break;
	case NEED_KIND_COUNT:
		break;
	}
	assert_true(key != PHRASE_COUNT);
	snprintf(text, sizeof(text), "%s%s%s", phrase_keys[key].key, age, when);
	add_term(going, text);
}

static bool is_open(const struct published_objection *objection)
{
	return !objection->yields && !objection->closed;
}

static void rule_objection(struct reader *reader, struct going *going,
			   const struct published_objection *objection)
{
	const struct objection_clause *clause = objection->clause;
	struct slice from = say_date(&reader->voice, clause->stated.from);
	struct slice to = say_date(&reader->voice, clause->stated.to);
	struct objecting *one;

	assert_true(going->objecting_count < OBJECTIONS);
	one = &going->objecting[going->objecting_count++];
	*one = (struct objecting){
		.pupil_first = clause->by.first == HOLDER_PUPIL,
		.age = clause->by.age,
		.leaves = clause->leaves,
		.live = truth_of_rule(reader, objection->of->when),
	};
	if (from.len > 0 && to.len > 0)
		snprintf(one->window, sizeof(one->window),
			 " %s from=%.*s to=%.*s",
			 phrase_keys[PHRASE_OBJECTION_BETWEEN].key,
			 SLICE_ARGS(from), SLICE_ARGS(to));
	else if (from.len > 0 || to.len > 0)
		snprintf(one->window, sizeof(one->window), " %s date=%.*s",
			 phrase_keys[from.len > 0 ? PHRASE_OBJECTION_FROM
						  : PHRASE_OBJECTION_UNTIL]
				 .key,
			 SLICE_ARGS(from.len > 0 ? from : to));
}

static void rule_objections(struct reader *reader, struct going *going,
			    const struct published_part *part, bool own)
{
	for (size_t i = 0; i < part->objection_count; i++) {
		char text[120];

		if (is_open(&part->objections[i]))
			rule_objection(reader, going, &part->objections[i]);
		if (!own || !part->objections[i].closed)
			continue;
		snprintf(text, sizeof(text), "%s day=%.*s",
			 phrase_keys[PHRASE_FLOW_SAY_CLOSED].key,
			 SLICE_ARGS(say_date(
				 &reader->voice,
				 part->objections[i].clause->stated.to)));
		add_term(going, text);
	}
}

/* Whether a duty's own law heeds an objection: a refusal is one (docs/language.md,
 * Wishes). */
static bool heeds(const struct published_part *part)
{
	for (size_t i = 0; i < part->objection_count; i++)
		if (is_open(&part->objections[i]) &&
		    part->objections[i].of->rule->duty)
			return true;
	return false;
}

static void rule_refusal(struct going *going, const struct published_part *part)
{
	enum phrase key;

	if (part->duty == DUTY_NONE)
		key = part->wishes_bear ? PHRASE_FLOW_SAY_REFUSE
					: PHRASE_FLOW_SAY_SAFETY;
	else if (heeds(part))
		key = part->wishes_bear ? PHRASE_FLOW_SAY_PARTLY_OBJECT
					: PHRASE_FLOW_SAY_OBJECT;
	else
		key = part->wishes_bear ? PHRASE_FLOW_SAY_PARTLY
					: PHRASE_FLOW_SAY_NOTHING;
	add_term(going, phrase_keys[key].key);
}

static void rule_results(struct going *going, const struct published_part *part)
{
	char text[120];

	if (part->results == RESULTS_NOBODY)
		add_term(going, phrase_keys[PHRASE_RESULTS_NOBODY].key);
	if (part->results == RESULTS_AREA) {
		snprintf(text, sizeof(text), "%s area=%u",
			 phrase_keys[PHRASE_RESULTS_AREA].key,
			 part->results_area);
		add_term(going, text);
	}
	if ((part->without & WITHOUT_DECISIONS) != 0)
		add_term(going, phrase_keys[PHRASE_WITHOUT_DECISIONS].key);
	if ((part->without & WITHOUT_IDENTIFICATION) != 0)
		add_term(going, phrase_keys[PHRASE_WITHOUT_IDENTIFICATION].key);
}

static void rule_onward(const struct reader *reader, struct going *going,
			const struct published_part *part)
{
	for (size_t i = 0; i < part->onward_count; i++) {
		const struct onward_limit *limit = part->onward[i].limit;
		struct field_set bodies =
			set_of(limit->bodies, limit->body_count);
		struct field_set purposes =
			set_of(limit->purposes, limit->purpose_count);
		char text[160], level[40] = "", for_what[24] = "";

		if (limit->body_count == 0) {
			add_term(going, phrase_keys[PHRASE_ONWARD_NONE].key);
			continue;
		}
		/* The form is said where it shows less than what is sent. */
		if (!level_within(reader->voice.dictionary, part->level,
				  limit->level))
			print_level(limit->level, level);
		if (limit->purpose_count > 0)
			snprintf(for_what, sizeof(for_what), "%016llx",
				 (unsigned long long)set_hash(&purposes));
		snprintf(text, sizeof(text),
			 "%s recipients=%016llx purposes=%s level=%s",
			 phrase_keys[limit->then_by_law ? PHRASE_ONWARD_BY_LAW
							: PHRASE_ONWARD_TO]
				 .key,
			 (unsigned long long)set_hash(&bodies), for_what,
			 level);
		add_term(going, text);
	}
}

static void rule_delete(struct reader *reader, struct going *going,
			const struct published_part *part)
{
	struct voice *voice = &reader->voice;
	struct slice period;
	char text[120];

	if (part->delete_range.source == NULL)
		return;
	if (part->delete_by != DATE_NONE) {
		snprintf(text, sizeof(text), "%s date=%.*s",
			 phrase_keys[PHRASE_DELETE_BY].key,
			 SLICE_ARGS(say_date(voice, part->delete_by)));
		add_term(going, text);
		return;
	}
	period = part->delete_months > 0
			 ? say_months(voice, part->delete_months)
			 : say_days(voice, part->delete_days);
	snprintf(text, sizeof(text), "%s period=%.*s",
		 phrase_keys[PHRASE_DELETE_AFTER].key, SLICE_ARGS(period));
	add_term(going, text);
}

static void rule_law(struct going *going, const struct published_part *part)
{
	static const enum phrase keys[] = {
		[DUTY_NONE] = PHRASE_FLOW_LAW_MAY,
		[DUTY_SOME] = PHRASE_FLOW_LAW_SOME,
		[DUTY_ALWAYS] = PHRASE_FLOW_LAW_MUST,
	};
	struct field_set laws = set_of(part->laws, part->law_count);
	struct field_set grounds = set_of(part->grounds, part->ground_count);
	uint64_t triggers = 0;
	struct field_set set;
	char text[120];

	for (size_t w = 0; part->duty == DUTY_SOME && w < part->way_count; w++)
		if (part->ways[w].gateway != NULL &&
		    part->ways[w].gateway->rule->duty)
			triggers |= part->ways[w].gateway->rule->duty_triggers;
	set = set_of_triggers(triggers);
	snprintf(text, sizeof(text), "%s triggers=%016llx",
		 phrase_keys[keys[part->duty]].key,
		 (unsigned long long)set_hash(&set));
	add_term(going, text);
	add_each_law(going, "law", &laws);
	add_each_law(going, "ground", &grounds);
}

/* How soon the law wants it done. */
static void rule_within(struct reader *reader, struct going *going,
			const struct rule *gateway)
{
	static const struct {
		const char *word;
		enum phrase key;
	} units[] = {
		{"school-days", PHRASE_SCHOOL_DAYS},
		{"months", PHRASE_MONTHS},
		{"month", PHRASE_MONTHS},
		{"weeks", PHRASE_WEEKS},
		{"week", PHRASE_WEEKS},
		{"days", PHRASE_DAYS},
		{"day", PHRASE_DAYS},
	};
	const struct statement *within =
		statement_child(gateway->statement, KEYWORD_WITHIN, NULL);
	char text[120];

	for (size_t i = 0;
	     within != NULL && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!statement_has(within, units[i].word))
			continue;
		snprintf(
			text, sizeof(text), "%s period=%.*s",
			phrase_keys[PHRASE_FLOW_WITHIN].key,
			SLICE_ARGS(say_with(
				&reader->voice, units[i].key,
				with_number("number",
					    statement_number(within, "", 0)))));
		add_term(going, text);
		return;
	}
}

static void rule_ways(struct reader *reader, struct going *going,
		      const struct published_part *part, size_t count)
{
	for (size_t w = 0; w < count; w++) {
		struct truth truth = truth_of_rule(reader, part->ways[w].when);
		struct field_set triggers =
			set_of_triggers(part->ways[w].triggers);
		char text[80];

		add_way(going, &triggers, &truth);
		if (going->by == DICTIONARY_NONE &&
		    part->ways[w].gateway != NULL)
			rule_within(reader, going, part->ways[w].gateway->rule);
		if (part->ways[w].every_months == 0)
			continue;
		snprintf(text, sizeof(text), "%s period=%.*s",
			 phrase_keys[PHRASE_EVERY].key,
			 SLICE_ARGS(say_months(&reader->voice,
					       part->ways[w].every_months)));
		if (going->by == DICTIONARY_NONE)
			add_term(going, text);
	}
	for (size_t e = 0; e < part->except_count; e++) {
		struct truth truth =
			truth_of_rule(reader, part->except[e].when);

		for (size_t i = 0; i < SAMPLES / 64; i++)
			going->except.bits[i] |= truth.bits[i];
	}
}

static void rule_part(struct reader *reader, struct goings *goings,
		      const struct published_flow *flow,
		      const struct published_part *part)
{
	const struct publication *publication = reader->publication;
	bool own = flow->state != FLOW_TOLD;
	bool family = slice_is(publication->dictionary->bodies[flow->body].kind,
			       "family");
	struct going *going = add_going(goings);

	going->body = flow->body;
	going->by = own ? DICTIONARY_NONE : flow->by;
	going->fields = field_set_difference(part->fields, reader->unsaid);
	going->purposes = set_of(part->purposes, part->purpose_count);
	/* That one may ask for what is held is told as a right. */
	going->untold = flow->state == FLOW_UNTOLD && !family;
	rule_ways(reader, going, part, own ? part->way_count : 1);
	if (own || part->level.kind != LEVEL_NAMED)
		rule_level(going, part->level);
	if (own && part->level_varies)
		add_term(going, phrase_keys[PHRASE_FLOW_SHOWS_VARIES].key);
	for (size_t n = 0; n < part->need_count; n++)
		rule_need(reader, going, part->needs[n].need);
	rule_results(going, part);
	if (!own) {
		rule_objections(reader, going, part, false);
		return;
	}
	if (!family) {
		rule_objections(reader, going, part, true);
		rule_refusal(going, part);
	}
	rule_onward(reader, going, part);
	rule_delete(reader, going, part);
	rule_law(going, part);
}

static void rule_lead(struct claims *claims, const struct reader *reader,
		      const struct published_recipient *recipient)
{
	const struct publication *publication = reader->publication;
	size_t always = 0, some = 0, none = 0;
	enum phrase key;
	char body[80];

	for (size_t i = 0; i < recipient->flow_count; i++) {
		const struct published_flow *flow =
			&publication->flows[recipient->first_flow + i];

		for (size_t p = 0; p < flow->part_count; p++) {
			if (flow->state == FLOW_TOLD)
				continue;
			always += flow->parts[p].duty == DUTY_ALWAYS;
			some += flow->parts[p].duty == DUTY_SOME;
			none += flow->parts[p].duty == DUTY_NONE;
		}
	}
	if (always + some + none == 0)
		return;
	key = some + none == 0    ? PHRASE_FLOW_MUST
	      : always + some > 0 ? PHRASE_FLOW_PARTLY
				  : PHRASE_FLOW_MAY;
	if (slice_is(publication->dictionary->bodies[recipient->body].kind,
		     "family"))
		key = some + none == 0 ? PHRASE_FLOW_FAMILY_MUST
				       : PHRASE_FLOW_FAMILY;
	claims_add(
		claims, "%s: %s",
		name_at(&publication->dictionary->bodies[recipient->body].name,
			body),
		phrase_keys[key].key);
}

/* What is held is taken from the notice itself. */
static void rule_held(struct claims *claims, struct reader *reader)
{
	const struct publication *publication = reader->publication;
	const struct dictionary *dictionary = publication->dictionary;
	const struct notice *notice = publication->notice;

	for (size_t i = 0; i < notice->holding_count; i++) {
		const struct holding *holding = &notice->holdings[i];
		struct slice keep = say_keep(&reader->voice, holding);
		struct field_set fields =
			field_set_difference(holding->fields, reader->unsaid);
		char text[200];

		claim_fields(claims, dictionary, &fields, "held");
		for (size_t p = 0; p < holding->purpose_count; p++) {
			snprintf(text, sizeof(text), "held for %u",
				 holding->purposes[p]);
			claim_fields(claims, dictionary, &fields, text);
		}
		for (size_t l = 0; l < holding->law_count; l++) {
			snprintf(text, sizeof(text), "held under %u",
				 holding->laws[l]);
			claim_fields(claims, dictionary, &fields, text);
		}
		if (keep.len == 0)
			continue;
		snprintf(text, sizeof(text), "kept: %.*s", SLICE_ARGS(keep));
		claim_fields(claims, dictionary, &fields, text);
	}
}

/* What the notice says, else what the law does. */
static void rule_requirements(struct claims *claims,
			      const struct reader *reader)
{
	const struct publication *publication = reader->publication;
	const struct dictionary *dictionary = publication->dictionary;
	const struct notice *notice = publication->notice;
	struct field_set must = notice->mandatory, may = notice->voluntary;

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		if (!field_set_has(&notice->held, f) ||
		    field_set_has(&notice->mandatory, f) ||
		    field_set_has(&notice->voluntary, f))
			continue;
		if (dictionary->fields[f].requirement == REQUIREMENT_MANDATORY)
			field_set_add(&must, f);
		if (dictionary->fields[f].requirement == REQUIREMENT_VOLUNTARY)
			field_set_add(&may, f);
	}
	must = field_set_difference(must, reader->unsaid);
	may = field_set_difference(may, reader->unsaid);
	claim_fields(claims, dictionary, &must, "must be given");
	claim_fields(claims, dictionary, &may, "may be left out");
}

static void rule_flow(struct claims *claims, struct reader *reader,
		      struct goings *goings, const struct published_flow *flow)
{
	for (size_t p = 0; p < flow->part_count; p++)
		rule_part(reader, goings, flow, &flow->parts[p]);
	for (size_t w = 0; w < flow->withheld_count; w++) {
		const struct published_withheld *withheld = &flow->withheld[w];
		struct field_set purposes =
			set_of(withheld->purposes, withheld->purpose_count);
		struct field_set fields;

		fields = field_set_difference(withheld->fields, reader->unsaid);
		claim_withheld(claims, reader->voice.dictionary, flow->body,
			       &purposes, &fields);
	}
}

void claims_of_rules(struct claims *claims, struct reader *reader)
{
	const struct publication *publication = reader->publication;
	struct goings goings = {.arena = claims->arena};

	learn_conditions(reader);
	for (size_t i = 0; i < publication->flow_count; i++)
		rule_flow(claims, reader, &goings, &publication->flows[i]);
	for (size_t i = 0; i < publication->recipient_count; i++)
		rule_lead(claims, reader, &publication->recipients[i]);
	for (size_t i = 0; i < publication->receipt_count; i++) {
		const struct published_receipt *receipt =
			&publication->receipts[i];
		struct field_set purposes =
			set_of(receipt->purposes, receipt->purpose_count);
		struct field_set fields =
			field_set_difference(receipt->fields, reader->unsaid);

		claim_receipt(claims, publication->dictionary, receipt->from,
			      &fields, &purposes);
	}
	rule_held(claims, reader);
	rule_requirements(claims, reader);
	claim_goings(claims, reader, &goings);
	claims_settle(claims);
}
