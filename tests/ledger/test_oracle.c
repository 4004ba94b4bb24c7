/*
 * Our ledger as Go's golang.org/x/mod/sumdb sees it, and its proofs as we do.
 * oracle.go is built from Debian's packages golang-go and
 * golang-golang-x-mod-dev, without a network.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/builder.h"
#include "base/file.h"
#include "ledger/proof.h"
#include "ledger/state.h"
#include "scratch.h"

#define SOURCES "/usr/share/gocode"

static char program[128];
static char cache[64];

static void run(const char *command)
{
	if (system(command) != 0)
		fail_msg("this failed: %s", command);
}

static int build_oracle(void **state)
{
	char command[512];

	(void)state;
	snprintf(cache, sizeof(cache), SCRATCH "oracle-XXXXXX");
	if (mkdtemp(cache) == NULL || sodium_init() < 0)
		return -1;
	snprintf(program, sizeof(program), "%s/oracle", cache);
	snprintf(command, sizeof(command),
		 "go=/usr/bin/go; [ -x $go ] || go=go; GO111MODULE=off "
		 "GOFLAGS= GOPATH=" SOURCES " GOCACHE=%s/cache $go build -o %s "
		 "tests/ledger/oracle.go >&2",
		 cache, program);
	return system(command) == 0 ? 0 : -1;
}

static int remove_oracle(void **state)
{
	(void)state;
	return directory_remove(cache, NULL);
}

/* --- our tiles and proofs, read by Go ----------------------------------------- */

static void add_path(struct builder *out, const char *kind, uint64_t size,
		     uint64_t at, uint8_t (*path)[LEDGER_HASH_BYTES],
		     size_t length)
{
	builder_add_format(out, "%s %llu %llu", kind, (unsigned long long)size,
			   (unsigned long long)at);
	for (size_t i = 0; i < length; i++) {
		builder_add_byte(out, ' ');
		base64_add(out, path[i], LEDGER_HASH_BYTES);
	}
	builder_add_byte(out, '\n');
}

static void add_proofs(struct builder *out, struct tile_reader *reader,
		       uint64_t size, uint64_t index)
{
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	struct error error = {0};
	size_t length;

	assert_success(tile_reader_inclusion(reader, size, index, path, &length,
					     &error),
		       &error);
	add_path(out, "inclusion", size, index, path, length);
	assert_success(tile_reader_consistency(reader, index + 1, size, path,
					       &length, &error),
		       &error);
	add_path(out, "consistency", size, index + 1, path, length);
}

static void go_agrees(struct scratch *scratch, uint64_t size, bool all)
{
	struct tile_reader *reader = calloc(1, sizeof(*reader));
	struct ledger *ledger;
	struct builder proofs = {0};
	char command[512];

	assert_non_null(reader);
	scratch_make_batch(scratch, size);
	ledger = scratch_open(scratch, NULL);
	reader->tiles = &ledger->tiles;
	for (uint64_t end = all ? 1 : size; end <= size; end++)
		for (uint64_t i = 0; i < end; i += all ? 1 : 1 + size / 50)
			add_proofs(&proofs, reader, end, i);
	scratch_write(scratch, "proofs", builder_slice(&proofs));
	snprintf(command, sizeof(command), "%s ledger %s %s/key.pub %s/proofs",
		 program, scratch->directory, scratch->directory,
		 scratch->directory);
	run(command);
	tile_reader_release(reader);
	free(reader);
	ledger_free(ledger);
	builder_release(&proofs);
}

static void go_reads_our_tiles_and_makes_the_same_proofs(void **state)
{
	static const uint64_t sizes[] = {1, 255, 256, 257, 4999, 70000};

	go_agrees(*state, 70, true);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		go_agrees(*state, sizes[i], false);
}

static void go_refuses_an_altered_tile(void **state)
{
	struct scratch *scratch = *state;
	struct builder tile = {0};
	char command[512];

	go_agrees(scratch, 600, false);
	scratch_read(scratch, "tile/0/001", &tile);
	tile.at[77] ^= 1;
	scratch_write(scratch, "tile/0/001", builder_slice(&tile));
	snprintf(command, sizeof(command),
		 "%s ledger %s %s/key.pub %s/proofs 2>/dev/null", program,
		 scratch->directory, scratch->directory, scratch->directory);
	assert_int_not_equal(system(command), 0);
	builder_release(&tile);
}

