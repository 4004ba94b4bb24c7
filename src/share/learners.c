#include "share/learners.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/identifier.h"
#include "formats/learner_answer.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/learner_match.h"
#include "share/node.h"

enum {
	BATCH = 1024,
	MOST_POSSIBLE = 10, /* learners; more are too many (WSRC0002) */
	FIRST_NUMBER = 100000000,
	LAST_NUMBER = 999999999, /* without the check digit */
};

/* Not one layer, but what all say together. */
#define ALL_LAYERS UINT64_MAX

/* The fields that are asked of a record, in this order. */
static const char *const field_names[] = {
	"pupil.upn",
	"pupil.uln",
	"pupil.forename",
	"pupil.preferred-forename",
	"pupil.surname",
	"pupil.former-surname",
	"pupil.birth-date",
	"pupil.sex",
	"pupil.postcode",
	"learner.surname-at-16",
	"learner.linked-uln",
	"learner.answer",
	"learner.answer-flags",
};

enum known {
	UPN,
	ULN,
	GIVEN,
	PREFERRED,
	FAMILY,
	PREVIOUS,
	BIRTH,
	SEX,
	POSTCODE,
	AT_16,
	LINKED,
	ANSWER,
	FLAGS,
	KNOWN_COUNT,
};

static_assert(sizeof(field_names) / sizeof(field_names[0]) == KNOWN_COUNT,
	      "each has its name");

struct learner {
	struct slice upn;
	struct learner_details details;
	bool issued; /* a number, in this run */
};

/* Learners by a number of theirs, sorted. */
struct named_list {
	struct named {
		struct slice name;
		const struct learner *learner;
	} * list;
	size_t count;
};

struct learners {
	struct node *node;
	uint16_t fields[KNOWN_COUNT];
	uint64_t categories;
	struct learner *held;  /* with a number; by date of birth, number */
	struct learner *asked; /* in order of the register */
	size_t held_count, held_capacity, asked_count, asked_capacity;
	struct named_list numbers, upns; /* of those held */
	struct learner **births;         /* those asked, by date of birth */
	uint64_t answered; /* the last grant that an earlier run saw */
	uint64_t seen;     /* the last grant of all */
	uint64_t highest;  /* own number, without its check digit */
	uint64_t *claimed; /* likewise, by others: not issued again */
	size_t claimed_count, claimed_capacity;
	int32_t today;
	bool search; /* nobody is registered */
	struct learners_report *report;
	struct arena arena; /* of the whole */
	struct arena batch;
	struct error *error;

	/* Of learners_list. */
	struct arena *out; /* the caller's */
	struct learner_line *lines;
	size_t line_count, line_capacity;
};

/* --- what is known ----------------------------------------------------------------- */

static int find_fields(struct learners *learners)
{
	const struct dictionary *dictionary = learners->node->dictionary;

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		const struct field *field =
			dictionary_field(dictionary, slice_of(field_names[i]));

		if (field == NULL)
			return error_set(learners->error, ERROR_INPUT,
					 "the node's dictionary has no field "
					 "'%s'",
					 field_names[i]);
		learners->fields[i] = (uint16_t)(field - dictionary->fields);
		learners->categories |= 1ull << field->category;
	}
	return 0;
}

static const struct section *layer_of(const struct section *section,
				      uint64_t grant)
{
	if (section == NULL || grant == ALL_LAYERS)
		return section;
	if (grant == 0)
		return section_own(section);
	for (uint32_t i = 0; i < section->layer_count; i++)
		if (section->layers[i].grant == grant)
			return &section->layers[i].section;
	return NULL;
}

static struct slice text_of(const struct learners *learners,
			    const struct record *record, enum known what,
			    uint64_t grant)
{
	uint16_t field = learners->fields[what];
	const struct section *section = record_section(
		record, learners->node->dictionary->fields[field].category);

	section = layer_of(section, grant);
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		struct slice text = item_text(&section->items[i], field);

		if (!slice_empty(text))
			return text;
	}
	return (struct slice){NULL, 0};
}

