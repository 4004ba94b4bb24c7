/*
 * Phrasebooks: what they say to whom, what is a fault in one, and that the
 * English one is whole.
 */
#include "tests/test.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "words/phrasebook.h"
#include "words/phrasebook_parts.h"

static const char english[] = "phrases/english";

struct fixture {
	struct arena arena;
	struct dictionary *england;
};

static int setup(void **state)
{
	static struct fixture fixture;
	struct findings findings = findings_in(&fixture.arena);
	struct error error;

	*state = &fixture;
	assert_success(dictionary_load(&fixture.england, "dictionaries/england",
				       &findings, &error),
		       &error);
	assert_non_null(fixture.england);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	dictionary_free(fixture->england);
	arena_release(&fixture->arena);
	return 0;
}

/* A phrasebook of one file over the English one. */
static struct phrasebook *load_over(struct fixture *fixture, const char *text,
				    struct findings *findings)
{
	char path[] = SCRATCH "test-XXXXXX.phrases";
	struct phrasebook *book = NULL;
	struct error error;
	int file = mkstemps(path, 8);

	assert_true(file >= 0);
	close(file);
	assert_success(file_replace(path, slice_of(text), 0644, &error),
		       &error);
	assert_success(phrasebook_load(&book, english, path, fixture->england,
				       findings, &error),
		       &error);
	unlink(path);
	return book;
}

static void print_findings(const struct findings *findings)
{
	struct builder text = {0};

	for (size_t i = 0; i < findings->count; i++)
		finding_print(&findings->list[i], &text);
	print_error("%s\n", builder_text(&text));
	builder_release(&text);
}

static struct phrasebook *load_english(struct fixture *fixture)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct phrasebook *book = NULL;
	struct error error;

	assert_success(phrasebook_load(&book, english, NULL, fixture->england,
				       &findings, &error),
		       &error);
	if (findings.count > 0)
		print_findings(&findings);
	assert_int_equal(findings.count, 0);
	assert_non_null(book);
	arena_release(&arena);
	return book;
}

/* --- the English one ------------------------------------------------------------- */

static void the_english_phrasebook_is_whole(void **state)
{
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);

	assert_slice(phrasebook_language(book), "en-GB");
	assert_slice(phrasebook_title(book), "English");
	phrasebook_free(book);
}

/* All that families are told of has a name of its own: of codes only those that
 * conditions ask, of holders each, of authorities none. */
static bool wants_name(const struct dictionary *dictionary, enum name_kind kind,
		       uint32_t index)
{
	if (kind == NAME_AUTHORITY)
		return false;
	if (kind != NAME_CODE)
		return true;
	for (uint16_t set = 0; set < dictionary->code_set_count; set++) {
		if (index >= dictionary->code_sets[set].count) {
			index -= dictionary->code_sets[set].count;
			continue;
		}
		for (uint16_t f = 0; f < dictionary->fact_count; f++)
			if (dictionary->facts[f].codes == set)
				return true;
		return false;
	}
	return false;
}

static bool has_holders(const struct dictionary *dictionary, uint32_t index)
{
	uint16_t body = 0;

	while (index >= dictionary->bodies[body].holder_count)
		index -= dictionary->bodies[body++].holder_count;
	return dictionary->bodies[body].holders[index].alias.len > 0;
}

static void the_english_phrasebook_names_everything(void **state)
{
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);
	size_t lacking = 0;

	for (int kind = 0; kind < NAME_KIND_COUNT; kind++)
		for (uint32_t i = 0;
		     i < phrasebook_name_count(book, (enum name_kind)kind);
		     i++) {
			struct slice label;

			if (!wants_name(fixture->england, (enum name_kind)kind,
					i) ||
			    (kind == NAME_HOLDER &&
			     !has_holders(fixture->england, i)) ||
			    phrasebook_entry(book, (enum name_kind)kind, i) !=
				    NULL)
				continue;
			label = phrasebook_label(fixture->england,
						 (enum name_kind)kind, i);
			print_error("no name: %.*s\n", SLICE_ARGS(label));
			lacking++;
		}
	assert_int_equal(lacking, 0);
	phrasebook_free(book);
}

/* In a list of data nothing but the list itself has a comma or an "and": else
 * where a name ends could not be told. */
