/* Who gets what that they did not, who no longer, and on which terms. */
#include "publish/letter_parts.h"

#include "base/arena.h"
#include "policy/compare_notices.h"
#include "publish/notice_terms.h"
#include "words/wording.h"

/* One difference, in the dictionary's numbers. */
struct changed_flow {
	struct letter_writer *writer;
	const struct flow_change *change;
	uint16_t body;
	uint16_t *purposes;
	size_t purpose_count;
};

static uint16_t purpose_called(const struct letter_writer *writer,
			       struct slice name)
{
	return dictionary_find(writer->request->after->dictionary, KIND_PURPOSE,
			       name);
}

static bool read_change(struct letter_writer *writer,
			const struct flow_change *change,
			struct changed_flow *flow)
{
	*flow = (struct changed_flow){
		.writer = writer,
		.change = change,
		.body = dictionary_body(writer->request->after->dictionary,
					change->recipient, NULL),
		.purposes = arena_array(writer->after.voice.arena,
					change->purpose_count + 1,
					sizeof(uint16_t)),
	};
	if (flow->purposes == NULL) {
		writer->after.voice.failed = true;
		return false;
	}
	for (size_t i = 0; i < change->purpose_count; i++) {
		uint16_t purpose = purpose_called(writer, change->purposes[i]);

		if (purpose != DICTIONARY_NONE)
			flow->purposes[flow->purpose_count++] = purpose;
	}
	return flow->body != DICTIONARY_NONE;
}

/* --- what goes ----------------------------------------------------------------------- */

/* All fields of changes of a kind. */
static struct field_set fields_of(const struct changed_flow *flow,
				  enum change_kind kind)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < flow->change->change_count; i++)
		if (flow->change->changes[i].kind == kind)
			fields = field_set_union(
				fields, flow->change->changes[i].fields);
	return fields;
}

static bool has_kind(const struct changed_flow *flow, enum change_kind kind)
{
	for (size_t i = 0; i < flow->change->change_count; i++)
		if (flow->change->changes[i].kind == kind)
			return true;
	return false;
}

static struct field_set goes(const struct publication *publication,
			     const struct changed_flow *flow)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < flow->purpose_count; i++)
		fields = field_set_union(
			fields, publication_goes(publication, flow->body,
						 flow->purposes[i]));
	return fields;
}

static const struct published_recipient *
find_recipient(const struct publication *publication, uint16_t body)
{
	for (size_t i = 0; i < publication->recipient_count; i++)
		if (publication->recipients[i].body == body)
			return &publication->recipients[i];
	return NULL;
}

static struct slice recipient_name(const struct changed_flow *flow)
{
	struct notice_writer *after = &flow->writer->after;
	struct notice_writer *before = &flow->writer->before;
	const struct published_recipient *recipient =
		find_recipient(after->publication, flow->body);

	if (recipient != NULL)
		return notice_recipient(after, flow->body, recipient->holder,
					recipient->label);
	recipient = find_recipient(before->publication, flow->body);
	if (recipient != NULL)
		return notice_recipient(before, flow->body, recipient->holder,
					recipient->label);
	return name_of_body(&after->voice, flow->body,
			    after->publication->date);
}

static struct slice say_of(const struct changed_flow *flow, enum phrase key,
			   const struct field_set *fields,
			   const uint16_t *purposes, size_t count)
{
	struct notice_writer *after = &flow->writer->after;
	struct voice *voice = &after->voice;
	struct phrase_value values[] = {
		with("fields", (struct slice){NULL, 0}),
		with("purposes", say_purposes(voice, purposes, count)),
		with("recipient", recipient_name(flow)),
	};
	bool family = notice_is_family(after, flow->body);
	struct field_set known = after->all;

	if (fields != NULL) {
		known = field_set_union(known, flow->writer->before.all);
		known = field_set_union(known, *fields);
		values[0].text = say_fields(voice, fields, &known);
	}
	if (family &&
	    (key == PHRASE_LETTER_GETS || key == PHRASE_LETTER_GETS_MORE))
		return say_values(voice, PHRASE_LETTER_YOU_GET, values, 2);
	if (family && (key == PHRASE_LETTER_NO_MORE))
		return say_values(voice, PHRASE_LETTER_YOU_NO_MORE, values, 2);
	if (fields == NULL)
		return say_values(voice, key, values + 1, 2);
	return say_values(voice, key, values, 3);
}

