/* Holding a graph against the tables of terms and of shapes. */
#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "publish/linked_data.h"
#include "publish/linked_graph.h"
#include "publish/linked_tables.h"

struct check {
	struct graph *graph;
	const struct linked_tables *tables;
	struct linked_faults *faults;
	struct slice name; /* of the node, or of the one around it */
	bool failed;
};

static void tell(struct check *check, struct slice property,
		 const struct linked_shape *shape, const char *what,
		 struct slice value)
{
	struct linked_faults *faults = check->faults;
	struct linked_fault *list;

	list = arena_grow(check->graph->arena, faults->list, faults->count,
			  &faults->capacity, sizeof(*list));
	if (list == NULL) {
		check->failed = true;
		return;
	}
	faults->list = list;
	list[faults->count++] = (struct linked_fault){
		.node = check->name,
		.property = property,
		.shape = shape,
		.what = what,
		.value = value,
	};
}

/* --- terms -------------------------------------------------------------------------- */

static struct slice prefix_of(struct slice name)
{
	struct slice rest = name, prefix = slice_cut(&rest, ':');

	return prefix.len == name.len ? (struct slice){NULL, 0} : prefix;
}

/* Whether the table has terms of this name's vocabulary.  Of our own those with a
 * path are the dictionary's. */
static bool is_held(const struct check *check, struct slice name)
{
	struct slice prefix = prefix_of(name);

	if (prefix.len == 0 || slice_is(prefix, "here"))
		return false;
	if (slice_is(prefix, "term"))
		return memchr(name.at, '/', name.len) == NULL &&
		       !slice_is(name, "term:scheme");
	for (size_t i = 0; i < check->tables->term_count; i++)
		if (slice_equal(prefix_of(check->tables->terms[i].name),
				prefix))
			return true;
	return false;
}

/* Whether a node, or a term of the table, is of a class. */
static bool is_of(const struct check *check, const struct graph_node *node,
		  struct slice class)
{
	const struct graph_value *type = NULL;

	while (node != NULL &&
	       (type = graph_value(node, "rdf:type", type)) != NULL)
		if (linked_narrower(check->tables, type->text, class))
			return true;
	return false;
}

static bool value_is_of(const struct check *check,
			const struct graph_value *value, struct slice class)
{
	if (slice_is(class, "rdfs:Resource"))
		return value->kind != GRAPH_TEXT;
	if (is_of(check, graph_follow(check->graph, value), class))
		return true;
	return value->kind == GRAPH_NAME &&
	       linked_narrower(check->tables, value->text, class);
}

static bool datatype_fits(const struct graph_value *value,
			  struct slice datatype)
{
	if (value->kind != GRAPH_TEXT)
		return false;
	if (slice_is(datatype, "rdfs:Literal"))
		return true;
	if (slice_is(datatype, "text"))
		return value->datatype.len == 0;
	if (slice_is(datatype, "xsd:string"))
		return value->datatype.len == 0 && value->language.len == 0;
	return slice_equal(value->datatype, datatype);
}

static bool is_datatype(struct slice range)
{
	return slice_is(range, "text") || slice_is(range, "rdfs:Literal") ||
	       slice_starts_with(range, SLICE("xsd:"));
}

static void check_range(struct check *check, const struct linked_term *term,
			const struct graph_value *value)
{
	bool fits;

	if (term->range.len == 0 || value->kind == GRAPH_LIST)
		return;
	fits = is_datatype(term->range)
		       ? datatype_fits(value, term->range)
		       : value_is_of(check, value, term->range);
	if (!fits)
		tell(check, term->name, NULL, "a value of another kind",
		     value->kind == GRAPH_NODE ? term->range : value->text);
}

static void check_name(struct check *check, struct slice property,
		       struct slice name)
{
	if (is_held(check, name) &&
	    linked_term_find(check->tables, name) == NULL)
		tell(check, property, NULL, "there is no such term", name);
}

static void check_property(struct check *check, const struct graph_node *node,
			   const struct graph_statement *statement)
{
	struct slice property = statement->property;
	const struct linked_term *term =
		linked_term_find(check->tables, property);

	if (slice_is(property, "rdf:type")) {
		term = linked_term_find(check->tables, statement->value.text);
		if (term != NULL && term->kind == LINKED_PROPERTY)
			tell(check, property, NULL, "no class",
			     statement->value.text);
		return;
	}
	if (term == NULL) {
		tell(check, property, NULL, "there is no such property",
		     property);
		return;
	}
	if (term->kind != LINKED_PROPERTY)
		tell(check, property, NULL, "no property", property);
	if (term->domain.len > 0 && !is_of(check, node, term->domain))
		tell(check, property, NULL, "said of another kind of thing",
		     term->domain);
	check_range(check, term, &statement->value);
}

