/* Whom to ask, where to read more, and the notice itself. */
#include "base/builder.h"
#include "base/date.h"
#include "policy/notice.h"
#include "publish/notice_parts.h"

/* --- addresses --------------------------------------------------------------------------------- */

/* What the notice gives may be an address that a page had at another time (C28):
 * then where the page is on the day. */
static struct slice address_of(const struct notice_writer *writer,
			       struct slice url)
{
	const struct publication *publication = writer->publication;
	const struct dictionary *dictionary = publication->dictionary;

	for (uint16_t p = 0; p < dictionary->page_count; p++) {
		const struct page *page = &dictionary->pages[p];
		const struct address *now =
			page_address(page, publication->date);

		for (uint16_t a = 0; now != NULL && a < page->address_count;
		     a++)
			if (slice_equal(page->addresses[a].url, url))
				return now->url;
	}
	return url;
}

/* --- contacts ------------------------------------------------------------------------------- */

static bool takes(const struct published_contact *contact, enum contact_use use)
{
	switch (use) {
	case CONTACT_COMPLAINTS:
		return contact->complaints;
	case CONTACT_OBJECTIONS:
		return contact->objections;
	case CONTACT_REQUESTS:
		return contact->requests;
	}
	return false;
}

const struct published_contact *
notice_contact(const struct notice_writer *writer, enum contact_use use,
	       bool own)
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < publication->contact_count; i++) {
		const struct published_contact *contact =
			&publication->contacts[i];

		if (takes(contact, use) &&
		    (contact->body == DICTIONARY_NONE) == own)
			return contact;
	}
	return NULL;
}

bool notice_is_watcher(const struct notice_writer *writer,
		       const struct published_contact *contact)
{
	return contact->complaints &&
	       contact != notice_contact(writer, CONTACT_COMPLAINTS, true);
}

static struct slice contact_id(struct notice_writer *writer,
			       const struct published_contact *contact)
{
	return document_identifier(writer->document, SLICE("contact"),
				   contact->name);
}

static struct slice with_scheme(struct notice_writer *writer,
				const char *scheme, struct slice address)
{
	size_t length = strlen(scheme);
	char *text =
		arena_allocate(writer->voice.arena, length + address.len + 1);

	if (text == NULL) {
		writer->voice.failed = true;
		return (struct slice){NULL, 0};
	}
	memcpy(text, scheme, length);
	memcpy(text + length, address.at, address.len);
	return (struct slice){text, length + address.len};
}

/* A telephone link takes digits alone. */
static struct slice telephone_target(struct notice_writer *writer,
				     struct slice number)
{
	char digits[32];
	size_t count = 0;

	for (size_t i = 0; i < number.len && count < sizeof(digits); i++)
		if ((number.at[i] >= '0' && number.at[i] <= '9') ||
		    (number.at[i] == '+' && count == 0))
			digits[count++] = number.at[i];
	return with_scheme(writer, "tel:", (struct slice){digits, count});
}

/* Ways to reach a contact: one below the other with what they are, or in a
 * row. */
struct ways_written {
	struct notice_writer *writer;
	bool in_a_row;
	size_t count;
};

static void add_way(struct ways_written *ways, enum phrase label,
		    struct slice text, struct slice target)
{
	struct document *document = ways->writer->document;

	if (slice_empty(text))
		return;
	if (ways->count > 0 && ways->in_a_row)
		document_text(document, SLICE(", "));
	else if (ways->count > 0)
		document_break(document);
	ways->count++;
	if (!ways->in_a_row) {
		document_text(document, say(&ways->writer->voice, label));
		notice_space(ways->writer);
	}
	if (slice_empty(target))
		document_text(document, text);
	else
		document_link(document, text, target);
}

static void add_ways(struct notice_writer *writer,
		     const struct published_contact *contact, bool in_a_row)
{
	struct ways_written ways = {.writer = writer, .in_a_row = in_a_row};
	struct slice web = address_of(writer, contact->web);

	add_way(&ways, PHRASE_CONTACT_POST, contact->post,
		(struct slice){NULL, 0});
	if (!slice_empty(contact->email))
		add_way(&ways, PHRASE_CONTACT_EMAIL, contact->email,
			with_scheme(writer, "mailto:", contact->email));
	if (!slice_empty(contact->telephone))
		add_way(&ways, PHRASE_CONTACT_TELEPHONE, contact->telephone,
			telephone_target(writer, contact->telephone));
	add_way(&ways, PHRASE_CONTACT_WEB, web, web);
}

static bool has_way(const struct published_contact *contact)
{
	return contact->post.len + contact->email.len + contact->telephone.len +
		       contact->web.len >
	       0;
}

