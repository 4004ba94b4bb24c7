/* In which cases something goes: pieces of sentences, so that those of two versions
 * can be told apart. */
#include "publish/letter_parts.h"

#include "publish/notice_terms.h"
#include "words/wording.h"

static bool has_case(const struct letter_cases *cases, struct slice text)
{
	for (size_t i = 0; i < cases->count; i++)
		if (slice_equal(cases->texts[i], text))
			return true;
	return false;
}

void letter_add_cases(struct notice_writer *writer,
		      const struct published_part *part,
		      struct letter_cases *cases)
{
	static const struct way_phrases phrases = {
		.always = PHRASE_LETTER_WHEN_ALWAYS,
		.trigger = PHRASE_LETTER_WHEN_TRIGGER,
		.condition = PHRASE_LETTER_WHEN_CONDITION,
		.both = PHRASE_LETTER_WHEN_BOTH,
	};
	enum { MOST = sizeof(cases->texts) / sizeof(cases->texts[0]) };

	cases->must &= part->duty == DUTY_ALWAYS;
	for (size_t i = 0; i < part->way_count; i++) {
		struct slice text;

		if (notice_way_repeats(part, i))
			continue;
		text = notice_way_text(&writer->voice, &phrases,
				       &part->ways[i]);
		if (has_case(cases, text))
			continue;
		if (cases->count == MOST) {
			cases->more = true;
			return;
		}
		if (cases->count == 0) {
			cases->condition = say_condition(
				&writer->voice, &part->ways[i].when, 1);
			cases->triggers = say_triggers(&writer->voice,
						       part->ways[i].triggers);
		}
		cases->texts[cases->count++] = text;
	}
}

struct slice letter_join_cases(struct voice *voice,
			       const struct letter_cases *cases)
{
	struct slice text = {NULL, 0};

	for (size_t i = 0; i < cases->count; i++)
		text = i == 0 ? cases->texts[i]
			      : say_with(voice, PHRASE_LETTER_CASES,
					 with("first", text),
					 with("next", cases->texts[i]));
	return text;
}

bool letter_same_cases(const struct letter_cases *a,
		       const struct letter_cases *b)
{
	if (a->count != b->count || a->must != b->must)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!has_case(b, a->texts[i]))
			return false;
	return true;
}

void letter_say_bounds(struct letter_section *section,
		       const struct published_part *part)
{
	struct voice *voice = &section->writer->after.voice;
	int months = 0;

	for (size_t i = 0; i < part->way_count; i++)
		if (part->ways[i].every_months == 0)
			months = 0;
		else if (i == 0 || months > part->ways[i].every_months)
			months = part->ways[i].every_months;
	if (months > 0)
		letter_sentence(section, say_every(voice, months),
				part->ways[0].gateway->rule->range);
	for (size_t i = 0; i < part->except_count; i++)
		letter_sentence(
			section,
			notice_except_text(voice, part, &part->except[i]),
			part->except[i].rule->range);
}
