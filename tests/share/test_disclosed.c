/*
 * The file that proves to a parent what was sent: what it says is what the log
 * says, nothing in it can be altered, and a third party reads it alike.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "register/register.h"
#include "share/disclosed.h"

static const struct share_request census = {
	.recipient = SLICE_INIT("department"),
	.collection = SLICE_INIT("school-census"),
	.plain = true,
};

/* One school and one proof for all tests: none of them changes the school but
 * by adding releases. */
static struct school school;
static struct builder proof;
static char upn[16];
static struct note_key key;
static struct slice key_text;

static const char *upn_at(size_t row)
{
	struct sheet pupils = sheet_read(&school, KENT_PUPILS);

	return sheet_cell(&pupils, row, "pupil.upn");
}

static int set_up(void **state)
{
	int32_t today;

	(void)state;
	date_parse(SLICE("2026-01-15"), &today);
	school_set_up(&school, KENT, today);
	school_import(&school, KENT_PUPILS);
	school_share(&school, census);
	snprintf(upn, sizeof(upn), "%s", upn_at(7));
	assert_success(disclosed_make(school.node, SLICE("R-2026-0001"),
				      slice_of(upn), NULL, &proof,
				      &school.error),
		       &school.error);
	key_text = slice_trim(school_read(
		&school, school_path(&school, "node/ledger/key.pub")));
	assert_success(note_key_parse(&key, key_text, &school.error),
		       &school.error);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	builder_release(&proof);
	school_tear_down(&school);
	return 0;
}

static int verify_text(struct slice text, const struct note_key *trusted,
		       struct disclosed_verified *verified, struct arena *arena)
{
	const struct disclosed_trust trust = {.key = trusted};

	return disclosed_verify(text, &trust, verified, arena, &school.error);
}

static struct disclosed_verified verified_proof(void)
{
	struct disclosed_verified verified;

	assert_success(verify_text(builder_slice(&proof), &key, &verified,
				   &school.arena),
		       &school.error);
	return verified;
}

/* --- what it says ------------------------------------------------------------- */

static void it_says_what_the_log_says(void **state)
{
	struct disclosed_verified verified = verified_proof();
	const struct disclosed *disclosed = &verified.disclosed;
	struct pupil_release *list;
	uint64_t pupil;
	size_t count;

	(void)state;
	assert_success(register_find(school.node->pupils, slice_of(upn), &pupil,
				     &school.error),
		       &school.error);
	assert_success(register_pupil_releases(school.node->pupils, pupil,
					       &list, &count, &school.arena,
					       &school.error),
		       &school.error);
	assert_int_equal(disclosed->field_count,
			 field_set_count(list[0].fields));
	for (size_t i = 0; i < disclosed->field_count; i++) {
		const struct field *field = dictionary_field(
			school.node->dictionary, disclosed->fields[i]);

		assert_non_null(field);
		assert_true(field_set_has(
			&list[0].fields,
			(uint16_t)(field - school.node->dictionary->fields)));
	}
	assert_slice(disclosed->tag.number, upn);
	assert_int_equal(disclosed->tag.kind, TAG_UPN);
	assert_true(slice_equal(disclosed->key, key_text));
	assert_true(holds(disclosed->statement,
			  "\"recipient\":{\"body\":\"department\""));
	assert_true(holds(disclosed->entry, "\"reference\":\"R-2026-0001\""));
	assert_string_equal(verified.log.checkpoint.origin, "hornbook/8861101");
	assert_int_equal(verified.log.witnesses, 0);
}

static void nothing_of_another_pupil_is_in_it(void **state)
{
	struct disclosed_verified verified = verified_proof();
	struct builder json = {0};
	struct sheet pupils = sheet_read(&school, KENT_PUPILS);

	(void)state;
	disclosed_write(&verified.disclosed, &json);
	for (size_t row = 0; row < pupils.rows; row++) {
		const char *other = sheet_cell(&pupils, row, "pupil.upn");

		if (strcmp(other, upn) != 0)
			assert_false(holds(builder_slice(&json), other));
	}
	assert_false(holds(builder_slice(&json), "withheld"));
	builder_release(&json);
}

