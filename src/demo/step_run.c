/* One step: shared, opened, received, checked. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "share/node.h"
#include "share/receive.h"
#include "share/share.h"

/* --- permissions ---------------------------------------------------------------- */

static int permit(struct stage *stage, const struct step_permission *granted,
		  struct slice recipient, struct error *error)
{
	struct permission permission = {
		.kind = slice_of(granted->kind),
		.by = slice_of(granted->by),
		.terms = slice_of(granted->terms),
		.met = slice_of(granted->met),
		.recipient = recipient,
		.purpose = slice_of(stage->step->purpose),
		.project = slice_of(stage->step->project),
		.from = stage->today,
		.until = granted->months > 0 ? date_add_months(stage->today,
							       granted->months)
					     : DATE_NONE,
		.recorded = stage->today,
		.given = stage->today,
	};

	return register_permit(stage->from->pupils, &permission, error);
}

static int permit_all(struct stage *stage, struct error *error)
{
	const struct step *step = stage->step;
	const char *named =
		step->body != NULL ? step->body : stage->to_site->body;
	uint16_t body =
		dictionary_body(stage->from->dictionary, slice_of(named), NULL);

	for (size_t i = 0;
	     i < STEP_PERMISSIONS && step->permissions[i].kind != NULL; i++) {
		if (body == DICTIONARY_NONE)
			return error_set(error, ERROR_INPUT,
					 "no body is called '%s'", named);
		if (permit(stage, &step->permissions[i],
			   stage->from->dictionary->bodies[body].name,
			   error) != 0)
			return -1;
	}
	return 0;
}

/* --- the release ---------------------------------------------------------------- */

static int read_fields(struct stage *stage, struct field_set *fields,
		       struct error *error)
{
	struct slice rest = slice_of(stage->step->fields);

	*fields = (struct field_set){0};
	while (rest.len > 0) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		struct field_set some;

		if (!dictionary_fields(stage->from->dictionary, name, &some))
			return error_set(error, ERROR_INPUT,
					 "no field, group or category is "
					 "called '%.*s'",
					 SLICE_ARGS(name));
		*fields = field_set_union(*fields, some);
	}
	return 0;
}

static const char *choose(const char *said, const char *otherwise)
{
	return said != NULL ? said : otherwise;
}

static unsigned int flow_number(const struct step *step)
{
	uint64_t number = 0;

	slice_number(slice_of(step->flow + 1), FLOW_COUNT, &number);
	return (unsigned int)number;
}

/* Whether the step asks for all that the rules let go of everybody, as plain
 * rows: a collection's fields, a format's columns and a picked few would hide
 * what is broken. */
static bool asks_all(const struct stage *stage)
{
	return stage->world->asks_all &&
	       promise_told(stage->evidence.flow).rows;
}

static int ask(struct stage *stage, struct share_request *request,
	       struct field_set *fields, struct error *error)
{
	const struct step *step = stage->step;
	bool all = asks_all(stage);

	*request = (struct share_request){
		.recipient = slice_of(choose(step->body, stage->to_site->body)),
		.purpose = slice_of(step->purpose),
		.collection = slice_of(all ? NULL : step->collection),
		.trigger = slice_of(step->trigger),
		.role = slice_of(step->role),
		.project = slice_of(step->project),
		.format = slice_of(all && (step->format != NULL ||
					   step->collection != NULL)
					   ? "csv"
					   : step->format),
		.destination = slice_of(
			choose(step->destination, stage->to_site->number)),
		.upns = stage->upns,
		.upn_count = stage->upn_count,
		.rows_profile = slice_of(step->profile),
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "release"),
		.reference = stage->world->reference,
	};
	if (request->out == NULL)
		return error_memory(error);
	if (step->fields != NULL && !all) {
		if (read_fields(stage, fields, error) != 0)
			return -1;
		request->fields = fields;
	}
	return step->ask != NULL ? step->ask(stage, request, error) : 0;
}

static const char *const gate_names[GATE_COUNT] = {
	"none", "recipient", "law", "promise", "pupil", "wishes", "safeguards",
};

static int note_entry(void *context, const char *name, struct error *error)
{
	(void)name;
	(void)error;
	*(bool *)context = true;
	return 0;
}

/* What is refused leaves no file, not even a part of one. */
static int look_for_files(struct stage *stage, struct error *error)
{
	const char *directory = stage_path(stage, "release");
	bool any = false;

	if (directory == NULL)
		return error_memory(error);
	if (directory_exists(directory) &&
	    directory_each(directory, note_entry, &any, error) != 0)
		return -1;
	if (any)
		outcome_problem(stage->outcome,
				"refused, and there is a file of it");
	return 0;
}