/* The newest grant up to `last` that says who the pupil is; 0: none does. */
static uint64_t newest_grant(const struct learners *learners,
			     const struct record *record, uint64_t last)
{
	uint16_t field = learners->fields[FAMILY];
	const struct section *section = record_section(
		record, learners->node->dictionary->fields[field].category);
	uint64_t newest = 0;

	for (uint32_t i = 0; section != NULL && i < section->layer_count; i++)
		if (section->layers[i].grant > newest &&
		    section->layers[i].grant <= last)
			newest = section->layers[i].grant;
	return newest;
}

/* Copies what a layer says.  Which numbers somebody holds is for the registration
 * alone to say. */
static int copy_learner(struct learners *learners, const struct record *record,
			uint64_t grant, bool held, struct learner *out)
{
	struct slice texts[KNOWN_COUNT];

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		bool own = held && (i == ULN || i == LINKED);
		uint64_t layer = own                ? 0
				 : held && i == UPN ? ALL_LAYERS
						    : grant;

		texts[i] = arena_copy(
			&learners->arena,
			text_of(learners, record, (enum known)i, layer));
		if (texts[i].at == NULL)
			return error_memory(learners->error);
	}
	*out = (struct learner){
		.upn = texts[UPN],
		.details = {.uln = texts[ULN],
			    .linked_uln = texts[LINKED],
			    .given = texts[GIVEN],
			    .preferred = texts[PREFERRED],
			    .family = texts[FAMILY],
			    .previous = texts[PREVIOUS],
			    .at_16 = texts[AT_16],
			    .birth = texts[BIRTH],
			    .sex = texts[SEX],
			    .postcode = texts[POSTCODE]},
	};
	return 0;
}

static int add_learner(struct learners *learners, const struct record *record,
		       uint64_t grant, bool held, struct learner **list,
		       size_t *count, size_t *capacity)
{
	struct learner *grown = arena_grow(&learners->arena, *list, *count,
					   capacity, sizeof(**list));

	if (grown == NULL)
		return error_memory(learners->error);
	*list = grown;
	if (copy_learner(learners, record, grant, held, &grown[*count]) != 0)
		return -1;
	++*count;
	return 0;
}

static bool is_number(struct slice uln, uint64_t *number)
{
	return slice_number(slice_part(uln, 0, ULN_BYTES - 1), LAST_NUMBER,
			    number);
}

static int note_claim(struct learners *learners, struct slice uln)
{
	uint64_t number, *grown;

	if (!is_number(uln, &number))
		return 0;
	grown = arena_grow(&learners->arena, learners->claimed,
			   learners->claimed_count, &learners->claimed_capacity,
			   sizeof(*grown));
	if (grown == NULL)
		return error_memory(learners->error);
	learners->claimed = grown;
	grown[learners->claimed_count++] = number;
	return 0;
}

/* A school's word for a number, mistyped perhaps, only keeps that one from being
 * issued: else the last of all would end the issuing. */
static int note_numbers(struct learners *learners, const struct record *record,
			enum known what)
{
	uint16_t field = learners->fields[what];
	const struct section *section = record_section(
		record, learners->node->dictionary->fields[field].category);
	uint64_t number;

	if (is_number(text_of(learners, record, what, 0), &number) &&
	    number > learners->highest)
		learners->highest = number;
	for (uint32_t i = 0; section != NULL && i < section->layer_count; i++) {
		uint64_t grant = section->layers[i].grant;

		if (grant != 0 &&
		    note_claim(learners,
			       text_of(learners, record, what, grant)) != 0)
			return -1;
	}
	return 0;
}

/* What is known of one who is held: what the registration recorded itself, else
 * the last that was answered.  A question is not compared with itself. */
static uint64_t known_layer(const struct learners *learners,
			    const struct record *record, uint64_t question)
{
	if (!slice_empty(text_of(learners, record, FAMILY, 0)))
		return 0;
	return newest_grant(learners, record,
			    question != 0 ? question - 1 : ALL_LAYERS);
}

/* The grant with a question that is open; 0: none. */
static uint64_t open_question(const struct learners *learners,
			      const struct record *record)
{
	uint64_t grant = newest_grant(learners, record, ALL_LAYERS);
	bool before = !slice_empty(text_of(learners, record, ANSWER, 0));

	return before && grant <= learners->answered ? 0 : grant;
}

/* Whose number the registration itself has recorded is held; of whom a school
 * wrote since the last answers, or who has none, is asked. */
