#include "share/sample.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "share/disclosure.h"

enum { SAMPLE_MOST = 1000000000, NUMBER_BYTES = 8 };

/* Between the values of a stratum's key: in no value, as a control character. */
enum { KEY_BREAK = '\x1f' };

struct member {
	struct slice key; /* of its stratum */
	uint64_t number;  /* by which it is drawn */
	uint64_t pupil;
};

struct drawing {
	struct disclosure *disclosure;
	const struct sample_request *asked;
	uint16_t fields[SAMPLE_FIELDS];
	struct member *members; /* by stratum and number, once sorted */
	size_t count;
	struct sample_stratum *strata;
	size_t stratum_count;
	uint64_t *quota; /* of the sample, by stratum */
	uint64_t *extra; /* of the reserve */
	struct arena *arena;
};

/* --- what is asked ---------------------------------------------------------------- */

static int check(struct drawing *drawing, struct error *error)
{
	const struct sample_request *asked = drawing->asked;
	const struct dictionary *dictionary =
		drawing->disclosure->node->dictionary;

	if (drawing->disclosure->aggregate)
		return error_set(error, ERROR_INPUT,
				 "a sample is of pupils, and this is a table");
	if (asked->size == 0 || asked->size > SAMPLE_MOST ||
	    asked->reserve > SAMPLE_MOST)
		return error_set(error, ERROR_INPUT,
				 "a sample has from 1 to %d pupils",
				 SAMPLE_MOST);
	if (asked->by_count > SAMPLE_FIELDS)
		return error_set(error, ERROR_INPUT,
				 "a sample has strata by %d fields at most",
				 SAMPLE_FIELDS);
	for (size_t i = 0; i < asked->by_count; i++) {
		drawing->fields[i] =
			dictionary_find(dictionary, KIND_FIELD, asked->by[i]);
		if (drawing->fields[i] == DICTIONARY_NONE)
			return error_set(error, ERROR_INPUT,
					 "the dictionary has no field '%.*s'",
					 SLICE_ARGS(asked->by[i]));
	}
	return 0;
}

/* --- members and their numbers -------------------------------------------------------- */

static int set_key(struct drawing *drawing, struct member *member,
		   const struct record *record, struct error *error)
{
	struct builder key = {0};
	int result = 0;

	for (size_t i = 0; i < drawing->asked->by_count; i++) {
		if (i > 0)
			builder_add_byte(&key, KEY_BREAK);
		builder_add(&key,
			    record_text(record,
					drawing->disclosure->node->dictionary,
					drawing->fields[i]));
	}
	member->key = arena_copy(drawing->arena, builder_slice(&key));
	if (key.failed || member->key.at == NULL)
		result = error_memory(error);
	builder_release(&key);
	return result;
}

/* Members are in order of the register, and so are the records. */
static int set_keys(struct drawing *drawing, const struct record *records,
		    size_t count, size_t *at, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		while (*at < drawing->count &&
		       drawing->members[*at].pupil != records[i].pupil)
			++*at;
		if (*at == drawing->count)
			return error_set(error, ERROR_CORRUPT,
					 "the register shows another pupil "
					 "than was asked for");
		if (set_key(drawing, &drawing->members[*at], &records[i],
			    error) != 0)
			return -1;
	}
	return 0;
}

static uint64_t categories_of(const struct drawing *drawing)
{
	const struct dictionary *dictionary =
		drawing->disclosure->node->dictionary;
	uint64_t categories = 0;

	for (size_t i = 0; i < drawing->asked->by_count; i++)
		categories |=
			1ull << dictionary->fields[drawing->fields[i]].category;
	return categories;
}

static int read_keys(struct drawing *drawing, const uint64_t *pupils,
		     struct error *error)
{
	struct record *records =
		arena_array(drawing->arena, BATCH_PUPILS, sizeof(*records));
	struct arena batch = {0};
	struct register_scan *scan;
	size_t count, at = 0;
	int result;

