#include "ledger/proof.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/base64.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

/* The most keys that a reader may trust at once. */
enum { KEYS_LIMIT = 64 };

/* --- text ----------------------------------------------------------------- */

void tlog_proof_write(const struct tlog_proof *proof, struct builder *out)
{
	builder_add_text(out, FIRST_LINE "\n");
	if (proof->extra.len > 0) {
		builder_add_text(out, "extra ");
		base64_add(out, (const uint8_t *)proof->extra.at,
			   proof->extra.len);
		builder_add_byte(out, '\n');
	}
	builder_add_format(out, "index %llu\n",
			   (unsigned long long)proof->index);
	for (size_t i = 0; i < proof->path_length; i++) {
		base64_add(out, proof->path[i], LEDGER_HASH_BYTES);
		builder_add_byte(out, '\n');
	}
	builder_add_byte(out, '\n');
	builder_add(out, proof->note);
}

static int malformed(uint32_t line, const char *what, struct error *error)
{
	error_set(error, ERROR_INPUT, "line %u of the proof %s", line, what);
	return -1;
}

static bool take_word(struct slice *line, const char *word)
{
	if (!slice_starts_with(*line, slice_of(word)))
		return false;
	*line = slice_part(*line, strlen(word), line->len);
	return true;
}

static int read_extra(struct slice text, struct arena *arena,
		      struct slice *extra, struct error *error)
{
	uint8_t *bytes = arena_allocate(arena, text.len + 1);
	size_t size;

	if (bytes == NULL)
		return error_memory(error);
	if (!base64_read(text, bytes, text.len, &size))
		return malformed(2, "has no base64 after 'extra'", error);
	*extra = (struct slice){(const char *)bytes, size};
	return 0;
}

static bool read_index(struct slice text, uint64_t *index)
{
	return (text.len == 1 || !slice_starts_with(text, SLICE("0"))) &&
	       slice_number(text, UINT64_MAX >> 1, index);
}

static int read_path(struct slice *rest, uint32_t number,
		     struct tlog_proof *proof, struct error *error)
{
	for (;; number++) {
		struct slice line;

		if (rest->len == 0)
			return malformed(number, "is missing", error);
		line = slice_cut(rest, '\n');
		if (line.len == 0)
			return 0;
		if (proof->path_length == LEDGER_PROOF_LIMIT)
			return malformed(number, "is one hash too many", error);
		if (!base64_read_exactly(line, proof->path[proof->path_length],
					 LEDGER_HASH_BYTES))
			return malformed(number, "is not a hash", error);
		proof->path_length++;
	}
}

int tlog_proof_parse(struct tlog_proof *proof, struct slice text,
		     struct arena *arena, struct error *error)
{
	struct tlog_proof read = {0};
	struct slice rest = text;
	struct slice signatures, body, line;
	uint32_t number = 2;

	if (text.len > TLOG_PROOF_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "is longer than the %d bytes a proof may have",
				 TLOG_PROOF_LIMIT);
	if (!slice_is(slice_cut(&rest, '\n'), FIRST_LINE))
		return malformed(1, "is not '" FIRST_LINE "'", error);
	line = slice_cut(&rest, '\n');
	if (take_word(&line, "extra ")) {
		if (read_extra(line, arena, &read.extra, error) != 0)
			return -1;
		line = slice_cut(&rest, '\n');
		number++;
	}
	if (!take_word(&line, "index ") || !read_index(line, &read.index))
		return malformed(number, "is not 'index' and a number", error);
	if (read_path(&rest, number + 1, &read, error) != 0)
		return -1;
	if (note_split(rest, &body, &signatures, error) != 0) {
		if (error != NULL)
			error->code = ERROR_INPUT;
		return -1;
	}
	read.note = rest;
	*proof = read;
	return 0;
}

/* --- verifying ------------------------------------------------------------ */

static int newest_first(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left < *right) - (*left > *right);
}