/* --- the parts that a difference is about ------------------------------------------------ */

static size_t common_purposes(const struct changed_flow *flow,
			      const struct published_part *part,
			      uint16_t *common)
{
	size_t count = 0;

	for (size_t p = 0; p < part->purpose_count; p++)
		for (size_t i = 0; i < flow->purpose_count; i++)
			if (part->purposes[p] == flow->purposes[i])
				common[count++] = part->purposes[p];
	return count;
}

/* What is done with one part: of these fields and purposes of it. */
struct chosen_part {
	const struct published_recipient *recipient;
	const struct published_flow *flow;
	const struct published_part *part;
	struct field_set fields;
	const uint16_t *purposes;
	size_t purpose_count;
};

/* Calls `take` for each part of the publication that has some of the fields for
 * some of the purposes; gives those fields. */
static struct field_set
each_part(const struct changed_flow *flow,
	  const struct publication *publication, struct field_set fields,
	  void (*take)(void *context, const struct chosen_part *part),
	  void *context)
{
	const struct published_recipient *recipient =
		find_recipient(publication, flow->body);
	struct field_set found = {0};

	for (size_t f = 0; recipient != NULL && f < recipient->flow_count;
	     f++) {
		const struct published_flow *one =
			&publication->flows[recipient->first_flow + f];

		for (size_t p = 0; notice_is_own(one) && p < one->part_count;
		     p++) {
			const struct published_part *part = &one->parts[p];
			uint16_t *common = arena_array(
				flow->writer->after.voice.arena,
				part->purpose_count * flow->purpose_count + 1,
				sizeof(*common));
			struct chosen_part chosen = {
				recipient,
				one,
				part,
				field_set_intersection(part->fields, fields),
				common,
				0};

			if (common == NULL) {
				flow->writer->after.voice.failed = true;
				return found;
			}
			chosen.purpose_count =
				common_purposes(flow, part, common);
			if (chosen.purpose_count == 0 ||
			    field_set_empty(chosen.fields))
				continue;
			found = field_set_union(found, chosen.fields);
			take(context, &chosen);
		}
	}
	return found;
}

/* --- sentences on terms ----------------------------------------------------------------------- */

static void add_sentences(struct letter_section *section,
			  const struct sentences *sentences,
			  const struct field_set *fields)
{
	struct notice_writer *writer = &section->writer->after;

	for (const struct sentence *one = sentences->first; one != NULL;
	     one = one->next)
		letter_sentence(section, notice_sentence(writer, one, fields),
				one->source_count > 0 ? one->sources[0]
						      : (struct range){0});
}

/* --- in which cases ------------------------------------------------------------------------ */

struct casing {
	struct notice_writer *writer;
	struct letter_cases cases;
};

static void add_cases(void *context, const struct chosen_part *chosen)
{
	struct casing *casing = context;

	letter_add_cases(casing->writer, chosen->part, &casing->cases);
}

/* The cases in which what is chosen goes by one of the versions. */
static struct letter_cases cases_of(const struct changed_flow *flow,
				    struct notice_writer *writer,
				    const struct chosen_part *chosen)
{
	struct casing casing = {.writer = writer, .cases = {.must = true}};
	struct changed_flow some = *flow;
	uint16_t *purposes =
		arena_array(flow->writer->after.voice.arena,
			    chosen->purpose_count + 1, sizeof(*purposes));

	if (purposes == NULL) {
		flow->writer->after.voice.failed = true;
		return casing.cases;
	}
	for (size_t i = 0; i < chosen->purpose_count; i++)
		purposes[i] = chosen->purposes[i];
	some.purposes = purposes;
	some.purpose_count = chosen->purpose_count;
	each_part(&some, writer->publication, chosen->fields, add_cases,
		  &casing);
	return casing.cases;
}

