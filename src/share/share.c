#include "share/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "dictionary/identifier.h"
#include "base/file.h"
#include "base/text.h"
#include "share/case_file.h"
#include "share/directory.h"
#include "share/disclosure.h"
#include "share/letter.h"
#include "share/manifest.h"
#include "share/pack.h"
#include "share/pupil_find.h"
#include "share/rows.h"
#include "share/sample.h"
#include "share/unusual.h"

enum { EXPIRY_DAYS = 30 };

/* --- names ---------------------------------------------------------------------------- */

static bool is_within(struct slice part, struct slice whole)
{
	for (size_t i = 0; i + part.len <= whole.len; i++)
		if (slice_equal(slice_part(whole, i, i + part.len), part))
			return true;
	return false;
}

/* By initials too: a common transfer file is often called ctf. */
static bool has_initials(struct slice initials, struct slice name)
{
	size_t found = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (i > 0 && name.at[i - 1] != '-')
			continue;
		if (found == initials.len || initials.at[found] != name.at[i])
			return false;
		found++;
	}
	return found > 1 && found == initials.len;
}

/* The first name that the given one is a part of, or its initials. */
static struct slice containing(struct slice given, const struct slice *names,
			       size_t count)
{
	for (size_t i = 0; i < count && given.len > 0; i++)
		if (is_within(given, names[i]) || has_initials(given, names[i]))
			return names[i];
	return (struct slice){NULL, 0};
}

static int unknown(const struct node *node, enum dictionary_kind kind,
		   struct slice name, struct arena *arena, struct error *error)
{
	size_t count = 0;
	const struct slice *names =
		dictionary_names(node->dictionary, kind, arena, &count);
	struct slice nearest =
		text_nearest(name, names, names != NULL ? count : 0);

	error_set(error, ERROR_INPUT, "the dictionary has no %s '%.*s'",
		  dictionary_kind_name(kind), SLICE_ARGS(name));
	if (slice_empty(nearest))
		nearest = containing(name, names, names != NULL ? count : 0);
	if (!slice_empty(nearest))
		error_hint(error, "did you mean '%.*s'?", SLICE_ARGS(nearest));
	return -1;
}

static int find_collection(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t index;

	if (slice_empty(asked->collection))
		return 0;
	index = dictionary_find(dictionary, KIND_COLLECTION, asked->collection);
	if (index == DICTIONARY_NONE)
		return unknown(disclosure->node, KIND_COLLECTION,
			       asked->collection, disclosure->arena, error);
	disclosure->collection = &dictionary->collections[index];
	return 0;
}

struct slice share_purpose(const struct node *node,
			   const struct share_request *request)
{
	const struct collection *collection;
	uint16_t index;

	if (!slice_empty(request->purpose))
		return request->purpose;
	index = dictionary_find(node->dictionary, KIND_COLLECTION,
				request->collection);
	if (index == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	collection = &node->dictionary->collections[index];
	if (collection->purpose_count == 0)
		return (struct slice){NULL, 0};
	return node->dictionary->purposes[collection->purposes[0]].name;
}

static void find_limited(struct disclosure *disclosure)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   disclosure->release.purpose);
	const struct field *field = dictionary_field(
		dictionary, SLICE("parent.disclosure-limited"));

	disclosure->limited = DICTIONARY_NONE;
	if (field != NULL && !dictionary->purposes[purpose].protects)
		disclosure->limited = (uint16_t)(field - dictionary->fields);
}

static int find_names(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	const struct node *node = disclosure->node;
	const struct dictionary *dictionary = node->dictionary;
	struct slice purpose = share_purpose(node, asked);
	const struct holder *holder;
	uint16_t body, alias;

	body = dictionary_body(dictionary, asked->recipient, &alias);
	if (body == DICTIONARY_NONE)
		return unknown(node, KIND_BODY, asked->recipient,
			       disclosure->arena, error);
	if (slice_empty(purpose) && !slice_empty(asked->collection) &&
	    find_collection(disclosure, error) != 0)
		return -1;
	if (slice_empty(purpose)) {
		error_set(error, ERROR_INPUT, "a disclosure needs a purpose");
		return error_hint(error, "say it with --for, or name a "
					 "--collection");
	}
	if (dictionary_find(dictionary, KIND_PURPOSE, purpose) ==
	    DICTIONARY_NONE)
		return unknown(node, KIND_PURPOSE, purpose, disclosure->arena,
			       error);
	if (!slice_empty(asked->trigger) &&
	    dictionary_find(dictionary, KIND_TRIGGER, asked->trigger) ==
		    DICTIONARY_NONE)
		return unknown(node, KIND_TRIGGER, asked->trigger,
			       disclosure->arena, error);
	if (!slice_empty(asked->role) &&
	    dictionary_find(dictionary, KIND_ROLE, asked->role) ==
		    DICTIONARY_NONE)
		return unknown(node, KIND_ROLE, asked->role, disclosure->arena,
			       error);
	disclosure->body = &dictionary->bodies[body];
	holder = alias != DICTIONARY_NONE
			 ? &disclosure->body->holders[alias]
			 : body_holder(disclosure->body, asked->today);
	disclosure->release.recipient = disclosure->body->name;
	disclosure->release.holder =
		holder != NULL ? holder->label : disclosure->body->label;
	disclosure->release.purpose = purpose;
	disclosure->report->holder = disclosure->release.holder;
	find_limited(disclosure);
	return find_collection(disclosure, error);
}

