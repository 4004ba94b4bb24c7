/*
 * Any text as a phrase: the first byte chooses the key, the rest is what is said
 * for it.  What compiles can be said, with values and without, and with capitals is
 * still text that can be shown, where the phrase is.
 */
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"
#include "words/template.h"

static bool find_word(const void *context, struct slice name,
		      struct slice *text)
{
	(void)context;
	*text = SLICE("\xc5\xb5");
	return slice_is(name, "child");
}

static void say_it(const struct template *template,
		   const struct phrase_value *values, size_t count, bool clean)
{
	char digits[TEMPLATE_PARTS][TEMPLATE_DIGITS];
	struct template_piece pieces[TEMPLATE_PARTS];
	size_t piece_count =
		template_fill(template, values, count, digits, pieces);

	for (size_t i = 0; i < piece_count; i++) {
		struct slice text = pieces[i].text;
		char *capital = malloc(text.len);

		if (capital == NULL)
			return;
		text_capital(text, capital);
		if (clean && !text_is_clean((struct slice){capital, text.len}))
			must(false);
		free(capital);
	}
}

/* A value for each placeholder of a key. */
static size_t make_values(const char *placeholders, struct arena *arena,
			  struct phrase_value values[16])
{
	struct slice rest = slice_of(placeholders);
	size_t count = 0;

	while (rest.len > 0) {
		struct slice name = slice_cut(&rest, ' ');
		bool number = false;

		while (strchr("?#", name.at[name.len - 1]) != NULL)
			number |= name.at[--name.len] == '#';
		name = arena_copy(arena, name);
		if (name.at == NULL)
			return 0;
		values[count] = number ? with_number(name.at, count)
				       : with(name.at, SLICE("value"));
		count++;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct plurals plurals = {
		.names = {SLICE_INIT("one"), SLICE_INIT("other")}, .count = 2};
	struct template_words words = {find_word, NULL, NULL, 0};
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct phrase_value values[16];
	const struct phrase_key *key;
	struct template template;
	struct slice text;
	struct error error;
	size_t count;

	if (size == 0)
		return 0;
	key = &phrase_keys[data[0] % PHRASE_COUNT];
	text = (struct slice){(const char *)data + 1, size - 1};
	if (template_compile(&template, text, (struct range){NULL, 0, 0},
			     key->form, key->placeholders, &words, &plurals,
			     &arena, &findings, &error) == 0 &&
	    findings.errors == 0) {
		count = make_values(key->placeholders, &arena, values);
		say_it(&template, values, count, text_is_clean(text));
		say_it(&template, NULL, 0, text_is_clean(text));
	}
	arena_release(&arena);
	return 0;
}
