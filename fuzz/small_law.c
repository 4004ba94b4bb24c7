#include "fuzz/small_law.h"

#include "base/arena.h"
#include "dictionary/dictionary.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"

static struct dictionary *dictionary;

static void release(void)
{
	dictionary_free(dictionary);
}

const struct dictionary *small_law(void)
{
	static const char path[] = "tests/policy/check/small.dictionary";
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);

	if (dictionary != NULL)
		return dictionary;
	must(dictionary_load(&dictionary, path, &findings, NULL) == 0);
	must(dictionary != NULL);
	arena_release(&arena);
	must(atexit(release) == 0);
	return dictionary;
}