static bool is_plain(struct slice name)
{
	unsigned int depth = 0;

	for (size_t i = 0; i < name.len; i++) {
		struct slice rest = slice_part(name, i, name.len);

		depth += name.at[i] == '(';
		depth -= name.at[i] == ')' && depth > 0;
		if (depth == 0 && (slice_starts_with(rest, SLICE(", ")) ||
				   slice_starts_with(rest, SLICE("; ")) ||
				   slice_starts_with(rest, SLICE(" and "))))
			return false;
	}
	return true;
}

static void names_of_data_and_purposes_are_no_lists(void **state)
{
	static const enum name_kind kinds[] = {NAME_FIELD, NAME_GROUP,
					       NAME_CATEGORY};
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);
	struct arena arena = {0};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (uint32_t i = 0; i < phrasebook_name_count(book, kinds[k]);
		     i++)
			for (int a = 0; a < AUDIENCE_COUNT; a++) {
				struct voice voice = voice_of(
					book, (enum audience)a, &arena);
				struct slice name =
					name_of(&voice, kinds[k], (uint16_t)i);

				if (!is_plain(name))
					fail_msg("%.*s", SLICE_ARGS(name));
			}
	for (uint16_t i = 0; i < fixture->england->purpose_count; i++)
		for (int a = 0; a < AUDIENCE_COUNT; a++) {
			struct voice voice =
				voice_of(book, (enum audience)a, &arena);
			struct slice name = name_of(&voice, NAME_PURPOSE, i);

			if (memmem(name.at, name.len, ", to ", 5) != NULL ||
			    memmem(name.at, name.len, ", and to ", 9) != NULL)
				fail_msg("%.*s", SLICE_ARGS(name));
		}
	arena_release(&arena);
	phrasebook_free(book);
}

/* Every key stands once, has a purpose, and placeholders that can be read. */
static void keys_are_a_contract(void **state)
{
	(void)state;
	for (int i = 0; i < PHRASE_COUNT; i++) {
		const struct phrase_key *key = &phrase_keys[i];

		assert_true(key->purpose[0] != '\0');
		assert_true(
			key->key[strspn(key->key, "abcdefghijklmnopqrstuvwxyz"
						  "0123456789-.")] == '\0');
		assert_true(
			key->placeholders[strspn(key->placeholders,
						 "abcdefghijklmnopqrstuvwxyz"
						 "-?# ")] == '\0');
		for (int j = 0; j < i; j++)
			assert_string_not_equal(key->key, phrase_keys[j].key);
	}
}

/* --- how it reads ------------------------------------------------------------------ */

/* What is written for families is short and plain.  A placeholder counts as one
 * word; a long word has eleven letters or more. */
static const struct {
	enum audience audience;
	size_t words;      /* in a sentence, at most */
	size_t long_words; /* in a sentence, at most */
} readings[] = {
	{AUDIENCE_PRIMARY, 16, 1},
	{AUDIENCE_SECONDARY, 30, 3},
	{AUDIENCE_PARENT, 30, 4},
};

/* Documents that are for officers; the last ones families read too, but not
 * those so young. */
static bool is_for(enum audience audience, const char *key)
{
	static const char *const documents[] = {
		"processing.", "assessment.", "releases.", "organisations.",
		"served.",     "edition.",    "letter.",   "leaflet.",
	};
	enum { OFFICERS = 5 };
	size_t count = audience == AUDIENCE_PRIMARY
			       ? sizeof(documents) / sizeof(documents[0])
			       : OFFICERS;

	for (size_t i = 0; i < count; i++)
		if (strncmp(key, documents[i], strlen(documents[i])) == 0)
			return false;
	return true;
}

static struct slice say_bare(struct voice *voice, enum phrase key)
{
	struct slice rest = slice_of(phrase_keys[key].placeholders);
	struct phrase_value values[16];
	size_t count = 0;

	while (rest.len > 0) {
		struct slice name = slice_cut(&rest, ' ');
		bool number = false;

		while (name.at[name.len - 1] == '?' ||
		       name.at[name.len - 1] == '#')
			number = name.at[--name.len] == '#' || number;
		name = arena_copy(voice->arena, name);
		values[count++] = number ? with_number(name.at, 5)
					 : with(name.at, SLICE("x"));
	}
	return say_values(voice, key, values, count);
}

struct reading {
	size_t words, long_words; /* of the sentence */
	size_t letters;           /* of the word */
};

