#include "guard/hidden.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "guard/names.h"

enum {
	STEM_BYTES = 6, /* "permanent" and "permanently" share them */
	WORD_LETTERS = 3,
	ALL_WORDS = 2, /* of a label all must be there up to so many */
};

/* One label's words, of which so many must be near. */
struct label {
	uint8_t first, count, need;
};

/* What cells count. */
struct counted {
	uint64_t words[HIDDEN_WORDS];
	struct label labels[HIDDEN_WORDS];
	uint8_t word_count, label_count;
	bool everybody;
};

/* A count, or a part of a total in millionths of a percent. */
struct entry {
	uint64_t number, total;
	uint32_t what;
};

/* In order and each once, when settled. */
struct entries {
	struct entry *list;
	size_t count, capacity;
	size_t settled; /* how many there were then */
};

static const uint64_t whole_millionths = 100000000;

struct hidden_counts {
	struct arena *arena;
	struct counted *counted;
	size_t counted_count, counted_capacity;
	struct entries counts, parts;
};

int hidden_make(struct hidden_counts **out, struct arena *arena,
		struct error *error)
{
	struct hidden_counts *hidden = arena_array(arena, 1, sizeof(*hidden));

	if (hidden == NULL)
		return error_memory(error);
	hidden->arena = arena;
	*out = hidden;
	return 0;
}

/* --- words ------------------------------------------------------------------ */