static void say_cases(struct letter_section *section, enum phrase key,
		      const struct letter_cases *cases, struct range source)
{
	struct voice *voice = &section->writer->after.voice;
	const struct phrase_value values[] = {
		with("ways", letter_join_cases(voice, cases)),
		with("date",
		     say_date(voice, section->writer->request->after->date)),
	};
	bool dated = key != PHRASE_LETTER_GOES &&
		     key != PHRASE_LETTER_GOES_DUTY &&
		     key != PHRASE_LETTER_GOES_NOW;

	if (cases->count > 0 && !cases->more)
		letter_sentence(section,
				say_values(voice, key, values, dated ? 2 : 1),
				source);
}

/* The same pupils as before, when something sets it off: they are said once. */
static void shorten(struct letter_section *section,
		    const struct letter_cases *before, struct letter_cases *now)
{
	if (before->count == 1 && now->count == 1 &&
	    !slice_empty(now->condition) && !slice_empty(now->triggers) &&
	    slice_equal(before->condition, now->condition))
		now->texts[0] = say_with(&section->writer->after.voice,
					 PHRASE_LETTER_WHEN_SAME,
					 with("triggers", now->triggers));
}

/* What holds until then and from then on, apart; once where it is the same. */
static void add_when(const struct changed_flow *flow,
		     struct letter_section *section, enum phrase key,
		     const struct chosen_part *chosen)
{
	struct letter_writer *writer = section->writer;
	struct letter_cases now = cases_of(flow, &writer->after, chosen);
	struct letter_cases before = {0};
	struct range source = chosen->flow->source;

	if (key != PHRASE_LETTER_GETS)
		before = cases_of(flow, &writer->before, chosen);
	if (before.count == 0 || letter_same_cases(&before, &now)) {
		say_cases(section,
			  now.must ? PHRASE_LETTER_GOES_DUTY
				   : PHRASE_LETTER_GOES,
			  &now, source);
	} else {
		say_cases(section, PHRASE_LETTER_GOES_NOW, &before, source);
		shorten(section, &before, &now);
		if (key == PHRASE_LETTER_GETS_LESS)
			say_cases(section,
				  now.must ? PHRASE_LETTER_GOES_ONLY_DUTY
					   : PHRASE_LETTER_GOES_ONLY,
				  &now, source);
		else
			say_cases(section,
				  now.must ? PHRASE_LETTER_GOES_THEN_DUTY
					   : PHRASE_LETTER_GOES_THEN,
				  &now, source);
	}
	letter_say_bounds(section, chosen->part);
}

/* Whether an objection counts on some days only. */
static bool has_window(const struct published_part *part)
{
	for (size_t i = 0; i < part->objection_count; i++) {
		const struct published_objection *one = &part->objections[i];

		if (notice_in_use(one) &&
		    (one->clause->stated.from != DATE_NONE ||
		     one->clause->stated.to != DATE_NONE))
			return true;
	}
	return false;
}

/* How much it shows, what comes first, what the family can say, limits. */
static void add_terms(struct letter_section *section,
		      const struct chosen_part *chosen,
		      const struct terms_of_part *terms)
{
	const struct field_set *fields = &chosen->fields;

	if (chosen->part->level.kind != LEVEL_NAMED)
		add_sentences(section, &terms->kinds[TERM_SHOWS], fields);
	add_sentences(section, &terms->kinds[TERM_FIRST], fields);
	if (chosen->part->duty != DUTY_ALWAYS ||
	    notice_part_objectors(chosen->part) != 0)
		add_sentences(section, &terms->kinds[TERM_SAY], fields);
	add_sentences(section, &terms->kinds[TERM_LIMITS], fields);
}

static void note_body(const struct changed_flow *flow,
		      const struct published_part *part)
{
	struct letter_writer *writer = flow->writer;
	struct slice name = recipient_name(flow);
	unsigned int who = notice_part_objectors(part);

	if (notice_is_family(&writer->after, flow->body))
		return;
	if (who != 0 && has_window(part))
		letter_add_body(writer, &writer->objectable_on_days, name);
	else if (who != 0)
		letter_add_body(writer, &writer->objectable[who], name);
	else if (part->wishes_bear)
		letter_add_body(writer, &writer->refusable, name);
	else
		letter_add_body(writer, &writer->required, name);
}