static bool ends_sentence(struct slice text, size_t at)
{
	return strchr(".?!:;", text.at[at]) != NULL &&
	       (at + 1 == text.len || text.at[at + 1] == ' ');
}

static size_t check_reading(const char *key, struct slice text, size_t row)
{
	struct reading reading = {0, 0, 0};
	size_t faults = 0;

	for (size_t i = 0; i <= text.len; i++) {
		bool letter = i < text.len &&
			      (isalpha((unsigned char)text.at[i]) ||
			       (unsigned char)text.at[i] >= 0x80 ||
			       text.at[i] == '\'' || text.at[i] == '-');

		if (letter) {
			reading.letters++;
			continue;
		}
		reading.words += reading.letters > 0;
		reading.long_words += reading.letters > 10;
		reading.letters = 0;
		if (i < text.len && !ends_sentence(text, i))
			continue;
		if (reading.words > readings[row].words ||
		    reading.long_words > readings[row].long_words) {
			print_error("%s, for %s: %zu words, %zu long: %.*s\n",
				    key, audience_name(readings[row].audience),
				    reading.words, reading.long_words,
				    SLICE_ARGS(text));
			faults++;
		}
		reading = (struct reading){0, 0, 0};
	}
	return faults;
}

static void what_families_read_is_short_and_plain(void **state)
{
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);
	struct arena arena = {0};
	size_t faults = 0;

	for (size_t row = 0; row < sizeof(readings) / sizeof(readings[0]);
	     row++) {
		struct voice voice =
			voice_of(book, readings[row].audience, &arena);

		for (int key = 0; key < PHRASE_COUNT; key++)
			if (is_for(readings[row].audience,
				   phrase_keys[key].key))
				faults += check_reading(
					phrase_keys[key].key,
					say_bare(&voice, (enum phrase)key),
					row);
	}
	assert_int_equal(faults, 0);
	arena_release(&arena);
	phrasebook_free(book);
}

/* --- what is said ------------------------------------------------------------------ */

#define BOOK                                                             \
	"phrasebook \"Test\" language \"en\"\nplural one when number = " \
	"1\nplural other\n"

static void what_may_be_empty_is_left_out(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct phrasebook *book = load_over(
		fixture,
		BOOK
		"phrase keep.age \"{who} until {age}[, then {then}]. {who} "
		"{age|year|years}[ ({then})].\"\n"
		"word who for parent \"your child\"\n"
		"word who \"you\"\n",
		&findings);
	struct voice voice;

	assert_non_null(book);
	voice = voice_of(book, AUDIENCE_PARENT, &arena);
	assert_slice(say_with(&voice, PHRASE_KEEP_AGE, with_number("age", 1),
			      with("then", SLICE("gone"))),
		     "Your child until 1, then gone. Your child year (gone).");
	voice = voice_of(book, AUDIENCE_PRIMARY, &arena);
	assert_slice(say_with(&voice, PHRASE_KEEP_AGE, with_number("age", 25)),
		     "You until 25. You years.");
	assert_false(voice.failed);
	phrasebook_free(book);
	arena_release(&arena);
}

static void an_audience_takes_the_next_ones_wording(void **state)
{
	static const struct {
		const char *said;
		const char *expected[AUDIENCE_COUNT];
	} cases[] = {
		/* parent, primary, secondary, staff */
		{"phrase level.named \"All.\"\n",
		 {"All.", "All.", "All.", "All."}},
		{"phrase level.named \"All.\"\n"
		 "phrase level.named for secondary \"Older.\"\n",
		 {"All.", "Older.", "Older.", "All."}},
		{"phrase level.named for parent \"Parents.\"\n",
		 {"Parents.", "Parents.", "Parents.", "Parents."}},
		{"phrase level.named for staff, primary \"Two.\"\n",
		 {"It names your child.", "Two.", "It has your name on it.",
		  "Two."}},
		{"phrase level.named \"All.\"\n"
		 "phrase level.named for primary \"\"\n",
		 {"All.", "", "All.", "All."}},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct builder text = {0};
		struct phrasebook *book;

		builder_add_text(&text, BOOK);
		builder_add_text(&text, cases[i].said);
		book = load_over(fixture, builder_text(&text), &findings);
		assert_non_null(book);
		for (int a = 0; a < AUDIENCE_COUNT; a++) {
			struct voice voice =
				voice_of(book, (enum audience)a, &arena);

			assert_slice(say(&voice, PHRASE_LEVEL_NAMED),
				     cases[i].expected[a]);
			assert_int_equal(says(&voice, PHRASE_LEVEL_NAMED),
					 cases[i].expected[a][0] != '\0');
		}
		phrasebook_free(book);
		builder_release(&text);
		arena_release(&arena);
	}
}