/* The name, and in brackets how to reach it, as the phrase has it. */
static void add_with_ways(struct notice_writer *writer,
			  const struct published_contact *contact)
{
	struct phrase_value values[] = {
		with("contact", contact->name),
		with("ways",
		     has_way(contact) ? SLICE("-") : (struct slice){NULL, 0}),
	};
	const struct phrase_part *parts;
	size_t count;

	parts = say_parts(&writer->voice, PHRASE_CONTACT_WITH, values, 2,
			  &count);
	for (size_t i = 0; parts != NULL && i < count; i++)
		if (parts[i].placeholder == NULL)
			document_text(writer->document, parts[i].text);
		else if (strcmp(parts[i].placeholder, "ways") == 0)
			add_ways(writer, contact, true);
		else
			document_strong(writer->document, parts[i].text);
}

void notice_contact_text(struct notice_writer *writer, enum phrase key,
			 const struct published_contact *contact)
{
	struct document *document = writer->document;
	struct phrase_value value = with("contact", contact->name);
	const struct phrase_part *parts;
	size_t count;

	parts = say_parts(&writer->voice, key, &value, 1, &count);
	for (size_t i = 0; parts != NULL && i < count; i++)
		if (parts[i].placeholder == NULL ||
		    strcmp(parts[i].placeholder, "contact") != 0)
			document_text(document, parts[i].text);
		else if (writer->request->layer == LAYER_SHORT)
			add_with_ways(writer, contact);
		else
			document_link(document, parts[i].text,
				      with_scheme(writer, "#",
						  contact_id(writer, contact)));
	document_source(document, contact->range);
}

void notice_contact_sentence(struct notice_writer *writer, enum phrase key,
			     const struct published_contact *contact)
{
	document_begin_paragraph(writer->document);
	notice_contact_text(writer, key, contact);
	document_end(writer->document);
}

/* What the notice names it for; nothing where it does not say. */
static struct slice uses_of(struct notice_writer *writer,
			    const struct published_contact *contact)
{
	static const struct {
		enum contact_use use;
		enum phrase key;
	} uses[] = {
		{CONTACT_COMPLAINTS, PHRASE_CONTACT_FOR_COMPLAINTS},
		{CONTACT_OBJECTIONS, PHRASE_CONTACT_FOR_OBJECTIONS},
		{CONTACT_REQUESTS, PHRASE_CONTACT_FOR_REQUESTS},
	};
	struct slice names[sizeof(uses) / sizeof(uses[0])];
	struct voice *voice = &writer->voice;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		if (takes(contact, uses[i].use))
			names[count++] = say(voice, uses[i].key);
	if (count == 0)
		return (struct slice){NULL, 0};
	return say_with(voice, PHRASE_CONTACT_FOR,
			with("uses", say_list(voice, names, count)));
}

void notice_write_contacts(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;

	if (publication->contact_count == 0)
		return;
	document_begin_section(document, SLICE("contacts"),
			       say(&writer->voice, PHRASE_CONTACTS));
	document_begin_pairs(document);
	for (size_t i = 0; i < publication->contact_count; i++) {
		const struct published_contact *contact =
			&publication->contacts[i];
		struct slice uses;

		document_begin_pair(document, contact->name);
		document_id(document, contact_id(writer, contact));
		document_source(document, contact->range);
		uses = uses_of(writer, contact);
		if (!slice_empty(uses)) {
			document_text(document, uses);
			if (has_way(contact))
				document_break(document);
		}
		add_ways(writer, contact, false);
		document_end(document);
	}
	document_end(document);
	document_end(document);
}

/* --- links ------------------------------------------------------------------------------------ */

static bool gives_page(const struct publication *publication, uint16_t page)
{
	for (size_t i = 0; i < publication->link_count; i++)
		if (publication->links[i].page == page)
			return true;
	return false;
}

/* Whether the publication tells of a share with one of the page's bodies, by
 * whomever. */
static bool concerns(const struct publication *publication,
		     const struct page *page)
{
	for (uint16_t b = 0; b < page->body_count; b++)
		for (size_t i = 0; i < publication->flow_count; i++)
			if (publication->flows[i].body == page->bodies[b] &&
			    publication->flows[i].state != FLOW_NOT_DONE)
				return true;
	return false;
}

static void add_link(struct notice_writer *writer, struct slice label,
		     struct slice url, struct range source)
{
	struct document *document = writer->document;

	document_begin_item(document);
	document_link(document, label, url);
	document_source(document, source);
	document_end(document);
}

/* The register of releases and the process of sharing are linked even where the
 * notice forgets to (R-220, R-221). */