/* --- more -------------------------------------------------------------------------------------- */

/* What is to be said of one part, or of several on the same terms. */
struct told_part {
	struct told_part *next;
	enum phrase key;
	struct chosen_part chosen;
	struct terms_of_part terms;
};

struct telling {
	struct changed_flow *flow;
	struct letter_section *section;
	struct field_set before; /* that went already */
	struct told_part *first, *last;
};

static bool same_terms(const struct told_part *a, const struct told_part *b)
{
	if (a->key != b->key ||
	    a->chosen.purpose_count != b->chosen.purpose_count ||
	    (a->chosen.purpose_count > 0 &&
	     memcmp(a->chosen.purposes, b->chosen.purposes,
		    a->chosen.purpose_count * sizeof(uint16_t)) != 0) ||
	    a->chosen.part->level.kind != b->chosen.part->level.kind ||
	    a->chosen.part->duty != b->chosen.part->duty)
		return false;
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (kind != TERM_LAW &&
		    a->terms.kinds[kind].hash != b->terms.kinds[kind].hash)
			return false;
	return true;
}

static void tell(struct telling *telling, enum phrase key,
		 struct field_set fields, const struct chosen_part *chosen)
{
	struct notice_writer *after = &telling->flow->writer->after;
	struct told_part *made;

	if (field_set_empty(fields))
		return;
	made = arena_allocate(after->voice.arena, sizeof(*made));
	if (made == NULL) {
		after->voice.failed = true;
		return;
	}
	made->key = key;
	made->chosen = *chosen;
	made->chosen.fields = fields;
	notice_say_terms(after, chosen->recipient, chosen->flow, chosen->part,
			 &made->terms);
	for (struct told_part *other = telling->first; other != NULL;
	     other = other->next)
		if (same_terms(other, made)) {
			other->chosen.fields =
				field_set_union(other->chosen.fields, fields);
			return;
		}
	if (telling->last != NULL)
		telling->last->next = made;
	else
		telling->first = made;
	telling->last = made;
}

static void write_all(const struct telling *telling)
{
	for (const struct told_part *one = telling->first; one != NULL;
	     one = one->next) {
		letter_item(telling->section);
		letter_sentence(
			telling->section,
			say_of(telling->flow, one->key, &one->chosen.fields,
			       one->chosen.purposes, one->chosen.purpose_count),
			one->chosen.flow->source);
		add_when(telling->flow, telling->section, one->key,
			 &one->chosen);
		add_terms(telling->section, &one->chosen, &one->terms);
		letter_item_end(telling->section);
	}
}

static void tell_more(void *context, const struct chosen_part *chosen)
{
	struct telling *telling = context;

	note_body(telling->flow, chosen->part);
	tell(telling, PHRASE_LETTER_GETS,
	     field_set_difference(chosen->fields, telling->before), chosen);
	tell(telling, PHRASE_LETTER_GETS_MORE,
	     field_set_intersection(chosen->fields, telling->before), chosen);
}

/* What no part has is told without its terms. */
static void tell_rest(struct changed_flow *flow, struct letter_section *section,
		      enum phrase key, struct field_set fields)
{
	if (field_set_empty(fields))
		return;
	letter_item(section);
	letter_sentence(
		section,
		say_of(flow, key, &fields, flow->purposes, flow->purpose_count),
		(struct range){0});
	letter_item_end(section);
}

static void write_more(struct changed_flow *flow,
		       struct letter_section *section)
{
	const struct letter_request *request = flow->writer->request;
	struct field_set sent = fields_of(flow, CHANGE_SENT), found;
	struct telling telling = {.flow = flow,
				  .section = section,
				  .before = goes(request->before, flow)};

