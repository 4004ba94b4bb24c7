#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "register/seal.h"
#include "register/secret.h"
#include "register/token.h"

static const uint8_t bytes[SECRET_KEY_BYTES] = {1, 2, 3};

static char directory[64];
static char path[96];
static char key_file[96];

static int set_up(void **state)
{
	(void)state;
	strcpy(directory, SCRATCH "secret-XXXXXX");
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/node.key", directory);
	snprintf(key_file, sizeof(key_file), "%s/unlock", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return directory_remove(directory, NULL);
}

static void assert_same(const struct secret *a, const struct secret *b)
{
	uint8_t of_a[SECRET_KEY_BYTES];
	uint8_t of_b[SECRET_KEY_BYTES];

	secret_derive(a, SECRET_CHECK, of_a);
	secret_derive(b, SECRET_CHECK, of_b);
	assert_memory_equal(of_a, of_b, sizeof(of_a));
}

static void a_passphrase_opens_what_it_sealed(void **state)
{
	struct secret *opened = NULL;
	struct secret *secret;
	bool passphrase = false;
	struct stat status;
	struct error error;

	(void)state;
	assert_success(secret_make(&secret, &error), &error);
	assert_success(secret_store_passphrase(secret, path,
					       SLICE("correct horse"), &error),
		       &error);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_success(secret_wants_passphrase(path, &passphrase, &error),
		       &error);
	assert_true(passphrase);
	assert_success(secret_open_passphrase(&opened, path,
					      SLICE("correct horse"), &error),
		       &error);
	assert_same(secret, opened);
	secret_free(opened);
	assert_int_equal(secret_open_passphrase(&opened, path,
						SLICE("battery staple"),
						&error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	assert_int_equal(secret_open_key_file(&opened, path, path, &error), -1);
	assert_int_equal(error.code, ERROR_KEY);
	secret_free(secret);
}

static void a_short_passphrase_is_refused(void **state)
{
	struct secret *secret;
	struct error error;

	(void)state;
	assert_success(secret_make(&secret, &error), &error);
	assert_int_equal(
		secret_store_passphrase(secret, path, SLICE("1234567"), &error),
		-1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_false(file_exists(path));
	secret_free(secret);
}

static void a_key_file_is_made_and_opens(void **state)
{
	struct secret *opened = NULL;
	struct secret *secret;
	bool passphrase = true;
	struct error error;
	struct stat status;
	char other[96];

	(void)state;
	assert_success(secret_make(&secret, &error), &error);
	assert_success(secret_store_key_file(secret, path, key_file, &error),
		       &error);
	assert_int_equal(stat(key_file, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(status.st_size, 32);
	assert_success(secret_wants_passphrase(path, &passphrase, &error),
		       &error);
	assert_false(passphrase);
	assert_success(secret_open_key_file(&opened, path, key_file, &error),
		       &error);
	assert_same(secret, opened);
	secret_free(opened);

	snprintf(other, sizeof(other), "%s/other", directory);
	assert_int_equal(secret_open_key_file(&opened, path, other, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_success(file_replace(other,
				    SLICE("0123456789abcdef0123456789abcdef"),
				    0600, &error),
		       &error);
	assert_int_equal(secret_open_key_file(&opened, path, other, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	assert_success(file_replace(other, SLICE("too short"), 0600, &error),
		       &error);
	assert_int_equal(secret_open_key_file(&opened, path, other, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	secret_free(secret);
}

/* As when the stick that should hold it is not in. */
static void a_link_to_nowhere_does_not_become_a_key_file(void **state)
{
	struct secret *secret;
	struct error error;

	(void)state;
	assert_int_equal(symlink("/nowhere/at/all", key_file), 0);
	assert_success(secret_make(&secret, &error), &error);
	assert_int_equal(secret_store_key_file(secret, path, key_file, &error),
			 -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_false(file_exists(key_file));
	assert_false(file_exists(path));
	secret_free(secret);
}

static void a_key_file_has_32_bytes(void **state)
{
	static const size_t sizes[] = {0, 31, 33, 100000};
	static char content[100000];
	struct secret *secret;
	struct error error;

	(void)state;
	assert_success(secret_make(&secret, &error), &error);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct slice wrong = {content, sizes[i]};

		assert_success(file_replace(key_file, wrong, 0600, &error),
			       &error);
		assert_int_equal(
			secret_store_key_file(secret, path, key_file, &error),
			-1);
		assert_int_equal(error.code, ERROR_KEY);
	}
	secret_free(secret);
}

/* Any changed byte must be noticed, never a crash or a huge allocation. */
static void a_changed_key_never_opens(void **state)
{
	struct builder content = {0};
	struct secret *opened = NULL;
	struct secret *secret;
	struct error error;

	(void)state;
	assert_success(secret_make(&secret, &error), &error);
	assert_success(secret_store_key_file(secret, path, key_file, &error),
		       &error);
	secret_free(secret);
	assert_success(file_read(path, 4096, &content, &error), &error);
	for (size_t i = 0; i + 1 < content.len; i++) {
		char kept = content.at[i];

		content.at[i] = kept == '0' ? '1' : '0';
		assert_success(file_replace(path, builder_slice(&content), 0600,
					    &error),
			       &error);
		assert_int_equal(
			secret_open_key_file(&opened, path, key_file, &error),
			-1);
		content.at[i] = kept;
	}
	builder_release(&content);
}

static const char *const hostile[] = {
	"hornbook key 1\npassphrase argon2id 4294967295 3 "
	"00112233445566778899aabbccddeeff\n00\n",
	"hornbook key 1\npassphrase argon2id 65536 99999 "
	"00112233445566778899aabbccddeeff\n00\n",
	"hornbook key 1\npassphrase argon2id 1 1 "
	"00112233445566778899aabbccddeeff\n00\n",
	"hornbook key 1\npassphrase argon2id 65536 3 0011\n00\n",
	"hornbook key 1\n",
	"hornbook key 2\nkey-file\n00\n",
	"",
};

static void a_hostile_key_file_cannot_exhaust_the_machine(void **state)
{
	struct secret *opened = NULL;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		assert_success(
			file_replace(path, slice_of(hostile[i]), 0600, &error),
			&error);
		assert_int_equal(secret_open_passphrase(&opened, path,
							SLICE("12345678"),
							&error),
				 -1);
		assert_true(error.code == ERROR_CORRUPT ||
			    error.code == ERROR_KEY);
	}
	assert_null(opened);
}

static void storing_fails_whole(void **state)
{
	struct secret *opened = NULL;
	struct secret *secret;
	struct error error;
	int result = -1;

	(void)state;
	assert_success(secret_from_bytes(&secret, bytes, &error), &error);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 50);
		memory_fail_at(nth);
		result = secret_store_key_file(secret, path, key_file, &error);
		memory_fail_at(0);
	}
	directory_remove(directory, NULL);
	assert_success(directory_make(directory, 0700, &error), &error);
	result = -1;
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 50);
		file_fail_at(nth);
		result = secret_store_key_file(secret, path, key_file, &error);
		file_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_SYSTEM);
	}
	result = -1;
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 50);
		memory_fail_at(nth);
		result = secret_open_key_file(&opened, path, key_file, &error);
		memory_fail_at(0);
	}
	assert_same(secret, opened);
	secret_free(opened);
	secret_free(secret);
}

static void each_use_has_its_own_key(void **state)
{
	uint8_t keys[SECRET_RECORD][SECRET_KEY_BYTES];
	struct secret *secret;
	struct secret *copy;
	struct error error;

	(void)state;
	assert_success(secret_from_bytes(&secret, bytes, &error), &error);
	for (int i = 0; i < SECRET_RECORD; i++)
		secret_derive(secret, (enum secret_use)(i + 1), keys[i]);
	for (int i = 0; i < SECRET_RECORD; i++)
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(keys[i], keys[j],
						SECRET_KEY_BYTES);
	assert_success(secret_copy(&copy, secret, &error), &error);
	assert_same(secret, copy);
	secret_free(copy);
	secret_free(secret);
	secret_free(NULL);
}

/* --- seals ---------------------------------------------------------------- */

static void a_seal_opens_only_with_its_key_and_place(void **state)
{
	static const uint8_t nonce[SEAL_NONCE_BYTES] = {9};
	enum seal_algorithm algorithms[] = {SEAL_XCHACHA20POLY1305,
					    seal_preferred()};
	struct seal_key key;
	struct seal_key other;
	struct slice text;
	char room[64];

	(void)state;
	seal_key_init(&key, bytes);
	seal_key_init(&other, (const uint8_t[SEAL_KEY_BYTES]){5});
	for (size_t i = 0; i < 2; i++) {
		struct builder sealed = {0};
		struct slice whole;

		seal_add(&key, algorithms[i], nonce, SLICE("here"),
			 SLICE("secret text"), &sealed);
		whole = builder_slice(&sealed);
		assert_int_equal(whole.at[0], (char)algorithms[i]);
		assert_int_equal(seal_open(&key, whole, SLICE("here"), room,
					   &text, NULL),
				 0);
		assert_slice(text, "secret text");
		assert_int_equal(seal_open(&key, whole, SLICE("there"), room,
					   &text, NULL),
				 -1);
		assert_int_equal(seal_open(&other, whole, SLICE("here"), room,
					   &text, NULL),
				 -1);
		for (size_t j = 0; j < whole.len; j++) {
			struct error error;

			sealed.at[j] ^= 0x40;
			assert_int_equal(seal_open(&key, whole, SLICE("here"),
						   room, &text, &error),
					 -1);
			assert_int_equal(error.code, ERROR_CORRUPT);
			sealed.at[j] ^= 0x40;
			assert_int_equal(
				seal_open(&key, slice_part(whole, 0, j),
					  SLICE("here"), room, &text, NULL),
				-1);
		}
		builder_release(&sealed);
	}
	seal_key_wipe(&key);
	seal_key_wipe(&other);
}

/* draft-irtf-cfrg-xchacha-03, A.3.1 */
static void xchacha_gives_the_drafts_ciphertext(void **state)
{
	static const char plain[] =
		"Ladies and Gentlemen of the class of '99: If I could offer "
		"you only one tip for the future, sunscreen would be it.";
	static const char additional[] = {0x50,       0x51,       0x52,
					  0x53,       (char)0xc0, (char)0xc1,
					  (char)0xc2, (char)0xc3, (char)0xc4,
					  (char)0xc5, (char)0xc6, (char)0xc7};
	static const uint8_t begins[] = {0xbd, 0x6d, 0x17, 0x9d,
					 0x3e, 0x83, 0xd4, 0x3b};
	static const uint8_t tag[] = {0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7,
				      0x98, 0x79, 0x47, 0xde, 0xaf, 0xd8,
				      0x78, 0x0a, 0xcf, 0x49};
	uint8_t key_bytes[SEAL_KEY_BYTES];
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder sealed = {0};
	struct seal_key key;

	(void)state;
	for (uint8_t i = 0; i < SEAL_KEY_BYTES; i++)
		key_bytes[i] = (uint8_t)(0x80 + i);
	for (uint8_t i = 0; i < SEAL_NONCE_BYTES; i++)
		nonce[i] = (uint8_t)(0x40 + i);
	seal_key_init(&key, key_bytes);
	seal_add(&key, SEAL_XCHACHA20POLY1305, nonce,
		 (struct slice){additional, sizeof(additional)},
		 slice_of(plain), &sealed);
	assert_memory_equal(sealed.at + 25, begins, sizeof(begins));
	assert_memory_equal(sealed.at + sealed.len - 16, tag, sizeof(tag));
	seal_key_wipe(&key);
	builder_release(&sealed);
}

/* --- tokens --------------------------------------------------------------- */

static void a_token_is_of_the_number_and_its_kind(void **state)
{
	uint8_t upn[TOKEN_BYTES], again[TOKEN_BYTES], uln[TOKEN_BYTES];

	(void)state;
	assert_true(token_make(bytes, TOKEN_UPN, SLICE("A886110125001"), upn));
	assert_true(
		token_make(bytes, TOKEN_UPN, SLICE(" a886110125001 "), again));
	assert_memory_equal(upn, again, TOKEN_BYTES);
	assert_true(token_make(bytes, TOKEN_ULN, SLICE("A886110125001"), uln));
	assert_memory_not_equal(upn, uln, TOKEN_BYTES);
	assert_true(token_make((uint8_t[32]){8}, TOKEN_UPN,
			       SLICE("A886110125001"), again));
	assert_memory_not_equal(upn, again, TOKEN_BYTES);
	assert_false(token_make(bytes, TOKEN_UPN, SLICE("  "), again));
	assert_false(token_make(bytes, TOKEN_UPN,
				SLICE("A88611012500100000000000000000001"),
				again));
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_passphrase_opens_what_it_sealed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_short_passphrase_is_refused,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_key_file_is_made_and_opens,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_link_to_nowhere_does_not_become_a_key_file, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_key_file_has_32_bytes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_changed_key_never_opens,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_hostile_key_file_cannot_exhaust_the_machine, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(storing_fails_whole, set_up,
						tear_down),
		cmocka_unit_test(each_use_has_its_own_key),
		cmocka_unit_test(a_seal_opens_only_with_its_key_and_place),
		cmocka_unit_test(xchacha_gives_the_drafts_ciphertext),
		cmocka_unit_test(a_token_is_of_the_number_and_its_kind),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
