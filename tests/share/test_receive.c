/* What one school releases another receives: or nothing of it. */
#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "base/file.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "policy/plan.h"
#include "policy/pupil.h"
#include "share/payload_check.h"
#include "share/receive.h"

struct two {
	struct school from, to;
	struct receive_report report;
};

static const struct slice some[] = {SLICE_INIT("G886200313024"),
				    SLICE_INIT("J886200418025")};
static const struct share_request transfer = {
	.recipient = SLICE_INIT("next-school"),
	.collection = SLICE_INIT("common-transfer-file"),
	.trigger = SLICE_INIT("transfer"),
	.destination = SLICE_INIT("886/2345"),
	.upns = some,
	.upn_count = 2,
};

static int set_up(void **state)
{
	int32_t today = date_from_civil(2026, 1, 15);
	struct two *two = calloc(1, sizeof(*two));

	assert_non_null(two);
	school_set_up(&two->from, KENT, today);
	neighbour_set_up(&two->to, today);
	school_import(&two->from, KENT_PUPILS);
	school_make_keys(&two->from);
	school_make_keys(&two->to);
	school_trust(&two->from, &two->to, "DSA 1");
	school_trust(&two->to, &two->from, "DSA 1");
	two->from.sealed = true;
	*state = two;
	return 0;
}

static int tear_down(void **state)
{
	struct two *two = *state;

	school_tear_down(&two->from);
	school_tear_down(&two->to);
	free(two);
	return 0;
}

/* --- steps ------------------------------------------------------------------- */

static const char *release(struct two *two)
{
	school_share(&two->from, transfer);
	return arena_copy(&two->from.arena, two->from.report.file).at;
}

static int try_receive(struct two *two, const char *path)
{
	two->to.error = (struct error){0};
	return receive(two->to.node, path, two->to.today, &two->report,
		       &two->to.arena, &two->to.error);
}

static uint64_t pupils_of(struct school *school)
{
	uint64_t count = 0;

	assert_success(
		register_count(school->node->pupils, &count, &school->error),
		&school->error);
	return count;
}

static size_t grants_of(struct school *school)
{
	struct register_grant *grants;
	size_t count;

	assert_success(register_grants(school->node->pupils, &grants, &count,
				       &school->arena, &school->error),
		       &school->error);
	return count;
}

static void received(struct two *two, const char *path)
{
	assert_success(try_receive(two, path), &two->to.error);
	assert_false(two->report.rejected);
}

/* Nothing came in, nothing is left, and the reason is given. */
static void refused(struct two *two, const char *path, enum error_code code,
		    const char *says)
{
	uint64_t entries = ledger_size(two->to.node->ledger);
	uint64_t pupils = pupils_of(&two->to);
	size_t grants = grants_of(&two->to);

	assert_int_equal(try_receive(two, path), -1);
	school_says(&two->to, code, says);
	assert_int_equal(ledger_size(two->to.node->ledger), entries);
	assert_int_equal(pupils_of(&two->to), pupils);
	assert_int_equal(grants_of(&two->to), grants);
	assert_false(file_exists(school_path(&two->to, "node/receiving")));
}

static const char *copy_as(struct two *two, const char *path, const char *name)
{
	const char *copy = school_path(&two->to, name);

	assert_success(file_replace(copy, school_read(&two->to, path), 0600,
				    &two->to.error),
		       &two->to.error);
	return copy;
}

/* --- what is taken in ----------------------------------------------------------- */

static void what_one_releases_the_other_receives(void **state)
{
	struct two *two = *state;
	struct register_grant *grants;
	uint64_t pupil;
	size_t count;

	received(two, release(two));
	assert_int_equal(pupils_of(&two->to), 2);
	assert_int_equal(two->report.payload.counts.pupils_new, 2);
	assert_success(register_find(two->to.node->pupils, some[0], &pupil,
				     &two->to.error),
		       &two->to.error);
	assert_success(register_grants(two->to.node->pupils, &grants, &count,
				       &two->to.arena, &two->to.error),
		       &two->to.error);
	assert_int_equal(count, 1);
	assert_slice(grants[0].sender, "school");
	assert_slice(grants[0].sender_number, "8861101");
	assert_slice(grants[0].sender_name, "Westwood Learning Alliance");
	assert_slice(grants[0].reference, "R-2026-0001");
	assert_int_equal(grants[0].received, two->to.today);
	assert_int_equal(grants[0].state, GRANT_LIVE);
	assert_true(holds(grants[0].terms, "\"level\":\"named\""));
	assert_false(file_exists(school_path(&two->to, "node/receiving")));
	assert_int_equal(school_reopen(&two->to), 0);
	assert_int_equal(grants_of(&two->to), 1);
}

struct last {
	struct slice entry;
	struct arena *arena;
};

static int note_last(void *context, uint64_t index, struct slice entry,
		     struct error *error)
{
	struct last *last = context;

	(void)index;
	(void)error;
	last->entry = arena_copy(last->arena, entry);
	return 0;
}

