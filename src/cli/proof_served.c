/* The file that proves to one family which notice it was given. */
#include <jansson.h>

#include "base/json.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "share/disclosed.h"
#include "share/served.h"

static bool is_proof(const struct proof_file *file)
{
	return file->whole && served_is_proof(file->text);
}

static struct slice text_of(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_string(value) ? (struct slice){json_string_value(value),
						      json_string_length(value)}
				     : SLICE("");
}

static void add_notice(struct run *run, const json_t *notice)
{
	struct builder what = {0};

	text_add_clean(text_of(notice, "title"), &what);
	builder_add_format(&what, ", version %lld",
			   (long long)json_integer_value(
				   json_object_get(notice, "version")));
	proof_add_line(run, "notice", &what);
	builder_release(&what);
	proof_add_day(run, "valid from", text_of(notice, "from"));
	proof_add_text(run, "its SHA-256", text_of(notice, "sha256"));
}

static void tell_text(struct run *run, const json_t *statement,
		      const void *context)
{
	const struct served_verified *verified = context;

	proof_add_verdict(run,
			  SLICE("The proof holds: the family of this child "
				"was recorded as given this notice."));
	proof_add_child(run, &verified->served.tag);
	proof_add_text(
		run, "given by",
		text_of(json_object_get(statement, "controller"), "name"));
	proof_add_day(run, "on", text_of(statement, "date"));
	proof_add_text(run, "as", text_of(statement, "by"));
	add_notice(run, json_object_get(statement, "notice"));
	proof_add_day(run, "recorded", text_of(statement, "recorded"));
	proof_add_text(run, "reference", text_of(statement, "reference"));
	proof_add_ledger(run, verified->served.key, &verified->log);
}

static void tell_json(struct run *run, const json_t *statement,
		      const void *context)
{
	const struct served_verified *verified = context;
	static const char *const texts[] = {"reference", "date", "by",
					    "recorded"};
	const json_t *notice = json_object_get(statement, "notice");
	const struct served *served = &verified->served;
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_boolean(&json, "holds", true);
	json_key_text(&json, "number", served->tag.number);
	proof_put_texts(&json, statement, texts,
			sizeof(texts) / sizeof(texts[0]));
	json_key_text(
		&json, "controller",
		text_of(json_object_get(statement, "controller"), "name"));
	json_key_text(&json, "title", text_of(notice, "title"));
	json_key_number(&json, "version",
			json_integer_value(json_object_get(notice, "version")));
	json_key_text(&json, "from", text_of(notice, "from"));
	json_key_text(&json, "sha256", text_of(notice, "sha256"));
	json_key_text(&json, "origin",
		      slice_of(verified->log.checkpoint.origin));
	json_key_text(&json, "key", served->key);
	json_key_boolean(&json, "vouched", run->arguments.key != NULL);
	json_key_number(&json, "witnesses", (int64_t)verified->log.witnesses);
	json_close_object(&json);
	run_json_end(run);
}

static const struct proof_telling telling = {
	.text = tell_text,
	.json = tell_json,
};

static int verify_proof(struct run *run, const struct proof_file *file)
{
	struct served_verified verified;
	struct disclosed_trust trust;
	struct note_key key;

	if (proof_trust(run, file, &key, &trust) != 0 ||
	    served_verify(file->text, &trust, &verified, &run->arena,
			  &run->error) != 0)
		return -1;
	return proof_tell_verified(run, &telling, &verified.log,
				   verified.served.statement, &verified);
}

const struct proof_kind proof_of_served = {
	.recognise = is_proof,
	.verify = verify_proof,
};
