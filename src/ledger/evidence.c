#include "ledger/evidence.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/files.h"

enum { NAME_BYTES = 8 };

/* A name that the two notes make. */
static void name_of(struct slice first, struct slice second,
		    char name[2 * NAME_BYTES + 1])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)first.at, first.len);
	crypto_hash_sha256_update(&state, (const uint8_t *)second.at,
				  second.len);
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(name, 2 * NAME_BYTES + 1, hash, NAME_BYTES);
}

int evidence_save(const char *directory, struct slice first,
		  struct slice second, struct arena *arena, const char **path,
		  struct error *error)
{
	char name[2 * NAME_BYTES + 1];
	char *evidence = path_join(arena, directory, "evidence");
	char *own, *first_path, *second_path;

	name_of(first, second, name);
	own = evidence != NULL ? path_join(arena, evidence, name) : NULL;
	if (own == NULL)
		return error_memory(error);
	first_path = path_join(arena, own, "first");
	second_path = path_join(arena, own, "second");
	if (first_path == NULL || second_path == NULL)
		return error_memory(error);
	if (directory_make(own, LEDGER_DIRECTORY_MODE, error) != 0 ||
	    file_replace(first_path, first, LEDGER_STORE_MODE, error) != 0 ||
	    file_replace(second_path, second, LEDGER_STORE_MODE, error) != 0 ||
	    directory_sync(evidence, error) != 0 ||
	    directory_sync(directory, error) != 0)
		return -1;
	*path = own;
	return 0;
}