static size_t further_pages(const struct notice_writer *writer, uint16_t *pages)
{
	const struct publication *publication = writer->publication;
	const struct dictionary *dictionary = publication->dictionary;
	size_t count = 0;

	for (uint16_t p = 0; p < dictionary->page_count; p++)
		if (!gives_page(publication, p) &&
		    concerns(publication, &dictionary->pages[p]) &&
		    page_address(&dictionary->pages[p], publication->date) !=
			    NULL)
			pages[count++] = p;
	return count;
}

static void add_pages(struct notice_writer *writer, const uint16_t *pages,
		      size_t count)
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < count; i++) {
		const struct page *page =
			&publication->dictionary->pages[pages[i]];

		add_link(writer,
			 name_heading(&writer->voice, NAME_PAGE, pages[i]),
			 page_address(page, publication->date)->url,
			 page->range);
	}
}

static struct slice link_label(struct notice_writer *writer,
			       const struct published_link *link)
{
	if (link->page != DICTIONARY_NONE)
		return name_heading(&writer->voice, NAME_PAGE, link->page);
	return link->label;
}

void notice_write_links(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	uint16_t *pages = arena_array(writer->voice.arena,
				      publication->dictionary->page_count + 1u,
				      sizeof(*pages));
	size_t count;

	if (pages == NULL) {
		writer->voice.failed = true;
		return;
	}
	count = further_pages(writer, pages);
	if (publication->link_count + count == 0 &&
	    slice_empty(writer->request->releases))
		return;
	document_begin_section(document, SLICE("links"),
			       say(&writer->voice, PHRASE_LINKS));
	document_begin_list(document, DOCUMENT_BULLETED);
	if (!slice_empty(writer->request->releases))
		add_link(writer, say(&writer->voice, PHRASE_LINKS_RELEASES),
			 writer->request->releases,
			 publication->notice->controller_range);
	for (size_t i = 0; i < publication->link_count; i++)
		add_link(writer, link_label(writer, &publication->links[i]),
			 address_of(writer, publication->links[i].url),
			 publication->links[i].range);
	add_pages(writer, pages, count);
	document_end(document);
	document_end(document);
}

/* --- the notice itself ------------------------------------------------------------------------------ */

static void add_pair(struct notice_writer *writer, enum phrase term,
		     struct slice text, struct range source)
{
	if (slice_empty(text))
		return;
	document_pair(writer->document, say(&writer->voice, term), text);
	document_source(writer->document, source);
}

static struct slice date_or_nothing(struct notice_writer *writer, int32_t date)
{
	if (date == DATE_NONE)
		return (struct slice){NULL, 0};
	return say_date(&writer->voice, date);
}

static struct slice review_text(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct voice *voice = &writer->voice;

	if (publication->review_due == DATE_NONE)
		return say(voice, PHRASE_ABOUT_REVIEW_UNSTATED);
	return say_with(voice,
			publication->review_overdue
				? PHRASE_ABOUT_REVIEW_OVERDUE
				: PHRASE_ABOUT_REVIEW_DUE,
			with("day", say_date(voice, publication->review_due)));
}

void notice_write_about(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	const struct notice *notice = publication->notice;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	struct slice regime = {NULL, 0};
	struct range law = {0};

	if (publication->regime != DICTIONARY_NONE) {
		regime = name_of(voice, NAME_LAW, publication->regime);
		law = publication->dictionary->laws[publication->regime].range;
	}
	document_begin_section(document, SLICE("about"),
			       say(voice, PHRASE_ABOUT));
	document_begin_pairs(document);
	add_pair(writer, PHRASE_ABOUT_TITLE, notice->title, notice->range);
	add_pair(writer, PHRASE_ABOUT_VERSION,
		 say_with(voice, PHRASE_ABOUT_VERSION_TEXT,
			  with_number("version", notice->version)),
		 notice->range);
	add_pair(writer, PHRASE_ABOUT_FROM,
		 date_or_nothing(writer, publication->from), notice->range);
	add_pair(writer, PHRASE_ABOUT_TO,
		 date_or_nothing(writer, publication->to), notice->range);
	add_pair(writer, PHRASE_ABOUT_REVIEWED,
		 date_or_nothing(writer, notice->reviewed), notice->range);
	add_pair(writer, PHRASE_ABOUT_REVIEW, review_text(writer),
		 notice->range);
	if (says(voice, PHRASE_ABOUT_LAW))
		add_pair(writer, PHRASE_ABOUT_LAW, regime, law);
	document_end(document);
	document_paragraph(
		document,
		say_with(voice, PHRASE_ABOUT_MADE,
			 with("date", say_date(voice, publication->date))));
	document_end(document);
}