static void the_ledger_has_a_receipt_and_nobodys_name(void **state)
{
	struct two *two = *state;
	struct last last = {.arena = &two->to.arena};

	received(two, release(two));
	assert_success(ledger_each(two->to.node->ledger, 0, note_last, &last,
				   &two->to.error),
		       &two->to.error);
	assert_true(slice_starts_with(
		last.entry,
		SLICE("{\"entry\":\"receipt\",\"date\":\"2026-01-15\","
		      "\"commitment\":\"")));
	assert_false(holds(last.entry, "R-2026"));
	assert_false(holds(last.entry, "Westwood"));
}

static void receipts_and_grants_are_held_against_each_other(void **state)
{
	struct two *two = *state;

	assert_success(receive_verify(two->to.node, &two->to.error),
		       &two->to.error);
	received(two, release(two));
	received(two, release(two));
	assert_success(receive_verify(two->to.node, &two->to.error),
		       &two->to.error);
	/* Entered as received, and not there. */
	assert_success(ledger_append(two->to.node->ledger,
				     SLICE("{\"entry\":\"receipt\",\"date\":"
					   "\"2026-01-15\",\"commitment\":"
					   "\"00\"}"),
				     NULL, &two->to.error),
		       &two->to.error);
	assert_int_equal(receive_verify(two->to.node, &two->to.error), -1);
	school_says(&two->to, ERROR_CORRUPT, "nothing that was received");
}

/* There, and not entered: the import without what receive does around it. */
static void a_grant_without_receipt_is_found(void **state)
{
	struct two *two = *state;
	struct register_grant grant = {
		.sender = SLICE_INIT("school"),
		.sender_number = SLICE_INIT("8861101"),
		.sender_name = SLICE_INIT("W"),
		.reference = SLICE_INIT("R-2026-0001"),
		.purpose = SLICE_INIT("continuity-of-education"),
		.level = SLICE_INIT("named"),
		.terms = SLICE_INIT("{\"level\":\"named\",\"onward\":[]}"),
		.received = two->to.today,
		.delete_by = DATE_NONE,
		.ended = DATE_NONE,
	};
	struct intake_payload payload = {
		.bytes = SLICE_INIT(
			"pupil.upn,pupil.surname\nG886200313024,Invented\n"),
		.name = "p.csv",
		.format = SLICE_INIT("csv"),
		.level = level_named(),
		.today = two->to.today,
	};
	static const struct slice sent[] = {SLICE_INIT("pupil.upn"),
					    SLICE_INIT("pupil.surname")};
	struct intake_file file;

	payload.fields = payload_fields(two->to.node->dictionary, sent, 2);
	assert_success(intake_payload(two->to.node, &payload, &grant, &file,
				      &two->to.arena, &two->to.error),
		       &two->to.error);
	assert_int_equal(receive_verify(two->to.node, &two->to.error), -1);
	school_says(&two->to, ERROR_CORRUPT, "grant 1 has no entry");
}

static void a_file_may_have_any_name_that_claims_nothing(void **state)
{
	struct two *two = *state;
	const char *path = release(two);

	received(two,
		 copy_as(two, path, "R-2026-0001-next-school.tar (1).age"));
	path = release(two);
	received(two, copy_as(two, path, "from westwood.age"));
	assert_int_equal(grants_of(&two->to), 2);
}

static void old_keys_of_the_node_still_open(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	uint8_t key[KEYRING_KEY_BYTES];

	node_keys_key(two->to.node, key);
	two->to.today += 5;
	assert_success(keyring_rotate(&two->to.node->keys->keyring,
				      two->to.today, two->to.today + 700, key,
				      &two->to.error),
		       &two->to.error);
	school_store_keys(&two->to);
	received(two, path);
}

/* --- what is not ---------------------------------------------------------------------- */

static void anothers_package_does_not_open(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	struct school other;

	neighbour_set_up(&other, two->to.today);
	school_make_keys(&other);
	other.error = (struct error){0};
	assert_int_equal(receive(other.node, path, other.today, &two->report,
				 &other.arena, &other.error),
			 -1);
	school_says(&other, ERROR_KEY, "");
	assert_int_equal(pupils_of(&other), 0);
	school_tear_down(&other);
}

static void of_a_signer_that_nobody_knows_nothing_is_taken(void **state)
{
	struct two *two = *state;
	struct correspondents *list = &two->to.node->keys->correspondents;

	list->list[0].key_count = 0;
	refused(two, release(two), ERROR_KEY, "of nobody that is trusted");
}

static void a_key_that_was_revoked_or_expired_signs_nothing(void **state)
{
	struct two *two = *state;
	struct correspondent *from =
		&two->to.node->keys->correspondents.list[0];
	const char *path = release(two);

	for (size_t i = 0; i < from->key_count; i++)
		from->keys[i].revoked = two->to.today;
	refused(two, path, ERROR_KEY, "revoked or did not count");
	for (size_t i = 0; i < from->key_count; i++) {
		from->keys[i].revoked = DATE_NONE;
		from->keys[i].until = two->to.today - 1;
	}
	refused(two, path, ERROR_KEY, "revoked or did not count");
	for (size_t i = 0; i < from->key_count; i++)
		from->keys[i].until = two->to.today;
	received(two, path);
}