static void go_accepts_our_proof_files(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct ledger *ledger;

	scratch_make_batch(scratch, 300);
	ledger = scratch_open(scratch, NULL);
	for (uint64_t i = 0; i < 300; i += 99) {
		struct builder text = {0};
		struct tlog_proof proof;
		struct error error = {0};
		char command[512];

		assert_success(ledger_prove(ledger, i, &arena, &proof, &error),
			       &error);
		if (i % 2 == 0)
			proof.extra = SLICE("\0\xff salt");
		tlog_proof_write(&proof, &text);
		scratch_write(scratch, "proof", builder_slice(&text));
		snprintf(command, sizeof(command),
			 "%s proof %s/key.pub %s/proof 'entry %llu'", program,
			 scratch->directory, scratch->directory,
			 (unsigned long long)i);
		run(command);
		snprintf(command, sizeof(command),
			 "%s proof %s/key.pub %s/proof 'entry %llu' "
			 "2>/dev/null",
			 program, scratch->directory, scratch->directory,
			 (unsigned long long)i + 1);
		assert_int_not_equal(system(command), 0);
		builder_release(&text);
	}
	ledger_free(ledger);
	arena_release(&arena);
}

/* --- Go's proofs and notes, read by us ---------------------------------------- */

static void take_hash(struct slice *line, uint8_t hash[LEDGER_HASH_BYTES])
{
	assert_true(base64_read_exactly(slice_cut(line, ' '), hash,
					LEDGER_HASH_BYTES));
}

static uint64_t take_number(struct slice *line)
{
	uint64_t number;

	assert_true(slice_number(slice_cut(line, ' '), UINT64_MAX, &number));
	return number;
}

struct vector {
	bool inclusion;
	uint64_t size, at;
	uint8_t root[LEDGER_HASH_BYTES], other[LEDGER_HASH_BYTES];
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	size_t length;
};

static bool holds(struct vector *v)
{
	return v->inclusion
		       ? tree_verify_inclusion(v->other, v->at, v->size,
					       v->path, v->length, v->root)
		       : tree_verify_consistency(v->at, v->size, v->other,
						 v->root, v->path, v->length);
}

/* One thing wrong at a time; each is put back. */
static void nothing_else_holds(struct vector *v)
{
	struct vector kept = *v;

	for (size_t i = 0; i < kept.length; i++) {
		v->path[i][i % LEDGER_HASH_BYTES] ^= 1;
		assert_false(holds(v));
		*v = kept;
	}
	v->root[31] ^= 1;
	assert_false(holds(v));
	*v = kept;
	v->other[0] ^= 1;
	assert_false(holds(v));
	*v = kept;
	v->length++;
	assert_false(holds(v));
	*v = kept;
	if (v->length > 0) {
		v->length--;
		assert_false(holds(v));
		*v = kept;
	}
	v->at ^= 1;
	assert_false(holds(v));
	*v = kept;
	v->size = v->at;
	assert_false(v->inclusion && holds(v));
	*v = kept;
}

static void we_accept_the_proofs_that_go_makes(void **state)
{
	struct scratch *scratch = *state;
	struct builder vectors = {0};
	struct slice rest;
	char path[128], command[512];
	size_t count = 0;

	snprintf(path, sizeof(path), "%s/vectors", scratch->root);
	snprintf(command, sizeof(command), "%s vectors 300 17 >%s", program,
		 path);
	run(command);
	assert_int_equal(file_read(path, 1 << 24, &vectors, NULL), 0);
	rest = builder_slice(&vectors);
	for (; rest.len > 0; count++) {
		struct slice line = slice_cut(&rest, '\n');
		struct vector v = {0};

		v.inclusion = slice_is(slice_cut(&line, ' '), "inclusion");
		v.size = take_number(&line);
		v.at = take_number(&line);
		take_hash(&line, v.root);
		take_hash(&line, v.other);
		for (; line.len > 0; v.length++)
			take_hash(&line, v.path[v.length]);
		assert_true(holds(&v));
		nothing_else_holds(&v);
	}
	assert_int_equal(count, 600);
	builder_release(&vectors);
}

