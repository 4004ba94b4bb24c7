/* The documents of a controller, as a table. */
#include "base/date.h"
#include "base/error.h"
#include "publish/assessment.h"
#include "publish/edition_parts.h"
#include "publish/leaflet.h"
#include "publish/letter.h"
#include "publish/linked_data.h"
#include "publish/linked_graph.h"
#include "publish/notice_document.h"
#include "publish/picture.h"
#include "publish/publication.h"

/* --- the privacy notice ---------------------------------------------------------- */

static int compose_notice(const struct making *making, struct voice *voice,
			  struct document *document, enum notice_layer layer,
			  struct slice full, struct error *error)
{
	const struct notice_document_request request = {
		.publication = making->request->publication,
		.book = voice->book,
		.audience = voice->audience,
		.layer = layer,
		.full = full,
		.releases = making->request->node != NULL
				    ? SLICE("releases.html")
				    : (struct slice){0},
	};

	return notice_document(document, &request, voice->arena, error);
}

static int compose_full(const struct making *making, struct voice *voice,
			struct document *document, struct error *error)
{
	return compose_notice(making, voice, document, LAYER_FULL,
			      (struct slice){0}, error);
}

static int compose_short(const struct making *making, struct voice *voice,
			 struct document *document, struct error *error)
{
	return compose_notice(making, voice, document, LAYER_SHORT,
			      SLICE("notice.html"), error);
}

static int compose_sharing(const struct making *making, struct voice *voice,
			   struct document *document, struct error *error)
{
	return compose_notice(making, voice, document, LAYER_SHARING,
			      SLICE("notice.html"), error);
}

/* --- the same for machines ------------------------------------------------------------ */

static int write_graph(struct graph *graph, struct builder *out,
		       struct error *error)
{
	graph_write_json(graph, out);
	return graph->failed ? error_memory(error) : 0;
}

/* The language of the dictionary's labels. */
static const struct linked_bases bases = {.language = SLICE_INIT("en")};

static int write_dpv(const struct making *making, struct voice *voice,
		     struct builder *out, struct error *error)
{
	const struct edition_request *request = making->request;
	struct graph graph;

	if (linked_notice(&graph, request->publication, request->linked, &bases,
			  voice->arena, error) != 0)
		return -1;
	return write_graph(&graph, out, error);
}

static int write_terms(const struct making *making, struct voice *voice,
		       struct builder *out, struct error *error)
{
	const struct edition_request *request = making->request;
	const struct publication *publication = request->publication;
	struct graph graph;

	if (linked_vocabulary(&graph, publication->dictionary,
			      publication->policy, request->linked, &bases,
			      voice->arena, error) != 0)
		return -1;
	return write_graph(&graph, out, error);
}

static int write_odrl(const struct making *making, struct voice *voice,
		      struct builder *out, struct error *error)
{
	const struct edition_request *request = making->request;
	struct graph graph;

	if (linked_policy(&graph, request->publication, request->linked, &bases,
			  voice->arena, error) != 0)
		return -1;
	return write_graph(&graph, out, error);
}

/* --- the leaflet that goes with forms ----------------------------------------------- */

static int compose_leaflet(const struct making *making, struct voice *voice,
			   struct document *document, struct error *error)
{
	return leaflet_compose(making->request->publication, voice, document,
			       error);
}

/* --- the letter on what a new version changes ------------------------------------------ */

static int compose_letter(const struct making *making, struct voice *voice,
			  struct document *document, struct error *error)
{
	const struct letter_sides *sides = &making->letter;
	const struct letter_request request = {
		.before = sides->publications[COMPARE_OLD],
		.after = sides->publications[COMPARE_NEW],
		.comparison = sides->comparison,
		.book = voice->book,
		.audience = voice->audience,
		.today = making->request->publication->date,
	};

	return letter_document(document, &request, voice->arena, error);
}

/* --- pictures ----------------------------------------------------------------------- */

static int compose_map(const struct making *making, struct voice *voice,
		       struct document *document, struct error *error)
{
	(void)error; /* document_finish tells of it */
	picture_map_page(document, making->request->publication, voice);
	return 0;
}

static int compose_matrix(const struct making *making, struct voice *voice,
			  struct document *document, struct error *error)
{
	(void)error;
	picture_matrix_page(document, making->request->publication, voice);
	return 0;
}

/* --- the record of processing --------------------------------------------------------- */

static int compose_processing(const struct making *making, struct voice *voice,
			      struct document *document, struct error *error)
{
	return processing_compose(&making->processing, voice, document, error);
}

static int write_processing(const struct making *making, struct voice *voice,
			    struct builder *out, struct error *error)
{
	return processing_csv(&making->processing, voice, out, error);
}

/* --- the impact assessment ------------------------------------------------------------- */

static int compose_assessment(const struct making *making, struct voice *voice,
			      struct document *document, struct error *error)
{
	const struct edition_request *request = making->request;
	size_t open;

	return assessment_compose(request->publication, request->findings,
				  voice, document, &open, error);
}

/* --- approved organisations ---------------------------------------------------------- */

