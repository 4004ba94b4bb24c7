/* A child's safety: enquiries, and the index of children: F29, F30. */
#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "demo/one_pupil.h"
#include "dictionary/dictionary.h"
#include "register/record.h"
#include "share/case_log.h"
#include "share/directory.h"
#include "share/enquiry.h"
#include "share/node.h"
#include "words/phrasebook.h"

static void keep(char *to, size_t size, struct slice text)
{
	snprintf(to, size, "%.*s", SLICE_ARGS(text));
}

/* --- F29: an enquiry --------------------------------------------------------------- */

static int enquire(struct stage *stage, bool not_shared, struct error *error)
{
	struct enquiry_report report;
	struct phrasebook *book;
	const char *package;
	int result;
	struct enquiry asked = {
		.upn = one_pupil(stage),
		.by = SLICE("designated safeguarding lead"),
		.reason = not_shared
				  ? SLICE("early help was agreed with the "
					  "family, and no harm is feared")
				  : SLICE("the child said something in class "
					  "that must be looked into"),
		.received = SLICE("S47/2025/118"),
		.not_shared = not_shared,
		.today = stage->today,
		.time = "10:00:00",
	};

	if (!not_shared) {
		asked.out = stage_path(stage, "release");
		if (asked.out == NULL)
			return error_memory(error);
	}
	if (stage_phrasebook(stage, &book, error) != 0)
		return -1;
	asked.book = book;
	result = enquiry(stage->from, &asked, &report, stage->arena, error);
	phrasebook_free(book);
	if (result != 0)
		return -1;
	if (not_shared) {
		stage->outcome->considered = 1;
		stage->outcome->refused = true;
		keep(stage->outcome->reference,
		     sizeof(stage->outcome->reference), report.reference);
		keep(stage->outcome->why, sizeof(stage->outcome->why),
		     asked.reason);
		return 0;
	}
	stage_judge(stage, &report.share);
	if (report.share.refused)
		return 0;
	package = arena_copy(stage->arena, report.share.file).at;
	return package != NULL ? stage_open(stage, package, error)
			       : error_memory(error);
}

static int answer_enquiry(struct stage *stage, struct error *error)
{
	if (world_introduce(stage->from_site, stage->from, stage->to_site,
			    stage->to, stage->today, error) != 0)
		return -1;
	return enquire(stage, false, error);
}

static int decline_enquiry(struct stage *stage, struct error *error)
{
	return enquire(stage, true, error);
}

/* --- F30: looking a child up -------------------------------------------------------- */

static int look(struct stage *stage, const struct directory_query *query,
		enum case_outcome wanted, struct directory_answer *answer,
		struct error *error)
{
	if (directory_look_up(stage->from, query, answer, stage->arena,
			      error) != 0)
		return -1;
	stage->outcome->considered++;
	if (answer->outcome != wanted)
		outcome_problem(stage->outcome, "a look-up came to '%s'",
				case_outcome_name(answer->outcome));
	return 0;
}

/* What the user sees. */
static int hand_over_answer(struct stage *stage,
			    const struct directory_answer *answer,
			    struct error *error)
{
	const struct dictionary *dictionary = stage->from->dictionary;
	struct builder text = {0};
	const char *path;

	builder_add(&text,
		    stage_text(stage, &answer->record, "pupil.forename"));
	builder_add_byte(&text, ' ');
	builder_add(&text, stage_text(stage, &answer->record, "pupil.surname"));
	builder_add_byte(&text, '\n');
	for (uint32_t s = 0; s < answer->record.count; s++)
		for (uint32_t i = 0; i < answer->record.sections[s].count; i++)
			for (uint32_t v = 0;
			     v < answer->record.sections[s].items[i].count;
			     v++) {
				const struct value *value =
					&answer->record.sections[s]
						 .items[i]
						 .values[v];

				builder_add(
					&text,
					dictionary->fields[value->field].label);
				builder_add_text(&text, ": ");
				builder_add(&text, value->text);
				builder_add_byte(&text, '\n');
			}
	return stage_write(stage, "look-up.txt", &text, &path, error) == 0
		       ? stage_hand_over(stage, path, NULL, error)
		       : -1;
}

