/* What the notice says beside its flows. */
#include "base/builder.h"
#include "base/error.h"
#include "language/tree.h"
#include "publish/publication_parts.h"

/* The next statement of a kind; NULL behind the last. */
static const struct statement *next(const struct maker *maker,
				    enum keyword keyword, size_t *at)
{
	const struct tree *tree = maker->notice->tree;

	while (*at < tree->count)
		if (tree->statements[(*at)++].keyword == keyword)
			return &tree->statements[*at - 1];
	return NULL;
}

/* A cleared list with room for all statements of a kind. */
static void *list_of(struct maker *maker, enum keyword keyword, size_t size)
{
	size_t count = 0;
	void *list;

	for (size_t at = 0; next(maker, keyword, &at) != NULL;)
		count++;
	list = arena_array(maker->arena, count, size);
	if (list == NULL)
		error_memory(maker->error);
	return list;
}

/* "hold-identity-contact": the keyword and the names behind it, at most three. */
static int name_statement(struct maker *maker,
			  const struct statement *statement, const char *label,
			  const char *word, const void *list, size_t count,
			  size_t size, struct slice *id)
{
	const struct argument *names = statement_argument(statement, label);
	struct builder text = {0};

	builder_add_text(&text, word);
	for (size_t i = 0; names != NULL && i < names->name_count && i < 3;
	     i++) {
		builder_add_byte(&text, '-');
		builder_add(&text, names->names[i].text);
	}
	*id = (struct slice){NULL, 0};
	if (!text.failed)
		*id = make_id(maker, builder_slice(&text), list, count, size);
	builder_release(&text);
	return id->at != NULL ? 0 : error_memory(maker->error);
}

/* --- laws as cited ---------------------------------------------------------------------- */

static size_t count_citations(const struct statement *statement)
{
	const struct statement *under = NULL;
	size_t count = 0;

	while ((under = statement_child(statement, KEYWORD_UNDER, under)) !=
	       NULL) {
		const struct argument *names = statement_argument(under, "");

		count += names != NULL ? names->name_count : 0;
	}
	return count;
}

int make_citations(struct maker *maker, const struct statement *statement,
		   const struct published_citation **cited, size_t *count)
{
	struct published_citation *list = arena_array(
		maker->arena, count_citations(statement), sizeof(*list));
	const struct statement *under = NULL;

	if (list == NULL)
		return error_memory(maker->error);
	*cited = list;
	while ((under = statement_child(statement, KEYWORD_UNDER, under)) !=
	       NULL) {
		const struct argument *names = statement_argument(under, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			uint16_t law =
				dictionary_find(maker->dictionary, KIND_LAW,
						names->names[i].text);

			if (law == DICTIONARY_NONE)
				continue;
			list[(*count)++] = (struct published_citation){
				.law = law,
				.words = statement_text(under, "as"),
				.range = under->range,
			};
		}
	}
	return 0;
}

/* --- contacts and links ------------------------------------------------------------------ */

static uint16_t body_of(const struct maker *maker, struct slice name,
			uint16_t *holder)
{
	*holder = DICTIONARY_NONE;
	return slice_empty(name)
		       ? DICTIONARY_NONE
		       : dictionary_body(maker->dictionary, name, holder);
}

/* The label of a holder that is named, else of the one on the date. */
static struct slice label_of(const struct maker *maker, uint16_t body,
			     uint16_t holder)
{
	const struct body *entry = &maker->dictionary->bodies[body];

	return holder != DICTIONARY_NONE ? entry->holders[holder].label
					 : body_label(entry, maker->date);
}

static int make_contacts(struct maker *maker)
{
	struct published_contact *list =
		list_of(maker, KEYWORD_CONTACT, sizeof(*list));
	const struct statement *at;
	uint16_t holder;

	if (list == NULL)
		return -1;
	maker->publication->contacts = list;
	for (size_t i = 0; (at = next(maker, KEYWORD_CONTACT, &i)) != NULL;)
		list[maker->publication->contact_count++] =
			(struct published_contact){
				.name = statement_text(at, ""),
				.body = body_of(maker, statement_text(at, "of"),
						&holder),
				.email = statement_text(at, "email"),
				.telephone = statement_text(at, "telephone"),
				.web = statement_text(at, "web"),
				.post = statement_text(at, "post"),
				.complaints = statement_has(at, "complaints"),
				.objections = statement_has(at, "objections"),
				.requests = statement_has(at, "requests"),
				.range = at->range,
			};
	return 0;
}

static int make_links(struct maker *maker)
{
	const struct dictionary *dictionary = maker->dictionary;
	struct published_link *list =
		list_of(maker, KEYWORD_LINK, sizeof(*list));
	const struct statement *at;

	if (list == NULL)
		return -1;
	maker->publication->links = list;
	for (size_t i = 0; (at = next(maker, KEYWORD_LINK, &i)) != NULL;) {
		struct slice name = statement_text(at, "");
		uint16_t holder;
		struct published_link link = {
			.page = dictionary_find(dictionary, KIND_PAGE, name),
			.body = DICTIONARY_NONE,
			.url = statement_text(at, "1"),
			.range = at->range,
		};

		if (link.page != DICTIONARY_NONE) {
			link.label = dictionary->pages[link.page].label;
		} else {
			link.body = body_of(maker, name, &holder);
			link.label = label_of(maker, link.body, holder);
		}
		list[maker->publication->link_count++] = link;
	}
	return 0;
}

/* --- held and received ---------------------------------------------------------------------- */

static struct field_set fields_of(const struct maker *maker,
				  const struct statement *statement)
{
	const struct argument *names = statement_argument(statement, "");
	struct field_set fields = {0};

	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		struct field_set one;

		if (dictionary_fields(maker->dictionary, names->names[i].text,
				      &one))
			fields = field_set_union(fields, one);
	}
	return fields;
}