static void parts_together_are_the_whole(void **state)
{
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);
	struct arena arena = {0};
	struct voice voice = voice_of(book, AUDIENCE_PARENT, &arena);
	const struct phrase_value values[] = {
		with("approval", SLICE("the Chief Statistician's approval")),
		with("condition", SLICE("it rains"))};
	struct builder together = {0};
	const struct phrase_part *parts;
	size_t count, links = 0;

	parts = say_parts(&voice, PHRASE_NEED_APPROVAL, values, 2, &count);
	for (size_t i = 0; i < count; i++) {
		builder_add(&together, parts[i].text);
		links += parts[i].placeholder != NULL &&
			 strcmp(parts[i].placeholder, "approval") == 0;
	}
	assert_int_equal(links, 1);
	assert_slice(say_values(&voice, PHRASE_NEED_APPROVAL, values, 2),
		     builder_text(&together));
	builder_release(&together);
	arena_release(&arena);
	phrasebook_free(book);
}

static void lists_and_dates_are_the_languages(void **state)
{
	static const struct slice items[] = {SLICE_INIT("a"), SLICE_INIT("b"),
					     SLICE_INIT("c"), SLICE_INIT("d")};
	static const char *const lists[] = {"", "a", "a and b", "a, b and c",
					    "a, b, c and d"};
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);
	struct arena arena = {0};
	struct voice voice = voice_of(book, AUDIENCE_PARENT, &arena);

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		assert_slice(say_list(&voice, items, i), lists[i]);
	assert_slice(say_choice(&voice, items, 3), "a, b or c");
	assert_slice(say_date(&voice, date_from_civil(2018, 5, 25)),
		     "25 May 2018");
	assert_slice(say_date(&voice, DATE_NONE), "");
	assert_slice(say_months(&voice, 12), "1 year");
	assert_slice(say_months(&voice, 6), "6 months");
	assert_slice(say_days(&voice, 1), "1 day");
	arena_release(&arena);
	phrasebook_free(book);
}

/* --- faults ----------------------------------------------------------------------- */

static const struct {
	const char *id, *text;
} faults[] = {
	{"unknown-phrase", "phrase level.nmaed \"Named.\"\n"},
	{"unknown-audience", "phrase level.named for parents \"Named.\"\n"},
	{"said-twice",
	 "phrase level.named \"A.\"\nphrase level.named \"B.\"\n"},
	{"said-twice", "word a \"a\"\nword a \"b\"\n"},
	{"said-twice",
	 "name purpose teaching \"a\"\nname purpose teaching \"b\"\n"},
	{"unknown-placeholder", "phrase every \"{perod}.\"\n"},
	{"placeholder-left-out", "phrase every \"Often.\"\n"},
	{"placeholder-may-be-empty", "phrase need.identity \"{condition}.\"\n"},
	{"plural-forms", "phrase duration.days \"{number} {number|a|b|c}\"\n"},
	{"not-a-number", "phrase every \"{period} {period|a|b}.\"\n"},
	{"not-a-number", "plural few when age = 2\n"},
	{"phrase-form", "phrase every \"{period\"\n"},
	{"phrase-form", "phrase every \"{period}] .\"\n"},
	{"phrase-form", "phrase need.identity \"[[{condition}]].\"\n"},
	{"phrase-form", "phrase need.identity \"[{condition}.\"\n"},
	{"phrase-form", "phrase every \"{period} is long\"\n"},
	{"phrase-form", "phrase document.contents \"Contents.\"\n"},
	{"unknown-kind", "name porpoise teaching \"a\"\n"},
	{"unknown-name", "name purpose taeching \"a\"\n"},
	{"unknown-name", "name body connexions \"a\"\n"},
	{"unknown-name", "name holder youth-support \"a\"\n"},
	{"unknown-name", "name code Z of sex \"a\"\n"},
	{"name-of", "name code F \"a\"\n"},
	{"name-of", "name purpose teaching of sex \"a\"\n"},
	{"unknown-owner", "name category parents owner nobody \"a\"\n"},
	{"same-name",
	 "name purpose teaching \"a\"\nname purpose progress \"a\"\n"},
	{"path-outside", "include \"../other.phrases\"\n"},
	{"not-in-phrasebook", "right access\n"},
	{"untranslated", ""},
};

