/* Giving pupils their tags, and opening them. */
#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/release_roll.h"
#include "register/state.h"

static bool is_set(const uint8_t tag[TAG_BYTES])
{
	static const uint8_t none[TAG_BYTES];

	return memcmp(tag, none, TAG_BYTES) != 0;
}

/* Where the numbers lie that a tag can be of. */
static uint64_t number_categories(const struct pupil_register *pupils)
{
	const struct dictionary *dictionary = pupils->dictionary;
	const uint16_t fields[] = {pupils->upn, pupils->former_upn,
				   pupils->uln};
	uint64_t categories = 0;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i] != DICTIONARY_NONE)
			categories |= (uint64_t)1
				      << dictionary->fields[fields[i]].category;
	return categories;
}

static struct slice uln_of(const struct pupil_register *pupils,
			   const struct record *record)
{
	return pupils->uln != DICTIONARY_NONE
		       ? record_text(record, pupils->dictionary, pupils->uln)
		       : SLICE("");
}

/* The number by which a record is known best. */
static void choose_number(const struct pupil_register *pupils,
			  const struct record *record,
			  struct tag_opening *opening)
{
	opening->kind = TAG_UPN;
	opening->number = record->upn;
	if (opening->number.len > 0)
		return;
	opening->kind = TAG_ULN;
	opening->number = uln_of(pupils, record);
	if (opening->number.len == 0)
		opening->kind = TAG_NONE;
}

static int find_nonce(struct pupil_register *pupils, uint64_t pupil,
		      struct tag_opening *opening, struct error *error)
{
	struct seal_key key;
	int result = pupil_key_open(pupils, pupil, &key, error);

	if (result == 0)
		tag_nonce(key.bytes, opening->nonce);
	seal_key_wipe(&key);
	return result;
}

/* --- completing --------------------------------------------------------------- */

/* Ranges of pupils that are looked at together: half a megabyte of tags. */
enum { RANGES = 64, PUPILS = RANGES * ROLL_CHUNK, RECORDS = 256 };

struct completing {
	struct pupil_register *pupils;
	struct arena arena; /* of the records in hand */
	struct record records[RECORDS];
	uint64_t missing[PUPILS];
	uint8_t nonces[PUPILS][TAG_NONCE_BYTES]; /* of those */
	size_t missing_count;
	uint64_t ranges[RANGES];
	bool changed[RANGES];
	size_t range_count;
	uint8_t tags[RANGES][ROLL_CHUNK][TAG_BYTES];
};

/* A roll may speak of pupils who are gone: they have no tag. */
static int add_missing(struct completing *completing, uint64_t pupil,
		       struct error *error)
{
	size_t count = completing->missing_count;
	struct tag_opening opening;
	struct error kept = {0};

	if (find_nonce(completing->pupils, pupil, &opening, &kept) == 0) {
		memcpy(completing->nonces[count], opening.nonce,
		       TAG_NONCE_BYTES);
		completing->missing[count] = pupil;
		completing->missing_count++;
	} else if (kept.code != ERROR_NOT_FOUND) {
		if (error != NULL)
			*error = kept;
		return -1;
	}
	return 0;
}

/* Reads the tags of the ranges that the next rows lie in; gives how many rows
 * that are. */
static int read_tags(struct completing *completing, const struct roll_row *rows,
		     size_t count, size_t *taken, struct error *error)
{
	struct store *store = completing->pupils->store;
	uint64_t range = UINT64_MAX;
	size_t at = 0;

	completing->range_count = 0;
	completing->missing_count = 0;
	for (; at < count; at++) {
		uint64_t pupil = rows[at].pupil;

		if (pupil / ROLL_CHUNK != range) {
			size_t next = completing->range_count;

			if (next == RANGES)
				break;
			range = pupil / ROLL_CHUNK;
			if (store->methods->tags(store, range,
						 completing->tags[next],
						 error) != 0)
				return -1;
			completing->ranges[next] = range;
			completing->changed[next] = false;
			completing->range_count++;
		}
		if (!is_set(completing->tags[completing->range_count - 1]
					    [pupil % ROLL_CHUNK]) &&
		    add_missing(completing, pupil, error) != 0)
			return -1;
	}
	*taken = at;
	return 0;
}

/* The records come in order of pupil, as ranges and nonces do. */
static void put_tags(struct completing *completing, size_t *nonce,
		     size_t *range, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct record *record = &completing->records[i];
		uint64_t pupil = record->pupil;
		struct tag_opening opening;

		while (completing->missing[*nonce] != pupil)
			++*nonce;
		while (completing->ranges[*range] != pupil / ROLL_CHUNK)
			++*range;
		memcpy(opening.nonce, completing->nonces[*nonce],
		       TAG_NONCE_BYTES);
		choose_number(completing->pupils, record, &opening);
		tag_make(&opening,
			 completing->tags[*range][pupil % ROLL_CHUNK]);
		sodium_memzero(opening.nonce, sizeof(opening.nonce));
		completing->changed[*range] = true;
	}
}