/* What families are told under this holding. */
static struct field_set told(const struct maker *maker,
			     const struct statement *statement,
			     enum keyword keyword)
{
	const struct statement *child = NULL;
	struct field_set fields = {0};

	while ((child = statement_child(statement, keyword, child)) != NULL)
		fields = field_set_union(fields, fields_of(maker, child));
	return fields;
}

static int make_holdings(struct maker *maker)
{
	struct published_holding *list =
		list_of(maker, KEYWORD_HOLD, sizeof(*list));
	const struct statement *at;
	size_t *count = &maker->publication->holding_count;

	if (list == NULL)
		return -1;
	maker->publication->holdings = list;
	for (size_t i = 0; (at = next(maker, KEYWORD_HOLD, &i)) != NULL;) {
		struct published_holding *one = &list[*count];

		one->holding = &maker->notice->holdings[*count];
		one->statement = at;
		one->mandatory = told(maker, at, KEYWORD_MANDATORY);
		one->voluntary = told(maker, at, KEYWORD_VOLUNTARY);
		one->range = at->range;
		if (make_citations(maker, at, &one->cited, &one->cited_count) !=
			    0 ||
		    name_statement(maker, at, "", "hold", list, *count,
				   sizeof(*list), &one->id) != 0)
			return -1;
		(*count)++;
	}
	return 0;
}

static int find_purposes(struct maker *maker, const struct statement *statement,
			 const uint16_t **out, size_t *count)
{
	const struct statement *child = NULL;
	size_t capacity = 0;
	uint16_t *list = NULL;

	while ((child = statement_child(statement, KEYWORD_FOR, child)) !=
	       NULL) {
		const struct argument *names = statement_argument(child, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			uint16_t purpose =
				dictionary_find(maker->dictionary, KIND_PURPOSE,
						names->names[i].text);

			if (purpose == DICTIONARY_NONE)
				continue;
			list = arena_grow(maker->arena, list, *count, &capacity,
					  sizeof(*list));
			if (list == NULL)
				return error_memory(maker->error);
			list[(*count)++] = purpose;
			*out = list;
		}
	}
	return 0;
}

static int make_receipts(struct maker *maker)
{
	struct published_receipt *list =
		list_of(maker, KEYWORD_RECEIVE, sizeof(*list));
	size_t *count = &maker->publication->receipt_count;
	const struct statement *at;

	if (list == NULL)
		return -1;
	maker->publication->receipts = list;
	for (size_t i = 0; (at = next(maker, KEYWORD_RECEIVE, &i)) != NULL;) {
		struct published_receipt *one = &list[*count];
		const struct statement *keep =
			statement_child(at, KEYWORD_KEEP, NULL);

		one->fields = fields_of(maker, at);
		one->from = body_of(maker, statement_text(at, "from"),
				    &one->holder);
		one->from_label = label_of(maker, one->from, one->holder);
		one->statement = at;
		one->range = at->range;
		if (keep != NULL)
			holding_keep(&one->keep, keep);
		if (find_purposes(maker, at, &one->purposes,
				  &one->purpose_count) != 0 ||
		    make_citations(maker, at, &one->cited, &one->cited_count) !=
			    0 ||
		    name_statement(maker, at, "from", "receive", list, *count,
				   sizeof(*list), &one->id) != 0)
			return -1;
		(*count)++;
	}
	return 0;
}

/* --- rights and prohibitions ------------------------------------------------------------------ */

static int make_rights(struct maker *maker)
{
	struct published_right *list =
		list_of(maker, KEYWORD_RIGHT, sizeof(*list));
	const struct statement *at;

	if (list == NULL)
		return -1;
	maker->publication->rights = list;
	for (size_t i = 0; (at = next(maker, KEYWORD_RIGHT, &i)) != NULL;) {
		struct published_right *right =
			&list[maker->publication->right_count++];

		*right = (struct published_right){
			.name = statement_text(at, ""),
			.age = (int)statement_number(at, "from", 0),
			.range = at->range,
		};
		if (statement_has(at, "able"))
			right->user = RIGHT_PUPIL_WHEN_ABLE;
		else if (statement_argument(at, "from") != NULL)
			right->user = RIGHT_PUPIL_FROM_AGE;
	}
	return 0;
}

static int make_bans(struct maker *maker)
{
	struct published_ban *list =
		list_of(maker, KEYWORD_NEVER, sizeof(*list));
	size_t *count = &maker->publication->ban_count;
	const struct statement *at;

	if (list == NULL)
		return -1;
	maker->publication->bans = list;
	for (size_t i = 0; (at = next(maker, KEYWORD_NEVER, &i)) != NULL;) {
		struct published_ban *ban = &list[*count];

		ban->rule = &maker->compiled->prohibitions[*count].rule;
		ban->label = statement_text(at, "1");
		ban->fields = rule_fields(ban->rule, &maker->notice->held);
		if (name_statement(maker, at, "", "never", list, *count,
				   sizeof(*list), &ban->id) != 0)
			return -1;
		(*count)++;
	}
	return 0;
}

int make_notice(struct maker *maker)
{
	const struct statement *honour = maker->notice->honour;

	if (honour != NULL) {
		maker->publication->honours_refusals = true;
		maker->publication->honours_range = honour->range;
	}
	return make_contacts(maker) != 0 || make_links(maker) != 0 ||
			       make_holdings(maker) != 0 ||
			       make_receipts(maker) != 0 ||
			       make_rights(maker) != 0 || make_bans(maker) != 0
		       ? -1
		       : 0;
}