static void an_agreement_that_ended_lets_nothing_in(void **state)
{
	struct two *two = *state;

	two->to.node->keys->correspondents.list[0].until = two->to.today - 1;
	refused(two, release(two), ERROR_REFUSED, "agreement");
}

static void what_is_addressed_to_another_is_not_taken(void **state)
{
	struct two *two = *state;
	struct share_request request = transfer;
	const char *path;

	/* Another number, but sealed to this node's key. */
	two->from.node->keys->correspondents.list[0].number = SLICE("8869999");
	school_store_keys(&two->from);
	request.destination = SLICE("8869999");
	school_share(&two->from, request);
	path = arena_copy(&two->from.arena, two->from.report.file).at;
	refused(two, path, ERROR_REFUSED,
		"addressed to another: next-school 8869999");
}

/* Whoever was sent a package may seal it on, signature and all. */
static void what_was_sealed_on_by_another_is_not_taken(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	struct keyring *keyring = &two->to.node->keys->keyring;

	for (size_t i = 0; i < keyring->count; i++)
		if (keyring->keys[i].use == KEY_SEAL)
			keyring->keys[i].id[0] ^= 1;
	refused(two, path, ERROR_REFUSED, "somebody else did");
}

static void what_was_sealed_to_a_revoked_key_is_not_taken(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	struct keyring *keyring = &two->to.node->keys->keyring;

	for (size_t i = 0; i < keyring->count; i++)
		keyring->keys[i].revoked = two->from.today;
	refused(two, path, ERROR_REFUSED, "revoked by then");
	for (size_t i = 0; i < keyring->count; i++)
		keyring->keys[i].revoked = two->from.today + 1;
	received(two, path);
}

static void what_has_expired_is_not_taken(void **state)
{
	struct two *two = *state;
	const char *path = release(two);

	two->to.today += 31;
	refused(two, path, ERROR_REFUSED, "until 2026-02-14");
	two->to.today -= 1;
	received(two, path);
}

static void what_is_of_tomorrow_is_not_taken(void **state)
{
	struct two *two = *state;
	const char *path;

	two->from.today += 1;
	path = release(two);
	refused(two, path, ERROR_REFUSED, "has not come");
}

static void nothing_is_received_twice(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	struct destroyed_counts counts;

	received(two, path);
	refused(two, path, ERROR_REFUSED, "received on 2026-01-15 already");
	refused(two, copy_as(two, path, "again.age"), ERROR_REFUSED, "already");
	/* Nor when it has been destroyed since. */
	assert_success(register_grant_destroy(two->to.node->pupils, 1,
					      two->to.today, GRANT_DESTROYED,
					      &counts, &two->to.error),
		       &two->to.error);
	assert_int_equal(pupils_of(&two->to), 0);
	refused(two, path, ERROR_REFUSED, "has been destroyed since");
}

/* Register and keys.db from before, the ledger as it is. */
static void put_register_back(struct two *two)
{
	static const char *const files[] = {"node/register.db", "node/keys.db"};
	static const char *const kept[] = {"register.kept", "keys.kept"};

	node_close(two->to.node);
	two->to.node = NULL;
	for (size_t i = 0; i < 2; i++)
		assert_success(file_replace(school_path(&two->to, files[i]),
					    school_read(&two->to,
							school_path(&two->to,
								    kept[i])),
					    0600, &two->to.error),
			       &two->to.error);
	assert_int_equal(school_reopen(&two->to), 0);
}

static void what_the_ledger_has_is_not_received_again(void **state)
{
	struct two *two = *state;
	const char *path = release(two);

	node_close(two->to.node);
	two->to.node = NULL;
	copy_as(two, school_path(&two->to, "node/register.db"),
		"register.kept");
	copy_as(two, school_path(&two->to, "node/keys.db"), "keys.kept");
	assert_int_equal(school_reopen(&two->to), 0);
	received(two, path);
	put_register_back(two);
	assert_int_equal(grants_of(&two->to), 0);
	refused(two, path, ERROR_REFUSED, "as entry");
	assert_int_equal(receive_verify(two->to.node, &two->to.error), -1);
	school_says(&two->to, ERROR_CORRUPT, "nothing that was received");
}

static int keep_last(void *context, uint64_t index, struct slice entry,
		     struct error *error)
{
	struct builder *last = context;

	(void)index;
	(void)error;
	builder_clear(last);
	builder_add(last, entry);
	return 0;
}

static void one_grant_has_one_receipt(void **state)
{
	struct two *two = *state;
	struct builder last = {0};

	received(two, release(two));
	ledger_each(two->to.node->ledger, 0, keep_last, &last, NULL);
	assert_success(ledger_append(two->to.node->ledger, builder_slice(&last),
				     NULL, &two->to.error),
		       &two->to.error);
	builder_release(&last);
	assert_int_equal(receive_verify(two->to.node, &two->to.error), -1);
	school_says(&two->to, ERROR_CORRUPT, "grant 1 was received twice");
}