static int make_tags(struct completing *completing, struct error *error)
{
	struct register_scan *scan;
	size_t nonce = 0, range = 0;
	size_t count = 0;
	int result;

	if (register_scan_open(&scan, completing->pupils, completing->missing,
			       completing->missing_count,
			       number_categories(completing->pupils),
			       error) != 0)
		return -1;
	do {
		arena_clear(&completing->arena);
		result = register_scan_next(scan, completing->records, RECORDS,
					    &count, &completing->arena, error);
		if (result == 0)
			put_tags(completing, &nonce, &range, count);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	return result;
}

static int write_tags(struct completing *completing, struct error *error)
{
	struct store *store = completing->pupils->store;

	for (size_t i = 0; i < completing->range_count; i++)
		if (completing->changed[i] &&
		    store->methods->tags_set(store, completing->ranges[i],
					     completing->tags[i], error) != 0)
			return -1;
	return 0;
}

int tags_complete(struct pupil_register *pupils, const struct roll_row *rows,
		  size_t count, struct error *error)
{
	struct completing *completing = memory_array(1, sizeof(*completing));
	int result = 0;

	if (completing == NULL)
		return error_memory(error);
	completing->pupils = pupils;
	for (size_t taken; result == 0 && count > 0;
	     rows += taken, count -= taken) {
		result = read_tags(completing, rows, count, &taken, error);
		if (result != 0)
			break;
		if (completing->missing_count > 0)
			result = make_tags(completing, error);
		if (result == 0)
			result = write_tags(completing, error);
	}
	arena_release(&completing->arena);
	sodium_memzero(completing->nonces, sizeof(completing->nonces));
	memory_free(completing);
	return result;
}

/* --- for a list ------------------------------------------------------------------ */

static int copy_tags(struct pupil_register *pupils, const uint64_t *ids,
		     size_t count, uint8_t (*tags)[TAG_BYTES],
		     struct error *error)
{
	struct store *store = pupils->store;
	uint8_t held[ROLL_CHUNK][TAG_BYTES];
	uint64_t range = UINT64_MAX;

	for (size_t i = 0; i < count; i++) {
		if (ids[i] / ROLL_CHUNK != range) {
			range = ids[i] / ROLL_CHUNK;
			if (store->methods->tags(store, range, held, error) !=
			    0)
				return -1;
		}
		memcpy(tags[i], held[ids[i] % ROLL_CHUNK], TAG_BYTES);
	}
	return 0;
}

int register_tags(struct pupil_register *pupils, const uint64_t *ids,
		  size_t count, uint8_t (*tags)[TAG_BYTES], struct error *error)
{
	struct roll_row *rows = memory_array(count + 1, sizeof(*rows));
	int result;

	if (rows == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		rows[i].pupil = ids[i];
	result = register_write(pupils, error);
	if (result == 0) {
		result = tags_complete(pupils, rows, count, error);
		result = register_write_end(pupils, result, error);
	}
	memory_free(rows);
	return result != 0 ? -1 : copy_tags(pupils, ids, count, tags, error);
}

/* --- opening -------------------------------------------------------------------- */

/* What a tag may be of, by what the register holds and what was asked for. */
struct guessing {
	const uint8_t *tag;
	struct tag_opening *opening;
	bool opened;
};

static void guess(struct guessing *guessing, enum tag_kind kind,
		  struct slice number)
{
	uint8_t tag[TAG_BYTES];

	if (guessing->opened || (number.len == 0) != (kind == TAG_NONE))
		return;
	guessing->opening->kind = kind;
	guessing->opening->number = number;
	tag_make(guessing->opening, tag);
	guessing->opened = memcmp(tag, guessing->tag, TAG_BYTES) == 0;
}

/* Former numbers may be several. */
static void guess_former(struct guessing *guessing,
			 const struct pupil_register *pupils,
			 const struct record *record)
{
	for (uint32_t s = 0;
	     s < record->count && pupils->former_upn != DICTIONARY_NONE; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++)
			guess(guessing, TAG_UPN,
			      item_text(&record->sections[s].items[i],
					pupils->former_upn));
}

static int guess_all(struct guessing *guessing, struct pupil_register *pupils,
		     uint64_t pupil, struct slice asked, struct arena *arena,
		     struct error *error)
{
	struct record record;

	guess(guessing, TAG_UPN, asked);
	guess(guessing, TAG_ULN, asked);
	if (guessing->opened)
		return 0;
	if (register_read(pupils, pupil, number_categories(pupils), &record,
			  arena, error) != 0)
		return -1;
	guess(guessing, TAG_UPN, record.upn);
	guess_former(guessing, pupils, &record);
	guess(guessing, TAG_ULN, uln_of(pupils, &record));
	guess(guessing, TAG_NONE, SLICE(""));
	return 0;
}

int register_tag_open(struct pupil_register *pupils, uint64_t pupil,
		      struct slice asked, struct tag_opening *opening,
		      struct arena *arena, struct error *error)
{
	uint8_t tags[ROLL_CHUNK][TAG_BYTES];
	struct guessing guessing = {.opening = opening};
	struct store *store = pupils->store;

	if (store->methods->tags(store, pupil / ROLL_CHUNK, tags, error) != 0)
		return -1;
	guessing.tag = tags[pupil % ROLL_CHUNK];
	if (!is_set(guessing.tag))
		return error_set(error, ERROR_NOT_FOUND,
				 "nothing was entered of this pupil so that it "
				 "could be proved");
	if (find_nonce(pupils, pupil, opening, error) != 0 ||
	    guess_all(&guessing, pupils, pupil, asked, arena, error) != 0)
		return -1;
	if (guessing.opened)
		return 0;
	error_set(error, ERROR_NOT_FOUND,
		  "this pupil had another number at the first entry");
	return error_hint(error, "ask by the unique pupil number of that time");
}
