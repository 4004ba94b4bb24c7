/* Risks that follow from the rules. */
#include <string.h>

#include "policy/finding_kind.h"
#include "policy/notice.h"
#include "publish/assessment_parts.h"
#include "publish/cells.h"
#include "words/wording.h"

static const struct slice no_id = {NULL, 0};

/* --- risks of flows -------------------------------------------------------------- */

static bool is_named_special(const struct assessing *assessing,
			     const struct published_part *part)
{
	return part->level.kind == LEVEL_NAMED &&
	       !field_set_empty(
		       special_of(assessing->publication, part->fields));
}

static bool lacks_agreement(const struct assessing *assessing,
			    const struct published_part *part)
{
	(void)assessing;
	for (size_t i = 0; i < part->need_count; i++)
		if (part->needs[i].need->kind == NEED_TERMS)
			return false;
	return part->duty == DUTY_NONE;
}

static bool lacks_deletion(const struct assessing *assessing,
			   const struct published_part *part)
{
	(void)assessing;
	return part->delete_range.source == NULL;
}

static bool lacks_onward(const struct assessing *assessing,
			 const struct published_part *part)
{
	(void)assessing;
	return part->onward_count == 0;
}

static bool is_unconfirmed(const struct assessing *assessing,
			   const struct published_part *part)
{
	(void)assessing;
	return part->unconfirmed;
}

/* What families themselves ask for is theirs. */
static bool is_family(const struct assessing *assessing,
		      const struct published_flow *flow)
{
	return slice_is(
		assessing->publication->dictionary->bodies[flow->body].kind,
		"family");
}

static const struct {
	const char *id;
	enum phrase text;
	bool (*applies)(const struct assessing *assessing,
			const struct published_part *part);
} part_risks[] = {
	{"risk-special", PHRASE_ASSESSMENT_RISK_SPECIAL, is_named_special},
	{"risk-agreement", PHRASE_ASSESSMENT_RISK_AGREEMENT, lacks_agreement},
	{"risk-deletion", PHRASE_ASSESSMENT_RISK_DELETION, lacks_deletion},
	{"risk-onward", PHRASE_ASSESSMENT_RISK_ONWARD, lacks_onward},
	{"risk-law", PHRASE_ASSESSMENT_RISK_LAW, is_unconfirmed},
};

/* How likely, how grave, and what is left: for a person. */
static void put_judgement(struct assessing *assessing)
{
	document_begin_cell(assessing->document);
	put_mark(assessing);
	document_end(assessing->document);
}

static void put_risk(struct assessing *assessing, struct slice text,
		     struct slice whom)
{
	document_begin_row(assessing->document);
	document_cell(assessing->document, text);
	document_cell(assessing->document, whom);
	put_judgement(assessing);
	document_end(assessing->document);
}

static void put_part_risk(struct assessing *assessing, size_t index)
{
	const struct publication *publication = assessing->publication;
	struct builder whom = {0};

	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		for (size_t p = 0; is_done(flow) && p < flow->part_count; p++)
			if (!is_family(assessing, flow) &&
			    part_risks[index].applies(assessing,
						      &flow->parts[p]))
				cell_add_once(&whom, recipient_heading(
							     assessing, flow));
	}
	if (whom.len > 0)
		put_risk(assessing,
			 say(assessing->voice, part_risks[index].text),
			 cell_take(assessing->voice, &whom));
	else
		builder_release(&whom);
}

/* What goes and no share tells of. */
static void put_untold_risk(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct builder whom = {0};

	for (size_t f = 0; f < publication->flow_count; f++)
		if (publication->flows[f].state == FLOW_UNTOLD)
			cell_add_once(&whom, recipient_heading(
						     assessing,
						     &publication->flows[f]));
	if (whom.len > 0)
		put_risk(assessing,
			 say(assessing->voice, PHRASE_ASSESSMENT_RISK_UNTOLD),
			 cell_take(assessing->voice, &whom));
	else
		builder_release(&whom);
}

static void begin_risks(struct assessing *assessing, enum phrase caption,
			enum phrase second)
{
	struct voice *voice = assessing->voice;
	struct document_column columns[3] = {
		{.heading = say(voice, PHRASE_ASSESSMENT_COLUMN_RISK)},
		{.heading = say(voice, second)},
		{.heading = say(voice, PHRASE_ASSESSMENT_COLUMN_JUDGEMENT)},
	};

	document_begin_table(assessing->document, no_id, say(voice, caption),
			     columns, 3, true);
}

/* --- what the checker found ----------------------------------------------------------- */

static bool is_first(const struct findings *findings, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (slice_is(slice_of(findings->list[i].id),
			     findings->list[index].id))
			return false;
	return true;
}