static void a_reference_is_received_once(void **state)
{
	struct two *two = *state;
	const char *path = release(two), *again;
	struct school twin;

	/* The sender's node, set up anew, numbers from the beginning. */
	received(two, path);
	school_set_up(&twin, KENT, two->from.today);
	school_import(&twin, KENT_PUPILS);
	twin.node->keys->keyring = two->from.node->keys->keyring;
	two->from.node->keys->keyring = (struct keyring){0};
	node_close(two->from.node);
	two->from.node = NULL;
	/* Its keys are sealed under another node's: made anew, and trusted. */
	twin.node->keys->keyring = (struct keyring){0};
	school_make_keys(&twin);
	school_trust(&twin, &two->to, "DSA 1");
	school_trust(&two->to, &twin, "DSA 1");
	twin.sealed = true;
	school_share(&twin, transfer);
	again = arena_copy(&twin.arena, twin.report.file).at;
	refused(two, again, ERROR_REFUSED, "R-2026-0001 of this sender");
	school_tear_down(&twin);
}

static void a_name_that_claims_another_release_is_found(void **state)
{
	struct two *two = *state;
	const char *path = release(two);

	refused(two, copy_as(two, path, "R-2026-0002-next-school.tar.age"),
		ERROR_REFUSED, "called R-2026-0002");
	refused(two, copy_as(two, path, "R-2026-00011.tar.age"), ERROR_REFUSED,
		"called R-2026-00011");
}

static void cut_or_altered_it_is_not_taken(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	struct slice whole = school_read(&two->to, path);
	char *bytes = malloc(whole.len);

	assert_non_null(bytes);
	for (size_t n = 0; n < whole.len; n += 1 + whole.len / 60) {
		const char *bad = school_path(&two->to, "bad.age");

		file_replace(bad, slice_part(whole, 0, n), 0600, NULL);
		refused(two, bad, ERROR_INPUT, "");
		memcpy(bytes, whole.at, whole.len);
		bytes[n] ^= 0x20;
		file_replace(bad, (struct slice){bytes, whole.len}, 0600, NULL);
		assert_int_equal(try_receive(two, bad), -1);
	}
	free(bytes);
	assert_int_equal(pupils_of(&two->to), 0);
	received(two, path);
}

static void what_is_no_file_is_told_so(void **state)
{
	struct two *two = *state;

	refused(two, "/nonexistent.age", ERROR_NOT_FOUND, "no such file");
	refused(two, two->to.root, ERROR_SYSTEM, "");
	refused(two, KENT_PUPILS, ERROR_INPUT, "age");
}

/* --- a payload that does not parse -------------------------------------------------------- */

/* What a manifest made by hand says that others do not. */
struct said {
	const char *reference, *purpose, *level, *fields, *terms;
};

static const struct said said = {
	"R-2026-0077",
	"continuity-of-education",
	"named",
	"\"pupil.upn\", \"pupil.former-upn\", \"pupil.uln\", "
	"\"pupil.surname\", \"pupil.forename\", \"pupil.birth-date\", "
	"\"pupil.pseudonym\", \"pupil.sex\"",
	"\"level\": \"named\", \"onward\": []",
};

/* A package that the sender's keys made by hand. */
static const char *forge_as(struct two *two, const char *format,
			    struct slice payload, struct said says)
{
	const char *path = school_path(&two->to, "forged.age");
	struct builder manifest = {0}, package = {0};
	struct minisign_secret secret;
	struct package_content content = {
		.name = SLICE("p.csv"),
		.bytes = payload.len,
		.payload = stream_from_slice(&payload),
	};
	const struct dated_key *signer;
	struct age_recipient to;
	uint8_t hash[32];

	crypto_hash_sha256(hash, (const unsigned char *)payload.at,
			   payload.len);
	assert_success(node_signer(two->from.node, two->from.today, &secret,
				   &signer, &two->from.error),
		       &two->from.error);
	to = two->to.node->keys->keyring.keys[0].seal;
	builder_add_format(
		&manifest,
		"{\"manifest\": 2, \"kind\": \"release\", \"reference\": "
		"\"%s\", \"date\": \"2026-01-15\", \"expires\": "
		"\"2026-01-20\", \"controller\": {\"name\": \"Westwood "
		"Learning Alliance\", \"number\": \"8861101\"}, \"recipient\": "
		"{\"body\": \"next-school\", \"number\": \"8862345\", "
		"\"name\": "
		"\"E\"}, \"sealed-to\": [\"%s\"], \"signed-by\": \"%s\", "
		"\"purpose\": \"%s\", \"level\": \"%s\", \"fields\": [%s], "
		"\"grant\": {%s}"
		", \"payload\": {\"file\": \"p.csv\", \"format\": \"%s\", "
		"\"bytes\": %zu, \"sha256\": \"",
		says.reference, two->to.node->keys->keyring.keys[0].id,
		signer->id, says.purpose, says.level, says.fields, says.terms,
		format, payload.len);
	builder_add_hex(&manifest,
			(struct slice){(const char *)hash, sizeof(hash)});
	builder_add_text(&manifest, "\"}}");
	content.manifest = builder_slice(&manifest);
	assert_success(package_sign(&secret, content.manifest,
				    slice_of(says.reference), two->from.today,
				    &content.signature, &two->from.arena,
				    &two->from.error),
		       &two->from.error);
	assert_success(package_write(&content, &to, 1, false,
				     stream_to_builder(&package),
				     &two->from.error),
		       &two->from.error);
	assert_success(file_replace(path, builder_slice(&package), 0600,
				    &two->to.error),
		       &two->to.error);
	builder_release(&manifest);
	builder_release(&package);
	return path;
}

