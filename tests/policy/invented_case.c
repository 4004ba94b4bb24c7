#include "tests/policy/invented_case.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"

/* --- the law ---------------------------------------------------------------- */

static int load_dictionary(struct invented_case *made, const char *path)
{
	struct slice text = builder_slice(&made->dictionary_text);
	struct error error = {0};
	FILE *file = fopen(path, "w"); /* nothing here must last */
	bool written;

	if (file == NULL)
		return -1;
	written = fwrite(text.at, 1, text.len, file) == text.len;
	if (fclose(file) != 0 || !written)
		return -1;
	return dictionary_load(&made->dictionary, path, &made->findings,
			       &error);
}

static void read_notice(struct invented_case *made, unsigned int number)
{
	struct error error = {0};
	struct source *source;
	struct notice *notice;
	char name[24];

	snprintf(name, sizeof(name), "version-%u.notice", number + 1);
	if (source_from_text(&source, slice_of(name),
			     builder_slice(&made->notice_texts[number]),
			     &made->arena, &error) == 0 &&
	    notice_read(&notice, source, made->dictionary, &made->arena,
			&made->findings, &error) == 0)
		made->notices[made->notice_count++] = notice;
}

/* As a policy has them, for the reference. */
static void order_notices(struct invented_case *made)
{
	for (size_t i = 0; i < made->notice_count; i++)
		made->notices[i] = made->policy->notices[i].notice;
}

static void add_turns(struct invented_case *made, int32_t from, int32_t to)
{
	if (from != DATE_NONE && made->turn_count < INVENTED_TURNS)
		made->turns[made->turn_count++] = from;
	if (to != DATE_NONE && made->turn_count < INVENTED_TURNS)
		made->turns[made->turn_count++] = to;
}

void invented_case_turns(struct invented_case *made)
{
	const struct dictionary *law = made->dictionary;

	for (uint16_t i = 0; i < law->law_count; i++)
		add_turns(made, law->laws[i].from, law->laws[i].to);
	for (uint16_t i = 0; i < law->purpose_count; i++)
		add_turns(made, law->purposes[i].from, law->purposes[i].to);
	for (uint16_t i = 0; i < law->field_count; i++)
		add_turns(made, law->fields[i].collected_from,
			  law->fields[i].collected_to);
	for (uint16_t i = 0; i < law->body_count; i++)
		for (uint16_t h = 0; h < law->bodies[i].holder_count; h++)
			add_turns(made, law->bodies[i].holders[h].from,
				  law->bodies[i].holders[h].to);
	for (size_t i = 0; i < made->policy->gateway_count; i++)
		add_turns(made, made->policy->gateways[i].rule.from,
			  made->policy->gateways[i].rule.to);
	for (size_t i = 0; i < made->notice_count; i++)
		add_turns(made, made->notices[i]->from, made->notices[i]->to);
}

int invented_case_make(struct invented_case *made, struct choices *choices,
		       const char *path)
{
	unsigned int count = choose(choices, INVENTED_NOTICES + 1);

	*made = (struct invented_case){0};
	invent_dictionary(choices, &made->dictionary_text);
	for (unsigned int i = 0; i < count; i++)
		invent_notice(choices, i + 1, &made->notice_texts[i]);
	return invented_case_read(made, path);
}

int invented_case_read(struct invented_case *made, const char *path)
{
	struct error error = {0};

	made->findings = findings_in(&made->arena);
	if (load_dictionary(made, path) != 0)
		return -1;
	if (made->dictionary == NULL)
		return 0;
	for (unsigned int i = 0; i < INVENTED_NOTICES; i++)
		if (made->notice_texts[i].len > 0)
			read_notice(made, i);
	if (made->findings.errors > 0 ||
	    policy_make(&made->policy, made->dictionary, made->notices,
			made->notice_count, &made->findings, &error) != 0)
		return 0;
	if (made->policy != NULL) {
		order_notices(made);
		invented_case_turns(made);
	}
	return 0;
}

void invented_case_release(struct invented_case *made)
{
	policy_free(made->policy);
	dictionary_free(made->dictionary);
	builder_release(&made->dictionary_text);
	for (int i = 0; i < INVENTED_NOTICES; i++)
		builder_release(&made->notice_texts[i]);
	arena_release(&made->arena);
}

/* --- requests ----------------------------------------------------------------- */

