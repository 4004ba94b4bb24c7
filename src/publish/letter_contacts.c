/* Whom to ask, and how they are reached. */
#include "publish/letter_parts.h"

#include "policy/notice.h"
#include "words/wording.h"

static const struct published_contact *
find_contact(const struct publication *publication, struct slice name)
{
	for (size_t i = 0; i < publication->contact_count; i++)
		if (slice_equal(publication->contacts[i].name, name))
			return &publication->contacts[i];
	return NULL;
}

static bool same_contact(const struct published_contact *a,
			 const struct published_contact *b)
{
	return a->body == b->body && slice_equal(a->email, b->email) &&
	       slice_equal(a->telephone, b->telephone) &&
	       slice_equal(a->web, b->web) && slice_equal(a->post, b->post) &&
	       a->complaints == b->complaints &&
	       a->objections == b->objections && a->requests == b->requests;
}

static void add_way(struct letter_section *section, enum phrase label,
		    struct slice text)
{
	struct notice_writer *after = &section->writer->after;

	if (slice_empty(text))
		return;
	document_break(after->document);
	document_text(after->document, say(&after->voice, label));
	notice_space(after);
	document_text(after->document, text);
}

void letter_add_ways(struct letter_section *section,
		     const struct published_contact *contact)
{
	add_way(section, PHRASE_CONTACT_POST, contact->post);
	add_way(section, PHRASE_CONTACT_EMAIL, contact->email);
	add_way(section, PHRASE_CONTACT_TELEPHONE, contact->telephone);
	add_way(section, PHRASE_CONTACT_WEB, contact->web);
}

static void tell_contact(struct letter_section *section, enum phrase key,
			 const struct published_contact *contact)
{
	letter_sentence(section,
			say_with(&section->writer->after.voice, key,
				 with("contact", contact->name)),
			contact->range);
}

void letter_write_contacts(struct letter_writer *writer)
{
	const struct publication *before = writer->request->before;
	const struct publication *after = writer->request->after;
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_CONTACTS);

	for (size_t i = 0; i < after->contact_count; i++) {
		const struct published_contact *now = &after->contacts[i];
		const struct published_contact *then =
			find_contact(before, now->name);

		if (then != NULL && same_contact(then, now))
			continue;
		letter_item(&section);
		tell_contact(&section, PHRASE_LETTER_CONTACT_NEW, now);
		letter_add_ways(&section, now);
		letter_item_end(&section);
	}
	for (size_t i = 0; i < before->contact_count; i++) {
		if (find_contact(after, before->contacts[i].name) != NULL)
			continue;
		letter_item(&section);
		tell_contact(&section, PHRASE_LETTER_CONTACT_GONE,
			     &before->contacts[i]);
		letter_item_end(&section);
	}
	letter_section_end(&section);
}
