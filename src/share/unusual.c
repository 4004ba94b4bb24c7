#include "share/unusual.h"

#include <stdbool.h>

#include "base/builder.h"

static const struct {
	const char *name, *text;
} words[UNUSUAL_COUNT] = {
	[UNUSUAL_FIRST] = {"first", "the first release to this recipient for "
				    "this purpose"},
	[UNUSUAL_MANY] = {"many-pupils", "more than three times the most "
					 "pupils of any release before"},
	[UNUSUAL_OFTEN] = {"often", "far more releases in thirty days than "
				    "ever before"},
};

const char *unusual_name(enum unusual unusual)
{
	return words[unusual].name;
}

const char *unusual_text(enum unusual unusual)
{
	return words[unusual].text;
}

void unusual_write(unsigned int unusual, struct builder *out)
{
	const char *between = "";

	for (int u = 0; u < UNUSUAL_COUNT; u++) {
		if ((unusual & 1u << u) == 0)
			continue;
		builder_add_text(out, between);
		builder_add_text(out, words[u].text);
		between = "; ";
	}
}

static bool is_many(const struct volume *earlier, size_t count, uint64_t pupils)
{
	uint64_t most = 0;

	for (size_t i = 0; i < count; i++)
		if (earlier[i].pupils > most)
			most = earlier[i].pupils;
	return pupils / UNUSUAL_TIMES > most ||
	       (pupils / UNUSUAL_TIMES == most && pupils % UNUSUAL_TIMES > 0);
}

/* The most releases in any UNUSUAL_DAYS days that end before `before`. */
static size_t most_often(const struct volume *earlier, size_t count,
			 int32_t before)
{
	size_t most = 0, from = 0;

	for (size_t i = 0; i < count && earlier[i].date < before; i++) {
		while (earlier[i].date - earlier[from].date >= UNUSUAL_DAYS)
			from++;
		if (i - from + 1 > most)
			most = i - from + 1;
	}
	return most;
}

static bool is_often(const struct volume *earlier, size_t count, int32_t date)
{
	int32_t since = date - UNUSUAL_DAYS + 1;
	size_t recent = 1, most = most_often(earlier, count, since);

	for (size_t i = 0; i < count; i++)
		recent += earlier[i].date >= since && earlier[i].date <= date;
	if (most == 0)
		return recent > UNUSUAL_AT_FIRST;
	return recent > UNUSUAL_TIMES * most;
}

unsigned int unusual_find(const struct volume *earlier, size_t count,
			  int32_t date, uint64_t pupils)
{
	if (count == 0)
		return 1u << UNUSUAL_FIRST;
	return (unsigned int)is_many(earlier, count, pupils) << UNUSUAL_MANY |
	       (unsigned int)is_often(earlier, count, date) << UNUSUAL_OFTEN;
}