static bool has_finding(const struct findings *findings, const char *id)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->list[i].id, id) == 0)
			return true;
	return false;
}

static void faults_are_findings(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct builder text = {0};
		struct phrasebook *book;

		builder_add_text(&text, BOOK);
		builder_add_text(&text, faults[i].text);
		book = load_over(fixture, builder_text(&text), &findings);
		if (!has_finding(&findings, faults[i].id))
			fail_msg("not %s: %s", faults[i].id, faults[i].text);
		assert_int_equal(book == NULL, findings.errors > 0);
		/* What is told can be shown when the book is gone. */
		phrasebook_free(book);
		builder_clear(&text);
		for (size_t f = 0; f < findings.count; f++)
			finding_print(&findings.list[f], &text);
		builder_release(&text);
		arena_release(&arena);
	}
}

static void a_phrasebook_for_another_dictionary_knows_other_names(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct voice voice;
	struct phrasebook *book = load_over(
		fixture,
		"phrasebook \"Welsh\" language \"cy\" of \"Wales\"\n"
		"name purpose dysgu \"a\"\nname purpose teaching \"b\"\n",
		&findings);

	assert_non_null(book);
	assert_false(has_finding(&findings, "unknown-name"));
	voice = voice_of(book, AUDIENCE_PARENT, &arena);
	assert_slice(name_of(&voice, NAME_PURPOSE,
			     dictionary_find(fixture->england, KIND_PURPOSE,
					     SLICE("teaching"))),
		     "support teaching and learning");
	assert_slice(phrasebook_language(book), "cy");
	phrasebook_free(book);
	arena_release(&arena);
}

static void other_words_in_the_same_language_are_no_translation(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct phrasebook *book = load_over(
		fixture,
		"phrasebook \"Ours\" language \"en-GB\" of \"England\"\n"
		"name holder dfe \"the DfE\"\n",
		&findings);

	assert_non_null(book);
	assert_int_equal(findings.count, 0);
	phrasebook_free(book);
	arena_release(&arena);
}

static void without_memory_nothing_is_loaded(void **state)
{
	struct fixture *fixture = *state;
	bool loaded = false;

	for (unsigned int n = 1; !loaded; n += 1 + n / 8) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct phrasebook *book = NULL;
		struct error error;
		int result;

		memory_fail_at(n);
		result = phrasebook_load(&book, english, NULL, fixture->england,
					 &findings, &error);
		memory_fail_at(0);
		if (result == 0 && !findings.failed)
			assert_non_null(book);
		loaded = result == 0 && !findings.failed;
		phrasebook_free(book);
		arena_release(&arena);
	}
}

static void without_memory_nothing_is_said(void **state)
{
	struct fixture *fixture = *state;
	struct phrasebook *book = load_english(fixture);
	struct arena arena = {0};
	struct voice voice = voice_of(book, AUDIENCE_PARENT, &arena);

	memory_fail_at(1);
	assert_slice(say_date(&voice, 0), "");
	memory_fail_at(0);
	assert_true(voice.failed);
	assert_slice(say_date(&voice, 0), "");
	arena_release(&arena);
	phrasebook_free(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_english_phrasebook_is_whole),
		cmocka_unit_test(the_english_phrasebook_names_everything),
		cmocka_unit_test(names_of_data_and_purposes_are_no_lists),
		cmocka_unit_test(keys_are_a_contract),
		cmocka_unit_test(what_families_read_is_short_and_plain),
		cmocka_unit_test(what_may_be_empty_is_left_out),
		cmocka_unit_test(an_audience_takes_the_next_ones_wording),
		cmocka_unit_test(parts_together_are_the_whole),
		cmocka_unit_test(lists_and_dates_are_the_languages),
		cmocka_unit_test(faults_are_findings),
		cmocka_unit_test(
			a_phrasebook_for_another_dictionary_knows_other_names),
		cmocka_unit_test(
			other_words_in_the_same_language_are_no_translation),
		cmocka_unit_test(without_memory_nothing_is_loaded),
		cmocka_unit_test(without_memory_nothing_is_said),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