static const char *forge(struct two *two, const char *format,
			 struct slice payload, const char *more)
{
	struct said says = said;
	char terms[200];

	snprintf(terms, sizeof(terms), "%s%s", said.terms, more);
	says.terms = terms;
	return forge_as(two, format, payload, says);
}

static const struct slice good_csv =
	SLICE_INIT("pupil.upn,pupil.surname,pupil.forename,pupil.birth-date\n"
		   "G886200313024,Invented,Somebody,2010-03-04\n");

static void what_is_forged_well_is_received(void **state)
{
	struct two *two = *state;

	received(two, forge(two, "csv", good_csv, ""));
	assert_int_equal(pupils_of(&two->to), 1);
}

static void a_payload_with_a_bad_record_is_not_taken_at_all(void **state)
{
	struct two *two = *state;
	const char *path =
		forge(two, "csv",
		      SLICE("pupil.upn,pupil.surname\nG886200313024,Good\n"
			    "G886200313025,Bad\n"),
		      "");

	assert_success(try_receive(two, path), &two->to.error);
	assert_true(two->report.rejected);
	assert_int_equal(two->report.payload.rejected, 1);
	assert_int_equal(pupils_of(&two->to), 0);
	assert_int_equal(grants_of(&two->to), 0);
	assert_false(file_exists(school_path(&two->to, "node/receiving")));
	/* And may come again, when it is good. */
	received(two, forge(two, "csv", good_csv, ""));
}

static void a_payload_that_is_not_of_its_format_is_not_taken(void **state)
{
	struct two *two = *state;

	refused(two, forge(two, "ctf", good_csv, ""), ERROR_INPUT, "");
	refused(two, forge(two, "school-census", good_csv, ""), ERROR_INPUT,
		"");
	refused(two, forge(two, "odt", good_csv, ""), ERROR_REFUSED,
		"only written");
}

static void terms_that_cannot_be_kept_are_not_taken_on(void **state)
{
	struct two *two = *state;

	refused(two, forge(two, "csv", good_csv, ", \"never\": true"),
		ERROR_INPUT, "");
	refused(two,
		forge(two, "csv", good_csv, ", \"delete-by\": \"2026-01-14\""),
		ERROR_REFUSED, "was to be deleted");
	received(two, forge(two, "csv", good_csv,
			    ", \"delete-by\": \"2026-01-15\""));
}

static void pupils_without_a_number_are_found_by_their_pseudonym(void **state)
{
	struct two *two = *state;
	const char *path =
		forge(two, "csv",
		      SLICE("pupil.pseudonym,pupil.sex\nabcdefghijklmnop,F\n"
			    "bcdefghijklmnopq,M\n"),
		      "");

	received(two, path);
	assert_int_equal(pupils_of(&two->to), 2);
	assert_int_equal(two->report.payload.counts.pupils_new, 2);
}

/* --- a payload that is not what was signed ------------------------------------------------ */

static void not_taken(struct two *two, const char *path, const char *field,
		      const char *says)
{
	uint64_t pupils = pupils_of(&two->to);
	size_t grants = grants_of(&two->to);

	assert_success(try_receive(two, path), &two->to.error);
	assert_true(two->report.rejected);
	assert_slice(two->report.payload.rejections[0].field, field);
	assert_true(holds(two->report.payload.rejections[0].message, says));
	assert_int_equal(pupils_of(&two->to), pupils);
	assert_int_equal(grants_of(&two->to), grants);
}

static void a_field_that_the_manifest_does_not_name_is_not_taken(void **state)
{
	struct two *two = *state;
	struct said says = said;

	says.fields = "\"pupil.upn\", \"pupil.surname\", \"no-such-field\"";
	not_taken(two, forge_as(two, "csv", good_csv, says), "pupil.forename",
		  "does not say that this was sent");
	says.fields = "";
	not_taken(two, forge_as(two, "csv", good_csv, says), "pupil.upn",
		  "does not say");
	says.fields = said.fields;
	received(two, forge_as(two, "csv", good_csv, says));
}