/* Mostly a day on which something turns, or beside one. */
static int32_t some_date(struct choices *choices,
			 const struct invented_case *invented)
{
	if (invented->turn_count == 0 || chance(choices, 40))
		return invent_date(choices);
	return invented->turns[choose(choices,
				      (unsigned int)invented->turn_count)] +
	       (int32_t)choose(choices, 3) - 1;
}

/* Mostly around the day from which some `every` lets it go again. */
static int32_t some_release(struct choices *choices, int32_t date)
{
	int months = -1 - (int)choose(choices, 14);

	if (chance(choices, 30))
		return date - 500 + (int32_t)choose(choices, 520);
	if (chance(choices, 20))
		months *= 12;
	return date_add_months(date, months) + (int32_t)choose(choices, 3) - 1;
}

static struct slice some_recipient(struct choices *choices)
{
	static const char *const others[] = {"b0-h0", "b0-h1", "b1-h0", "b1-h1",
					     "b1",    "b2",    "nobody"};

	return slice_of(chance(choices, 88) ? "b0"
					    : others[choose(choices, 7)]);
}

static struct slice some_body(struct choices *choices)
{
	static const char *const names[] = {"b0",    "b1", "b1-h0",
					    "b1-h1", "b2", "council"};

	return slice_of(names[choose(choices, 6)]);
}

static struct slice some_purpose(struct choices *choices)
{
	static const char *const others[] = {"p1", "p2", "p3",      "p1",
					     "p2", "p3", "mischief"};

	return slice_of(chance(choices, 75) ? "p0"
					    : others[choose(choices, 7)]);
}

/* Criteria or subjects, in any order, perhaps twice, perhaps another's. */
static void some_met(struct choices *choices, struct grant *grant,
		     struct slice met[INVENTED_MET])
{
	static const char *const criteria[] = {"w0", "w1", "w2", "s0"};
	static const char *const subjects[] = {"s0", "s1", "s2", "w0"};
	bool all = chance(choices, 40);

	grant->met = met;
	for (size_t i = 0; i < INVENTED_MET; i++) {
		unsigned int which = all ? (unsigned int)i : choose(choices, 4);

		if (all || chance(choices, 60))
			met[grant->met_count++] = slice_of(
				grant->kind == NEED_TERMS ? subjects[which]
							  : criteria[which]);
	}
}

static struct grant some_grant(struct choices *choices,
			       struct slice met[INVENTED_MET])
{
	static const char *const bodies[] = {"b0",    "b0",    "b0-h0", "b0-h1",
					     "b1-h0", "b1-h1", "b1",    "b2"};
	static const char *const purposes[] = {"p0", "p1", "p2", "p3"};
	static const enum need_kind kinds[] = {
		NEED_APPROVAL, NEED_APPROVAL, NEED_AUTHORISATION,
		NEED_IDENTITY, NEED_TERMS,    NEED_TERMS};
	struct grant grant = {.kind = kinds[choose(choices, 6)],
			      .given = DATE_NONE,
			      .from = DATE_NONE,
			      .until = DATE_NONE};

	if (grant.kind == NEED_APPROVAL)
		grant.by = slice_of(chance(choices, 60) ? "y0" : "y1");
	if (grant.kind == NEED_TERMS && chance(choices, 80))
		grant.terms = slice_of(chance(choices, 60) ? "s0" : "s1");
	some_met(choices, &grant, met);
	if (chance(choices, 50))
		grant.given = invent_date(choices) - 100;
	if (chance(choices, 30))
		grant.recipient = slice_of(bodies[choose(choices, 8)]);
	if (chance(choices, 30))
		grant.purpose = slice_of(purposes[choose(choices, 4)]);
	if (chance(choices, 25))
		grant.from = invent_date(choices);
	if (chance(choices, 25))
		grant.until = invent_date(choices);
	return grant;
}

static void invent_level(struct choices *choices,
			 const struct invented_case *invented,
			 struct request *request)
{
	if (!chance(choices, 20))
		return;
	request->has_level = true;
	request->level.kind = (enum level_kind)choose(choices, 5);
	request->level.area = DICTIONARY_NONE;
	if (request->level.kind == LEVEL_AGGREGATE)
		request->level.area = (uint16_t)choose(
			choices, invented->dictionary->area_count);
}

static void invent_fields(struct choices *choices,
			  const struct invented_case *invented,
			  struct invented_request *made)
{
	if (chance(choices, 60))
		return;
	for (uint16_t f = 0; f < invented->dictionary->field_count; f++)
		if (chance(choices, 50))
			field_set_add(&made->fields, f);
	made->request.fields = &made->fields;
}

