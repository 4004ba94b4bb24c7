#include "tables/count_doubt.h"

#include <ctype.h>

#include "tables/cube.h"

/* Words of headings under which values are numbers. */
static const char *const numbered[] = {
	"year",  "age",    "group",     "code",     "urn",  "laestab", "school",
	"estab", "term",   "lsoa",      "msoa",     "ward", "band",    "decile",
	"stage", "week",   "month",     "quintile", "la",   "date",    "area",
	"class", "form",   "region",    "level",    "size", "grade",   "id",
	"sex",   "gender", "ethnicity", "sen",      "fsm",
};

static bool is_numbered(struct slice word)
{
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++)
		if (slice_equal_ignoring_case(word, slice_of(numbered[i])))
			return true;
	return false;
}

static bool has_numbered_word(struct slice heading)
{
	size_t from = 0;

	for (size_t at = 0; at <= heading.len; at++) {
		if (at < heading.len && isalpha((unsigned char)heading.at[at]))
			continue;
		if (is_numbered(slice_part(heading, from, at)))
			return true;
		from = at + 1;
	}
	return false;
}

static bool is_number(struct slice text)
{
	bool digit = false;

	text = slice_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		if (isdigit((unsigned char)text.at[i]))
			digit = true;
		else if (text.at[i] != '.' && text.at[i] != ',' &&
			 text.at[i] != '%' && text.at[i] != '-')
			return false;
	}
	return digit;
}

bool count_doubt_numbers(struct slice heading, const struct slice *codes,
			 size_t count)
{
	if (has_numbered_word(heading))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_number(codes[i]))
			return false;
	return count > 0;
}

/* Whether the value's count is half of its group's at every cell of the other
 * dimensions. */
static bool is_half(const struct cube *cube, uint32_t d, uint32_t node)
{
	uint32_t stride = cube->strides[d];
	uint32_t parent = cube->dimensions[d]->nodes[node].parent;
	size_t slab = (size_t)stride * cube->dimensions[d]->count;

	for (size_t at = 0; at < cube->cell_count; at += slab)
		for (size_t i = at; i < at + stride; i++)
			if (cube->counts[i + (size_t)node * stride] * 2 !=
			    cube->counts[i + (size_t)parent * stride])
				return false;
	return true;
}

bool count_doubt_total(const struct cube *cube, struct count_doubt *doubt)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];

		for (uint32_t n = 1; n < dimension->count; n++) {
			uint32_t parent = dimension->nodes[n].parent;
			size_t stride = cube->strides[d];

			if (dimension->nodes[parent].child_count < 3 ||
			    cube->counts[n * stride] == 0 ||
			    cube->counts[n * stride] * 2 !=
				    cube->counts[parent * stride] ||
			    !is_half(cube, d, n))
				continue;
			doubt->dimension = dimension->name;
			doubt->code = dimension->nodes[n].code;
			return true;
		}
	}
	return false;
}