	found = each_part(flow, request->after, sent, tell_more, &telling);
	write_all(&telling);
	tell_rest(flow, section, PHRASE_LETTER_GETS,
		  field_set_difference(sent, found));
}

/* --- less -------------------------------------------------------------------------------------- */

static void tell_less(void *context, const struct chosen_part *chosen)
{
	tell(context, PHRASE_LETTER_GETS_LESS, chosen->fields, chosen);
}

static void write_less(struct changed_flow *flow,
		       struct letter_section *section)
{
	const struct letter_request *request = flow->writer->request;
	struct field_set withheld = fields_of(flow, CHANGE_WITHHELD);
	struct field_set still = goes(request->after, flow);
	struct telling telling = {.flow = flow, .section = section};

	tell_rest(flow, section, PHRASE_LETTER_NO_MORE,
		  field_set_difference(withheld, still));
	each_part(flow, request->after, field_set_intersection(withheld, still),
		  tell_less, &telling);
	write_all(&telling);
}

/* --- terms --------------------------------------------------------------------------------------- */

/* The sentences of one kind over several parts, each once. */
struct gathering {
	struct notice_writer *writer;
	enum term_kind kind;
	struct slice texts[16];
	struct range sources[16];
	size_t count;
};

static void gather(void *context, const struct chosen_part *chosen)
{
	struct gathering *gathering = context;
	enum { MOST = sizeof(gathering->texts) / sizeof(gathering->texts[0]) };
	struct terms_of_part terms = {0};

	notice_say_terms(gathering->writer, chosen->recipient, chosen->flow,
			 chosen->part, &terms);
	for (const struct sentence *one = terms.kinds[gathering->kind].first;
	     one != NULL; one = one->next) {
		size_t at = 0;

		while (at < gathering->count &&
		       !slice_equal(gathering->texts[at], one->text))
			at++;
		if (at < gathering->count || at == MOST)
			continue;
		gathering->texts[at] = one->text;
		gathering->sources[at] = one->source_count > 0
						 ? one->sources[0]
						 : (struct range){0};
		gathering->count++;
	}
}

static struct gathering gather_all(const struct changed_flow *flow,
				   struct notice_writer *writer,
				   enum term_kind kind, struct field_set fields)
{
	struct gathering gathering = {.writer = writer, .kind = kind};

	each_part(flow, writer->publication, fields, gather, &gathering);
	return gathering;
}

static bool same_texts(const struct gathering *a, const struct gathering *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++) {
		size_t at = 0;

		while (at < b->count && !slice_equal(a->texts[i], b->texts[at]))
			at++;
		same = at < b->count;
	}
	return same;
}

static void tell_gathered(const struct changed_flow *flow,
			  struct letter_section *section, enum phrase key,
			  const struct gathering *gathered)
{
	letter_item(section);
	letter_sentence(
		section,
		say_of(flow, key, NULL, flow->purposes, flow->purpose_count),
		(struct range){0});
	for (size_t i = 0; i < gathered->count; i++)
		letter_sentence(section, gathered->texts[i],
				gathered->sources[i]);
	letter_item_end(section);
}

static void write_level(struct changed_flow *flow,
			struct letter_section *section, enum change_kind kind,
			enum phrase key)
{
	struct gathering shows;

	if (!has_kind(flow, kind))
		return;
	shows = gather_all(flow, &flow->writer->after, TERM_SHOWS,
			   fields_of(flow, kind));
	tell_gathered(flow, section, key, &shows);
}

static void write_limits(struct changed_flow *flow,
			 struct letter_section *section)
{
	const struct letter_request *request = flow->writer->request;
	struct field_set both = field_set_intersection(
		goes(request->before, flow), goes(request->after, flow));
	struct gathering before, after;

	if (field_set_empty(both) ||
	    (!has_kind(flow, CHANGE_OBLIGED) && !has_kind(flow, CHANGE_FREED)))
		return;
	before = gather_all(flow, &flow->writer->before, TERM_LIMITS, both);
	after = gather_all(flow, &flow->writer->after, TERM_LIMITS, both);
	if (same_texts(&before, &after))
		return;
	tell_gathered(flow, section,
		      after.count > 0 ? PHRASE_LETTER_LIMITS
				      : PHRASE_LETTER_LIMITS_NONE,
		      &after);
}