static int no_such_file(struct slice name, struct error *error)
{
	error_set(error, ERROR_INPUT,
		  "no file of the format '%.*s' can be written",
		  SLICE_ARGS(name));
	if (slice_is(name, "census-extract"))
		error_hint(error, "these are several files, and a release is "
				  "one: share the census as school-census");
	return -1;
}

static int find_format(struct disclosure *disclosure, struct error *error)
{
	struct slice name = disclosure->asked->format;

	if (slice_empty(name) && disclosure->collection != NULL)
		name = disclosure->collection->format;
	if (slice_empty(name))
		name = SLICE("csv");
	disclosure->format = letter_format(name);
	if (disclosure->format != NULL)
		return letter_prepare(disclosure, error);
	disclosure->format = case_file_format(name);
	if (disclosure->format != NULL)
		return case_file_prepare(disclosure, error);
	disclosure->format = pack_format(name);
	if (disclosure->format != NULL)
		return pack_prepare(disclosure, error);
	disclosure->format = format_find(name);
	if (disclosure->format == NULL || disclosure->format->open == NULL)
		return no_such_file(name, error);
	return disclosure->format->carries(disclosure->node->dictionary,
					   &disclosure->carried, error);
}

static int check_aggregate(struct disclosure *disclosure, struct error *error)
{
	disclosure->aggregate = plan_is_aggregate(disclosure->plan);
	return disclosure->aggregate ? aggregate_check_format(disclosure, error)
				     : 0;
}

/* One file of many children's data would tell each family of all the others, and
 * of children whom a court order keeps from a parent.  Letters are one each; what
 * is offered to all learners goes to who sends it out (F12). */
static int check_families(struct disclosure *disclosure, struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   disclosure->release.purpose);

	if (!slice_is(disclosure->body->kind, "family") ||
	    disclosure->asked->upns != NULL || disclosure->letter != NULL ||
	    disclosure->aggregate || dictionary->purposes[purpose].marketing)
		return 0;
	error_set(
		error, ERROR_INPUT,
		"one release to '%.*s' would hold the data of all pupils, and "
		"no family may see another's",
		SLICE_ARGS(disclosure->body->name));
	return error_hint(error, "say whose data it is with --pupils, or write "
				 "a letter for each (--format letter)");
}

/* a right that asks who it is for each time.  That it was checked
 * who asks is recorded for a day and a purpose, not for a child, so that only
 * what is made for one request (access.h) may leave by it. */
static int check_copy(struct disclosure *disclosure, struct error *error)
{
	struct slice purpose = disclosure->release.purpose;

	if (disclosure->pack != NULL || disclosure->asked->dry_run ||
	    disclosure->asked->out == NULL ||
	    !slice_is(disclosure->body->kind, "family") ||
	    (!slice_is(purpose, "access-right") &&
	     !slice_is(purpose, "educational-record")))
		return 0;
	error_set(error, ERROR_INPUT,
		  "what a family asks to see of a child is given as a copy for "
		  "that request alone");
	return error_hint(error, "'hornbook access' makes one, and asks how "
				 "it was checked who asks");
}

/* Whatever it is for: it could show a parent where the child is. */
static int check_shielded(struct disclosure *disclosure, struct error *error)
{
	if (!slice_is(disclosure->body->name, "parent") ||
	    disclosure->asked->upns == NULL)
		return 0;
	for (size_t i = 0; i < disclosure->pupil_count; i++) {
		bool shielded;

		if (directory_shielded(disclosure->node, disclosure->pupils[i],
				       &shielded, disclosure->arena,
				       error) != 0)
			return -1;
		if (!shielded)
			continue;
		disclosure_refuse(disclosure,
				  SLICE("a child is shielded: a parent is not "
					"told what would show where it is"),
				  SLICE("talk to whoever had it shielded"));
		return 0;
	}
	return 0;
}

