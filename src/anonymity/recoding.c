#include "anonymity/recoding.h"

#include "base/builder.h"
#include "formats/csv.h"

void recoding_begin(struct recoding *recoding, const struct microdata *data)
{
	*recoding = (struct recoding){0};
	for (size_t i = 0; i < data->column_count; i++)
		if (data->columns[i].role == COLUMN_QUASI)
			recoding->quasi[recoding->quasi_count++] = (uint16_t)i;
}

static size_t quasi_of(const struct recoding *recoding, size_t column)
{
	size_t i = 0;

	while (i < recoding->quasi_count && recoding->quasi[i] != column)
		i++;
	return i;
}

struct slice recoding_text(const struct recoding *recoding,
			   const struct microdata *data, size_t column,
			   size_t row)
{
	const struct column *from = &data->columns[column];
	size_t quasi = quasi_of(recoding, column);
	uint32_t group;

	if (quasi == recoding->quasi_count)
		return column_value(from, row);
	group = recoding_group(recoding, data, quasi, row);
	if (group == UINT32_MAX)
		return SLICE(LADDER_TOP);
	if (from->ladder == NULL)
		return from->values[group];
	return from->ladder->levels[recoding->levels[quasi]].labels[group];
}

struct slice recoding_level_name(const struct recoding *recoding,
				 const struct microdata *data, size_t quasi)
{
	const struct column *column = &data->columns[recoding->quasi[quasi]];

	if (column->ladder == NULL || recoding->levels[quasi] == 0)
		return SLICE("as it is");
	return column->ladder->levels[recoding->levels[quasi]].name;
}

void recoding_write(const struct recoding *recoding,
		    const struct microdata *data, const uint32_t *order,
		    size_t from, size_t to, struct builder *out)
{
	struct slice fields[MICRODATA_COLUMNS];
	enum csv_kind kinds[MICRODATA_COLUMNS];
	uint16_t written[MICRODATA_COLUMNS];
	size_t count = 0;

	for (size_t i = 0; i < data->column_count; i++) {
		if (data->columns[i].role == COLUMN_NAMING)
			continue;
		fields[count] = data->columns[i].name;
		kinds[count] = data->columns[i].number ? CSV_NUMBER : CSV_TEXT;
		written[count++] = (uint16_t)i;
	}
	if (from == 0)
		csv_add_row(out, fields, NULL, count);
	for (size_t place = from; place < to; place++) {
		size_t row = order != NULL ? order[place] : place;

		if (recoding_drops(recoding, row))
			continue;
		for (size_t i = 0; i < count; i++)
			fields[i] =
				recoding_text(recoding, data, written[i], row);
		csv_add_row(out, fields, kinds, count);
	}
}