/* --- terms under which data was received ---------------------------------------- */

static size_t some_purposes(struct choices *choices,
			    struct slice names[INVENTED_NAMES])
{
	static const char *const known[] = {"p0", "p0", "p1", "p2"};
	size_t count = chance(choices, 40) ? 0 : 1 + choose(choices, 2);

	for (size_t i = 0; i < count; i++)
		names[i] = slice_of(known[choose(choices, 4)]);
	return count;
}

static struct level some_level(struct choices *choices,
			       const struct invented_case *invented)
{
	struct level level = level_named();

	if (!chance(choices, 40))
		level.kind = (enum level_kind)choose(choices, 5);
	if (level.kind == LEVEL_AGGREGATE)
		level.area = (uint16_t)choose(choices,
					      invented->dictionary->area_count);
	return level;
}

static void invent_onward(struct choices *choices,
			  const struct invented_case *invented,
			  struct invented_request *made, size_t l, size_t o)
{
	struct onward_terms *onward = &made->onward[l][o];
	struct slice *bodies = made->bodies[l][o];

	onward->bodies = bodies;
	onward->body_count = 1 + choose(choices, INVENTED_NAMES);
	for (size_t i = 0; i < onward->body_count; i++)
		bodies[i] = some_body(choices);
	onward->purposes = made->names[l][o];
	onward->purpose_count = some_purposes(choices, made->names[l][o]);
	onward->level = some_level(choices, invented);
	onward->then_by_law = chance(choices, 30);
}

static void invent_licence(struct choices *choices,
			   const struct invented_case *invented,
			   struct invented_request *made, size_t l)
{
	static const char *const names[INVENTED_LICENCES] = {
		"received from b0", "received from b1", "received from b2, R-1",
		"received from b2"};
	struct licence *licence = &made->licences[l];

	made->sources[l].name = slice_of(names[l]);
	/* Two may say other things and come from the same place. */
	licence->clause.source = &made->sources[chance(choices, 25) ? 0 : l];
	licence->purposes = made->names[l][INVENTED_ONWARD];
	licence->purpose_count =
		some_purposes(choices, made->names[l][INVENTED_ONWARD]);
	licence->onward = made->onward[l];
	licence->onward_count =
		chance(choices, 15) ? 0 : 1 + choose(choices, INVENTED_ONWARD);
	for (size_t o = 0; o < licence->onward_count; o++)
		invent_onward(choices, invented, made, l, o);
	licence->level = level_named();
	if (chance(choices, 25))
		licence->level = some_level(choices, invented);
	licence->by_law = chance(choices, 10);
	if (licence->by_law)
		licence->onward_count = 0;
	licence->delete_by = DATE_NONE;
	if (chance(choices, 15))
		licence->delete_by =
			made->request.date + (int32_t)choose(choices, 3) - 1;
	licence->without = choose(choices, 4);
}

static void invent_bindings(struct choices *choices,
			    const struct invented_case *invented,
			    struct invented_request *made)
{
	if (chance(choices, 60))
		return;
	for (size_t l = 0; l < INVENTED_LICENCES; l++)
		invent_licence(choices, invented, made, l);
	made->request.bindings = made->bindings;
	made->request.binding_count = 1 + choose(choices, INVENTED_BINDINGS);
	for (size_t b = 0; b < made->request.binding_count; b++) {
		struct binding *binding = &made->bindings[b];

		binding->list = made->bounds[b];
		binding->count = choose(choices, INVENTED_BOUNDS + 1);
		for (size_t i = 0; i < binding->count; i++)
			made->bounds[b][i] = (struct bound){
				(uint16_t)choose(
					choices,
					invented->dictionary->category_count),
				&made->licences[choose(choices,
						       INVENTED_LICENCES)]};
	}
}

void invent_request(struct choices *choices,
		    const struct invented_case *invented,
		    struct invented_request *made)
{
	static const char *const triggers[] = {"", "t0", "t1", "t2"};
	static const char *const roles[] = {"", "r0", "r1"};
	struct request *request = &made->request;