/* Asked by one who may, by one who may not, for one who is shielded. */
static int look_up(struct stage *stage, struct error *error)
{
	const struct directory_user user = {
		.name = SLICE("J. Marsh, health visitor"),
		.role = SLICE("safeguarding-staff"),
		.from = stage->today,
		.until = DATE_NONE,
	};
	struct directory_query query = {
		.upn = stage->upns[0],
		.birth_date = DATE_NONE,
		.user = SLICE("somebody else"),
		.role = user.role,
		.reason = SLICE("a joint visit is planned"),
		.today = stage->today,
	};
	const struct directory_shield shield = {
		.upn = stage->upns[1],
		.by = SLICE("index team"),
		.reason = SLICE("at risk of being found"),
		.today = stage->today,
	};
	struct directory_answer answer;
	struct slice reference;

	if (directory_authorise(stage->from, &user, stage->today, error) != 0 ||
	    directory_shield(stage->from, &shield, &reference, stage->arena,
			     error) != 0 ||
	    look(stage, &query, CASE_REFUSED, &answer, error) != 0)
		return -1;
	query.user = user.name;
	query.upn = stage->upns[1];
	if (look(stage, &query, CASE_SHIELDED, &answer, error) != 0)
		return -1;
	query.upn = stage->upns[0];
	if (look(stage, &query, CASE_FOUND, &answer, error) != 0)
		return -1;
	stage->outcome->released = 1;
	keep(stage->outcome->level, sizeof(stage->outcome->level),
	     SLICE("named"));
	keep(stage->outcome->reference, sizeof(stage->outcome->reference),
	     answer.reference);
	stage->evidence.authorised_role = true;
	stage->evidence.reason_given = true;
	stage->evidence.subject_count = 1;
	return answer.outcome == CASE_FOUND
		       ? hand_over_answer(stage, &answer, error)
		       : 0;
}

static int pick_two(struct stage *stage, struct error *error)
{
	if (stage_pick(stage, 2, NULL, error) != 0)
		return -1;
	if (stage->upn_count == 2)
		return 0;
	return error_set(error, ERROR_NOT_FOUND,
			 "the index has too few children");
}

/* The day after it was shut. */
static int look_up_too_late(struct stage *stage, struct error *error)
{
	const struct directory_query query = {
		.upn = stage->upns[0],
		.birth_date = DATE_NONE,
		.user = SLICE("J. Marsh, health visitor"),
		.role = SLICE("safeguarding-staff"),
		.reason = SLICE("a joint visit is planned"),
		.today = stage->today,
	};
	struct directory_answer answer;

	if (look(stage, &query, CASE_REFUSED, &answer, error) != 0)
		return -1;
	stage->outcome->refused = true;
	keep(stage->outcome->why, sizeof(stage->outcome->why), answer.refusal);
	return 0;
}

#define STAFF_TERMS             \
	{                       \
		.kind = "terms" \
	}

const struct step flows_safety[] = {
	/* --- F30: the children's index ------------------------------------ */

	{
		.flow = "F30",
		.date = "2009-03-09",
		.from = "northamptonshire-school",
		.to = "contactpoint",
		.what = "a school's entries for the children's index",
		.purpose = "safeguarding-coordination",
		.role = "safeguarding-staff",
		.permissions = {STAFF_TERMS},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F30",
		.date = "2009-03-23",
		.from = "contactpoint",
		.body = "child-index",
		.what = "a health visitor looks one child up; another is "
			"shielded",
		.prepare = pick_two,
		.run = look_up,
	},
	{
		.flow = "F30",
		.date = "2010-08-09",
		.from = "contactpoint",
		.body = "child-index",
		.what = "the index was shut three days ago: nobody is answered",
		.prepare = pick_two,
		.run = look_up_too_late,
		.end = STEP_REFUSED,
	},

	/* --- F29: enquiries into a child's safety --------------------------- */

	{
		.flow = "F29",
		.date = "2025-11-03",
		.from = "vale-secondary",
		.to = "childrens-services",
		.what = "what an enquiry needs, as a case file, the same day",
		.purpose = "child-protection",
		.prepare = one_pupil_pick,
		.run = answer_enquiry,
	},
	{
		.flow = "F29",
		.date = "2025-11-10",
		.from = "vale-secondary",
		.body = "childrens-services",
		.what = "decided not to share, with the reason on record",
		.prepare = one_pupil_pick,
		.run = decline_enquiry,
		.end = STEP_REFUSED,
	},
};
const size_t flows_safety_count =
	sizeof(flows_safety) / sizeof(flows_safety[0]);
