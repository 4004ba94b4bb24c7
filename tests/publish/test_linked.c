/*
 * Linked data: its tables, its names, what is written of hostile text, what is
 * refused of a file, and memory running out.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/date.h"
#include "base/memory.h"
#include "language/tree.h"
#include "policy/right.h"
#include "tests/publish/linked_case.h"

/* --- every name of the dictionary has its term, or it is said that there is none -------- */

static void expect_mapped(const char *kind, struct slice name)
{
	if (linked_mapping_find(linked_case_tables(), kind, name) == NULL)
		fail_msg("linked-data/mapping.csv has no line '%s,%.*s': name "
			 "its nearest term of DPV, or 'none'",
			 kind, SLICE_ARGS(name));
}

static void every_name_is_mapped(void **state)
{
	const struct dictionary *england;
	struct lawbook book = {0};

	(void)state;
	lawbook_england(&book);
	england = book.dictionary;
	for (uint16_t i = 0; i < england->purpose_count; i++)
		expect_mapped("purpose", england->purposes[i].name);
	for (uint16_t i = 0; i < england->category_count; i++)
		expect_mapped("category", england->categories[i].name);
	for (uint16_t i = 0; i < england->law_count; i++)
		if (england->laws[i].basis || england->laws[i].condition)
			expect_mapped("law", england->laws[i].name);
	for (uint16_t i = 0; i < england->body_count; i++)
		if (linked_mapping_find(linked_case_tables(), "body",
					england->bodies[i].name) == NULL)
			expect_mapped("kind", england->bodies[i].kind);
	for (size_t i = 0; i < RIGHT_COUNT; i++)
		expect_mapped("right", slice_of(rights[i].name));
	lawbook_release(&book);
}

static enum dictionary_kind kind_of(struct slice kind)
{
	static const struct {
		const char *name;
		enum dictionary_kind kind;
	} kinds[] = {
		{"purpose", KIND_PURPOSE}, {"category", KIND_CATEGORY},
		{"field", KIND_FIELD},     {"body", KIND_BODY},
		{"law", KIND_LAW},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (slice_is(kind, kinds[i].name))
			return kinds[i].kind;
	return KIND_COUNT;
}

static void the_mapping_names_what_exists(void **state)
{
	const struct linked_tables *tables = linked_case_tables();
	struct lawbook book = {0};

	(void)state;
	lawbook_england(&book);
	for (size_t i = 0; i < tables->mapping_count; i++) {
		const struct linked_mapping *mapping = &tables->mappings[i];
		enum dictionary_kind kind = kind_of(mapping->kind);

		if (kind != KIND_COUNT &&
		    dictionary_find(book.dictionary, kind, mapping->name) ==
			    DICTIONARY_NONE)
			fail_msg("nothing is '%.*s' any more",
				 SLICE_ARGS(mapping->name));
		if (slice_is(mapping->kind, "right"))
			assert_non_null(right_find(mapping->name));
		if (mapping->relation != RELATION_NONE &&
		    linked_term_find(tables, mapping->term) == NULL)
			fail_msg("terms.csv has no '%.*s'",
				 SLICE_ARGS(mapping->term));
		for (size_t j = 0; j < i; j++)
			assert_false(slice_equal(tables->mappings[j].kind,
						 mapping->kind) &&
				     slice_equal(tables->mappings[j].name,
						 mapping->name));
	}
	lawbook_release(&book);
}

/* A term names others of the table, and a shape classes and properties of it. */
static void tables_hang_together(void **state)
{
	const struct linked_tables *tables = linked_case_tables();

	(void)state;
	for (size_t i = 0; i < tables->term_count; i++) {
		const struct linked_term *term = &tables->terms[i];

		if (term->parent.len > 0 &&
		    linked_term_find(tables, term->parent) == NULL)
			fail_msg("'%.*s' has no parent '%.*s'",
				 SLICE_ARGS(term->name),
				 SLICE_ARGS(term->parent));
		if (term->domain.len > 0 &&
		    linked_term_find(tables, term->domain) == NULL)
			fail_msg("'%.*s' is said of no '%.*s'",
				 SLICE_ARGS(term->name),
				 SLICE_ARGS(term->domain));
		if (slice_starts_with(term->name, SLICE("term:")))
			assert_true(term->label.len > 0);
	}
	for (size_t i = 0; i < tables->shape_count; i++) {
		const struct linked_shape *shape = &tables->shapes[i];
		const struct linked_term *property =
			linked_term_find(tables, shape->property);

		if (linked_term_find(tables, shape->class) == NULL ||
		    property == NULL || property->kind != LINKED_PROPERTY)
			fail_msg(
				"line %u of shapes.csv names what is not there",
				shape->line);
	}
}

/* --- names -------------------------------------------------------------------------------------- */

static const char LAW[] =
	"gateway advising {\n"
	"    by school; to council for advice; data reach, medical, marks\n"
	"    needs authorisation\n"
	"    objection by parent until 16 then pupil leaves address\n"
	"    onward to police for safety at pupil\n"
	"}\n"
	"gateway asking { by school; to youth for safety; data name\n"
	"    on request; duty on request }\n";

static const char FIRST[] =
	"notice \"N\" version 1 from 2018-01-01 review every 1 year\n"
	"controller \"The C's \xc3\x89"
	"cole\" school college\n"
	"hold reach, medical { for advice; keep until age 25 then destroy }\n"
	"never to-police \"Never!\" { to police }\n"
	"share with council { send reach; for advice; when age >= 13 }\n";

static const char SECOND[] =
	"notice \"N\" version 2 from 2019-01-01 review every 1 year\n"
	"controller \"The C's \xc3\x89"
	"cole\" school college\n"
	"hold reach, medical { for advice; keep until age 25 then destroy }\n"
	"share with shop { send name; for offers }\n"
	"share with council { send reach, medical; for advice }\n";

static struct graph_node *expect_node(struct graph *graph, const char *name)
{
	struct graph_node *node = graph_find(graph, slice_of(name));

