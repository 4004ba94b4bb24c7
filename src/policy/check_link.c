/* Web addresses that the notice gives (C28, R-213, R-220 to R-222). */
#include "policy/check_parts.h"

/* A web address in the notice. */
struct given {
	const struct name *url;
	uint16_t page; /* DICTIONARY_NONE: in a contact, or of a body */
};

static bool same_address(struct slice a, struct slice b)
{
	if (slice_ends_with(a, SLICE("/")))
		a = slice_part(a, 0, a.len - 1);
	if (slice_ends_with(b, SLICE("/")))
		b = slice_part(b, 0, b.len - 1);
	return slice_equal_ignoring_case(a, b);
}

static bool is_current(const struct checker *checker,
		       const struct address *address)
{
	return check_within(address->from, address->to, checker->date);
}

/* An address of the page on the date, or NULL. */
static const struct address *current_address(const struct checker *checker,
					     const struct page *page)
{
	return page_address(page, checker->date);
}

static void tell_moved(struct checker *checker, const struct given *given,
		       const struct page *page, const struct address *address)
{
	const struct address *now = current_address(checker, page);
	bool past = address->to != DATE_NONE && address->to < checker->date;
	struct finding *finding;

	finding = tell(checker, CHECK_OUTDATED_LINK, given->url->range,
		       "the page '%.*s' %s here %s %s", SLICE_ARGS(page->name),
		       past ? "was found" : "is found",
		       past ? "until" : "only from",
		       check_date(checker, past ? address->to : address->from));
	if (now != NULL)
		finding_hint(checker->findings, finding, "it is at %.*s",
			     SLICE_ARGS(now->url));
}

/* True when it is an address of the page, then or now. */
static bool check_page(struct checker *checker, const struct given *given,
		       const struct page *page)
{
	const struct address *other = NULL;

	for (uint16_t i = 0; i < page->address_count; i++) {
		const struct address *address = &page->addresses[i];

		if (!same_address(address->url, given->url->text))
			continue;
		if (is_current(checker, address))
			return true;
		other = address;
	}
	if (other != NULL)
		tell_moved(checker, given, page, other);
	return other != NULL;
}

static bool is_address(struct slice url)
{
	static const char *const beginnings[] = {"https://", "http://"};

	for (size_t i = 0; i < 2; i++) {
		struct slice beginning = slice_of(beginnings[i]);

		if (url.len > beginning.len &&
		    slice_equal_ignoring_case(slice_part(url, 0, beginning.len),
					      beginning))
			return true;
	}
	return false;
}

static void check_given(struct checker *checker, const struct given *given)
{
	const struct dictionary *dictionary = checker->dictionary;
	const struct page *own = given->page != DICTIONARY_NONE
					 ? &dictionary->pages[given->page]
					 : NULL;
	struct finding *finding;

	if (!is_address(given->url->text)) {
		finding = tell(checker, CHECK_BAD_LINK, given->url->range,
			       "this is no web address");
		finding_hint(checker->findings, finding,
			     "write it in full, from 'https://' on");
		return;
	}
	if (own != NULL && check_page(checker, given, own))
		return;
	if (own != NULL && current_address(checker, own) != NULL) {
		finding = tell(checker, CHECK_OTHER_LINK, given->url->range,
			       "the dictionary knows '%.*s' at another address",
			       SLICE_ARGS(own->name));
		finding_hint(checker->findings, finding, "it is at %.*s",
			     SLICE_ARGS(current_address(checker, own)->url));
		return;
	}
	for (uint16_t i = 0; own == NULL && i < dictionary->page_count; i++)
		if (check_page(checker, given, &dictionary->pages[i]))
			return;
}

static void check_addresses(struct checker *checker)
{
	static const struct {
		enum keyword keyword;
		const char *label;
	} places[] = {{KEYWORD_LINK, "1"}, {KEYWORD_CONTACT, "web"}};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const struct statement *at = NULL;

		while ((at = check_next(checker, places[i].keyword, at)) !=
		       NULL) {
			const struct argument *url =
				statement_argument(at, places[i].label);
			struct given given = {.page = DICTIONARY_NONE};

			if (url == NULL)
				continue;
			given.url = &url->names[0];
			if (places[i].keyword == KEYWORD_LINK)
				given.page = dictionary_find(
					checker->dictionary, KIND_PAGE,
					statement_text(at, ""));
			check_given(checker, &given);
		}
	}
}

