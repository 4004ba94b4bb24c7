#include "register/numbers.h"

#include "base/error.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"

static uint16_t name_count(const struct numbers *numbers)
{
	return numbers->which == STORE_FIELDS
		       ? numbers->dictionary->field_count
		       : numbers->dictionary->category_count;
}

static struct slice name_of(const struct numbers *numbers, uint16_t index)
{
	return numbers->which == STORE_FIELDS
		       ? numbers->dictionary->fields[index].name
		       : numbers->dictionary->categories[index].name;
}

/* At most FIELD_LIMIT names, looked up once each when a register is opened. */
static uint16_t index_of(const struct numbers *numbers, struct slice name)
{
	for (uint16_t i = 0; i < name_count(numbers); i++)
		if (slice_equal(name_of(numbers, i), name))
			return i;
	return DICTIONARY_NONE;
}

/* Makes room for numbers below `count`. */
static int widen(struct numbers *numbers, uint16_t count, struct error *error)
{
	uint16_t *grown;

	if (count <= numbers->count)
		return 0;
	grown = memory_resize(numbers->indexes, count * sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	numbers->indexes = grown;
	grown = memory_resize(numbers->same, count * sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	numbers->same = grown;
	for (uint16_t i = numbers->count; i < count; i++) {
		numbers->indexes[i] = DICTIONARY_NONE;
		numbers->same[i] = i;
	}
	numbers->count = count;
	return 0;
}

static int learn(void *context, uint16_t number, struct slice name,
		 struct error *error)
{
	struct numbers *numbers = context;
	uint16_t index = index_of(numbers, name);

	if (number >= UINT16_MAX || (numbers->which == STORE_CATEGORIES &&
				     number > STORE_CATEGORY_MOST))
		return error_set(error, ERROR_CORRUPT,
				 "a stored name has a number out of range");
	if (widen(numbers, (uint16_t)(number + 1), error) != 0)
		return -1;
	numbers->indexes[number] = index;
	if (index != DICTIONARY_NONE)
		numbers->numbers[index] = number;
	return 0;
}

static void find_missing(struct numbers *numbers)
{
	numbers->missing = false;
	for (uint16_t i = 0; i < name_count(numbers); i++)
		if (numbers->numbers[i] == 0)
			numbers->missing = true;
}

int numbers_load(struct numbers *numbers, struct store *store,
		 enum store_names which, const struct dictionary *dictionary,
		 struct error *error)
{
	struct numbers loaded = {.which = which, .dictionary = dictionary};

	loaded.numbers =
		memory_array(name_count(&loaded), sizeof(*loaded.numbers));
	if (loaded.numbers == NULL)
		return error_memory(error);
	if (widen(&loaded, 1, error) != 0 ||
	    store->methods->names(store, which, learn, &loaded, error) != 0) {
		numbers_release(&loaded);
		return -1;
	}
	find_missing(&loaded);
	*numbers = loaded;
	return 0;
}

void numbers_release(struct numbers *numbers)
{
	memory_free(numbers->numbers);
	memory_free(numbers->indexes);
	memory_free(numbers->same);
	*numbers = (struct numbers){0};
}

static int load_again(struct numbers *numbers, struct store *store,
		      struct error *error)
{
	struct numbers loaded;

	if (numbers_load(&loaded, store, numbers->which, numbers->dictionary,
			 error) != 0)
		return -1;
	numbers_release(numbers);
	*numbers = loaded;
	return 0;
}

int numbers_refresh(struct numbers *numbers, struct store *store,
		    struct error *error)
{
	uint16_t most;

	if (store->methods->name_most(store, numbers->which, &most, error) != 0)
		return -1;
	/* While some are missing, those in hand may be of a transaction that
	 * was undone. */
	if (!numbers->missing && most < numbers->count)
		return 0;
	return load_again(numbers, store, error);
}

int numbers_complete(struct numbers *numbers, struct store *store,
		     struct error *error)
{
	if (!numbers->missing)
		return 0;
	/* Another process may have given some of them since. */
	if (load_again(numbers, store, error) != 0)
		return -1;
	for (uint16_t i = 0; i < name_count(numbers); i++) {
		uint16_t number = numbers->count;

		if (numbers->numbers[i] != 0)
			continue;
		if (number >= (numbers->which == STORE_FIELDS
				       ? UINT16_MAX
				       : STORE_CATEGORY_MOST))
			return error_set(error, ERROR_INPUT,
					 "the register has seen more names "
					 "than it has numbers for");
		if (store->methods->name_add(store, numbers->which, number,
					     name_of(numbers, i), error) != 0 ||
		    learn(numbers, number, name_of(numbers, i), error) != 0)
			return -1;
	}
	/* `missing` stays until the transaction is committed. */
	return 0;
}