/* The registration holds learners of all schools, and no rule can tell whose they
 * are, as it is not told where they are enrolled (F08, R-113, R-219). */
static bool goes_to_school(const struct disclosure *disclosure)
{
	const struct node *node = disclosure->node;

	return slice_is(disclosure->body->kind, "school") &&
	       !disclosure->aggregate &&
	       node->notice->body != DICTIONARY_NONE &&
	       slice_is(node->dictionary->bodies[node->notice->body].name,
			"learner-registration");
}

static int check_learners(struct disclosure *disclosure, struct error *error)
{
	if (!goes_to_school(disclosure) || disclosure->asked->upns != NULL)
		return 0;
	error_set(error, ERROR_INPUT,
		  "one release to a school would hold the learners of all "
		  "schools");
	return error_hint(error, "say of whom the school asked with --pupils");
}

/* Ids of the grants of one school, ascending. */
static int grants_of_school(struct disclosure *disclosure, uint64_t **ids,
			    size_t *count, struct error *error)
{
	struct register_grant *grants;
	size_t all;

	*count = 0;
	if (register_grants(disclosure->node->pupils, &grants, &all,
			    disclosure->arena, error) != 0)
		return -1;
	*ids = arena_array(disclosure->arena, all, sizeof(**ids));
	if (*ids == NULL)
		return error_memory(error);
	for (size_t i = 0; i < all; i++) {
		char number[LAESTAB_BYTES + 1];

		if (body_number_normalise(grants[i].sender_number, number) &&
		    slice_is(disclosure->request.recipient_number, number))
			(*ids)[(*count)++] = grants[i].id;
	}
	return 0;
}

static int by_id(const void *a, const void *b);

static int was_asked(struct disclosure *disclosure, uint64_t pupil,
		     const uint64_t *ids, size_t id_count, bool *asked,
		     struct error *error)
{
	uint64_t *grants;
	size_t count;

	*asked = false;
	if (register_pupil_grants(disclosure->node->pupils, pupil, &grants,
				  &count, disclosure->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count && id_count > 0 && !*asked; i++)
		*asked = bsearch(&grants[i], ids, id_count, sizeof(*ids),
				 by_id) != NULL;
	return 0;
}

/* A school learns of those alone of whom it wrote itself. */
static int check_asked(struct disclosure *disclosure, struct error *error)
{
	uint64_t *ids;
	size_t count, others = 0;

	if (!goes_to_school(disclosure))
		return 0;
	if (slice_empty(disclosure->request.recipient_number)) {
		error_set(error, ERROR_INPUT,
			  "a school gets the learners of whom it asked, and "
			  "which school this is for is not said");
		return error_hint(error, "say the school's number with "
					 "--destination");
	}
	if (grants_of_school(disclosure, &ids, &count, error) != 0)
		return -1;
	for (size_t i = 0; i < disclosure->pupil_count; i++) {
		bool asked;

		if (was_asked(disclosure, disclosure->pupils[i], ids, count,
			      &asked, error) != 0)
			return -1;
		others += !asked;
	}
	if (others == 0)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the school %.*s has not asked about %zu of these learners",
		  SLICE_ARGS(disclosure->request.recipient_number), others);
	return error_hint(error, "leave out of --pupils whom it did not ask "
				 "about, or have it ask first");
}

/* --- the request, as the policy sees it ------------------------------------------------- */

static int find_number(struct disclosure *disclosure, struct error *error)
{
	struct slice stated = disclosure->asked->destination;
	char number[LAESTAB_BYTES + 1];

	if (slice_is(stated, "unknown") || slice_is(stated, "outside"))
		return 0;
	if (!body_number_normalise(stated, number)) {
		error_set(error, ERROR_INPUT,
			  "the destination is no school's number (authority "
			  "and four digits, like 886/1101) and no "
			  "authority's (three digits)");
		return error_hint(error,
				  "'unknown' and 'outside' (not a maintained "
				  "school, or abroad) are known too");
	}
	disclosure->request.recipient_number =
		arena_copy(disclosure->arena, slice_of(number));
	return disclosure->request.recipient_number.at != NULL
		       ? 0
		       : error_memory(error);
}

