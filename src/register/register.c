#include "register/register.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/destroy.h"
#include "register/state.h"

/* What tells the right secret: a hash of the node's name under a key that
 * only the secret gives. */
static void prove(const struct secret *secret, struct store_node *node)
{
	uint8_t key[SECRET_KEY_BYTES];

	secret_derive(secret, SECRET_CHECK, key);
	crypto_generichash(node->proof, sizeof(node->proof), node->name,
			   sizeof(node->name), key, sizeof(key));
	sodium_memzero(key, sizeof(key));
}

static void new_node(const struct secret *secret, struct store_node *node)
{
	secret_random(node->name, sizeof(node->name));
	prove(secret, node);
}

int register_create(const char *directory, enum register_backend backend,
		    const struct secret *secret,
		    const struct dictionary *dictionary, struct error *error)
{
	struct store_node node;

	(void)dictionary; /* fields get numbers at the first import */
	if (seal_ready(error) != 0)
		return -1;
	if (backend == REGISTER_MEMORY)
		return 0;
	new_node(secret, &node);
	return store_sqlite_create(directory, &node, error);
}

static int open_store(struct store **out, const char *directory,
		      enum register_backend backend,
		      const struct secret *secret, struct error *error)
{
	struct store_node node;
	struct store_node mine;

	if (backend == REGISTER_MEMORY) {
		new_node(secret, &node);
		return store_memory_open(out, &node, error);
	}
	if (store_sqlite_open(out, directory, error) != 0)
		return -1;
	if ((*out)->methods->node(*out, &node, error) != 0)
		goto fail;
	mine = node;
	prove(secret, &mine);
	if (sodium_memcmp(mine.proof, node.proof, sizeof(node.proof)) != 0) {
		error_set(error, ERROR_KEY,
			  "this is not the key that the register was made "
			  "with");
		goto fail;
	}
	return 0;
fail:
	(*out)->methods->close(*out);
	return -1;
}

static int derive_keys(struct pupil_register *pupils,
		       const struct secret *secret, struct error *error)
{
	struct register_keys *keys = sodium_malloc(sizeof(*keys));
	uint8_t bytes[SECRET_KEY_BYTES];

	if (keys == NULL)
		return error_memory(error);
	secret_derive(secret, SECRET_TOKEN, keys->token);
	secret_derive(secret, SECRET_WRAP, bytes);
	seal_key_init(&keys->wrap, bytes);
	secret_derive(secret, SECRET_RECORD, bytes);
	seal_key_init(&keys->record, bytes);
	sodium_memzero(bytes, sizeof(bytes));
	pupils->keys = keys;
	return 0;
}

static uint16_t field_called(const struct dictionary *dictionary,
			     const char *name)
{
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (slice_is(dictionary->fields[i].name, name))
			return i;
	return DICTIONARY_NONE;
}

int register_open(struct pupil_register **out, const char *directory,
		  enum register_backend backend, const struct secret *secret,
		  const struct dictionary *dictionary, struct error *error)
{
	struct pupil_register *pupils;

	if (seal_ready(error) != 0)
		return -1;
	pupils = memory_array(1, sizeof(*pupils));
	if (pupils == NULL)
		return error_memory(error);
	pupils->dictionary = dictionary;
	pupils->algorithm = seal_preferred();
	pupils->upn = field_called(dictionary, "pupil.upn");
	pupils->former_upn = field_called(dictionary, "pupil.former-upn");
	pupils->uln = field_called(dictionary, "pupil.uln");
	pupils->pseudonym = field_called(dictionary, "pupil.pseudonym");
	pupils->lapse = lapse_find(dictionary);
	if (open_store(&pupils->store, directory, backend, secret, error) !=
	    0) {
		memory_free(pupils);
		return -1;
	}
	if (derive_keys(pupils, secret, error) != 0 ||
	    numbers_load(&pupils->fields, pupils->store, STORE_FIELDS,
			 dictionary, error) != 0 ||
	    numbers_load(&pupils->categories, pupils->store, STORE_CATEGORIES,
			 dictionary, error) != 0 ||
	    destruction_settle(pupils, error) != 0) {
		register_close(pupils);
		return -1;
	}
	*out = pupils;
	return 0;
}