/* Nothing has left: was it to be so?  Where there was nobody of whom to ask, no
 * rule refused anything; where the checker knows nobody who might be told of, it
 * was. */
static void judge_refusal(struct stage *stage,
			  const struct share_report *report)
{
	const struct step *step = stage->step;

	if (report->considered == 0)
		outcome_problem(stage->outcome,
				"refused, but there was nobody to ask of");
	if (step->end != STEP_REFUSED && promise_is_due(&stage->evidence)) {
		outcome_problem(stage->outcome, "nothing left: %.*s",
				SLICE_ARGS(report->refusal));
		return;
	}
	if (step->end == STEP_REFUSED && step->refused_at != GATE_NONE &&
	    report->gates[step->refused_at].pupils == 0)
		outcome_problem(stage->outcome,
				"refused, but not at the gate of %s: %.*s",
				gate_names[step->refused_at],
				SLICE_ARGS(report->refusal));
}

static int take_in(struct stage *stage, const char *package,
		   struct error *error)
{
	struct receive_report report;

	if (receive(stage->to, package, stage->today, &report, stage->arena,
		    error) != 0)
		return -1;
	if (!report.rejected)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the recipient rejected %llu of %llu records",
		  (unsigned long long)report.payload.rejected,
		  (unsigned long long)report.payload.records);
	if (report.payload.rejection_count > 0)
		error_hint(error, "%.*s",
			   SLICE_ARGS(report.payload.rejections[0].message));
	return -1;
}

static int deliver(struct stage *stage, const struct share_report *report,
		   struct error *error)
{
	const char *package = arena_copy(stage->arena, report->file).at;

	if (package == NULL)
		return error_memory(error);
	if (stage_open(stage, package, error) != 0)
		return -1;
	if (stage->step->intake == STEP_RECEIVE)
		return take_in(stage, package, error);
	return 0;
}

static int release(struct stage *stage, struct error *error)
{
	struct share_report report = {0};
	struct share_request request;
	struct field_set fields;

	if (stage->to == NULL)
		return error_set(error, ERROR_INPUT,
				 "the step says nobody to whom it goes");
	if (world_introduce(stage->from_site, stage->from, stage->to_site,
			    stage->to, stage->today, error) != 0 ||
	    permit_all(stage, error) != 0 ||
	    ask(stage, &request, &fields, error) != 0 ||
	    share(stage->from, &request, &report, stage->arena, error) != 0)
		return -1;
	stage_count(stage, &report);
	if (report.refused) {
		judge_refusal(stage, &report);
		return look_for_files(stage, error);
	}
	if (report.released == 0)
		outcome_problem(stage->outcome, "it left with nobody in it");
	if (stage->step->end == STEP_REFUSED)
		outcome_problem(stage->outcome,
				"it left, and was to be refused");
	return deliver(stage, &report, error);
}

/* --- the check -------------------------------------------------------------------- */

static bool was_permitted(const struct step *step, const char *kind)
{
	for (size_t i = 0;
	     i < STEP_PERMISSIONS && step->permissions[i].kind != NULL; i++)
		if (strcmp(step->permissions[i].kind, kind) == 0)
			return true;
	return false;
}

/* What is known of the occasion before it. */
static void begin_evidence(struct stage *stage, const struct step_run *run)
{
	const struct step *step = run->step;
	struct promise_evidence *evidence = &stage->evidence;

	*evidence = (struct promise_evidence){
		.flow = flow_number(step),
		.date = stage->today,
		.sender = slice_of(stage->from_site->body),
		.sender_number = slice_of(stage->from_site->number),
		.recipient = slice_of(step->body),
		.recipient_number = slice_of(step->destination),
		.truth = world_truth(run->world, stage->from_site),
		.authorised = was_permitted(step, "authorisation"),
		.approved = was_permitted(step, "approval"),
		.terms_signed = was_permitted(step, "terms"),
		.identity_checked = was_permitted(step, "identity"),
		.authorised_role = step->role != NULL,
		.pseudonyms = run->pseudonyms,
		.history = run->history,
	};
	if (stage->to_site == NULL)
		return;
	if (step->body == NULL)
		evidence->recipient = slice_of(stage->to_site->body);
	if (step->destination == NULL)
		evidence->recipient_number = slice_of(stage->to_site->number);
	evidence->recipient_name = slice_of(stage->to_site->name);
}