/* --- shapes ------------------------------------------------------------------------------ */

static bool is_listed(struct slice values, struct slice text)
{
	while (values.len > 0)
		if (slice_equal(slice_cut(&values, ' '), text))
			return true;
	return false;
}

static bool kind_fits(const struct linked_shape *shape,
		      const struct graph_value *value)
{
	switch (shape->kind) {
	case NODE_ANY:
		return true;
	case NODE_IRI:
		return value->kind == GRAPH_NAME;
	case NODE_LITERAL:
		return value->kind == GRAPH_TEXT;
	case NODE_THING:
		return value->kind == GRAPH_NAME || value->kind == GRAPH_NODE;
	}
	return false;
}

/* Patterns are held against text as it is, and names in their short form. */
static bool pattern_fits(struct check *check, const struct linked_shape *shape,
			 struct slice text)
{
	char *copy;
	int status;

	if (memchr(text.at != NULL ? text.at : "", '\0', text.len) != NULL)
		return false;
	copy = memory_allocate(text.len + 1);
	if (copy == NULL) {
		check->failed = true;
		return true;
	}
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	status = regexec(&shape->compiled, copy, 0, NULL, 0);
	memory_free(copy);
	return status == 0;
}

static void check_value(struct check *check, const struct linked_shape *shape,
			const struct graph_value *value)
{
	if (!kind_fits(shape, value))
		tell(check, shape->property, shape, "a value of another form",
		     value->text);
	if (shape->value_class.len > 0 &&
	    !value_is_of(check, value, shape->value_class))
		tell(check, shape->property, shape, "a value of another class",
		     value->text);
	if (shape->datatype.len > 0 && !datatype_fits(value, shape->datatype))
		tell(check, shape->property, shape,
		     "a value of another datatype", value->text);
	if (shape->values.len > 0 && !is_listed(shape->values, value->text))
		tell(check, shape->property, shape,
		     "a value that is none of those allowed", value->text);
	if (shape->pattern.len > 0 && !pattern_fits(check, shape, value->text))
		tell(check, shape->property, shape,
		     "a value that does not have the form", value->text);
}

static void check_shape(struct check *check, const struct graph_node *node,
			const struct linked_shape *shape)
{
	unsigned int count = 0;

	for (size_t i = 0; i < node->count; i++) {
		const struct graph_statement *statement = &node->statements[i];

		if (!slice_equal(statement->property, shape->property))
			continue;
		count++;
		check_value(check, shape, &statement->value);
	}
	if (count < shape->least)
		tell(check, shape->property, shape,
		     "fewer values than there must be",
		     (struct slice){NULL, 0});
	if (shape->most > 0 && count > shape->most)
		tell(check, shape->property, shape,
		     "more values than there may be", (struct slice){NULL, 0});
}

/* --- nodes --------------------------------------------------------------------------------- */

static void check_node(struct check *check, const struct graph_node *node);

static void check_inner(struct check *check, struct slice property,
			const struct graph_value *value)
{
	switch (value->kind) {
	case GRAPH_NAME:
		check_name(check, property, value->text);
		break;
	case GRAPH_NODE:
		check_node(check, value->node);
		break;
	case GRAPH_LIST:
		for (size_t i = 0; i < value->item_count; i++)
			check_inner(check, property, &value->items[i]);
		break;
	case GRAPH_TEXT:
		check_name(check, property, value->datatype);
		break;
	}
}

static void check_node(struct check *check, const struct graph_node *node)
{
	struct slice around = check->name;

	if (node->name.len > 0)
		check->name = node->name;
	for (size_t i = 0; i < check->tables->shape_count; i++)
		if (is_of(check, node, check->tables->shapes[i].class))
			check_shape(check, node, &check->tables->shapes[i]);
	for (size_t i = 0; i < node->count; i++) {
		check_property(check, node, &node->statements[i]);
		check_inner(check, node->statements[i].property,
			    &node->statements[i].value);
	}
	check->name = around;
}

int linked_check(struct graph *graph, const struct linked_tables *tables,
		 struct linked_faults *faults, struct error *error)
{
	struct check check = {
		.graph = graph,
		.tables = tables,
		.faults = faults,
	};

	*faults = (struct linked_faults){0};
	for (size_t i = 0; i < graph->count && !check.failed; i++)
		check_node(&check, graph->nodes[i]);
	return check.failed ? error_memory(error) : 0;
}