	if (records == NULL)
		return error_memory(error);
	if (drawing->asked->by_count == 0)
		return 0;
	if (register_scan_open(&scan, drawing->disclosure->node->pupils, pupils,
			       drawing->count, categories_of(drawing),
			       error) != 0)
		return -1;
	do {
		arena_clear(&batch);
		result = register_scan_next(scan, records, BATCH_PUPILS, &count,
					    &batch, error);
		if (result == 0)
			result = set_keys(drawing, records, count, &at, error);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	arena_release(&batch);
	return result;
}

/* The same on every machine: bytes are taken least significant first. */
static int set_numbers(struct drawing *drawing, struct error *error)
{
	static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
	uint8_t key[crypto_stream_chacha20_KEYBYTES] = "hornbook sample";
	size_t size = drawing->count * NUMBER_BYTES;
	uint8_t *bytes = arena_allocate(drawing->arena, size + 1);

	if (bytes == NULL)
		return error_memory(error);
	for (int i = 0; i < NUMBER_BYTES; i++)
		key[24 + i] = (uint8_t)(drawing->asked->seed >> 8 * i);
	crypto_stream_chacha20(bytes, size, nonce, key);
	for (size_t m = 0; m < drawing->count; m++)
		for (int i = NUMBER_BYTES - 1; i >= 0; i--)
			drawing->members[m].number =
				drawing->members[m].number << 8 |
				bytes[m * NUMBER_BYTES + (size_t)i];
	return 0;
}

static int by_stratum(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int order = slice_compare(left->key, right->key);

	if (order != 0)
		return order;
	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return (left->pupil > right->pupil) - (left->pupil < right->pupil);
}

static int find_members(struct drawing *drawing, struct error *error)
{
	const struct disclosure *disclosure = drawing->disclosure;
	uint64_t *pupils;

	drawing->count = disclosure->row_count;
	drawing->members = arena_array(drawing->arena, drawing->count,
				       sizeof(*drawing->members));
	pupils = arena_array(drawing->arena, drawing->count, sizeof(*pupils));
	if (drawing->members == NULL || pupils == NULL)
		return error_memory(error);
	for (size_t i = 0; i < drawing->count; i++)
		drawing->members[i].pupil = pupils[i] =
			disclosure->rows[i].pupil;
	if (read_keys(drawing, pupils, error) != 0 ||
	    set_numbers(drawing, error) != 0)
		return -1;
	if (drawing->count > 0)
		qsort(drawing->members, drawing->count,
		      sizeof(*drawing->members), by_stratum);
	return 0;
}

/* --- strata ------------------------------------------------------------------------------ */

static int split_key(struct drawing *drawing, struct slice key,
		     struct sample_stratum *stratum, struct error *error)
{
	struct slice *values = arena_array(
		drawing->arena, drawing->asked->by_count, sizeof(*values));