/* What reports say for what tables say. */
static struct slice plain_word(struct slice word)
{
	static const struct {
		const char *said, *meant;
	} rows[] = {
		{"boy", "male"},           {"boys", "male"},
		{"girl", "female"},        {"girls", "female"},
		{"excluded", "exclusion"}, {"suspended", "suspension"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (slice_is(word, rows[i].said))
			return slice_of(rows[i].meant);
	return word;
}

static bool says_nothing(struct slice word)
{
	static const char *const words[] = {"and", "the", "for",  "not", "with",
					    "any", "all", "that", "from"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

uint64_t hidden_word(const struct token *token)
{
	struct slice word = plain_word(token_text(token));

	if (token->number)
		return name_hash_of(word);
	if (word.len < WORD_LETTERS || says_nothing(word))
		return 0;
	return name_hash_of(slice_part(word, 0, STEM_BYTES));
}

static void take_word(void *context, const struct token *token)
{
	struct counted *counted = context;
	uint64_t word = hidden_word(token);

	if (word != 0 && counted->word_count < HIDDEN_WORDS)
		counted->words[counted->word_count++] = word;
}

static void add_label(struct counted *counted, struct slice text)
{
	struct tokenizer tokenizer = tokenizer_of(take_word, counted);
	struct label *label = &counted->labels[counted->label_count];
	struct spot spot = {0};
	uint32_t character;

	label->first = counted->word_count;
	while (text_next(&text, &character))
		tokenizer_add(&tokenizer, character, &spot);
	tokenizer_part(&tokenizer, GAP_BREAK);
	label->count = (uint8_t)(counted->word_count - label->first);
	if (label->count == 0)
		return;
	/* Of a long label people write a part. */
	label->need = label->count;
	if (label->count > ALL_WORDS)
		label->need = (uint8_t)((label->count + 1) / 2);
	counted->label_count++;
}

int hidden_labels(struct hidden_counts *hidden, const struct slice *labels,
		  size_t label_count, uint32_t *what, struct error *error)
{
	struct counted *list = arena_grow(
		hidden->arena, hidden->counted, hidden->counted_count,
		&hidden->counted_capacity, sizeof(*list));
	struct counted *counted;

	if (list == NULL)
		return error_memory(error);
	hidden->counted = list;
	counted = &list[hidden->counted_count];
	memset(counted, 0, sizeof(*counted));
	counted->everybody = label_count == 0;
	for (size_t i = 0; i < label_count && i < HIDDEN_WORDS; i++)
		add_label(counted, labels[i]);
	*what = (uint32_t)hidden->counted_count++;
	return 0;
}

/* --- numbers ---------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	if (left->total != right->total)
		return left->total < right->total ? -1 : 1;
	return (left->what > right->what) - (left->what < right->what);
}

static void settle(struct entries *entries)
{
	size_t kept = 0;

	if (entries->count > 1)
		qsort(entries->list, entries->count, sizeof(*entries->list),
		      by_number);
	for (size_t i = 0; i < entries->count; i++)
		if (kept == 0 ||
		    by_number(&entries->list[kept - 1], &entries->list[i]) != 0)
			entries->list[kept++] = entries->list[i];
	entries->count = kept;
	entries->settled = kept;
}

/* The same number of the same in many places is one: sorted out now and then, so
 * that there are never many more than there must be. */
static int add_entry(struct hidden_counts *hidden, struct entries *entries,
		     struct entry entry, struct error *error)
{
	struct entry *list;

	if (entries->count == entries->capacity &&
	    entries->count >= 2 * entries->settled)
		settle(entries);
	list = arena_grow(hidden->arena, entries->list, entries->count,
			  &entries->capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	entries->list = list;
	list[entries->count++] = entry;
	return 0;
}

int hidden_add(struct hidden_counts *hidden, uint64_t count, uint32_t what,
	       struct error *error)
{
	return add_entry(hidden, &hidden->counts,
			 (struct entry){count, 0, what}, error);
}

int hidden_add_part(struct hidden_counts *hidden, uint64_t count,
		    uint64_t total, uint32_t what, struct error *error)
{
	/* Of more people a percentage in words leaves several counts. */
	if (count > total || total == 0 || total > UINT32_MAX)
		return 0;
	return add_entry(
		hidden, &hidden->parts,
		(struct entry){count * whole_millionths / total, total, what},
		error);
}

void hidden_settle(struct hidden_counts *hidden)
{
	settle(&hidden->counts);
	settle(&hidden->parts);
}

/* --- searching -------------------------------------------------------------- */

static bool is_near(const struct counted *counted, const struct label *label,
		    struct hidden_near near)
{
	uint8_t found = 0;

	for (uint8_t w = 0; w < label->count; w++)
		found = (uint8_t)(found +
				  near.has(near.context,
					   counted->words[label->first + w]));
	return found >= label->need;
}

/* What has no word to know it by cannot be looked for. */
static bool tells(const struct counted *counted, bool people,
		  struct hidden_near near)
{
	if (counted->label_count == 0)
		return counted->everybody && people;
	for (uint8_t l = 0; l < counted->label_count; l++)
		if (!is_near(counted, &counted->labels[l], near))
			return false;
	return true;
}

/* The first that is not less. */
static size_t find_first(const struct entries *entries, uint64_t number)
{
	size_t low = 0, high = entries->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entries->list[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool hidden_tells(const struct hidden_counts *hidden, uint64_t number,
		  bool people, struct hidden_near near)
{
	const struct entries *counts = &hidden->counts;

	for (size_t i = find_first(counts, number);
	     i < counts->count && counts->list[i].number == number; i++)
		if (tells(&hidden->counted[counts->list[i].what], people, near))
			return true;
	return false;
}

bool hidden_tells_percent(const struct hidden_counts *hidden, uint64_t percent,
			  unsigned int decimals, struct hidden_near near)
{
	const struct entries *parts = &hidden->parts;
	uint64_t half = whole_millionths / 200, middle, low;

	for (unsigned int d = 0; d < decimals; d++)
		half /= 10;
	middle = 2 * half * percent;
	low = middle > half ? middle - half : 0;
	for (size_t i = find_first(parts, low);
	     i < parts->count && parts->list[i].number <= middle + half; i++)
		/* Where two counts or more round to it none is told. */
		if (2 * half * parts->list[i].total < 2 * whole_millionths &&
		    tells(&hidden->counted[parts->list[i].what], false, near))
			return true;
	return false;
}
