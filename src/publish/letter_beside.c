/* What a notice says beside what is done: how it is called and reviewed, where its
 * pages are, which laws it cites, who the controller is. */
#include "publish/letter_parts.h"

#include "base/arena.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "words/wording.h"

static void tell(struct letter_section *section, struct slice text,
		 struct range source)
{
	if (slice_empty(text))
		return;
	letter_item(section);
	letter_sentence(section, text, source);
	letter_item_end(section);
	section->writer->beside++;
}

static void write_title(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	const struct notice *after = request->after->notice;

	if (slice_equal(request->before->notice->title, after->title))
		return;
	tell(section,
	     say_with(&section->writer->after.voice, PHRASE_LETTER_ALSO_TITLE,
		      with("title", after->title)),
	     after->range);
}

static void write_review(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	const struct notice *after = request->after->notice;
	struct voice *voice = &section->writer->after.voice;

	if (request->before->notice->review_months == after->review_months)
		return;
	if (after->review_months == 0)
		tell(section, say(voice, PHRASE_LETTER_ALSO_REVIEW_NONE),
		     after->range);
	else
		tell(section,
		     say_with(voice, PHRASE_LETTER_ALSO_REVIEW,
			      with("period",
				   say_months(voice, after->review_months))),
		     after->range);
}

static void write_us(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	const struct told_change *told;

	for (size_t i = 0;
	     (told = comparison_told(request->comparison, i)) != NULL; i++) {
		if (!slice_is(told->subject, "controller"))
			continue;
		tell(section,
		     say_with(&section->writer->after.voice,
			      PHRASE_LETTER_ALSO_US,
			      with("controller", request->after->controller)),
		     request->after->notice->range);
		return;
	}
}

/* --- links -------------------------------------------------------------------------- */

static bool same_page(const struct published_link *a,
		      const struct published_link *b)
{
	return a->page == b->page && a->body == b->body;
}

static bool has_link(const struct publication *publication,
		     const struct published_link *link, bool there)
{
	for (size_t i = 0; i < publication->link_count; i++)
		if (same_page(&publication->links[i], link) &&
		    (!there ||
		     slice_equal(publication->links[i].url, link->url)))
			return true;
	return false;
}

static void write_links(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	struct voice *voice = &section->writer->after.voice;

	for (size_t i = 0; i < request->after->link_count; i++) {
		const struct published_link *link = &request->after->links[i];

		if (!has_link(request->before, link, true))
			tell(section,
			     say_with(voice, PHRASE_LETTER_ALSO_LINK,
				      with("page", link->label),
				      with("address", link->url)),
			     link->range);
	}
	for (size_t i = 0; i < request->before->link_count; i++) {
		const struct published_link *link = &request->before->links[i];

		if (!has_link(request->after, link, false))
			tell(section,
			     say_with(voice, PHRASE_LETTER_ALSO_LINK_GONE,
				      with("page", link->label)),
			     (struct range){0});
	}
}

/* --- laws ------------------------------------------------------------------------------ */

/* The law that a change of what is told is about; none: it is about no law. */
static uint16_t law_of(const struct dictionary *dictionary,
		       const struct told_change *told)
{
	struct slice under = SLICE("under "), label = told->text;

	if (slice_is(told->subject, "held") && label.len > under.len &&
	    slice_equal(slice_part(label, 0, under.len), under))
		label = slice_part(label, under.len, label.len);
	else if (!slice_is(told->subject, "law cited"))
		return DICTIONARY_NONE;
	for (uint16_t law = 0; law < dictionary->law_count; law++)
		if (slice_equal(dictionary->laws[law].label, label) ||
		    slice_equal(dictionary->laws[law].name, label))
			return law;
	return DICTIONARY_NONE;
}

static void write_laws(struct letter_section *section, bool added,
		       enum phrase key)
{
	struct letter_writer *writer = section->writer;
	struct voice *voice = &writer->after.voice;
	const struct dictionary *dictionary =
		writer->request->after->dictionary;
	uint16_t *laws = arena_array(voice->arena, dictionary->law_count + 1,
				     sizeof(*laws));
	const struct told_change *told;
	size_t count = 0;

	if (laws == NULL) {
		voice->failed = true;
		return;
	}
	for (size_t i = 0;
	     (told = comparison_told(writer->request->comparison, i)) != NULL;
	     i++) {
		uint16_t law = law_of(dictionary, told);
		size_t at = 0;

		if (told->added != added || law == DICTIONARY_NONE)
			continue;
		while (at < count && laws[at] != law)
			at++;
		if (at == count)
			laws[count++] = law;
	}
	if (count > 0)
		tell(section,
		     say_with(voice, key,
			      with("laws", say_laws(voice, laws, count))),
		     (struct range){0});
}

void letter_write_beside(struct letter_writer *writer)
{
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_ALSO);

	write_title(&section);
	write_review(&section);
	write_us(&section);
	write_links(&section);
	write_laws(&section, true, PHRASE_LETTER_ALSO_LAWS);
	write_laws(&section, false, PHRASE_LETTER_ALSO_LAWS_GONE);
	letter_section_end(&section);
}