	if (values == NULL)
		return error_memory(error);
	for (size_t i = 0; i < drawing->asked->by_count; i++)
		values[i] = slice_cut(&key, KEY_BREAK);
	stratum->values = values;
	return 0;
}

static bool begins_stratum(const struct drawing *drawing, size_t m)
{
	return m == 0 || !slice_equal(drawing->members[m].key,
				      drawing->members[m - 1].key);
}

static int find_strata(struct drawing *drawing, struct error *error)
{
	size_t count = 0;

	for (size_t m = 0; m < drawing->count; m++)
		count += begins_stratum(drawing, m);
	if (count > SAMPLE_STRATA)
		return error_set(error, ERROR_INPUT,
				 "these fields make more than %d strata",
				 SAMPLE_STRATA);
	drawing->strata =
		arena_array(drawing->arena, count, sizeof(*drawing->strata));
	drawing->quota = arena_array(drawing->arena, count, sizeof(uint64_t));
	drawing->extra = arena_array(drawing->arena, count, sizeof(uint64_t));
	if (drawing->strata == NULL || drawing->quota == NULL ||
	    drawing->extra == NULL)
		return error_memory(error);
	for (size_t m = 0; m < drawing->count; m++) {
		if (begins_stratum(drawing, m) &&
		    split_key(drawing, drawing->members[m].key,
			      &drawing->strata[drawing->stratum_count++],
			      error) != 0)
			return -1;
		drawing->strata[drawing->stratum_count - 1].members++;
	}
	return 0;
}

/* --- allotting ------------------------------------------------------------------------------ */

struct share_of {
	uint64_t remainder, members;
	size_t stratum;
};

static int by_remainder(const void *a, const void *b)
{
	const struct share_of *left = a, *right = b;

	if (left->remainder != right->remainder)
		return left->remainder > right->remainder ? -1 : 1;
	if (left->members != right->members)
		return left->members > right->members ? -1 : 1;
	return (left->stratum > right->stratum) -
	       (left->stratum < right->stratum);
}

/* Allots `size` in proportion to the members that are not `taken` (NULL: none
 * are). */
static int allot(struct drawing *drawing, uint64_t size, const uint64_t *taken,
		 uint64_t *quota, struct error *error)
{
	struct share_of *shares = arena_array(
		drawing->arena, drawing->stratum_count, sizeof(*shares));
	uint64_t all = 0, given = 0;

	if (shares == NULL)
		return error_memory(error);
	for (size_t s = 0; s < drawing->stratum_count; s++) {
		shares[s].members = drawing->strata[s].members -
				    (taken != NULL ? taken[s] : 0);
		shares[s].stratum = s;
		all += shares[s].members;
	}
	if (size > all)
		size = all;
	for (size_t s = 0; s < drawing->stratum_count && all > 0; s++) {
		quota[s] = size * shares[s].members / all;
		shares[s].remainder = size * shares[s].members % all;
		given += quota[s];
	}
	if (drawing->stratum_count > 0)
		qsort(shares, drawing->stratum_count, sizeof(*shares),
		      by_remainder);
	for (size_t i = 0; given < size; i++, given++)
		quota[shares[i].stratum]++;
	return 0;
}

/* --- who it is ---------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* Members of a stratum stand in the order in which they are drawn. */
static size_t take(struct drawing *drawing, uint64_t *ids)
{
	const bool reserve = drawing->asked->reserve > 0;
	size_t first = 0, count = 0;

	for (size_t s = 0; s < drawing->stratum_count; s++) {
		struct sample_stratum *stratum = &drawing->strata[s];
		uint64_t from = reserve ? drawing->quota[s] : 0;

		stratum->drawn =
			reserve ? drawing->extra[s] : drawing->quota[s];
		for (uint64_t i = from; i < from + stratum->drawn; i++)
			ids[count++] = drawing->members[first + i].pupil;
		first += stratum->members;
	}
	if (count > 0)
		qsort(ids, count, sizeof(*ids), by_id);
	return count;
}

/* As before it was counted. */
static void count_again(struct disclosure *disclosure)
{
	struct share_report *report = disclosure->report;

	disclosure->counts = NULL;
	disclosure->count_capacity = 0;
	disclosure->row_count = 0;
	disclosure->sent = (struct field_set){0};
	disclosure->masks = NULL;
	disclosure->mask_count = disclosure->mask_capacity = 0;
	disclosure->mask_slots = NULL;
	disclosure->mask_slot_count = 0;
	memset(disclosure->most_items, 0, sizeof(disclosure->most_items));
	disclosure->conflict = NULL;
	disclosure->first_year = disclosure->last_year = 0;
	report->considered = report->released = report->limited = 0;
	report->numbered = report->wholly = 0;
	memset(report->gates, 0, sizeof(report->gates));
}

static int draw(struct drawing *drawing, struct error *error)
{
	struct disclosure *disclosure = drawing->disclosure;
	struct sample_report *report =
		arena_allocate(drawing->arena, sizeof(*report));
	uint64_t *ids;

	if (allot(drawing, drawing->asked->size, NULL, drawing->quota, error) !=
		    0 ||
	    allot(drawing, drawing->asked->reserve, drawing->quota,
		  drawing->extra, error) != 0)
		return -1;
	ids = arena_array(drawing->arena, drawing->count, sizeof(*ids));
	if (report == NULL || ids == NULL)
		return error_memory(error);
	*report = (struct sample_report){
		.asked = disclosure->report->considered,
		.strata = drawing->strata,
		.stratum_count = drawing->stratum_count,
		.by_count = drawing->asked->by_count,
		.eligible = drawing->count,
	};
	disclosure->pupil_count = take(drawing, ids);
	disclosure->pupils = ids;
	report->drawn = disclosure->pupil_count;
	disclosure->report->sample = report;
	count_again(disclosure);
	return 0;
}

int sample_draw(struct disclosure *disclosure, struct error *error)
{
	struct drawing drawing = {
		.disclosure = disclosure,
		.asked = disclosure->asked->sample,
		.arena = disclosure->arena,
	};

	if (check(&drawing, error) != 0 || find_members(&drawing, error) != 0 ||
	    find_strata(&drawing, error) != 0)
		return -1;
	return draw(&drawing, error);
}