static void without_a_key_the_claimed_one_is_told(void **state)
{
	struct disclosed_verified verified;

	(void)state;
	assert_success(verify_text(builder_slice(&proof), NULL, &verified,
				   &school.arena),
		       &school.error);
	assert_true(note_key_equal(&verified.key, &key));
}

static void another_key_is_refused(void **state)
{
	static const uint8_t other_bytes[KEY_PUBLIC_BYTES] = {1, 2, 3};
	struct disclosed_verified verified;
	struct note_key other;

	(void)state;
	assert_success(note_key_make(&other, SLICE("hornbook/8861101"),
				     other_bytes, &school.error),
		       &school.error);
	assert_int_equal(verify_text(builder_slice(&proof), &other, &verified,
				     &school.arena),
			 -1);
	school_says(&school, ERROR_CORRUPT, "another key");
}

/* --- what is altered ------------------------------------------------------------ */

/* Everything that is told of a proof. */
static bool tells_the_same(const struct disclosed_verified *a,
			   const struct disclosed_verified *b)
{
	const struct disclosed *one = &a->disclosed, *two = &b->disclosed;

	if (!slice_equal(one->key, two->key) ||
	    !slice_equal(one->entry, two->entry) ||
	    !slice_equal(one->statement, two->statement) ||
	    !slice_equal(one->tag.number, two->tag.number) ||
	    one->tag.kind != two->tag.kind ||
	    one->field_count != two->field_count ||
	    a->log.witnesses != b->log.witnesses ||
	    strcmp(a->log.checkpoint.origin, b->log.checkpoint.origin) != 0)
		return false;
	for (size_t i = 0; i < one->field_count; i++)
		if (!slice_equal(one->fields[i], two->fields[i]))
			return false;
	return true;
}

/* Refused, or nothing else is told; whether it was refused. */
static bool check_altered(struct slice text,
			  const struct disclosed_verified *good)
{
	struct disclosed_verified verified;
	struct arena arena = {0};
	bool refused = verify_text(text, NULL, &verified, &arena) != 0;

	if (refused)
		assert_true(school.error.code == ERROR_INPUT ||
			    school.error.code == ERROR_CORRUPT);
	else
		assert_true(tells_the_same(&verified, good));
	arena_release(&arena);
	return refused;
}

static void every_altered_byte_is_refused(void **state)
{
	struct disclosed_verified good = verified_proof();
	struct builder copy = {0};
	size_t passed = 0;

	(void)state;
	builder_add(&copy, builder_slice(&proof));
	for (size_t i = 0; i < copy.len; i++) {
		copy.at[i] = (char)(proof.at[i] ^ 1 << i % 7);
		passed += !check_altered(builder_slice(&copy), &good);
		copy.at[i] = proof.at[i];
	}
	for (size_t i = 0; i < copy.len; i += 3)
		passed += !check_altered(slice_part(builder_slice(&copy), 0, i),
					 &good);
	for (size_t i = 0; i + 1 < copy.len; i += 3) {
		/* one byte out */
		memmove(copy.at + i, proof.at + i + 1, proof.len - i - 1);
		passed += !check_altered(
			slice_part(builder_slice(&copy), 0, proof.len - 1),
			&good);
		memcpy(copy.at + i, proof.at + i, proof.len - i);
	}
	assert_int_equal(passed, 0);
	builder_release(&copy);
}

/* The proof with another opening. */
static void put_extra(struct slice extra, struct builder *out)
{
	struct tlog_proof parsed;

	assert_success(tlog_proof_parse(&parsed, builder_slice(&proof),
					&school.arena, &school.error),
		       &school.error);
	parsed.extra = extra;
	builder_clear(out);
	tlog_proof_write(&parsed, out);
	assert_false(out->failed);
}