static int compose_organisations(const struct making *making,
				 struct voice *voice, struct document *document,
				 struct error *error)
{
	struct organisations organisations = making->organisations;

	organisations.register_page = SLICE("releases.html");
	return organisations_compose(&organisations, voice, document, error);
}

static int write_organisations(const struct making *making, struct voice *voice,
			       struct builder *out, struct error *error)
{
	return organisations_csv(&making->organisations, voice, out, error);
}

/* --- the register of releases ------------------------------------------------------- */

static const struct release_filter everything = {
	.from = DATE_NONE,
	.to = DATE_NONE,
	.recipient = DICTIONARY_NONE,
};

static int compose_releases(const struct making *making, struct voice *voice,
			    struct document *document, struct error *error)
{
	return releases_compose(&making->releases, &everything, voice, document,
				error);
}

static int write_releases(const struct making *making, struct voice *voice,
			  struct builder *out, struct error *error)
{
	return releases_csv(&making->releases, &everything, voice, out, error);
}

static int write_feed(const struct making *making, struct voice *voice,
		      struct builder *out, struct error *error)
{
	return releases_atom(&making->releases, &everything, voice,
			     (struct slice){0}, out, error);
}

/* --- the table ------------------------------------------------------------------------ */

/* The phrases of a document: what leads to it, and what it is for. */
#define PHRASES(document) \
	PHRASE_EDITION_##document, PHRASE_EDITION_##document##_ABOUT

/* In the order in which people look for them. */
const struct edition_maker edition_makers[] = {
	{"notice-short", PHRASES(NOTICE_SHORT), SHELF_FAMILIES, AUDIENCE_PARENT,
	 .print = true, .compose = compose_short},
	{"notice", PHRASES(NOTICE), SHELF_FAMILIES, AUDIENCE_PARENT,
	 .print = true, .compose = compose_full},
	{"sharing", PHRASES(SHARING), SHELF_FAMILIES, AUDIENCE_PARENT,
	 .print = true, .compose = compose_sharing},
	{"letter", PHRASES(LETTER), SHELF_FAMILIES, AUDIENCE_PARENT,
	 NEEDS_TWO_VERSIONS, .print = true, .compose = compose_letter},
	{"leaflet", PHRASES(LEAFLET), SHELF_FAMILIES, AUDIENCE_PARENT,
	 .print = true, .compose = compose_leaflet},
	{"notice-primary", PHRASES(NOTICE_PRIMARY), SHELF_PUPILS,
	 AUDIENCE_PRIMARY, .print = true, .compose = compose_full},
	{"notice-secondary", PHRASES(NOTICE_SECONDARY), SHELF_PUPILS,
	 AUDIENCE_SECONDARY, .print = true, .compose = compose_full},
	{"staff", PHRASES(STAFF), SHELF_RECIPIENTS, AUDIENCE_STAFF,
	 .print = true, .compose = compose_full},
	{"map", PHRASES(MAP), SHELF_PUBLIC, AUDIENCE_STAFF, .print = true,
	 .compose = compose_map},
	{"matrix", PHRASES(MATRIX), SHELF_PUBLIC, AUDIENCE_STAFF, .print = true,
	 .compose = compose_matrix},
	{"organisations", PHRASES(ORGANISATIONS), SHELF_PUBLIC, AUDIENCE_STAFF,
	 .needs = NEEDS_NODE, .compose = compose_organisations,
	 .extras = {{".csv", PHRASE_EDITION_CSV, write_organisations}}},
	{"releases", PHRASES(RELEASES), SHELF_PUBLIC, AUDIENCE_STAFF,
	 .needs = NEEDS_NODE, .compose = compose_releases,
	 .extras = {{".csv", PHRASE_EDITION_CSV, write_releases},
		    {".atom", PHRASE_EDITION_FEED, write_feed}}},
	{"processing", PHRASES(PROCESSING), SHELF_OFFICERS, AUDIENCE_STAFF,
	 .compose = compose_processing,
	 .extras = {{".csv", PHRASE_EDITION_CSV, write_processing}}},
	{"assessment", PHRASES(ASSESSMENT), SHELF_OFFICERS, AUDIENCE_STAFF,
	 NEEDS_FINDINGS, .print = true, .compose = compose_assessment},
	{"linked-data", PHRASES(LINKED_DATA), SHELF_PUBLIC, AUDIENCE_STAFF,
	 NEEDS_LINKED_TABLES,
	 .extras = {{"-dpv.jsonld", PHRASE_EDITION_LINKED_DATA, write_dpv},
		    {"-odrl.jsonld", PHRASE_EDITION_RULES, write_odrl},
		    {"-terms.jsonld", PHRASE_EDITION_TERMS, write_terms}}},
};

const size_t edition_maker_count =
	sizeof(edition_makers) / sizeof(edition_makers[0]);

bool edition_has_name(struct slice name)
{
	if (slice_starts_with(name, SLICE("index.html")) ||
	    slice_starts_with(name, SLICE(EDITION_SUMS)))
		return true;
	for (size_t i = 0; i < edition_maker_count; i++)
		if (slice_starts_with(name, slice_of(edition_makers[i].stem)))
			return true;
	return false;
}