static int fill_request(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	struct request *request = &disclosure->request;

	*request = (struct request){
		.recipient = asked->recipient,
		.purpose = disclosure->release.purpose,
		.date = asked->today,
		.trigger = asked->trigger,
		.role = asked->role,
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
	if (find_number(disclosure, error) != 0 ||
	    (!disclosure->correcting &&
	     register_last_release(
		     disclosure->node->pupils, disclosure->release.recipient,
		     request->purpose, &request->last_release, error) != 0))
		return -1;
	if (grants_find(disclosure, error) != 0 ||
	    bindings_make(&disclosure->bindings, disclosure->node, asked->today,
			  disclosure->arena, error) != 0)
		return -1;
	if (disclosure->bindings != NULL)
		request->binding_room = BINDING_ROOM;
	return 0;
}

/* Of a table: what it counts by, whatever else is promised. */
static int make_table_plan(struct disclosure *disclosure, struct error *error)
{
	const struct policy *policy = disclosure->node->policy;
	struct request *request = &disclosure->request;
	struct field_set promised;

	if (plan_make(&disclosure->plan, policy, request, error) != 0)
		return -1;
	promised = plan_promised(disclosure->plan);
	plan_free(disclosure->plan);
	disclosure->plan = NULL;
	if (table_choose_fields(disclosure, &promised, &disclosure->fields,
				error) != 0)
		return -1;
	request->fields = &disclosure->fields;
	return plan_make(&disclosure->plan, policy, request, error);
}

/* What is asked for: fields that were named, else the collection's, else
 * all that the notice promises for this flow. */
static int make_plan(struct disclosure *disclosure, struct error *error)
{
	const struct policy *policy = disclosure->node->policy;
	struct request *request = &disclosure->request;

	if (disclosure->asked->table != NULL)
		return make_table_plan(disclosure, error);
	if (disclosure->asked->fields != NULL)
		disclosure->fields = *disclosure->asked->fields;
	else if (disclosure->collection != NULL)
		disclosure->fields = disclosure->collection->fields;
	if (!field_set_empty(disclosure->fields)) {
		growth_strip(disclosure);
		request->fields = &disclosure->fields;
		return plan_make(&disclosure->plan, policy, request, error);
	}
	if (plan_make(&disclosure->plan, policy, request, error) != 0)
		return -1;
	disclosure->fields = plan_promised(disclosure->plan);
	growth_strip(disclosure);
	if (field_set_empty(disclosure->fields))
		return 0; /* nothing is promised: the answer will say so */
	plan_free(disclosure->plan);
	disclosure->plan = NULL;
	request->fields = &disclosure->fields;
	return plan_make(&disclosure->plan, policy, request, error);
}

/* --- pupils ------------------------------------------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static int find_named_pupils(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	uint64_t *ids =
		arena_array(disclosure->arena, asked->upn_count, sizeof(*ids));
	size_t count = 0;

	if (ids == NULL)
		return error_memory(error);
	for (size_t i = 0; i < asked->upn_count; i++) {
		if (pupil_find(disclosure->node->pupils, asked->upns[i],
			       &ids[i], error) == 0)
			continue;
		if (error != NULL && error->code == ERROR_NOT_FOUND)
			error_set(error, ERROR_NOT_FOUND,
				  "the register has no pupil with unique pupil "
				  "number %zu of those given",
				  i + 1);
		return -1;
	}
	qsort(ids, asked->upn_count, sizeof(*ids), by_id);
	for (size_t i = 0; i < asked->upn_count; i++)
		if (count == 0 || ids[count - 1] != ids[i])
			ids[count++] = ids[i];
	disclosure->pupils = ids;
	disclosure->pupil_count = count;
	return 0;
}

static int find_pupils(struct disclosure *disclosure, struct error *error)
{
	int result;

	if (disclosure->asked->upns != NULL)
		result = find_named_pupils(disclosure, error);
	else
		result = register_pupils(
			disclosure->node->pupils, &disclosure->pupils,
			&disclosure->pupil_count, disclosure->arena, error);
	if (result != 0)
		return -1;
	disclosure->rows =
		arena_array(disclosure->arena, disclosure->pupil_count,
			    sizeof(*disclosure->rows));
	return disclosure->rows != NULL ? 0 : error_memory(error);
}

/* ----------------------------------------------------------------------------------------------- */

int disclosure_prepare(struct disclosure *disclosure, struct error *error)
{
	if (find_names(disclosure, error) != 0 ||
	    find_format(disclosure, error) != 0 ||
	    fill_request(disclosure, error) != 0 ||
	    make_plan(disclosure, error) != 0 ||
	    check_aggregate(disclosure, error) != 0 ||
	    check_families(disclosure, error) != 0 ||
	    check_learners(disclosure, error) != 0 ||
	    growth_prepare(disclosure, error) != 0)
		return -1;
	matched_prepare(disclosure);
	disclosure->columns =
		arena_allocate(disclosure->arena, sizeof(*disclosure->columns));
	if (disclosure->columns == NULL)
		return error_memory(error);
	columns_init(disclosure->columns, disclosure->plan,
		     disclosure->node->policy, &disclosure->request);
	if (disclosure->bindings != NULL)
		bindings_begin(disclosure->bindings, disclosure->plan);
	return find_pupils(disclosure, error);
}

static int find_expiry(struct disclosure *disclosure, struct error *error)
{
	int32_t asked = disclosure->asked->expires;
	int32_t today = disclosure->request.date;

	disclosure->expires = asked != 0 ? asked : today + EXPIRY_DAYS;
	disclosure->report->expires = disclosure->expires;
	if (disclosure->expires < today)
		return error_set(error, ERROR_INPUT,
				 "the release would have expired before it is "
				 "made");
	if (disclosure->expires - today > MANIFEST_DAYS)
		return error_set(error, ERROR_INPUT,
				 "a release can be received for %d days at "
				 "most",
				 MANIFEST_DAYS);
	return 0;
}

/* What is out of pattern, and whether that is a reason to wait. */
static int look_at_pattern(struct disclosure *disclosure, struct error *error)
{
	struct builder text = {0};
	struct slice why;

	if (pattern_find(disclosure, error) != 0)
		return -1;
	disclosure->report->unusual = disclosure->unusual;
	if (disclosure->unusual == 0 || !disclosure->asked->hold_unusual)
		return 0;
	builder_add_text(&text, "it is out of pattern: ");
	unusual_write(disclosure->unusual, &text);
	why = arena_copy(disclosure->arena, builder_slice(&text));
	builder_release(&text);
	if (why.at == NULL)
		return error_memory(error);
	disclosure_refuse(disclosure, why,
			  SLICE("find out why so much is asked for; without "
				"--hold-unusual it is released, and noted"));
	return 0;
}

/* A table is asked for where the rules release records too: it is not made of
 * them, since nothing says that a table may go instead. */
static int check_table(struct disclosure *disclosure, struct error *error)
{
	if (disclosure->level.kind == LEVEL_AGGREGATE)
		return disclosure->asked->dry_run
			       ? aggregate_foresee(disclosure, error)
			       : 0;
	if (disclosure->asked->table == NULL)
		return 0;
	disclosure_refuse(disclosure,
			  SLICE("law and notice let records go to this "
				"recipient for this purpose, not tables"),
			  SLICE("use hornbook share, or look at the table "
				"with --preview"));
	return 0;
}

static bool has_pseudonyms(const struct disclosure *disclosure)
{
	return disclosure->level.kind == LEVEL_PUPIL ||
	       disclosure->level.kind == LEVEL_INSIDE;
}

/* Where the rules allow it: what else must be there before anything leaves. */
static int make_ready(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	bool real = !asked->dry_run && asked->out != NULL;

	/* Letters are printed here; families have no keys. */
	disclosure->sealed = !asked->plain && disclosure->letter == NULL &&
			     disclosure->pack == NULL;
	disclosure->report->plain = !disclosure->sealed;
	disclosure->number = disclosure->request.recipient_number.at;
	if (disclosure->number == NULL)
		disclosure->number = "";
	if (find_expiry(disclosure, error) != 0 ||
	    (real && payload_find_number(disclosure, error) != 0) ||
	    look_at_pattern(disclosure, error) != 0 ||
	    (has_pseudonyms(disclosure) &&
	     approvals_find_scope(disclosure, error) != 0))
		return -1;
	matched_begin(disclosure);
	if (!disclosure->report->refused && rows_make(disclosure, error) != 0)
		return -1;
	if (disclosure->report->refused || !disclosure->sealed)
		return 0;
	if (asked->dry_run)
		return sealing_foresee(disclosure, error);
	if (!real)
		return 0;
	return sealing_find(disclosure, error);
}

static int report_places(struct disclosure *disclosure, struct error *error)
{
	struct share_report *report = disclosure->report;
	const char *directory = disclosure->final;
	const char *file = disclosure->final;

	if (disclosure->sealed)
		directory = path_directory(disclosure->arena, file);
	else
		file = path_join(disclosure->arena, directory,
				 disclosure->payload_name);
	if (directory == NULL || file == NULL)
		return error_memory(error);
	report->directory = slice_of(directory);
	report->file = slice_of(file);
	return 0;
}

static int release(struct disclosure *disclosure, struct error *error)
{
	struct share_report *report = disclosure->report;
	struct release *release = &disclosure->release;

	release->date = disclosure->request.date;
	release->level = report->level;
	release->considered = report->considered;
	release->released = report->released;
	release->ledger_index = UINT64_MAX;
	release->state = RELEASE_PREPARED;
	if (disclosure->collection != NULL)
		release->flow = disclosure->collection->name;
	if (disclosure_stage(disclosure, error) != 0 ||
	    disclosure_finish(disclosure, error) != 0)
		return -1;
	return report_places(disclosure, error);
}

int share(struct node *node, const struct share_request *request,
	  struct share_report *report, struct arena *arena, struct error *error)
{
	struct disclosure *disclosure =
		arena_allocate(arena, sizeof(*disclosure));
	int result;

	*report = (struct share_report){0};
	if (disclosure == NULL)
		return error_memory(error);
	disclosure->node = node;
	disclosure->asked = request;
	disclosure->report = report;
	disclosure->arena = arena;
	result = disclosure_prepare(disclosure, error);
	if (result == 0)
		result = check_copy(disclosure, error);
	if (result == 0)
		result = check_asked(disclosure, error);
	if (result == 0)
		result = disclosure_scan(disclosure, true, NULL, NULL, error);
	if (result == 0 && request->sample != NULL) {
		result = sample_draw(disclosure, error);
		if (result == 0)
			result = disclosure_scan(disclosure, true, NULL, NULL,
						 error);
	}
	if (result == 0)
		result = disclosure_report(disclosure, error);
	if (result == 0 && !report->refused)
		result = check_shielded(disclosure, error);
	if (result == 0 && !report->refused)
		result = check_table(disclosure, error);
	if (result == 0 && !report->refused)
		result = texts_check(disclosure, error);
	if (result == 0 && !report->refused)
		result = make_ready(disclosure, error);
	if (result == 0 && !report->refused && !request->dry_run &&
	    request->out != NULL)
		result = release(disclosure, error);
	matched_end(disclosure);
	sealing_free(disclosure->sealing);
	rows_free(disclosure);
	tables_free(disclosure);
	plan_free(disclosure->plan);
	return result;
}

int share_decide(struct node *node, const struct share_request *request,
		 struct slice upn, struct plan **plan,
		 struct request *policy_request, struct pupil *pupil,
		 const struct decision **decision, struct field_set *held,
		 struct arena *arena, struct error *error)
{
	struct share_request one = *request;
	struct share_report report = {0};
	struct disclosure *disclosure =
		arena_allocate(arena, sizeof(*disclosure));
	struct record record;

	if (disclosure == NULL)
		return error_memory(error);
	one.upns = &upn;
	one.upn_count = 1;
	disclosure->node = node;
	disclosure->asked = &one;
	disclosure->report = &report;
	disclosure->arena = arena;
	if (disclosure_prepare(disclosure, error) != 0 ||
	    register_read(node->pupils, disclosure->pupils[0],
			  columns_categories(disclosure->columns), &record,
			  arena, error) != 0)
		goto failed;
	columns_pupil(disclosure->columns, &record, pupil);
	if (disclosure->bindings != NULL &&
	    bindings_of(disclosure->bindings, &record, &pupil->binding,
			error) != 0)
		goto failed;
	disclosure_hold_back(disclosure, &record);
	if (plan_decide_one(disclosure->plan, pupil, decision, error) != 0)
		goto failed;
	*held = (struct field_set){0};
	for (uint32_t s = 0; s < record.count; s++)
		for (uint32_t i = 0; i < record.sections[s].count; i++)
			for (uint32_t v = 0;
			     v < record.sections[s].items[i].count; v++)
				field_set_add(held, record.sections[s]
							    .items[i]
							    .values[v]
							    .field);
	/* In a table every pupil counts, whatever the record holds. */
	if (disclosure->aggregate)
		*held = *plan_requested(disclosure->plan);
	*policy_request = disclosure->request;
	*plan = disclosure->plan;
	return 0;
failed:
	plan_free(disclosure->plan);
	return -1;
}