static void every_altered_byte_of_the_opening_is_refused(void **state)
{
	static const char others[] = {'0', '9', 'A', ' ', '"', ','};
	struct disclosed_verified good = verified_proof();
	struct builder json = {0}, text = {0};
	size_t passed = 0;

	(void)state;
	disclosed_write(&good.disclosed, &json);
	for (size_t i = 0; i < json.len; i++) {
		char kept = json.at[i];

		for (size_t j = 0; j < 2; j++) {
			json.at[i] = j == 0 ? (char)(kept ^ 1)
					    : others[i % sizeof(others)];
			if (json.at[i] == kept)
				continue;
			put_extra(builder_slice(&json), &text);
			passed += !check_altered(builder_slice(&text), &good);
			arena_clear(&school.arena);
			good = verified_proof();
		}
		json.at[i] = kept;
	}
	assert_int_equal(passed, 0);
	builder_release(&json);
	builder_release(&text);
}

static void assert_refused(const struct disclosed *altered)
{
	struct disclosed_verified verified;
	struct builder json = {0}, text = {0};

	disclosed_write(altered, &json);
	put_extra(builder_slice(&json), &text);
	assert_int_equal(verify_text(builder_slice(&text), &key, &verified,
				     &school.arena),
			 -1);
	builder_release(&json);
	builder_release(&text);
}

/* A ledger named by a number vouches for no sender with another. */
static void the_ledger_of_another_school_does_not_vouch(void **state)
{
	struct disclosed altered = verified_proof().disclosed;
	struct slice before = altered.statement;
	struct builder statement = {0};
	size_t at = 0;

	(void)state;
	while (at + 20 < before.len &&
	       !slice_starts_with(slice_part(before, at, before.len),
				  SLICE("\"number\":\"8861101\"")))
		at++;
	assert_true(at + 20 < before.len);
	builder_add(&statement, slice_part(before, 0, at));
	builder_add_text(&statement, "\"number\":\"8861102\"");
	builder_add(&statement, slice_part(before, at + 18, before.len));
	altered.statement = builder_slice(&statement);
	assert_refused(&altered);
	school_says(&school, ERROR_CORRUPT, "not that of the sender");
	builder_release(&statement);
}

static void what_is_true_of_another_is_refused(void **state)
{
	const struct disclosed good = verified_proof().disclosed;
	struct disclosed altered = good;
	struct disclosed_verified other;
	struct builder text = {0};
	struct slice *fields;

	(void)state;
	assert_success(disclosed_make(school.node, SLICE("R-2026-0001"),
				      slice_of(upn_at(8)), NULL, &text,
				      &school.error),
		       &school.error);
	assert_success(
		verify_text(builder_slice(&text), &key, &other, &school.arena),
		&school.error);
	altered.tag = other.disclosed.tag;
	assert_refused(&altered);
	altered = good;
	altered.row_leaf = other.disclosed.row_leaf;
	assert_refused(&altered);
	altered = good;
	altered.fields = good.fields + 1;
	altered.field_count--;
	assert_refused(&altered);
	altered = good;
	altered.field_count--;
	assert_refused(&altered);
	/* Two fields that read as one. */
	fields = arena_array(&school.arena, good.field_count, sizeof(*fields));
	for (size_t i = 0; i < good.field_count; i++)
		fields[i] = good.fields[i];
	fields[0] = SLICE("attendance.laestab\nattendance.sessions-authorised");
	altered.fields = fields;
	assert_refused(&altered);
	/* The statement's leaf in place of a row's, and the manifest's. */
	altered = good;
	altered.row_leaf = good.statement_leaf;
	assert_refused(&altered);
	altered = good;
	altered.statement = SLICE("{\"reference\":\"R-2026-0001\","
				  "\"date\":\"2026-01-15\"}");
	assert_refused(&altered);
	/* A tree of another size may have paths of the same shape. */
	altered = good;
	altered.leaves++;
	assert_refused(&altered);
	altered = good;
	altered.key = SLICE("hornbook/8861101");
	assert_refused(&altered);
	altered = good;
	altered.entry = SLICE("{}");
	assert_refused(&altered);
	builder_release(&text);
}

