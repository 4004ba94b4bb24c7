/* Which rights begin, end or are for others, and whether a refusal counts. */
#include "publish/letter_parts.h"

#include "policy/notice.h"
#include "words/wording.h"

static const struct published_right *
find_right(const struct publication *publication, struct slice name)
{
	for (size_t i = 0; i < publication->right_count; i++)
		if (slice_equal(publication->rights[i].name, name))
			return &publication->rights[i];
	return NULL;
}

static void tell_right(struct letter_section *section, enum phrase key,
		       const struct published_right *right)
{
	struct voice *voice = &section->writer->after.voice;

	letter_sentence(
		section,
		say_with(voice, key,
			 with("right", name_by(voice, NAME_RIGHT, right->name,
					       (struct slice){0}, FORM_NAME))),
		right->range);
}

static void tell_user(struct letter_section *section,
		      const struct published_right *right)
{
	struct voice *voice = &section->writer->after.voice;
	struct slice text = say(voice, PHRASE_LETTER_RIGHT_FAMILY);

	if (right->user == RIGHT_PUPIL_FROM_AGE)
		text = say_with(voice, PHRASE_RIGHT_BY_AGE,
				with_number("age", (uint64_t)right->age));
	else if (right->user == RIGHT_PUPIL_WHEN_ABLE)
		text = say(voice, PHRASE_RIGHT_BY_ABILITY);
	letter_sentence(section, text, right->range);
}

static void write_right(struct letter_section *section,
			const struct published_right *after)
{
	const struct published_right *before =
		find_right(section->writer->request->before, after->name);

	if (before != NULL && before->user == after->user &&
	    before->age == after->age)
		return;
	letter_item(section);
	tell_right(section,
		   before == NULL ? PHRASE_LETTER_RIGHT_MORE
				  : PHRASE_LETTER_RIGHT_USER,
		   after);
	if (before != NULL || after->user != RIGHT_FAMILY)
		tell_user(section, after);
	letter_item_end(section);
}

void letter_write_rights(struct letter_writer *writer)
{
	const struct publication *before = writer->request->before;
	const struct publication *after = writer->request->after;
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_RIGHTS);

	for (size_t i = 0; i < after->right_count; i++)
		write_right(&section, &after->rights[i]);
	for (size_t i = 0; i < before->right_count; i++) {
		if (find_right(after, before->rights[i].name) != NULL)
			continue;
		letter_item(&section);
		tell_right(&section, PHRASE_LETTER_RIGHT_LESS,
			   &before->rights[i]);
		letter_item_end(&section);
	}
	if (before->honours_refusals != after->honours_refusals) {
		letter_item(&section);
		letter_sentence(&section,
				say(&writer->after.voice,
				    after->honours_refusals
					    ? PHRASE_LETTER_REFUSE_MORE
					    : PHRASE_LETTER_REFUSE_LESS),
				after->honours_range);
		letter_item_end(&section);
	}
	letter_section_end(&section);
}