static void where_nobody_is_named_no_name_is_taken(void **state)
{
	static const char *const levels[] = {"pupil", "inside", "anonymised"};
	static const char *const terms[] = {
		"\"level\": \"pupil\", \"onward\": []",
		"\"level\": \"inside\", \"onward\": []",
		"\"level\": \"anonymised\", \"onward\": []"};
	static const char *const rows[][2] = {
		{"pupil.upn", "pupil.upn,pupil.sex\nG886200313024,F\n"},
		{"pupil.uln", "pupil.uln,pupil.sex\n1458964751,F\n"},
		{"pupil.surname", "pupil.surname,pupil.sex\nInvented,F\n"},
	};
	struct two *two = *state;
	struct said says = said;

	for (size_t level = 0; level < 3; level++) {
		says.level = levels[level];
		says.terms = terms[level];
		for (size_t row = 0; row < 3; row++)
			not_taken(two,
				  forge_as(two, "csv", slice_of(rows[row][1]),
					   says),
				  rows[row][0], "names nobody");
	}
	not_taken(two,
		  forge_as(two, "csv",
			   SLICE("pupil.pseudonym,pupil.sex\n"
				 "abcdefghijklmnop,F\n"),
			   says),
		  "pupil.pseudonym", "keeps nobody apart");
	received(two, forge_as(two, "csv", SLICE("pupil.sex\nF\nM\n"), says));
	assert_int_equal(pupils_of(&two->to), 2);
}

static void terms_of_another_release_are_not_taken_on(void **state)
{
	struct two *two = *state;
	struct said says = said;

	says.level = "anonymised";
	refused(two, forge_as(two, "csv", good_csv, says), ERROR_REFUSED,
		"its level and that of its terms");
	says.level = "no-level";
	refused(two, forge_as(two, "csv", good_csv, says), ERROR_REFUSED,
		"its level and that of its terms");
	says = said;
	says.terms = "\"for\": [\"inspection\", \"statistics\"], \"level\": "
		     "\"named\", \"onward\": []";
	refused(two, forge_as(two, "csv", good_csv, says), ERROR_REFUSED,
		"not for the purpose");
	says.purpose = "statistics";
	received(two, forge_as(two, "csv", good_csv, says));
}

/* --- whose number it is ------------------------------------------------------------------- */

static uint64_t found(struct two *two, const char *upn)
{
	struct error error;
	uint64_t pupil = 0;

	register_find(two->to.node->pupils, slice_of(upn), &pupil, &error);
	return pupil;
}

static void a_sender_gives_no_held_pupil_another_number(void **state)
{
	struct two *two = *state;
	struct school *to = &two->to;
	struct said says = said;
	uint64_t child;

	school_import(to, school_write(to, "own.csv",
				       "pupil.upn,pupil.surname,"
				       "pupil.forename,pupil.birth-date\n"
				       "J886200418025,Invented,Wei,"
				       "2013-11-15\n"));
	child = found(two, "J886200418025");
	assert_true(child != 0);
	not_taken(two,
		  forge(two, "csv",
			SLICE("pupil.upn,pupil.former-upn,pupil.surname,"
			      "pupil.forename,pupil.birth-date\n"
			      "G886200313024,J886200418025,Other,Wei,"
			      "2013-11-15\n"),
			""),
		  "pupil.former-upn", "another name or date of birth");
	/* Of the child by all that is known: heard, and the number not. */
	received(two, forge(two, "csv",
			    SLICE("pupil.upn,pupil.former-upn,pupil.surname,"
				  "pupil.forename,pupil.birth-date\n"
				  "G886200313024,J886200418025,INVENTED,Wei,"
				  "2013-11-15\n"),
			    ""));
	assert_int_equal(pupils_of(to), 1);
	assert_int_equal(found(two, "G886200313024"), 0);
	/* And whoever has the number in truth is another child. */
	school_import(to, school_write(to, "other.csv",
				       "pupil.upn,pupil.surname,"
				       "pupil.forename,pupil.birth-date\n"
				       "G886200313024,Else,Zoe,2012-01-02\n"));
	assert_int_equal(pupils_of(to), 2);
	assert_true(found(two, "G886200313024") != child);
	says.reference = "R-2026-0078";
	received(two, forge_as(two, "csv",
			       SLICE("pupil.upn,pupil.former-upn\n"
				     "G886200313024,J886200418025\n"),
			       says));
	assert_int_equal(pupils_of(to), 2);
	assert_int_equal(found(two, "J886200418025"), child);
}

/* --- what restricts, and what loosens ------------------------------------------------------ */

static const char wish_fields[] =
	"\"pupil.upn\", \"pupil.birth-date\", \"wish.kind\", \"wish.by\", "
	"\"wish.recipient\", \"wish.date\", \"served.version\", "
	"\"served.date\", \"parent.order\", \"parent.surname\", "
	"\"parent.disclosure-limited\"";

static void receive_row(struct two *two, const char *reference,
			const char *rows)
{
	struct said says = said;

	says.reference = reference;
	says.fields = wish_fields;
	received(two, forge_as(two, "csv", slice_of(rows), says));
}