	*made = (struct invented_request){0};
	request->recipient = some_recipient(choices);
	request->purpose = some_purpose(choices);
	request->date = some_date(choices, invented);
	request->trigger = slice_of(triggers[choose(choices, 4)]);
	request->last_release = DATE_NONE;
	if (chance(choices, 40))
		request->last_release = some_release(choices, request->date);
	request->controller_kind = DICTIONARY_NONE;
	if (chance(choices, 60))
		request->controller_kind = (uint16_t)choose(choices, 3);
	if (chance(choices, 40))
		request->controller_as = some_body(choices);
	request->grants = made->grants;
	request->grant_count = choose(choices, INVENTED_GRANTS + 1);
	for (size_t i = 0; i < request->grant_count; i++)
		made->grants[i] = some_grant(choices, made->met[i]);
	request->role = slice_of(roles[choose(choices, 3)]);
	made->states_controller = chance(choices, 10);
	invent_bindings(choices, invented, made);
	invent_level(choices, invented, request);
	invent_fields(choices, invented, made);
}

/* --- pupils ------------------------------------------------------------------- */

/* Around a birthday, on leap days more often than they come. */
static int32_t invent_birth(struct choices *choices, int32_t date)
{
	static const int ages[] = {3, 4, 12, 13, 14, 16, 17, 18, 25, -1};
	struct civil day = date_to_civil(date);
	int year = day.year - ages[choose(choices, 10)];

	if (chance(choices, 20))
		return date_from_civil(1996 + 4 * (int)choose(choices, 6), 2,
				       29);
	if (!date_valid(year, day.month, day.day))
		day.day = 28;
	return date_from_civil(year, day.month, day.day) +
	       (int32_t)choose(choices, 3) - 1;
}

static int32_t invent_value(struct choices *choices,
			    const struct invented_case *invented,
			    const struct fact *fact, int32_t date)
{
	uint16_t code;

	switch (fact->type) {
	case FACT_FLAG:
		return (int32_t)choose(choices, 2);
	case FACT_NUMBER:
		return (int32_t)choose(choices, 5);
	case FACT_DATE:
		return slice_is(fact->name, "birth-date")
			       ? invent_birth(choices, date)
			       : invent_date(choices);
	case FACT_CODE:
		break;
	}
	code = (uint16_t)choose(
		choices, invented->dictionary->code_sets[fact->codes].count);
	return code_fact_value(&invented->dictionary->code_sets[fact->codes],
			       code);
}

/* When data was collected or a notice given: mostly at the edge of a version,
 * or of the request. */
static int32_t some_day(struct choices *choices,
			const struct invented_case *invented, int32_t date)
{
	int32_t days[2 * INVENTED_NOTICES + 1] = {date};
	unsigned int count = 1;

	if (chance(choices, 30))
		return invent_date(choices);
	for (size_t v = 0; v < invented->notice_count; v++) {
		int32_t end = policy_notice_end(invented->policy, v);

		days[count++] = invented->notices[v]->from;
		if (end != INT32_MAX)
			days[count++] = end;
	}
	return days[choose(choices, count)] + (int32_t)choose(choices, 3) - 1;
}

static int32_t perhaps(struct choices *choices, int32_t date,
		       unsigned int percent)
{
	return chance(choices, percent) ? date : DATE_NONE;
}

static bool is_stated(struct choices *choices, const struct fact *fact,
		      const struct invented_request *asked)
{
	switch (fact->origin) {
	case FACT_GIVEN:
	case FACT_FIELD:
	case FACT_RECIPIENT:
		return chance(choices, 80);
	case FACT_CONTROLLER:
		return asked->states_controller;
	case FACT_DERIVED:
		break;
	}
	return false;
}

/* Stated once, or twice, or nobody knows when; never after the request. */
static void invent_wish(struct choices *choices, struct pupil *pupil, int wish,
			int32_t date)
{
	int32_t one = invent_date(choices), other = invent_date(choices);
	bool known = chance(choices, 75);

	if (one > date)
		one = date;
	if (other > date || chance(choices, 60))
		other = one;
	pupil->wishes[wish] = chance(choices, 12);
	if (!pupil->wishes[wish] || !known)
		return;
	pupil->first_stated[wish] = one < other ? one : other;
	pupil->last_stated[wish] = one < other ? other : one;
}

