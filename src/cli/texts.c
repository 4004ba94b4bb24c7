#include "cli/texts.h"

#include "base/json.h"
#include "cli/accepted.h"
#include "cli/guard_report.h"
#include "share/text.h"

int texts_ask(struct run *run, struct share_request *request,
	      struct allow *allow)
{
	const struct arguments *arguments = &run->arguments;
	bool given;

	if (arguments->texts.count == 0) {
		if (arguments->allow == NULL && !arguments->accept)
			return 0;
		return error_set(&run->error, ERROR_INPUT,
				 "--allow and --accept are of a --text");
	}
	if (arguments->accept && !arguments->dry_run) {
		error_set(&run->error, ERROR_INPUT,
			  "--accept goes with --dry-run: what is found is "
			  "accepted before it leaves");
		return error_hint(&run->error,
				  "accept with --dry-run --allow FILE "
				  "--accept, then release with --allow FILE");
	}
	if (accepted_read(run, allow, &given) != 0)
		return -1;
	request->texts = arguments->texts.list;
	request->text_count = arguments->texts.count;
	request->accepted = given ? allow : NULL;
	return 0;
}

int texts_accept(struct run *run, struct allow *allow,
		 const struct share_report *report)
{
	const struct share_texts *texts = report->texts;

	if (!run->arguments.accept || texts == NULL)
		return 0;
	for (size_t i = 0; i < texts->count; i++)
		for (size_t f = 0; f < texts->list[i].found.count; f++)
			if (allow_add(allow, texts->list[i].name,
				      &texts->list[i].found.list[f],
				      &run->error) != 0)
				return -1;
	return accepted_write(run, allow);
}

/* As what a guard found; false without texts, or memory. */
static bool find_guarding(struct run *run, const struct share_report *report,
			  struct guarding *guarding)
{
	const struct share_texts *texts = report->texts;

	if (texts == NULL)
		return false;
	*guarding = (struct guarding){
		.run = run,
		.pupils = texts->pupils,
		.threshold = texts->threshold,
		.count = texts->count,
		.list = arena_array(&run->arena, texts->count,
				    sizeof(*guarding->list)),
	};
	if (guarding->list == NULL) {
		run->out.failed = true;
		return false;
	}
	for (size_t i = 0; i < texts->count; i++)
		guarding->list[i] = (struct guarded){
			.path = texts->list[i].path,
			.report = texts->list[i].found,
			.accepted = texts->list[i].accepted,
		};
	return true;
}

void texts_tell(struct run *run, const struct share_report *report)
{
	struct guarding guarding;

	if (!find_guarding(run, report, &guarding))
		return;
	builder_add_byte(&run->out, '\n');
	guard_add_text(&guarding);
}

void texts_tell_json(struct json *json, struct run *run,
	       const struct share_report *report)
{
	struct guarding guarding;

	if (!find_guarding(run, report, &guarding))
		return;
	json_key(json, "texts");
	json_open_object(json);
	guard_put(json, &guarding);
	json_close_object(json);
}