static void decide(struct two *two, struct pupil *pupil)
{
	struct share_request asked = {
		.recipient = SLICE_INIT("youth-support"),
		.purpose = SLICE_INIT("youth-support-services"),
		.time = "10:00:00",
		.today = two->to.today,
	};
	struct request request;
	const struct decision *decision;
	struct field_set fields;
	struct plan *plan;

	assert_success(share_decide(two->to.node, &asked, some[0], &plan,
				    &request, pupil, &decision, &fields,
				    &two->to.arena, &two->to.error),
		       &two->to.error);
	plan_free(plan);
}

static void a_newer_grant_covers_no_objection(void **state)
{
	struct two *two = *state;
	struct pupil pupil;

	receive_row(two, "R-2026-0101",
		    "pupil.upn,pupil.birth-date,wish.kind,wish.by,"
		    "wish.recipient,wish.date\n"
		    "G886200313024,2011-11-20,objection,parent,"
		    "youth-support,2025-01-04\n");
	decide(two, &pupil);
	assert_true(pupil.wishes[WISH_OBJECTION_PARENT]);
	assert_int_equal(pupil.facts[0], date_from_civil(2011, 11, 20));
	receive_row(two, "R-2026-0102",
		    "pupil.upn,pupil.birth-date,wish.kind,wish.by,"
		    "wish.recipient,wish.date,served.version,served.date\n"
		    "G886200313024,2008-11-20,consent,parent,"
		    "youth-support,2025-01-05,1,2020-01-01\n");
	decide(two, &pupil);
	assert_true(pupil.wishes[WISH_OBJECTION_PARENT]);
	assert_false(pupil.wishes[WISH_CONSENT_PARENT]);
	assert_int_equal(pupil.served[0], DATE_NONE);
	/* They disagree on the birthday: nobody knows it. */
	assert_int_equal(pupil.facts[0], DATE_NONE);
	/* Nor does a wish that the node itself records cover it. */
	school_import(&two->to,
		      school_write(&two->to, "own.csv",
				   "pupil.upn,pupil.surname,pupil.forename,"
				   "pupil.birth-date,wish.kind,wish.by,"
				   "wish.recipient,wish.date\n"
				   "G886200313024,Invented,Somebody,2011-11-20,"
				   "refusal,pupil,,2025-01-05\n"));
	decide(two, &pupil);
	assert_true(pupil.wishes[WISH_OBJECTION_PARENT]);
	assert_true(pupil.wishes[WISH_REFUSAL_PUPIL]);
	assert_false(pupil.wishes[WISH_CONSENT_PARENT]);
	assert_int_equal(pupil.facts[0], date_from_civil(2011, 11, 20));
}

/* --- opening without taking in ---------------------------------------------------------------- */

static void what_is_opened_lies_in_a_directory_whole_or_not(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	const char *out = school_path(&two->to, "opened");
	struct received received;

	assert_success(received_open(two->to.node, path, two->to.today,
				     &received, &two->to.arena, &two->to.error),
		       &two->to.error);
	assert_success(received_write(two->to.node, &received, out,
				      two->to.today, &two->to.error),
		       &two->to.error);
	received_close(&received);
	assert_int_equal(count_entries(out), 3);
	for (uint64_t n = 1;; n++) {
		const char *next = school_path(&two->to, "next");
		int result;

		assert_success(received_open(two->to.node, path, two->to.today,
					     &received, &two->to.arena,
					     &two->to.error),
			       &two->to.error);
		file_fail_at(n);
		result = received_write(two->to.node, &received, next,
					two->to.today, &two->to.error);
		file_fail_at(0);
		received_close(&received);
		if (result == 0)
			break;
		assert_false(directory_exists(next));
		/* A ledger that could not write is to be opened anew. */
		school_reopen(&two->to);
	}
	/* Nothing is put beside what is there. */
	assert_success(received_open(two->to.node, path, two->to.today,
				     &received, &two->to.arena, &two->to.error),
		       &two->to.error);
	assert_int_equal(received_write(two->to.node, &received, out,
					two->to.today, &two->to.error),
			 -1);
	school_says(&two->to, ERROR_INPUT, "of this name already");
	received_close(&received);
	assert_int_equal(count_entries(out), 3);
}

static int write_opened(struct two *two, const char *path, int *receivable)
{
	struct school *to = &two->to;
	struct received received;
	int result;

	to->error = (struct error){0};
	assert_success(received_open(to->node, path, to->today, &received,
				     &to->arena, &to->error),
		       &to->error);
	*receivable =
		received_check(to->node, &received, path, to->today, NULL);
	result = received_write(to->node, &received, school_path(to, "wanted"),
				to->today, &to->error);
	received_close(&received);
	if (result == 0)
		assert_success(
			directory_remove(school_path(to, "wanted"), NULL),
			&to->error);
	return result;
}