static void we_open_the_notes_that_go_signs(void **state)
{
	struct scratch *scratch = *state;
	struct builder signed_text = {0};
	struct error error = {0};
	struct note_key key;
	struct slice note, text;
	char path[128], command[512];

	snprintf(path, sizeof(path), "%s/note", scratch->root);
	snprintf(command, sizeof(command),
		 "%s sign example.com/log 'a line\n\nand another\n' >%s",
		 program, path);
	run(command);
	assert_int_equal(file_read(path, 1 << 16, &signed_text, NULL), 0);
	note = builder_slice(&signed_text);
	assert_success(note_key_parse(&key, slice_cut(&note, '\n'), &error),
		       &error);
	assert_success(note_open(note, &key, &text, &error), &error);
	assert_slice(text, "a line\n\nand another\n");
	builder_release(&signed_text);
}

static void go_accepts_our_cosignatures(void **state)
{
	static const uint8_t seed[32] = {3};
	struct scratch *scratch = *state;
	uint8_t public_key[KEY_PUBLIC_BYTES], secret_key[KEY_SECRET_BYTES];
	struct builder note = {0}, key_text = {0};
	struct slice text, signatures;
	struct note_key key;
	char command[512];

	scratch_make_batch(scratch, 5);
	scratch_read(scratch, "checkpoint", &note);
	assert_int_equal(
		note_split(builder_slice(&note), &text, &signatures, NULL), 0);
	crypto_sign_seed_keypair(public_key, secret_key, seed);
	assert_int_equal(note_cosigner_make(&key, SLICE("a.example/witness"),
					    public_key, NULL),
			 0);
	text.at = strndup(text.at, text.len);
	assert_non_null(text.at);
	note_add_cosignature(text, &key, secret_key, 1795328000, &note);
	free((char *)(uintptr_t)text.at);
	scratch_write(scratch, "checkpoint", builder_slice(&note));
	note_key_write(&key, &key_text);
	snprintf(command, sizeof(command), "%s cosigned '%s' %s/checkpoint",
		 program, builder_text(&key_text), scratch->directory);
	run(command);
	builder_release(&note);
	builder_release(&key_text);
}

/* --- notes that are unusual ----------------------------------------------------- */

/* The key and the note in the documentation of Go's sumdb/note. */
#define DASH "\xe2\x80\x94 "
#define KEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define TEXT                                                         \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"
#define LINE                                                                  \
	DASH "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGU" \
	     "gYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
/* The same with its last bit flipped. */
#define FALSE_LINE                                                            \
	DASH "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGU" \
	     "gYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAc=\n"
/* Our name and another id; our id and another name. */
#define OTHER_ID DASH "PeterNeumann AAAAAAAAAAAA\n"
#define OTHER_NAME DASH "PeterWoman x08goAAAAAAA\n"
#define STRANGER DASH "stranger AAAAAAAAAAAA\n"

static const struct {
	const char *label;
	const char *note;
	unsigned int times; /* so many strangers after it, too */
	bool opens;
	bool go_differs; /* why stands beside */
} notes[] = {
	{"as it was", TEXT "\n" LINE, 0, true, false},
	{"another key's line after it", TEXT "\n" LINE STRANGER, 0, true,
	 false},
	{"another key's line before it", TEXT "\n" STRANGER LINE, 0, true,
	 false},
	{"our name with another id", TEXT "\n" LINE OTHER_ID, 0, true, false},
	{"our id with another name", TEXT "\n" LINE OTHER_NAME, 0, true, false},
	{"only a stranger", TEXT "\n" STRANGER, 0, false, false},
	{"only our name with another id", TEXT "\n" OTHER_ID, 0, false, false},
	{"15 strangers", TEXT "\n" LINE, 15, true, false},
	{"31 strangers", TEXT "\n" LINE, 31, true, false},
	/* C2SP leaves the limit to the reader; ours is 32, Go's 100. */
	{"32 strangers", TEXT "\n" LINE, 32, false, true},
	{"100 strangers", TEXT "\n" LINE, 100, false, false},
	{"the same line twice", TEXT "\n" LINE LINE, 0, true, false},
	/* Go drops the second unseen; C2SP: reject the note. */
	{"a good line and a false one", TEXT "\n" LINE FALSE_LINE, 0, false,
	 true},
	{"a false line and a good one", TEXT "\n" FALSE_LINE LINE, 0, false,
	 false},
	{"a false line", TEXT "\n" FALSE_LINE, 0, false, false},
	{"a carriage return", TEXT "\r\n" LINE, 0, false, false},
	{"a tab in a name", TEXT "\n" LINE DASH "a\tb AAAAAAAAAAAA\n", 0, false,
	 false},
	{"a NUL's neighbour", TEXT "\n" LINE DASH "a\x01 AAAAAAAAAAAA\n", 0,
	 false, false},
	{"DEL in a name, which is no control below a space",
	 TEXT "\n" LINE DASH "a\x7f"
	      "b AAAAAAAAAAAA\n",
	 0, true, false},
	{"a plus in a name", TEXT "\n" LINE DASH "a+b AAAAAAAAAAAA\n", 0, false,
	 false},
	{"a no-break space in a name",
	 TEXT "\n" LINE DASH "a\xc2\xa0"
	      "b AAAAAAAAAAAA\n",
	 0, false, false},
	{"an empty name", TEXT "\n" LINE DASH " AAAAAAAAAAAA\n", 0, false,
	 false},
	{"a name that is not UTF-8", TEXT "\n" LINE DASH "\xff AAAAAAAAAAAA\n",
	 0, false, false},
	{"no signature after a name", TEXT "\n" LINE DASH "a\n", 0, false,
	 false},
	{"an id and nothing signed", TEXT "\n" LINE DASH "a AAAAAA==\n", 0,
	 false, false},
	{"a hyphen for the dash", TEXT "\n" LINE "- a AAAAAAAAAAAA\n", 0, false,
	 false},
	{"no newline at the end", TEXT "\n" LINE DASH "a AAAAAAAAAAAA", 0,
	 false, false},
	{"no empty line", TEXT LINE, 0, false, false},
	{"two empty lines", TEXT "\n\n" LINE, 0, false, false},
	{"an empty line after the signatures", TEXT "\n" LINE "\n", 0, false,
	 false},
	{"a word altered", "If we" TEXT "\n" LINE, 0, false, false},
	{"nothing", "", 0, false, false},
};