	if (node == NULL)
		fail_msg("there is no '%s'", name);
	return node;
}

static void equal_things_have_equal_names_in_all_versions(void **state)
{
	static const char *const flow = "here:flow/share-council-advice";
	struct linked_case test;
	struct graph graph;

	(void)state;
	for (int version = 1; version <= 2; version++) {
		char own[80];
		const struct graph_value *value;

		linked_case_text(&test, LAW, FIRST, SECOND,
				 date_from_civil(2017 + version, 6, 1));
		linked_case_make(&test, linked_notice, &graph);
		snprintf(own, sizeof(own),
			 "here:notice/%d/flow/share-council-advice", version);
		value = graph_value(expect_node(&graph, own), "dct:isVersionOf",
				    NULL);
		assert_slice(value->text, flow);
		assert_slice(graph_full(&graph, value->text),
			     "urn:hornbook:school/the-c-s-%C3%89cole/"
			     "flow/share-council-advice");
		assert_slice(graph_full(&graph, SLICE("term:purpose/advice")),
			     "urn:hornbook:a-small-country/purpose/advice");
		expect_node(&graph, "term:purpose/advice");
		linked_case_close(&test);
	}
}

static void names_begin_with_the_base_that_is_given(void **state)
{
	struct linked_bases bases = {
		.terms = SLICE("https://terms.example/x"),
		.here = SLICE("https://school.example/data#"),
	};
	struct linked_case test;
	struct error error = {0};
	struct graph graph;

	(void)state;
	linked_case_text(&test, LAW, FIRST, NULL, date_from_civil(2018, 6, 1));
	assert_success(linked_notice(&graph, test.publication,
				     linked_case_tables(), &bases, &test.arena,
				     &error),
		       &error);
	assert_slice(graph_full(&graph, SLICE("here:notice/1")),
		     "https://school.example/data#notice/1");
	assert_slice(graph_full(&graph, SLICE("term:purpose/advice")),
		     "https://terms.example/x/purpose/advice");
	linked_case_close(&test);
}

static void a_base_is_an_absolute_name(void **state)
{
	static const char *const good[] = {"https://school.example/data/",
					   "urn:example:a", "http://x#"};
	static const char *const bad[] = {
		"",          "school.example", "https:",
		"://x",      "https://a b/",   "https://a\"b/",
		"1x:y",      "https://a>b/",   "https://\xc3\xa9/",
		"/relative", "ht\ttp://x/",    "https://x/{y}"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(linked_base_good(slice_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (linked_base_good(slice_of(bad[i])))
			fail_msg("'%s' is a base", bad[i]);
}

/* --- ODRL --------------------------------------------------------------------------------------- */

static bool has(const struct builder *json, const char *text)
{
	return strstr(json->at, text) != NULL;
}

static void expect_policy(const char *condition, const char *const *texts,
			  size_t count)
{
	struct builder notice = {0}, json = {0};
	struct linked_case test;
	struct graph graph;

	builder_add_format(&notice,
			   "notice \"N\" version 1 from 2018-01-01\n"
			   "controller \"C\" school college\n"
			   "share with council { send reach; for advice;\n"
			   "    when %s }\n",
			   condition);
	linked_case_text(&test, LAW, builder_text(&notice), NULL,
			 date_from_civil(2018, 6, 1));
	linked_case_make(&test, linked_policy, &graph);
	linked_case_check(&graph, condition);
	graph_write_turtle(&graph, &json);
	builder_text(&json);
	for (size_t i = 0; i < count; i++)
		if (!has(&json, texts[i]))
			fail_msg("%s: there is no '%s' in %s", condition,
				 texts[i], json.at);
	builder_release(&notice);
	builder_release(&json);
	linked_case_close(&test);
}

#define EXPECT_POLICY(condition, ...)                              \
	do {                                                       \
		static const char *const texts_[] = {__VA_ARGS__}; \
		expect_policy(condition, texts_,                   \
			      sizeof(texts_) / sizeof(texts_[0])); \
	} while (0)

static void conditions_are_constraints(void **state)
{
	(void)state;
	EXPECT_POLICY("age >= 13", "odrl:leftOperand <", "odrl:gteq", "13");
	/* ODRL has no "not": De Morgan's laws and the contrary operators. */
	EXPECT_POLICY("not (age >= 13 or carer)", "odrl:lt", "false");
	EXPECT_POLICY("not age in 5 to 11", "odrl:or (", "odrl:lt", "odrl:gt");
	EXPECT_POLICY("age in 5 to 11", "odrl:and (", "odrl:gteq", "odrl:lteq");
	EXPECT_POLICY("age in 5, 7 to 8", "odrl:or (", "odrl:and (", "odrl:eq");
	/* The order of codes is nobody else's: they are listed. */
	EXPECT_POLICY("year >= 2", "odrl:isAnyOf", "\"2\" \"7\" \"11\"");
	EXPECT_POLICY("year in R to 1", "odrl:isAnyOf", "\"R\" \"1\"");
	EXPECT_POLICY("not year in R to 1", "odrl:isNoneOf", "\"R\" \"1\"");
	EXPECT_POLICY("colour != red", "odrl:isAnyOf", "\"blue\" \"green\"");
	EXPECT_POLICY("since < 2017-09-01", "odrl:lt",
		      "\"2017-09-01\"^^xsd:date");
}

static void what_is_never_done_is_a_prohibition(void **state)
{
	struct linked_case test;
	struct graph graph;
	struct graph_node *node;

	(void)state;
	linked_case_text(&test, LAW, FIRST, NULL, date_from_civil(2018, 6, 1));
	linked_case_make(&test, linked_policy, &graph);
	node = expect_node(&graph, "here:notice/1/policy");
	assert_slice(graph_value(node, "odrl:conflict", NULL)->text,
		     "odrl:prohibit");
	assert_non_null(graph_value(node, "odrl:prohibition", NULL));
	assert_non_null(graph_value(node, "odrl:permission", NULL));
	node = expect_node(&graph,
			   "here:notice/1/objection/share-council-advice/"
			   "name/advice");
	assert_true(graph_is(node, "odrl:Prohibition"));
	linked_case_close(&test);
}

/* --- hostile text ------------------------------------------------------------------------------- */

static const char hostile[] = "</script>\"'\\ \x01\x7f\r\n\t \xe2\x80\xae "
			      "\xc2\x85 <b> & \xf0\x9f\x98\x80 ^^ \"\"\" @en";

static void make_hostile(struct graph *graph, struct arena *arena)
{
	struct slice none = {NULL, 0}, text = slice_of(hostile);
	struct graph_node *node;

	graph_init(graph, arena, SLICE("urn:x:"), SLICE("https://h.example/"));
	node = graph_node(graph, graph_join(graph, "here:",
					    graph_slug(graph, text), none));
	graph_text(graph, node, "dct:title", text);
	graph_words(graph, node, "dct:description", text, SLICE("en-GB"));
	graph_typed(graph, node, "schema:url", SLICE("javascript:alert(1)"),
		    "xsd:anyURI");
	graph_name(graph, node, "dct:references",
		   SLICE("https://x.example/a>b\"c d\\e"));
	assert_false(graph->failed);
}

static void hostile_text_stays_text(void **state)
{
	struct builder json = {0}, turtle = {0}, again = {0};
	struct arena arena = {0};
	struct graph graph, back;
	const struct graph_value *value;

	(void)state;
	make_hostile(&graph, &arena);
	linked_case_json(&graph, &json);
	linked_case_read(&arena, builder_slice(&json), &back);
	assert_int_equal(back.count, 1);
	value = graph_value(back.nodes[0], "dct:title", NULL);
	assert_slice(value->text, hostile);
	linked_case_json(&back, &again);
	assert_slice(builder_slice(&again), builder_text(&json));
	graph_write_turtle(&graph, &turtle);
	builder_text(&turtle);
	builder_text(&json);
	for (size_t i = 0; i < json.len; i++)
		assert_true((unsigned char)json.at[i] >= ' ' ||
			    json.at[i] == '\n');
	for (size_t i = 0; i < turtle.len; i++)
		assert_true(((unsigned char)turtle.at[i] >= ' ' &&
			     turtle.at[i] != 0x7f) ||
			    turtle.at[i] == '\n');
	assert_true(has(&turtle, "\\\"\\\"\\\" @en\"@en-GB"));
	/* In a name no character can end it. */
	assert_true(has(&turtle, "a\\u003Eb\\u0022c\\u0020d\\u005Ce>") ||
		    has(&turtle, "a%3Eb%22c%20d%5Ce>"));
	builder_release(&json);
	builder_release(&turtle);
	builder_release(&again);
	arena_release(&arena);
}

/* --- reading ------------------------------------------------------------------------------------- */

static void refuse(const char *text, const char *what)
{
	struct slice none = {NULL, 0};
	struct arena arena = {0};
	struct graph graph;
	struct error error = {0};
	char told[400];

	graph_init(&graph, &arena, none, none);
	if (graph_read_json(&graph, slice_of(text), &error) == 0)
		fail_msg("'%s' is read", text);
	assert_int_equal(error.code, ERROR_INPUT);
	error_text(&error, told, sizeof(told));
	if (strstr(told, what) == NULL)
		fail_msg("'%s' of '%s'", told, text);
	arena_release(&arena);
}

#define CONTEXT "\"@context\":{\"dpv\":\"https://w3id.org/dpv#\"}"

static void files_that_say_something_else_are_refused(void **state)
{
	struct builder deep = {0};

	(void)state;
	refuse("", "not JSON");
	refuse("[]", "no object");
	refuse("{\"@graph\":[],\"@graph\":[]}", "not JSON");
	refuse("{\"@context\":\"https://w3id.org/dpv/context.jsonld\"}",
	       "does not stand in the file");
	refuse("{\"@context\":{\"@base\":\"http://x/\"}}", "@base");
	refuse("{\"@context\":{\"@import\":\"http://x/\"}}", "@import");
	refuse("{\"@context\":{\"a\":{\"@id\":\"b\"}}}", "without a scheme");
	refuse("{\"@context\":{\"a\":{\"@container\":\"@list\"}}}",
	       "@container");
	refuse("{" CONTEXT ",\"@graph\":{}}", "not a list");
	refuse("{" CONTEXT ",\"@graph\":[1]}", "not a node");
	refuse("{" CONTEXT ",\"@graph\":[],\"dpv:x\":1}", "beside");
	refuse("{" CONTEXT ",\"@id\":\"nowhere\"}", "without a scheme");
	refuse("{" CONTEXT ",\"@id\":\"_:b0\"}", "in one file only");
	refuse("{\"@context\":{\"dct\":\"here://x/\",\"here\":\"urn:h:\"},"
	       "\"@id\":\"dct:a\"}",
	       "begins as a prefix does");
	refuse("{" CONTEXT ",\"@id\":1}", "not a name");
	refuse("{" CONTEXT ",\"@type\":[1]}", "not a type");
	refuse("{" CONTEXT
	       ",\"http://www.w3.org/1999/02/22-rdf-syntax-ns#type\":"
	       "\"x\"}",
	       "\"@type\"");
	refuse("{" CONTEXT ",\"@reverse\":{}}", "@reverse");
	refuse("{" CONTEXT ",\"dpv:x\":{\"@context\":{},\"dpv:y\":1}}",
	       "a context inside");
	refuse("{" CONTEXT ",\"dpv:x\":null}", "cannot read a value");
	refuse("{" CONTEXT ",\"dpv:x\":1.5}", "cannot read a value");
	refuse("{" CONTEXT ",\"dpv:x\":{\"@value\":\"a\",\"@id\":\"b:c\"}}",
	       "cannot read a value");
	refuse("{" CONTEXT ",\"dpv:x\":{\"@value\":\"a\","
	       "\"@language\":\"en . <x>\"}}",
	       "no language");
	refuse("{" CONTEXT ",\"odrl:x\":\"a\"}", "does not explain");
	refuse("{" CONTEXT ",\"x\":\"a\"}", "without a scheme");
	for (int i = 0; i < 400; i++)
		builder_add_text(&deep, "{\"urn:x\":");
	builder_add_text(&deep, "1");
	for (int i = 0; i < 400; i++)
		builder_add_text(&deep, "}");
	refuse(builder_text(&deep), "deep");
	builder_release(&deep);
}

static void other_spellings_are_read_alike(void **state)
{
	static const char one[] =
		"{\"@context\":{\"d\":\"https://w3id.org/dpv#\","
		"\"p\":{\"@id\":\"d:hasPurpose\",\"@type\":\"@id\"}},"
		"\"@id\":\"https://x.example/n\",\"@type\":\"d:Process\","
		"\"p\":[\"https://x.example/a\",\"https://x.example/a\"],"
		"\"https://w3id.org/dpv#hasNecessity\":"
		"{\"@id\":\"d:Required\"}}";
	struct arena arena = {0};
	struct graph graph;
	const struct graph_node *node;

	(void)state;
	linked_case_read(&arena, slice_of(one), &graph);
	assert_int_equal(graph.count, 1);
	node = graph_find(&graph, SLICE("https://x.example/n"));
	assert_non_null(node);
	assert_int_equal(node->count, 3); /* twice is once */
	assert_true(graph_is(node, "dpv:Process"));
	assert_slice(graph_value(node, "dpv:hasPurpose", NULL)->text,
		     "https://x.example/a");
	assert_slice(graph_value(node, "dpv:hasNecessity", NULL)->text,
		     "dpv:Required");
	arena_release(&arena);
}

/* --- terms that do not exist ------------------------------------------------------------------- */

static void expect_fault(const char *property, const char *value,
			 const char *what)
{
	struct slice none = {NULL, 0};
	struct arena arena = {0};
	struct linked_faults faults;
	struct error error = {0};
	struct graph_node *node;
	struct graph graph;

	graph_init(&graph, &arena, SLICE("urn:t:"), none);
	node = graph_node(&graph, SLICE("https://x.example/n"));
	graph_type(&graph, node, "dpv:Process");
	graph_name(&graph, node, property, slice_of(value));
	assert_success(
		linked_check(&graph, linked_case_tables(), &faults, &error),
		&error);
	assert_int_equal(faults.count > 0, what != NULL);
	if (what != NULL)
		assert_string_equal(faults.list[0].what, what);
	arena_release(&arena);
}

static void terms_that_do_not_exist_are_found(void **state)
{
	(void)state;
	expect_fault("dpv:hasNecessity", "dpv:Required", NULL);
	expect_fault("rdf:type", "dpv:Attendance", "there is no such term");
	expect_fault("rdf:type", "dpv:hasPurpose", "no class");
	expect_fault("dpv:hasAttendance", "https://x.example/a",
		     "there is no such property");
	expect_fault("dpv:Purpose", "https://x.example/a", "no property");
	expect_fault("odrl:permission", "https://x.example/a",
		     "said of another kind of thing");
	expect_fault("dpv:hasNecessity", "dpv:Purpose",
		     "a value of another kind");
}

/* --- tables that are wrong --------------------------------------------------------------------- */

typedef int table_reader(struct linked_tables *tables, struct slice text,
			 struct error *error);

static void refuse_table(table_reader *read, const char *text, const char *what,
			 uint32_t line, uint32_t column)
{
	struct arena arena = {0};
	struct linked_tables tables = {.arena = &arena};
	struct error error = {0};

	if (read(&tables, slice_of(text), &error) == 0)
		fail_msg("'%s' is read", text);
	assert_int_equal(error.code, ERROR_INPUT);
	if (strstr(error.message, what) == NULL)
		fail_msg("'%s' of '%s'", error.message, text);
	assert_int_equal(error.place.line, line);
	assert_int_equal(error.place.column, column);
	linked_tables_release(&tables);
	arena_release(&arena);
}

#define TERMS "term,kind,parent,domain,range,label,definition\n"
#define MAPPING "kind,name,relation,term,note\n"
#define SHAPES \
	"class,property,least,most,kind,value class,datatype,values,pattern\n"

static void wrong_tables_are_refused(void **state)
{
	(void)state;
	refuse_table(linked_terms_read, "term,sort\n", "column 2", 1, 0);
	refuse_table(linked_terms_read, TERMS "a:B,thing,,,,,\n",
		     "no kind of term", 2, 5);
	refuse_table(linked_terms_read,
		     TERMS "a:B,class,,,,,\na:B,class,,,,,\n", "twice", 3, 1);
	refuse_table(linked_mapping_read, MAPPING "purpose,x,near,a:B,\n",
		     "no relation", 2, 11);
	refuse_table(linked_mapping_read, MAPPING "purpose,x,none,a:B,\n",
		     "where there is none", 2, 16);
	refuse_table(linked_mapping_read, MAPPING "purpose,x,close,,\n",
		     "where there is none", 2, 17);
	refuse_table(linked_shapes_read, SHAPES "a:B,a:c,x,,,,,,\n",
		     "no number", 2, 9);
	refuse_table(linked_shapes_read, SHAPES "a:B,a:c,0,1,blank,,,,\n",
		     "no kind of value", 2, 13);
	refuse_table(linked_shapes_read,
		     SHAPES "a:B,a:c,0,1,,,,,^a\na:B,a:c,0,1,,,,,[\n",
		     "no pattern", 3, 17);
}

/* --- memory -------------------------------------------------------------------------------------- */

static int all_of_it(const struct linked_case *test,
		     const struct linked_tables *tables, struct arena *arena,
		     struct error *error)
{
	struct linked_bases bases = {.language = SLICE("en")};
	struct slice none = {NULL, 0};
	int status = 0;

	for (size_t v = 0; v < LINKED_VIEWS && status == 0; v++) {
		struct builder json = {0}, turtle = {0};
		struct linked_faults faults;
		struct graph graph, back;

		status = linked_views[v](&graph, test->publication, tables,
					 &bases, arena, error);
		if (status == 0) {
			graph_write_json(&graph, &json);
			graph_write_turtle(&graph, &turtle);
			if (json.failed || turtle.failed || graph.failed)
				status = error_memory(error);
		}
		graph_init(&back, arena, none, none);
		if (status == 0)
			status = graph_read_json(&back, builder_slice(&json),
						 error);
		if (status == 0)
			status = linked_check(&back, tables, &faults, error);
		if (status == 0 && faults.count > 0)
			fail_msg("faults when memory was short: '%.*s' '%.*s' "
				 "%s",
				 SLICE_ARGS(faults.list[0].node),
				 SLICE_ARGS(faults.list[0].property),
				 faults.list[0].what);
		builder_release(&json);
		builder_release(&turtle);
	}
	return status;
}

static void memory_may_run_out_anywhere(void **state)
{
	const struct linked_tables *tables = linked_case_tables();
	struct linked_case test;
	uint64_t nth = 0;
	bool done = false;

	(void)state;
	linked_case_text(&test, LAW, FIRST, SECOND,
			 date_from_civil(2019, 6, 1));
	while (!done) {
		struct arena arena = {0};
		struct error error = {0};

		memory_fail_at(++nth);
		done = all_of_it(&test, tables, &arena, &error) == 0;
		if (!done)
			assert_int_equal(error.code, ERROR_MEMORY);
		else
			assert_false(memory_failed());
		memory_fail_at(0);
		arena_release(&arena);
	}
	assert_true(nth > 50);
	linked_case_close(&test);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_mapped),
		cmocka_unit_test(the_mapping_names_what_exists),
		cmocka_unit_test(tables_hang_together),
		cmocka_unit_test(equal_things_have_equal_names_in_all_versions),
		cmocka_unit_test(names_begin_with_the_base_that_is_given),
		cmocka_unit_test(a_base_is_an_absolute_name),
		cmocka_unit_test(conditions_are_constraints),
		cmocka_unit_test(what_is_never_done_is_a_prohibition),
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(files_that_say_something_else_are_refused),
		cmocka_unit_test(other_spellings_are_read_alike),
		cmocka_unit_test(terms_that_do_not_exist_are_found),
		cmocka_unit_test(wrong_tables_are_refused),
		cmocka_unit_test(memory_may_run_out_anywhere),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	linked_cases_done();
	return failed;
}