static int take_learner(struct learners *learners, const struct record *record)
{
	uint64_t question = open_question(learners, record);

	if (note_numbers(learners, record, ULN) != 0 ||
	    note_numbers(learners, record, LINKED) != 0)
		return -1;
	if (!slice_empty(text_of(learners, record, ULN, 0)) &&
	    add_learner(learners, record,
			known_layer(learners, record, question), true,
			&learners->held, &learners->held_count,
			&learners->held_capacity) != 0)
		return -1;
	if (question == 0)
		return 0;
	return add_learner(learners, record, question, false, &learners->asked,
			   &learners->asked_count, &learners->asked_capacity);
}

static const struct slice origin_kind = SLICE_INIT("learners");

/* Where the last answers stopped: their origin names the last grant. */
static int find_answered(struct learners *learners)
{
	struct register_grant *grants;
	struct origin *origins;
	size_t count;

	if (register_grants(learners->node->pupils, &grants, &count,
			    &learners->arena, learners->error) != 0)
		return -1;
	learners->seen = count > 0 ? grants[count - 1].id : 0;
	if (register_origins(learners->node->pupils, &origins, &count,
			     &learners->arena, learners->error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint64_t grant;

		if (slice_equal(origins[i].kind, origin_kind) &&
		    slice_number(origins[i].name, UINT32_MAX, &grant) &&
		    grant > learners->answered)
			learners->answered = grant;
	}
	return 0;
}

/* Calls `take` for every pupil. */
static int scan(struct learners *learners,
		int (*take)(struct learners *learners,
			    const struct record *record))
{
	struct pupil_register *pupils = learners->node->pupils;
	struct record *records =
		arena_array(&learners->arena, BATCH, sizeof(*records));
	struct register_scan *scan;
	uint64_t *ids;
	size_t count;
	int result;

	if (records == NULL)
		return error_memory(learners->error);
	if (register_pupils(pupils, &ids, &count, &learners->arena,
			    learners->error) != 0 ||
	    register_scan_open(&scan, pupils, ids, count, learners->categories,
			       learners->error) != 0)
		return -1;
	do {
		arena_clear(&learners->batch);
		result = register_scan_next(scan, records, BATCH, &count,
					    &learners->batch, learners->error);
		for (size_t i = 0; i < count && result == 0; i++)
			result = take(learners, &records[i]);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	return result;
}

/* --- who is meant ------------------------------------------------------------------- */

static int by_birth(const void *left, const void *right)
{
	const struct learner *a = left, *b = right;
	int order = slice_compare(a->details.birth, b->details.birth);

	return order != 0 ? order
			  : slice_compare(a->details.uln, b->details.uln);
}

/* The first held who was born on this day or later. */
static size_t first_born(const struct learners *learners, struct slice birth)
{
	size_t low = 0, high = learners->held_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(learners->held[middle].details.birth, birth) <
		    0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Learners who may be meant, each number once. */
struct candidates {
	const struct learner *exact; /* the last one */
	size_t exact_count;
	struct slice numbers[MOST_POSSIBLE + 1];
	size_t count; /* at most MOST_POSSIBLE + 1 */
};

static void add_candidate(struct candidates *candidates,
			  const struct learner *learner, bool exact)
{
	if (exact && (candidates->exact == NULL ||
		      !slice_equal(candidates->exact->details.uln,
				   learner->details.uln))) {
		candidates->exact = learner;
		candidates->exact_count++;
	}
	for (size_t i = 0; i < candidates->count; i++)
		if (slice_equal(candidates->numbers[i], learner->details.uln))
			return;
	if (candidates->count <= MOST_POSSIBLE)
		candidates->numbers[candidates->count++] = learner->details.uln;
}

/* The first of those asked who was born on this day or later. */
static size_t first_asked(const struct learners *learners, struct slice birth)
{
	size_t low = 0, high = learners->asked_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(learners->births[middle]->details.birth,
				  birth) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Those who got a number in this run. */
static void look_at_issued(const struct learners *learners,
			   const struct learner_details *asked,
			   struct slice birth, struct candidates *candidates)
{
	for (size_t i = first_asked(learners, birth);
	     i < learners->asked_count &&
	     slice_equal(learners->births[i]->details.birth, birth);
	     i++) {
		const struct learner *learner = learners->births[i];
		enum likeness likeness =
			learner->issued
				? learner_likeness(asked, &learner->details)
				: LIKENESS_NONE;

		if (likeness != LIKENESS_NONE)
			add_candidate(candidates, learner,
				      likeness == LIKENESS_EXACT);
	}
}

static void look_at_day(const struct learners *learners,
			const struct learner_details *asked, struct slice birth,
			struct candidates *candidates)
{
	look_at_issued(learners, asked, birth, candidates);
	for (size_t i = first_born(learners, birth);
	     i < learners->held_count &&
	     slice_equal(learners->held[i].details.birth, birth);
	     i++) {
		enum likeness likeness =
			learner_likeness(asked, &learners->held[i].details);

		if (likeness != LIKENESS_NONE)
			add_candidate(candidates, &learners->held[i],
				      likeness == LIKENESS_EXACT);
	}
}

/* The day itself, and all that learner_likeness takes for like it. */
static void look(const struct learners *learners,
		 const struct learner_details *asked,
		 struct candidates *candidates)
{
	char text[DATE_TEXT_BYTES];
	int32_t date;
	struct civil day;

	*candidates = (struct candidates){0};
	look_at_day(learners, asked, asked->birth, candidates);
	if (!date_parse(asked->birth, &date))
		return;
	day = date_to_civil(date);
	if (day.day <= 12 && day.day != day.month &&
	    date_valid(day.year, day.day, day.month)) {
		date_format(date_from_civil(day.year, day.day, day.month),
			    text);
		look_at_day(learners, asked, slice_of(text), candidates);
	}
	for (size_t i = 0; i < DATE_TEXT_BYTES - 1; i++)
		for (char digit = '0'; digit <= '9'; digit++) {
			date_format(date, text);
			if (text[i] == '-' || text[i] == digit)
				continue;
			text[i] = digit;
			look_at_day(learners, asked, slice_of(text),
				    candidates);
		}
}

/* --- found by a number --------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
	const struct named *a = left, *b = right;

	return slice_compare(a->name, b->name);
}

static int make_index(struct learners *learners, struct named_list *list,
		      size_t most)
{
	list->list = arena_array(&learners->arena, most, sizeof(*list->list));
	return list->list != NULL ? 0 : error_memory(learners->error);
}

static void add_name(struct named_list *list, struct slice name,
		     const struct learner *learner)
{
	if (!slice_empty(name))
		list->list[list->count++] = (struct named){name, learner};
}

static void sort_names(struct named_list *list)
{
	if (list->count > 0)
		qsort(list->list, list->count, sizeof(*list->list), by_name);
}

static const struct learner *find(const struct named_list *list,
				  struct slice name)
{
	const struct named wanted = {name, NULL};
	const struct named *found = NULL;

	if (list->count > 0)
		found = bsearch(&wanted, list->list, list->count,
				sizeof(*list->list), by_name);
	return found != NULL ? found->learner : NULL;
}

static int by_number(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static int by_birth_asked(const void *left, const void *right)
{
	const struct learner *const *a = left, *const *b = right;
	int order = slice_compare((*a)->details.birth, (*b)->details.birth);

	return order != 0 ? order : (*a > *b) - (*a < *b);
}

static int index_asked(struct learners *learners)
{
	size_t count = learners->asked_count;

	learners->births =
		arena_array(&learners->arena, count, sizeof(struct learner *));
	if (learners->births == NULL)
		return error_memory(learners->error);
	for (size_t i = 0; i < count; i++)
		learners->births[i] = &learners->asked[i];
	if (count > 0)
		qsort(learners->births, count, sizeof(struct learner *),
		      by_birth_asked);
	return 0;
}

static int index_held(struct learners *learners)
{
	size_t count = learners->held_count;

	if (learners->claimed_count > 0)
		qsort(learners->claimed, learners->claimed_count,
		      sizeof(*learners->claimed), by_number);

	if (count > 0)
		qsort(learners->held, count, sizeof(*learners->held), by_birth);
	if (make_index(learners, &learners->numbers, 2 * count) != 0 ||
	    make_index(learners, &learners->upns, count) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct learner *held = &learners->held[i];

		add_name(&learners->numbers, held->details.uln, held);
		add_name(&learners->numbers, held->details.linked_uln, held);
		add_name(&learners->upns, held->upn, held);
	}
	sort_names(&learners->numbers);
	sort_names(&learners->upns);
	return 0;
}

/* --- one answer ------------------------------------------------------------------------ */

struct reply {
	struct slice code, uln, linked;
	char flags[LEARNER_FLAGS_BYTES];
	char issued[ULN_BYTES + 1];
};

static bool is_claimed(const struct learners *learners, uint64_t number)
{
	return learners->claimed_count > 0 &&
	       bsearch(&number, learners->claimed, learners->claimed_count,
		       sizeof(number), by_number) != NULL;
}

/* The next number that has a check digit (one in eleven has none). */
static int issue(struct learners *learners, struct reply *reply)
{
	uint64_t number = learners->highest;

	do {
		if (++number > LAST_NUMBER)
			return error_set(learners->error, ERROR_INPUT,
					 "there are no more learner numbers");
	} while (is_claimed(learners, number) ||
		 !uln_make(number, reply->issued));
	learners->highest = number;
	learners->report->issued++;
	reply->uln = slice_of(reply->issued);
	reply->code = SLICE("WSRC0005");
	return 0;
}

static void found(struct reply *reply, const struct learner *learner)
{
	bool linked = !slice_empty(learner->details.linked_uln);

	reply->uln = learner->details.uln;
	reply->linked = learner->details.linked_uln;
	reply->code = linked ? SLICE("WSRC0022") : SLICE("WSRC0004");
}

static int search(struct learners *learners, const struct learner *asked,
		  struct reply *reply)
{
	const struct learner *same = find(&learners->upns, asked->upn);
	struct candidates candidates;

	/* The same UPN with somebody else's details is for people to look at. */
	if (same != NULL) {
		if (learner_likeness(&asked->details, &same->details) !=
		    LIKENESS_NONE)
			found(reply, same);
		else
			reply->code = SLICE("WSRC0003");
		return 0;
	}
	look(learners, &asked->details, &candidates);
	if (candidates.exact_count == 1)
		found(reply, candidates.exact);
	else if (candidates.count > MOST_POSSIBLE)
		reply->code = SLICE("WSRC0002");
	else if (candidates.count > 0)
		reply->code = SLICE("WSRC0003");
	else if (learners->search)
		reply->code = SLICE("WSRC0001");
	else
		return issue(learners, reply);
	return 0;
}

static void verify(const struct learners *learners, const struct learner *asked,
		   struct reply *reply)
{
	const struct learner *held =
		find(&learners->numbers, asked->details.uln);

	if (held == NULL) {
		reply->code = SLICE("WSVRC006");
		return;
	}
	reply->code =
		learner_verify(&asked->details, &held->details, reply->flags);
	reply->uln = held->details.uln;
	if (slice_is(reply->code, "WSVRC002"))
		reply->linked = asked->details.uln;
}

static void count_answer(struct learners *learners, struct slice code)
{
	for (size_t i = 0; i < learner_answer_count; i++)
		if (slice_equal(learner_answers[i].code, code))
			learners->report->answers[i]++;
}

static int record_answer(struct learners *learners, struct import *import,
			 const struct learner *asked, const struct reply *reply)
{
	const struct learner_answer *answer = learner_answer_find(reply->code);
	const struct slice none = {NULL, 0};
	struct record_maker maker =
		record_maker(learners->node->dictionary, &learners->batch);
	struct record record;

	record_set(&maker, learners->fields[ANSWER], none, 0, reply->code);
	record_set(&maker, learners->fields[FLAGS], none, 0,
		   slice_of(reply->flags));
	if (answer->number != LEARNER_NUMBER_NONE) {
		record_set(&maker, learners->fields[ULN], none, 0, reply->uln);
		record_set(&maker, learners->fields[LINKED], none, 0,
			   reply->linked);
	}
	if (record_made(&maker, &record, learners->error) != 0)
		return -1;
	record.upn = asked->upn;
	count_answer(learners, reply->code);
	return import_add(import, &record, learners->error);
}

/* --- all -------------------------------------------------------------------------------- */

/* Who asks next of the same person finds the number. */
static int note_issued(struct learners *learners, struct learner *asked,
		       const struct reply *reply)
{
	if (reply->issued[0] == '\0')
		return 0;
	asked->details.uln = arena_copy(&learners->arena, reply->uln);
	asked->issued = true;
	return asked->details.uln.at != NULL ? 0
					     : error_memory(learners->error);
}

static int answer_one(struct learners *learners, struct import *import,
		      struct learner *asked)
{
	const struct learner_details *details = &asked->details;
	struct reply reply = {.code = {NULL, 0}};

	arena_clear(&learners->batch);
	if (slice_empty(asked->upn)) {
		learners->report->unnamed++;
		return 0;
	}
	learners->report->asked++;
	if (slice_empty(details->given) || slice_empty(details->family) ||
	    slice_empty(details->birth))
		reply.code = SLICE("WSRC0021");
	else if (!slice_empty(details->uln))
		verify(learners, asked, &reply);
	else if (search(learners, asked, &reply) != 0)
		return -1;
	if (record_answer(learners, import, asked, &reply) != 0)
		return -1;
	return note_issued(learners, asked, &reply);
}

static int answer_all(struct learners *learners)
{
	char seen[24];
	struct origin origin = {.kind = origin_kind,
				.recorded = learners->today};
	struct import_counts counts;
	struct import *import;

	snprintf(seen, sizeof(seen), "%llu",
		 (unsigned long long)learners->seen);
	origin.name = slice_of(seen);
	/* No file stands behind it. */
	randombytes_buf(origin.hash, sizeof(origin.hash));
	if (import_begin(&import, learners->node->pupils, &origin,
			 learners->error) != 0)
		return -1;
	for (size_t i = 0; i < learners->asked_count; i++)
		if (answer_one(learners, import, &learners->asked[i]) != 0) {
			import_abandon(import);
			return -1;
		}
	return import_commit(import, &counts, learners->error);
}

static int check_body(const struct node *node, struct error *error)
{
	uint16_t body = dictionary_body(node->dictionary,
					SLICE("learner-registration"), NULL);

	if (body != DICTIONARY_NONE && node->notice->body == body)
		return 0;
	error_set(error, ERROR_INPUT,
		  "only the learner registration's node can answer");
	return error_hint(error, "'hornbook learners' without --answer tells "
				 "what was answered");
}

int learners_answer(struct node *node, bool search, int32_t today,
		    struct learners_report *report, struct error *error)
{
	struct learners learners = {.node = node,
				    .highest = FIRST_NUMBER - 1,
				    .today = today,
				    .search = search,
				    .report = report,
				    .error = error};
	int result;

	static_assert(LEARNERS_ANSWERS >= 17, "each answer is counted");
	*report = (struct learners_report){0};
	if (check_body(node, error) != 0)
		return -1;
	result = find_fields(&learners);
	if (result == 0)
		result = find_answered(&learners);
	if (result == 0)
		result = scan(&learners, take_learner);
	if (result == 0)
		result = index_held(&learners);
	if (result == 0)
		result = index_asked(&learners);
	report->held = learners.held_count;
	if (result == 0 && learners.asked_count > 0)
		result = answer_all(&learners);
	arena_release(&learners.arena);
	arena_release(&learners.batch);
	return result;
}

/* --- what a school was answered ------------------------------------------------------------ */

static int take_line(struct learners *learners, const struct record *record)
{
	const enum known which[] = {UPN, ULN, ANSWER, FLAGS};
	struct slice texts[4];
	struct learner_line *grown;

	if (slice_empty(text_of(learners, record, ANSWER, ALL_LAYERS)))
		return 0;
	for (size_t i = 0; i < 4; i++) {
		texts[i] = arena_copy(
			learners->out,
			text_of(learners, record, which[i], ALL_LAYERS));
		if (texts[i].at == NULL)
			return error_memory(learners->error);
	}
	grown = arena_grow(learners->out, learners->lines, learners->line_count,
			   &learners->line_capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(learners->error);
	learners->lines = grown;
	grown[learners->line_count++] =
		(struct learner_line){texts[0], texts[1], texts[2], texts[3]};
	return 0;
}

int learners_list(struct node *node, struct learner_line **lines, size_t *count,
		  struct arena *arena, struct error *error)
{
	struct learners learners = {.node = node, .error = error, .out = arena};
	int result = find_fields(&learners);

	if (result == 0)
		result = scan(&learners, take_line);
	arena_release(&learners.arena);
	arena_release(&learners.batch);
	if (result != 0)
		return -1;
	*lines = learners.lines;
	*count = learners.line_count;
	return 0;
}