static void what_may_be_held_may_be_looked_at(void **state)
{
	struct two *two = *state;
	struct destroyed_counts counts;
	const char *path;
	int receivable;

	/* What the node has no place for. */
	path = forge(two, "odt", good_csv, "");
	assert_int_equal(write_opened(two, path, &receivable), 0);
	assert_int_equal(receivable, -1);
	/* What was to be deleted. */
	path = forge(two, "csv", good_csv, ", \"delete-by\": \"2026-01-14\"");
	assert_int_equal(write_opened(two, path, &receivable), -1);
	assert_int_equal(receivable, -1);
	school_says(&two->to, ERROR_REFUSED, "was to be deleted");
	/* What is held, until it is destroyed. */
	path = release(two);
	received(two, path);
	assert_int_equal(write_opened(two, path, &receivable), 0);
	assert_int_equal(receivable, -1);
	assert_success(register_grant_destroy(two->to.node->pupils, 1,
					      two->to.today, GRANT_DESTROYED,
					      &counts, &two->to.error),
		       &two->to.error);
	assert_int_equal(write_opened(two, path, &receivable), -1);
	school_says(&two->to, ERROR_REFUSED, "has been destroyed since");
	assert_false(directory_exists(school_path(&two->to, "wanted")));
}

/* --- whatever fails ------------------------------------------------------------------------------- */

/* As many receipts as grants. */
static int count_receipt(void *context, uint64_t index, struct slice entry,
			 struct error *error)
{
	(void)index;
	(void)error;
	*(size_t *)context +=
		slice_starts_with(entry, SLICE("{\"entry\":\"receipt\""));
	return 0;
}

static size_t reopen_and_count(struct two *two)
{
	size_t receipts = 0, grants;

	school_reopen(&two->to);
	grants = grants_of(&two->to);
	assert_success(ledger_each(two->to.node->ledger, 0, count_receipt,
				   &receipts, &two->to.error),
		       &two->to.error);
	assert_int_equal(receipts, grants);
	assert_int_equal(pupils_of(&two->to), grants > 0 ? 2 : 0);
	assert_false(file_exists(school_path(&two->to, "node/receiving")));
	return grants;
}

static void fail_receipts(struct two *two, void (*fail_at)(uint64_t),
			  uint64_t step)
{
	const char *path = release(two);
	unsigned int failures = 0;

	for (uint64_t n = 1;; n += 1 + n / step) {
		int result;

		fail_at(n);
		result = try_receive(two, path);
		fail_at(0);
		/* What the register had taken is entered on opening. */
		if (reopen_and_count(two) == 1) {
			assert_true(result == 0 || failures > 0);
			break;
		}
		assert_int_equal(result, -1);
		failures++;
	}
	assert_true(failures > 3);
	refused(two, path, ERROR_REFUSED, "already");
}

static void a_receipt_survives_any_failure_of_memory(void **state)
{
	fail_receipts(*state, memory_fail_at, 16);
}

static void a_receipt_survives_any_failure_of_the_disk(void **state)
{
	fail_receipts(*state, file_fail_at, UINT64_MAX);
}

#define TWO(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TWO(what_one_releases_the_other_receives),
		TWO(the_ledger_has_a_receipt_and_nobodys_name),
		TWO(receipts_and_grants_are_held_against_each_other),
		TWO(a_grant_without_receipt_is_found),
		TWO(a_file_may_have_any_name_that_claims_nothing),
		TWO(old_keys_of_the_node_still_open),
		TWO(anothers_package_does_not_open),
		TWO(of_a_signer_that_nobody_knows_nothing_is_taken),
		TWO(a_key_that_was_revoked_or_expired_signs_nothing),
		TWO(an_agreement_that_ended_lets_nothing_in),
		TWO(what_is_addressed_to_another_is_not_taken),
		TWO(what_was_sealed_on_by_another_is_not_taken),
		TWO(what_was_sealed_to_a_revoked_key_is_not_taken),
		TWO(what_has_expired_is_not_taken),
		TWO(what_is_of_tomorrow_is_not_taken),
		TWO(nothing_is_received_twice),
		TWO(what_the_ledger_has_is_not_received_again),
		TWO(one_grant_has_one_receipt),
		TWO(a_reference_is_received_once),
		TWO(a_name_that_claims_another_release_is_found),
		TWO(cut_or_altered_it_is_not_taken),
		TWO(what_is_no_file_is_told_so),
		TWO(what_is_forged_well_is_received),
		TWO(a_payload_with_a_bad_record_is_not_taken_at_all),
		TWO(a_payload_that_is_not_of_its_format_is_not_taken),
		TWO(terms_that_cannot_be_kept_are_not_taken_on),
		TWO(pupils_without_a_number_are_found_by_their_pseudonym),
		TWO(a_field_that_the_manifest_does_not_name_is_not_taken),
		TWO(where_nobody_is_named_no_name_is_taken),
		TWO(terms_of_another_release_are_not_taken_on),
		TWO(a_newer_grant_covers_no_objection),
		TWO(a_sender_gives_no_held_pupil_another_number),
		TWO(what_is_opened_lies_in_a_directory_whole_or_not),
		TWO(what_may_be_held_may_be_looked_at),
		TWO(a_receipt_survives_any_failure_of_memory),
		TWO(a_receipt_survives_any_failure_of_the_disk),
	};

	return cmocka_run_group_tests_name("share receive", tests, NULL, NULL);
}