/* A signature as long as post-quantum ones are, and one that is too long for
 * any. */
static void add_long(struct builder *note, size_t bytes)
{
	uint8_t *signature = calloc(1, bytes);

	assert_non_null(signature);
	builder_add_text(note, TEXT "\n" LINE DASH "quantum ");
	base64_add(note, signature, bytes);
	builder_add_byte(note, '\n');
	free(signature);
}

static void judge(struct scratch *scratch, const char *label, struct slice note,
		  bool opens, bool go_differs)
{
	struct note_key key;
	struct slice text;
	char path[128], command[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/note", scratch->root);
	file = fopen(path, "w");
	assert_non_null(file);
	fwrite(note.len > 0 ? note.at : "", 1, note.len, file);
	assert_int_equal(fclose(file), 0);
	snprintf(command, sizeof(command), "%s open '%s' %s 2>/dev/null",
		 program, KEY, path);
	assert_int_equal(note_key_parse(&key, SLICE(KEY), NULL), 0);
	if ((note_open(note, &key, &text, NULL) == 0) != opens)
		fail_msg("we %s: %s", opens ? "refuse" : "open", label);
	if ((system(command) == 0) != (opens != go_differs))
		fail_msg("Go judges otherwise: %s", label);
}

static void unusual_notes_are_judged_as_go_does(void **state)
{
	struct builder note = {0};

	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		builder_clear(&note);
		builder_add_text(&note, notes[i].note);
		for (unsigned int k = 0; k < notes[i].times; k++)
			builder_add_format(&note, DASH "s%u AAAAAAAAAAAA\n", k);
		judge(*state, notes[i].label, builder_slice(&note),
		      notes[i].opens, notes[i].go_differs);
	}
	builder_clear(&note);
	add_long(&note, 5000);
	judge(*state, "5000 bytes signed", builder_slice(&note), true, false);
	builder_clear(&note);
	add_long(&note, NOTE_SIGNATURE_LIMIT + 1);
	judge(*state, "more bytes than any", builder_slice(&note), false, true);
	builder_release(&note);
}

#define ORACLE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ORACLE_TEST(go_reads_our_tiles_and_makes_the_same_proofs),
		ORACLE_TEST(go_refuses_an_altered_tile),
		ORACLE_TEST(go_accepts_our_proof_files),
		ORACLE_TEST(we_accept_the_proofs_that_go_makes),
		ORACLE_TEST(we_open_the_notes_that_go_signs),
		ORACLE_TEST(go_accepts_our_cosignatures),
		ORACLE_TEST(unusual_notes_are_judged_as_go_does),
	};

	return cmocka_run_group_tests_name("ledger oracle", tests, build_oracle,
					   remove_oracle);
}