/* A name is free to choose: it is the key that makes a witness. */
static bool is_counted(const struct tlog_trust *trust,
		       const struct note_signed *found, size_t witness)
{
	const struct note_key *key = &trust->witnesses[witness];

	for (size_t i = 0; i < witness; i++)
		if (found[i].holds &&
		    note_key_same_public(key, &trust->witnesses[i]))
			return true;
	for (size_t i = 0; i < trust->log_count; i++)
		if (note_key_same_public(key, &trust->logs[i]))
			return true;
	return false;
}

static int count_witnesses(const struct tlog_trust *trust,
			   const struct note_signed *found,
			   struct tlog_verified *verified, struct error *error)
{
	uint64_t times[KEYS_LIMIT];
	size_t count = 0;

	for (size_t i = 0; i < trust->witness_count; i++)
		if (found[i].holds && !is_counted(trust, found, i))
			times[count++] = found[i].seconds;
	if (count < trust->threshold)
		return error_set(error, ERROR_CORRUPT,
				 "the checkpoint is cosigned by %zu of the "
				 "witnesses that are trusted, and %zu must be",
				 count, trust->threshold);
	qsort(times, count, sizeof(times[0]), newest_first);
	verified->witnesses = count;
	verified->seconds =
		trust->threshold > 0 ? times[trust->threshold - 1] : 0;
	return 0;
}

static int check_note(struct slice note, const struct tlog_trust *trust,
		      struct tlog_verified *verified, struct error *error)
{
	struct note_key keys[KEYS_LIMIT];
	struct note_signed found[KEYS_LIMIT];
	size_t count = trust->log_count + trust->witness_count;
	struct slice text;
	bool signed_by_log = false;

	if (trust->log_count > KEYS_LIMIT ||
	    trust->witness_count > KEYS_LIMIT - trust->log_count)
		return error_set(error, ERROR_INPUT,
				 "more than %d keys cannot be trusted at once",
				 KEYS_LIMIT);
	for (size_t i = 0; i < count; i++)
		keys[i] = i < trust->log_count
				  ? trust->logs[i]
				  : trust->witnesses[i - trust->log_count];
	if (note_check(note, keys, count, &text, found, error) != 0 ||
	    checkpoint_parse(&verified->checkpoint, text, error) != 0)
		return -1;
	for (size_t i = 0; i < trust->log_count; i++)
		signed_by_log |=
			found[i].holds &&
			strcmp(keys[i].name, verified->checkpoint.origin) == 0;
	if (!signed_by_log)
		return error_set(error, ERROR_CORRUPT,
				 "the checkpoint is not signed by the ledger's "
				 "key");
	return count_witnesses(trust, found + trust->log_count, verified,
			       error);
}

int tlog_note_verify(struct slice note, const struct tlog_trust *trust,
		     struct tlog_verified *verified, struct error *error)
{
	struct tlog_verified result = {0};

	if (check_note(note, trust, &result, error) != 0)
		return -1;
	*verified = result;
	return 0;
}

int tlog_proof_verify(const struct tlog_proof *proof, struct slice entry,
		      const struct tlog_trust *trust,
		      struct tlog_verified *verified, struct error *error)
{
	struct tlog_verified result = {0};
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	uint8_t leaf[LEDGER_HASH_BYTES];

	if (check_note(proof->note, trust, &result, error) != 0)
		return -1;
	tree_leaf_hash(entry, leaf);
	memcpy(path, proof->path, sizeof(path));
	if (!tree_verify_inclusion(leaf, proof->index, result.checkpoint.size,
				   path, proof->path_length,
				   result.checkpoint.root))
		return error_set(error, ERROR_CORRUPT,
				 "the proof does not show that this is entry "
				 "%llu of the ledger",
				 (unsigned long long)proof->index);
	if (verified != NULL)
		*verified = result;
	return 0;
}
