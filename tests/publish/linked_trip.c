#include "tests/publish/linked_trip.h"

#include "tests/test.h"

#include "base/date.h"

struct slice trip_after(struct slice name, const char *prefix)
{
	if (!slice_starts_with(name, slice_of(prefix)))
		fail_msg("'%.*s' is no '%s...'", SLICE_ARGS(name), prefix);
	return slice_part(name, strlen(prefix), name.len);
}

struct slice trip_only(const struct trip *trip, const char *property)
{
	const struct graph_value *value =
		graph_value(trip->node, property, NULL);

	if (value == NULL) {
		fail_msg("'%.*s' has no '%s'", SLICE_ARGS(trip->node->name),
			 property);
		return (struct slice){NULL, 0};
	}
	assert_null(graph_value(trip->node, property, value));
	return value->text;
}

size_t trip_count(const struct graph_node *node, const char *property)
{
	const struct graph_value *value = NULL;
	size_t count = 0;

	while ((value = graph_value(node, property, value)) != NULL)
		count++;
	return count;
}

struct field_set trip_named_fields(const struct dictionary *dictionary,
				   struct slice name)
{
	struct field_set fields = {{0}};
	uint16_t at;

	if (slice_starts_with(name, SLICE("term:group/"))) {
		at = dictionary_find(dictionary, KIND_GROUP,
				     trip_after(name, "term:group/"));
		assert_int_not_equal(at, DICTIONARY_NONE);
		return dictionary->groups[at].fields;
	}
	if (slice_starts_with(name, SLICE("term:category/"))) {
		const struct category *category;

		at = dictionary_find(dictionary, KIND_CATEGORY,
				     trip_after(name, "term:category/"));
		assert_int_not_equal(at, DICTIONARY_NONE);
		category = &dictionary->categories[at];
		for (uint16_t i = 0; i < category->field_count; i++)
			field_set_add(&fields,
				      (uint16_t)(category->first_field + i));
		return fields;
	}
	at = dictionary_find(dictionary, KIND_FIELD,
			     trip_after(name, "term:field/"));
	assert_int_not_equal(at, DICTIONARY_NONE);
	field_set_add(&fields, at);
	return fields;
}

void expect_fields(const struct trip *trip, const char *property,
		   struct field_set expected)
{
	const struct graph_value *value = NULL;
	struct field_set told = {{0}};

	while ((value = graph_value(trip->node, property, value)) != NULL)
		told = field_set_union(
			told, trip_named_fields(trip->dictionary, value->text));
	if (!field_set_empty(field_set_difference(told, expected)) ||
	    !field_set_empty(field_set_difference(expected, told)))
		fail_msg("%s: '%.*s' has other fields", trip->test->path,
			 SLICE_ARGS(trip->node->name));
}

void expect_special(const struct trip *trip, struct field_set fields)
{
	struct field_set special = {{0}};

	for (uint16_t i = 0; i < trip->dictionary->field_count; i++)
		if (field_set_has(&fields, i) &&
		    trip->dictionary->fields[i].special)
			field_set_add(&special, i);
	expect_fields(trip, "term:hasSpecialCategoryData", special);
}

void expect_purposes(const struct trip *trip, const uint16_t *purposes,
		     size_t count)
{
	const struct graph_value *value = NULL;

	assert_int_equal(trip_count(trip->node, "dpv:hasPurpose"), count);
	for (size_t i = 0; i < count; i++) {
		value = graph_value(trip->node, "dpv:hasPurpose", value);
		assert_int_equal(dictionary_find(trip->dictionary, KIND_PURPOSE,
						 trip_after(value->text,
							    "term:purpose/")),
				 purposes[i]);
	}
}

void expect_recipient(const struct trip *trip, uint16_t body)
{
	bool controller =
		trip_count(trip->node, "dpv:hasRecipientDataController") > 0;
	const char *property = controller ? "dpv:hasRecipientDataController"
					  : "dpv:hasRecipient";

	assert_int_equal(dictionary_find(trip->dictionary, KIND_BODY,
					 trip_after(trip_only(trip, property),
						    "term:body/")),
			 body);
}

static bool names_law(const struct trip *trip, const char *property,
		      uint16_t law)
{
	const struct graph_value *value = NULL;

	while ((value = graph_value(trip->node, property, value)) != NULL)
		if (dictionary_find(trip->dictionary, KIND_LAW,
				    trip_after(value->text, "term:law/")) ==
		    law)
			return true;
	return false;
}

void expect_laws(const struct trip *trip, const uint16_t *laws, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!names_law(trip, "dpv:hasApplicableLaw", laws[i]) &&
		    !names_law(trip, "dpv:hasLegalBasis", laws[i]))
			fail_msg("'%.*s' lacks a law",
				 SLICE_ARGS(trip->node->name));
}

void expect_date(const struct trip *trip, const char *property, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE) {
		assert_int_equal(trip_count(trip->node, property), 0);
		return;
	}
	date_format(date, text);
	assert_slice(trip_only(trip, property), text);
}

const char *const trip_levels[] = {
	[LEVEL_NAMED] = "term:level/named",
	[LEVEL_PUPIL] = "term:level/pupil",
	[LEVEL_INSIDE] = "term:level/inside",
	[LEVEL_ANONYMISED] = "term:level/anonymised",
	[LEVEL_AGGREGATE] = "term:level/aggregate",
};

const struct graph_node *trip_find_own(const struct trip *trip,
				       const char *kind, struct slice id)
{
	struct builder name = {0};
	const struct graph_node *node;

	builder_add_format(
		&name, "here:notice/%u/%s/",
		(unsigned int)trip->test->publication->notice->version, kind);
	builder_add(&name, id);
	node = graph_find(trip->graph, builder_slice(&name));
	builder_release(&name);
	assert_non_null(node);
	return node;
}

void expect_period(const struct trip *trip, int32_t from, int32_t to)
{
	const struct graph_value *period =
		graph_value(trip->node, "dct:temporal", NULL);
	struct trip inner = *trip;

	assert_int_equal(period != NULL, from != DATE_NONE || to != DATE_NONE);
	if (period == NULL)
		return;
	inner.node = period->node;
	expect_date(&inner, "dcat:startDate", from);
	expect_date(&inner, "dcat:endDate", to);
}

static bool is_set(const struct trip *trip, const struct graph_node *node,
		   const char *property, const char *prefix, uint16_t index)
{
	const struct graph_value *value = NULL;

	while ((value = graph_value(node, property, value)) != NULL)
		if (dictionary_find(trip->dictionary, KIND_TRIGGER,
				    trip_after(value->text, prefix)) == index)
			return true;
	return false;
}

void expect_triggers(const struct trip *trip, uint64_t triggers)
{
	for (uint16_t i = 0; i < trip->dictionary->trigger_count; i++)
		assert_int_equal(is_set(trip, trip->node, "term:onTrigger",
					"term:trigger/", i),
				 triggers >> i & 1);
}

void expect_flag(const struct trip *trip, const char *property, bool flag)
{
	if (flag)
		assert_slice(trip_only(trip, property), "true");
	else
		assert_int_equal(trip_count(trip->node, property), 0);
}