/* Told or not, it goes as before. */
static void write_told(struct changed_flow *flow,
		       struct letter_section *section, enum change_kind kind,
		       enum phrase key)
{
	const struct letter_request *request = flow->writer->request;
	struct field_set fields = field_set_intersection(
		field_set_intersection(fields_of(flow, kind),
				       goes(request->before, flow)),
		goes(request->after, flow));

	tell_rest(flow, section, key, fields);
}

/* Told or not, none of it goes. */
static void write_not_done(struct changed_flow *flow,
			   struct letter_section *section,
			   enum change_kind kind, enum phrase key)
{
	const struct letter_request *request = flow->writer->request;
	struct field_set fields = field_set_difference(
		field_set_difference(fields_of(flow, kind),
				     goes(request->before, flow)),
		goes(request->after, flow));

	tell_rest(flow, section, key, fields);
}

static void write_terms(struct changed_flow *flow,
			struct letter_section *section)
{
	write_level(flow, section, CHANGE_REVEALED, PHRASE_LETTER_SHOWS_MORE);
	write_level(flow, section, CHANGE_COVERED, PHRASE_LETTER_SHOWS_LESS);
	write_level(flow, section, CHANGE_LEVEL, PHRASE_LETTER_SHOWS_OTHER);
	write_limits(flow, section);
	write_told(flow, section, CHANGE_PROMISED, PHRASE_LETTER_NOW_TOLD);
	write_told(flow, section, CHANGE_UNPROMISED, PHRASE_LETTER_NOT_TOLD);
	write_not_done(flow, section, CHANGE_PROMISED, PHRASE_LETTER_NOT_DONE);
	write_not_done(flow, section, CHANGE_UNPROMISED,
		       PHRASE_LETTER_NOT_DONE_LESS);
}

/* A difference of which nothing was said: in words that the letter has not. */
static void write_details(struct changed_flow *flow,
			  struct letter_section *section)
{
	letter_item(section);
	letter_sentence(section,
			say_of(flow, PHRASE_LETTER_DETAILS, NULL,
			       flow->purposes, flow->purpose_count),
			(struct range){0});
	letter_item_end(section);
}

/* --- all of them ------------------------------------------------------------------------------------ */

static void write_each(struct letter_writer *writer,
		       struct letter_section *section,
		       void (*write)(struct changed_flow *flow,
				     struct letter_section *section),
		       bool untold)
{
	const struct flow_change *change;

	for (size_t i = 0;
	     (change = comparison_flow(writer->request->comparison, i)) != NULL;
	     i++) {
		size_t items = writer->items;
		struct changed_flow flow;

		if ((untold && writer->told[i]) ||
		    !read_change(writer, change, &flow))
			continue;
		write(&flow, section);
		writer->told[i] |= writer->items > items;
	}
}

static bool make_room(struct letter_writer *writer)
{
	size_t count = 0;

	while (comparison_flow(writer->request->comparison, count) != NULL)
		count++;
	writer->told = arena_array(writer->after.voice.arena, count + 1,
				   sizeof(*writer->told));
	writer->after.voice.failed |= writer->told == NULL;
	for (size_t i = 0; writer->told != NULL && i < count; i++)
		writer->told[i] = false;
	return writer->told != NULL;
}

void letter_write_flows(struct letter_writer *writer)
{
	struct letter_section begins =
		letter_section(writer, PHRASE_LETTER_BEGINS);
	struct letter_section ends = letter_section(writer, PHRASE_LETTER_ENDS);
	struct letter_section terms =
		letter_section(writer, PHRASE_LETTER_TERMS);

	if (!make_room(writer))
		return;
	write_each(writer, &begins, write_more, false);
	letter_section_end(&begins);
	write_each(writer, &ends, write_less, false);
	letter_section_end(&ends);
	write_each(writer, &terms, write_terms, false);
	write_each(writer, &terms, write_details, true);
	letter_section_end(&terms);
}