void register_close(struct pupil_register *pupils)
{
	if (pupils == NULL)
		return;
	numbers_release(&pupils->fields);
	numbers_release(&pupils->categories);
	open_grants_release(&pupils->grants);
	if (pupils->keys != NULL)
		sodium_free(pupils->keys); /* wipes */
	pupils->store->methods->close(pupils->store);
	memory_free(pupils);
}

int register_refresh(struct pupil_register *pupils, struct error *error)
{
	if (pupils->writing)
		return 0; /* nobody else can have added any */
	if (numbers_refresh(&pupils->fields, pupils->store, error) != 0)
		return -1;
	return numbers_refresh(&pupils->categories, pupils->store, error);
}

/* --- write transactions --------------------------------------------------- */

int register_write(struct pupil_register *pupils, struct error *error)
{
	struct store *store = pupils->store;

	if (pupils->writing)
		return error_set(error, ERROR_BUSY,
				 "an import into this register is under way");
	if (store->methods->begin(store, error) != 0)
		return -1;
	pupils->writing = true;
	if (numbers_complete(&pupils->fields, store, error) != 0 ||
	    numbers_complete(&pupils->categories, store, error) != 0 ||
	    destruction_catch_up(pupils, error) != 0)
		return register_write_end(pupils, -1, NULL);
	return 0;
}

int register_write_end(struct pupil_register *pupils, int result,
		       struct error *error)
{
	struct store *store = pupils->store;

	pupils->writing = false;
	if (result != 0)
		store->methods->undo(store);
	else
		result = store->methods->commit(store, error);
	if (result != 0) {
		/* A grant of this transaction had a key that is of no use. */
		open_grants_release(&pupils->grants);
		return -1;
	}
	pupils->fields.missing = false;
	pupils->categories.missing = false;
	return 0;
}

/* --- looking up ----------------------------------------------------------- */

int register_count(struct pupil_register *pupils, uint64_t *count,
		   struct error *error)
{
	return pupils->store->methods->pupil_count(pupils->store, count, error);
}

int list_id(void *context, uint64_t id, struct error *error)
{
	struct id_list *list = context;
	uint64_t *ids = arena_grow(list->arena, list->ids, list->count,
				   &list->capacity, sizeof(*ids));

	if (ids == NULL)
		return error_memory(error);
	list->ids = ids;
	ids[list->count++] = id;
	return 0;
}

int register_pupils(struct pupil_register *pupils, uint64_t **ids,
		    size_t *count, struct arena *arena, struct error *error)
{
	struct id_list list = {.arena = arena};

	if (pupils->store->methods->pupils(pupils->store, list_id, &list,
					   error) != 0)
		return -1;
	*ids = list.ids;
	*count = list.count;
	return 0;
}

int register_pupil_held(struct pupil_register *pupils, uint64_t pupil,
			bool *held, struct error *error)
{
	struct store_key key;

	return pupils->store->methods->pupil_key(pupils->store, pupil, &key,
						 held, error);
}

static int find_number(struct pupil_register *pupils, enum token_kind kind,
		       struct slice number, uint64_t *id, bool *found,
		       struct error *error)
{
	uint8_t token[TOKEN_BYTES];

	*found = false;
	if (!token_make(pupils->keys->token, kind, number, token))
		return 0;
	return pupils->store->methods->token(pupils->store, token, id, found,
					     error);
}

int register_find_uln(struct pupil_register *pupils, struct slice uln,
		      uint64_t *id, struct error *error)
{
	bool found;

	if (find_number(pupils, TOKEN_ULN, uln, id, &found, error) != 0)
		return -1;
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "the register has no pupil with this unique "
				 "learner number");
	return 0;
}

int register_find(struct pupil_register *pupils, struct slice upn, uint64_t *id,
		  struct error *error)
{
	bool found;

	if (find_number(pupils, TOKEN_UPN, upn, id, &found, error) != 0)
		return -1;
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "the register has no pupil with this unique "
				 "pupil number");
	return 0;
}