void invent_pupil(struct choices *choices, const struct invented_case *invented,
		  const struct invented_request *asked, struct pupil *pupil)
{
	int32_t date = asked->request.date;
	const struct dictionary *dictionary = invented->dictionary;

	pupil_init(pupil);
	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		const struct fact *fact = &dictionary->facts[i];

		if (is_stated(choices, fact, asked))
			pupil->facts[i] =
				invent_value(choices, invented, fact, date);
	}
	for (uint16_t c = 0; c < dictionary->category_count; c++)
		pupil->collected[c] = perhaps(
			choices,
			chance(choices, 55) ? date
					    : some_day(choices, invented, date),
			92);
	for (size_t v = 0; v < invented->notice_count; v++)
		pupil->served[v] =
			perhaps(choices, some_day(choices, invented, date), 25);
	for (int w = 0; w < WISH_COUNT; w++)
		invent_wish(choices, pupil, w, date);
	if (asked->request.binding_count > 0 && chance(choices, 75))
		pupil->binding = (uint16_t)choose(
			choices, (unsigned int)asked->request.binding_count);
}

/* --- batches ------------------------------------------------------------------ */

/* What lies behind the last pupil: a trap, or a plausible value. */
static int32_t beyond(size_t row)
{
	return row % 2 == 0 ? INT32_MIN + 1 : 0;
}

static const int32_t *fill_column(int32_t column[BATCH_PUPILS], uint32_t count,
				  const struct pupil *pupils, size_t offset)
{
	bool any = false;

	for (size_t i = 0; i < BATCH_PUPILS; i++)
		column[i] = beyond(i);
	for (uint32_t i = 0; i < count; i++) {
		const char *at = (const char *)&pupils[i] + offset;

		memcpy(&column[i], at, sizeof(column[i]));
		any |= column[i] != DATE_NONE;
	}
	return any ? column : NULL;
}

static const uint8_t *fill_wishes(uint8_t column[BATCH_PUPILS], uint32_t count,
				  const struct pupil *pupils, int wish)
{
	bool any = false;

	for (size_t i = 0; i < BATCH_PUPILS; i++)
		column[i] = i % 3 == 0;
	for (uint32_t i = 0; i < count; i++) {
		column[i] = pupils[i].wishes[wish];
		any |= pupils[i].wishes[wish];
	}
	return any ? column : NULL;
}

static const uint16_t *fill_binding(uint16_t column[BATCH_PUPILS],
				    uint32_t count, const struct pupil *pupils)
{
	bool any = false;

	for (size_t i = 0; i < BATCH_PUPILS; i++)
		column[i] = i % 2 == 0 ? 40000 : BINDING_OWN;
	for (uint32_t i = 0; i < count; i++) {
		column[i] = pupils[i].binding;
		any |= pupils[i].binding != BINDING_OWN;
	}
	return any ? column : NULL;
}

/* Where all of a pupil's data was collected on the same day, and all pupils'
 * on that day, one date stands for the columns. */
static bool collected_at_once(const struct pupil *pupils, uint32_t count,
			      uint16_t categories)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint16_t c = 0; c < categories; c++)
			if (pupils[i].collected[c] != pupils[0].collected[0])
				return false;
	return true;
}

void invented_batch_fill(struct invented_batch *filled,
			 const struct invented_case *invented,
			 const struct pupil *pupils, uint32_t count)
{
	const struct dictionary *dictionary = invented->dictionary;
	uint16_t categories = dictionary->category_count;
	bool at_once = collected_at_once(pupils, count, categories);
	struct batch *batch = &filled->batch;

	*batch = (struct batch){.count = count, .collected_all = DATE_NONE};
	if (at_once)
		batch->collected_all = pupils[0].collected[0];
	for (size_t i = 0; i < dictionary->fact_count; i++)
		batch->facts[i] = fill_column(filled->facts[i], count, pupils,
					      offsetof(struct pupil, facts) +
						      i * sizeof(int32_t));
	for (size_t c = 0; c < categories && !at_once; c++)
		batch->collected[c] =
			fill_column(filled->collected[c], count, pupils,
				    offsetof(struct pupil, collected) +
					    c * sizeof(int32_t));
	for (size_t v = 0; v < invented->notice_count; v++)
		batch->served[v] = fill_column(filled->served[v], count, pupils,
					       offsetof(struct pupil, served) +
						       v * sizeof(int32_t));
	batch->binding = fill_binding(filled->binding, count, pupils);
	for (int w = 0; w < WISH_COUNT; w++) {
		size_t at = (size_t)w * sizeof(int32_t);

		batch->wishes[w] =
			fill_wishes(filled->wishes[w], count, pupils, w);
		batch->first_stated[w] =
			fill_column(filled->first_stated[w], count, pupils,
				    offsetof(struct pupil, first_stated) + at);
		batch->last_stated[w] =
			fill_column(filled->last_stated[w], count, pupils,
				    offsetof(struct pupil, last_stated) + at);
	}
}