static void other_json_of_the_same_meaning_is_refused(void **state)
{
	struct disclosed_verified good = verified_proof(), verified;
	struct builder json = {0}, other = {0}, text = {0};
	struct slice whole;

	(void)state;
	disclosed_write(&good.disclosed, &json);
	whole = builder_slice(&json);
	for (int i = 0; i < 3; i++) {
		builder_clear(&other);
		builder_add(&other, slice_part(whole, 0, whole.len - 1));
		builder_add_text(&other, i == 0   ? " }"
					 : i == 1 ? ",\"more\":1}"
						  : ",\"number\":\"A1\"}");
		put_extra(builder_slice(&other), &text);
		assert_int_equal(verify_text(builder_slice(&text), &key,
					     &verified, &school.arena),
				 -1);
		school_says(&school, ERROR_INPUT, "no proof of what was sent");
	}
	put_extra(SLICE(""), &text);
	assert_int_equal(verify_text(builder_slice(&text), &key, &verified,
				     &school.arena),
			 -1);
	builder_release(&json);
	builder_release(&other);
	builder_release(&text);
}

/* --- what cannot be proved --------------------------------------------------------- */

static int make(const char *reference, const char *number)
{
	struct builder text = {0};
	int result =
		disclosed_make(school.node, slice_of(reference),
			       slice_of(number), NULL, &text, &school.error);

	assert_int_equal(text.len > 0, result == 0);
	builder_release(&text);
	return result;
}

static void what_is_not_there_is_told(void **state)
{
	struct share_request request = census;
	struct slice first = slice_of(upn_at(0));

	(void)state;
	assert_int_equal(make("R-2026-0099", upn), -1);
	school_says(&school, ERROR_NOT_FOUND, "nothing was released as R-");
	assert_int_equal(make("R-2026-0001", "A000000000000"), -1);
	school_says(&school, ERROR_NOT_FOUND, "no pupil with this");
	request.upns = &first;
	request.upn_count = 1;
	school_share(&school, request);
	assert_int_equal(make(school.report.reference.at, upn), -1);
	school_says(&school, ERROR_NOT_FOUND, "did not hold this pupil");
	assert_success(make(school.report.reference.at, first.at),
		       &school.error);
}

/* A release with this entry, as other programs may have made it. */
static void add_release(const char *reference, const char *level,
			const char *entry)
{
	struct release release = {
		.reference = slice_of(reference),
		.recipient = SLICE("department"),
		.holder = SLICE("Department for Education"),
		.purpose = SLICE("department-statistics"),
		.level = slice_of(level),
		.directory = SLICE("/nowhere"),
		.manifest = SLICE("{}"),
		.considered = 1,
		.released = 1,
	};
	struct roll_row row = {0, 0};
	struct field_set mask = {{1}};
	uint64_t index;

	assert_success(register_find(school.node->pupils, slice_of(upn),
				     &row.pupil, &school.error),
		       &school.error);
	assert_success(register_release_prepare(school.node->pupils, &release,
						&mask, 1, &row, 1,
						&school.error),
		       &school.error);
	assert_success(ledger_append(school.node->ledger, slice_of(entry),
				     &index, &school.error),
		       &school.error);
	assert_success(register_release_finish(school.node->pupils, release.id,
					       RELEASE_DONE, index,
					       &school.error),
		       &school.error);
}

static void a_release_of_an_older_program_says_so(void **state)
{
	(void)state;
	add_release("R-2025-0001", "named",
		    "{\"entry\":\"release\",\"reference\":\"R-2025-0001\","
		    "\"date\":\"2025-01-15\",\"recipient\":\"department\","
		    "\"commitment\":\"00\"}");
	assert_int_equal(make("R-2025-0001", upn), -1);
	school_says(&school, ERROR_INPUT, "before single pupils could be");
}

static void tables_hold_nothing_of_one_pupil(void **state)
{
	(void)state;
	add_release("R-2025-0002", "aggregate",
		    "{\"entry\":\"release\",\"reference\":\"R-2025-0002\","
		    "\"date\":\"2025-01-15\",\"root\":\"00\"}");
	assert_int_equal(make("R-2025-0002", upn), -1);
	school_says(&school, ERROR_INPUT, "nothing of one pupil");
}