static void note_objection(struct step_outcome *outcome,
			   const struct promise_objection *objection)
{
	char where[64] = "";

	if (objection->row > 0 && objection->times > 1)
		snprintf(where, sizeof(where), ", row %llu and %llu more",
			 (unsigned long long)objection->row,
			 (unsigned long long)objection->times - 1);
	else if (objection->row > 0)
		snprintf(where, sizeof(where), ", row %llu",
			 (unsigned long long)objection->row);
	outcome_problem(outcome, "%.*s%s%s%.*s", SLICE_ARGS(objection->file),
			where, objection->file.len > 0 ? ": " : "",
			SLICE_ARGS(objection->what));
}

static int check(struct stage *stage, struct error *error)
{
	struct step_outcome *outcome = stage->outcome;
	struct promise_result result = {0};

	if (stage->evidence.file_count == 0) {
		if (!outcome->refused && stage->step->run == NULL)
			outcome_problem(outcome, "nothing arrived");
		return 0;
	}
	snprintf(outcome->file, sizeof(outcome->file), "%.*s",
		 SLICE_ARGS(stage->evidence.files[0].name));
	if (promise_check(&stage->evidence, &result, stage->arena, error) != 0)
		return -1;
	outcome->checks = result.checks;
	if (result.rows == 0)
		outcome_problem(outcome, "there is nothing in what arrived");
	for (size_t i = 0; i < result.kept; i++)
		note_objection(outcome, &result.objections[i]);
	return 0;
}

/* --- all of it ---------------------------------------------------------------------- */

static int play(struct stage *stage, struct error *error)
{
	const struct step *step = stage->step;

	if (directory_make(stage->directory, 0700, error) != 0)
		return -1;
	if (step->prepare != NULL && step->prepare(stage, error) != 0)
		return -1;
	if (asks_all(stage) && step->run == NULL &&
	    !promise_told(stage->evidence.flow).about) {
		stage->upn_count = 0;
		stage->upns = NULL;
		stage->evidence.subject_count = 0;
	}
	/* Of whom it was asked is whom it is about, if nobody says more. */
	if (stage->evidence.subject_count == 0 && stage->upn_count > 0) {
		stage->evidence.subjects = stage->upns;
		stage->evidence.subject_count = stage->upn_count;
	}
	if (step->run != NULL ? step->run(stage, error) != 0
			      : release(stage, error) != 0)
		return -1;
	if (step->run == NULL && stage_is_careless(stage) &&
	    promise_told(stage->evidence.flow).level == PROMISE_AGGREGATE &&
	    stage_tell_of_somebody(stage, "note.txt", error) != 0)
		return -1;
	return check(stage, error);
}

static int open_both(struct stage *stage, struct error *error)
{
	if (world_open_node(stage->world, stage->from_site, &stage->from,
			    error) != 0)
		return -1;
	if (stage->to_site == NULL)
		return 0;
	return world_open_node(stage->world, stage->to_site, &stage->to, error);
}

static int find_sites(struct stage *stage, struct error *error)
{
	const struct step *step = stage->step;

	stage->from_site = site_find(step->from);
	stage->to_site = step->to != NULL ? site_find(step->to) : NULL;
	if (stage->from_site == NULL ||
	    (step->to != NULL && stage->to_site == NULL))
		return error_set(error, ERROR_INPUT,
				 "the step is between sites that are not "
				 "there");
	if (!date_parse(slice_of(step->date), &stage->today))
		return error_set(error, ERROR_INPUT,
				 "the step has no good date");
	return 0;
}

static void tell_failure(struct step_outcome *outcome,
			 const struct error *error)
{
	char text[OUTCOME_TEXT_BYTES];

	error_text(error, text, sizeof(text));
	outcome_problem(outcome, "%s", text);
	outcome->state = OUTCOME_FAILED;
}

/* Memory or disk is out: that is nobody's broken promise. */
static bool is_of_machine(const struct error *error)
{
	return error->code == ERROR_MEMORY || error->code == ERROR_SYSTEM;
}

int step_run(const struct step_run *run, struct error *error)
{
	struct arena arena = {0};
	struct error fault = {0};
	struct stage stage = {
		.world = run->world,
		.step = run->step,
		.directory = run->directory,
		.arena = &arena,
		.outcome = run->outcome,
	};
	int result = find_sites(&stage, &fault);

	if (result == 0) {
		begin_evidence(&stage, run);
		result = open_both(&stage, &fault);
	}
	if (result == 0)
		result = play(&stage, &fault);
	if (result != 0 && is_of_machine(&fault))
		*error = fault;
	else if (result != 0) {
		tell_failure(run->outcome, &fault);
		result = 0;
	} else if (run->outcome->state == OUTCOME_NOT_RUN)
		run->outcome->state = OUTCOME_CHECKED;
	if (stage.to != NULL)
		node_close(stage.to);
	if (stage.from != NULL)
		node_close(stage.from);
	truth_free(stage.truth);
	arena_release(&arena);
	return result;
}