/* --- links that families need -------------------------------------------------- */

static bool is_linked(const struct checker *checker, struct slice name)
{
	const struct statement *link = NULL;

	while ((link = check_next(checker, KEYWORD_LINK, link)) != NULL)
		if (slice_equal(statement_text(link, ""), name))
			return true;
	return false;
}

/* The first share with one of the page's bodies. */
static const struct flow *share_of_page(const struct checker *checker,
					const struct page *page)
{
	for (size_t i = 0; i < checker->flow_count; i++)
		for (uint16_t b = 0; b < page->body_count; b++)
			if (checker->flows[i].body == page->bodies[b])
				return &checker->flows[i];
	return NULL;
}

static void check_missing(struct checker *checker)
{
	const struct dictionary *dictionary = checker->dictionary;

	for (uint16_t i = 0; i < dictionary->page_count; i++) {
		const struct page *page = &dictionary->pages[i];
		const struct address *address = current_address(checker, page);
		const struct flow *flow = share_of_page(checker, page);

		if (flow == NULL || address == NULL ||
		    is_linked(checker, page->name))
			continue;
		finding_hint(
			checker->findings,
			tell(checker, CHECK_MISSING_LINK, flow->with,
			     "families are told of '%.*s' and not where to "
			     "find '%.*s'",
			     SLICE_ARGS(dictionary->bodies[flow->body].name),
			     SLICE_ARGS(page->label)),
			"add 'link %.*s \"%.*s\"'", SLICE_ARGS(page->name),
			SLICE_ARGS(address->url));
	}
}

/* --- recipients that can be reached --------------------------------------------- */

static bool has_contact(const struct checker *checker, struct slice name)
{
	const struct statement *contact = NULL;

	while ((contact = check_next(checker, KEYWORD_CONTACT, contact)) !=
	       NULL)
		if (slice_equal(statement_text(contact, "of"), name))
			return true;
	return false;
}

/* By its own name, a holder's, or that of a body it is part of. */
static bool is_reachable(const struct checker *checker, uint16_t index)
{
	const struct dictionary *dictionary = checker->dictionary;

	while (index != DICTIONARY_NONE) {
		const struct body *body = &dictionary->bodies[index];

		if (is_linked(checker, body->name) ||
		    has_contact(checker, body->name))
			return true;
		for (uint16_t i = 0; i < body->holder_count; i++)
			if (body->holders[i].alias.len > 0 &&
			    (is_linked(checker, body->holders[i].alias) ||
			     has_contact(checker, body->holders[i].alias)))
				return true;
		index = body->within;
	}
	return false;
}

/* Whose address differs from family to family. */
static bool is_many(const struct body *body)
{
	return slice_is(body->kind, "family") ||
	       slice_is(body->kind, "public") || slice_is(body->kind, "school");
}

static void check_reach(struct checker *checker)
{
	enum { LISTED = 32 };
	const struct dictionary *dictionary = checker->dictionary;
	struct slice names[LISTED];
	size_t count = 0;

	for (uint16_t b = 0; b < dictionary->body_count; b++) {
		bool told = false;

		for (size_t i = 0; i < checker->flow_count; i++)
			told = told || checker->flows[i].body == b;
		if (told && !is_many(&dictionary->bodies[b]) &&
		    !is_reachable(checker, b) && count < LISTED)
			names[count++] = dictionary->bodies[b].name;
	}
	if (count == 0)
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_RECIPIENT_UNREACHABLE,
			  checker->notice->range,
			  "families are not told how to reach: %s",
			  check_names(checker, names, count)),
		     "add 'link' with the name and a web address, or "
		     "'contact ... of' it");
}

void check_links(struct checker *checker)
{
	check_addresses(checker);
	check_missing(checker);
	check_reach(checker);
}