/* Where: each place once, by line. */
static struct slice places(struct assessing *assessing, const char *id)
{
	const struct findings *findings = assessing->findings;
	struct builder text = {0};

	for (size_t i = 0; i < findings->count; i++) {
		const char *place;

		if (!slice_is(slice_of(findings->list[i].id), id) ||
		    findings->list[i].range.source == NULL)
			continue;
		place = range_citation(findings->list[i].range,
				       assessing->voice->arena);
		assessing->voice->failed |= place == NULL;
		if (place != NULL)
			cell_add_once(&text, slice_of(place));
	}
	return cell_take(assessing->voice, &text);
}

/* "(C23, R-227)" */
static bool is_mark(struct slice text)
{
	return text.len > 2 && text.at[0] == '(' &&
	       (text.at[1] == 'C' || text.at[1] == 'F' || text.at[1] == 'R') &&
	       (text.at[2] == '-' || (text.at[2] >= '0' && text.at[2] <= '9'));
}

/* Without the marks of requirements, which are for those who work on Hornbook. */
static struct slice without_marks(struct assessing *assessing,
				  struct slice text)
{
	struct builder left = {0};

	while (text.len > 0) {
		struct slice piece = slice_cut(&text, ' ');
		bool mark = is_mark(piece);

		/* A mark ends with its parenthesis, maybe words later. */
		while (mark && memchr(piece.at, ')', piece.len) == NULL &&
		       text.len > 0)
			piece = slice_cut(&text, ' ');
		if (mark) {
			const char *end = memchr(piece.at, ')', piece.len);

			if (end != NULL)
				builder_add(
					&left,
					slice_part(piece,
						   (size_t)(end - piece.at) + 1,
						   piece.len));
			continue;
		}
		if (left.len > 0)
			builder_add_byte(&left, ' ');
		builder_add(&left, piece);
	}
	return cell_take(assessing->voice, &left);
}

static void put_finding(struct assessing *assessing, size_t index)
{
	const struct finding *finding = &assessing->findings->list[index];
	size_t at = 0;
	const struct finding_kind *kind =
		finding_kind_next(slice_of(finding->id), &at);
	struct slice why =
		kind != NULL ? slice_of(kind->why) : finding->message;

	put_risk(assessing,
		 say_with(assessing->voice, PHRASE_ASSESSMENT_RISK_FOUND,
			  with("finding", without_marks(assessing, why)),
			  with("law", finding->law)),
		 places(assessing, finding->id));
}

static size_t count_found(const struct findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->list[i].severity != SEVERITY_ADVICE;
	return count;
}

static void put_findings(struct assessing *assessing)
{
	const struct findings *findings = assessing->findings;

	document_begin_section(assessing->document, SLICE("found"),
			       say(assessing->voice, PHRASE_ASSESSMENT_FOUND));
	if (count_found(findings) == 0) {
		document_paragraph(
			assessing->document,
			say(assessing->voice, PHRASE_ASSESSMENT_FOUND_NOTHING));
	} else {
		begin_risks(assessing, PHRASE_ASSESSMENT_FOUND_CAPTION,
			    PHRASE_ASSESSMENT_COLUMN_WHERE);
		for (size_t i = 0; i < findings->count; i++)
			if (findings->list[i].severity != SEVERITY_ADVICE &&
			    is_first(findings, i))
				put_finding(assessing, i);
		document_end(assessing->document);
	}
	document_end(assessing->document);
}

void put_risks(struct assessing *assessing)
{
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;

	document_begin_section(document, SLICE("risks"),
			       say(voice, PHRASE_ASSESSMENT_RISKS));
	document_paragraph(document, say(voice, PHRASE_ASSESSMENT_RISKS_TEXT));
	document_begin_section(document, SLICE("risks-of-sharing"),
			       say(voice, PHRASE_ASSESSMENT_RISKS_OF_SHARING));
	begin_risks(assessing, PHRASE_ASSESSMENT_RISKS_CAPTION,
		    PHRASE_ASSESSMENT_COLUMN_RECIPIENTS);
	put_risk(assessing, say(voice, PHRASE_ASSESSMENT_RISK_WRONG),
		 say(voice, PHRASE_ASSESSMENT_ALL));
	put_untold_risk(assessing);
	for (size_t i = 0; i < sizeof(part_risks) / sizeof(part_risks[0]); i++)
		put_part_risk(assessing, i);
	document_end(document);
	document_end(document);
	put_findings(assessing);
	document_begin_section(document, SLICE("other-risks"),
			       say(voice, PHRASE_ASSESSMENT_OTHER_RISKS));
	document_begin_paragraph(document);
	put_mark(assessing);
	document_end(document);
	document_end(document);
	document_end(document);
}