static void a_register_that_does_not_agree_proves_nothing(void **state)
{
	(void)state;
	add_release("R-2025-0003", "named",
		    "{\"entry\":\"release\",\"reference\":\"R-2025-0003\","
		    "\"date\":\"2025-01-15\",\"root\":\"00\"}");
	assert_int_equal(make("R-2025-0003", upn), -1);
	school_says(&school, ERROR_CORRUPT, "is not what its entry");
}

/* --- memory --------------------------------------------------------------------------- */

static void memory_running_out_is_told(void **state)
{
	int result = -1;

	(void)state;
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 1000);
		memory_fail_at(nth);
		result = make("R-2026-0001", upn);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(school.error.code, ERROR_MEMORY);
	}
	result = -1;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct disclosed_verified verified;
		struct arena arena = {0};

		assert_true(nth < 1000);
		memory_fail_at(nth);
		result = verify_text(builder_slice(&proof), &key, &verified,
				     &arena);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(school.error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
}

/* --- a third party ---------------------------------------------------------------------- */

static void run(const char *expected, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Runs a command, whose first line of output is expected; NULL: it fails. */
static void run(const char *expected, const char *format, ...)
{
	char command[1024], line[200] = "";
	va_list values;
	FILE *output;
	int status;

	va_start(values, format);
	vsnprintf(command, sizeof(command), format, values);
	va_end(values);
	output = popen(command, "r");
	assert_non_null(output);
	if (fgets(line, sizeof(line), output) != NULL)
		line[strcspn(line, "\n")] = '\0';
	status = pclose(output);
	assert_int_equal(status == 0, expected != NULL);
	if (expected != NULL)
		assert_string_equal(line, expected);
}

/* golang.org/x/mod/sumdb, of which nothing is ours. */
static void a_third_party_reads_it_alike(void **state)
{
	struct disclosed_verified verified = verified_proof();
	const char *pub = school_path(&school, "node/ledger/key.pub");
	struct builder altered = {0}, json = {0};
	struct disclosed other = verified.disclosed;
	char expected[64];

	(void)state;
	run("",
	    "go=/usr/bin/go; [ -x $go ] || go=go; GO111MODULE=off GOFLAGS= "
	    "GOPATH=/usr/share/gocode GOCACHE=%s/cache $go build -o "
	    "%s/disclosed tests/share/disclosed.go",
	    school.root, school.root);
	snprintf(expected, sizeof(expected), "%s department %zu", upn,
		 verified.disclosed.field_count);
	run(expected, "%s/disclosed %s %s", school.root, pub,
	    school_write(&school, "good.proof", builder_text(&proof)));
	other.field_count--;
	disclosed_write(&other, &json);
	put_extra(builder_slice(&json), &altered);
	run(NULL, "%s/disclosed %s %s 2>/dev/null", school.root, pub,
	    school_write(&school, "altered.proof", builder_text(&altered)));
	builder_release(&altered);
	builder_release(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_the_log_says),
		cmocka_unit_test(nothing_of_another_pupil_is_in_it),
		cmocka_unit_test(without_a_key_the_claimed_one_is_told),
		cmocka_unit_test(another_key_is_refused),
		cmocka_unit_test(every_altered_byte_is_refused),
		cmocka_unit_test(every_altered_byte_of_the_opening_is_refused),
		cmocka_unit_test(the_ledger_of_another_school_does_not_vouch),
		cmocka_unit_test(what_is_true_of_another_is_refused),
		cmocka_unit_test(other_json_of_the_same_meaning_is_refused),
		cmocka_unit_test(what_is_not_there_is_told),
		cmocka_unit_test(a_release_of_an_older_program_says_so),
		cmocka_unit_test(tables_hold_nothing_of_one_pupil),
		cmocka_unit_test(a_register_that_does_not_agree_proves_nothing),
		cmocka_unit_test(memory_running_out_is_told),
		cmocka_unit_test(a_third_party_reads_it_alike),
	};

	return cmocka_run_group_tests_name("share proofs", tests, set_up,
					   tear_down);
}
