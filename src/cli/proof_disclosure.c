/* A proof of what was sent of a pupil, told to a parent. */
#include <jansson.h>

#include "base/date.h"
#include "base/json.h"
#include "cli/clock.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "cli/words.h"
#include "share/disclosed.h"

static bool is_proof(const struct proof_file *file)
{
	return slice_starts_with(file->text, SLICE("c2sp.org/tlog-proof@"));
}

/* --- what the statement says ------------------------------------------------------ */

static struct slice text_of(const json_t *value)
{
	return json_is_string(value) ? (struct slice){json_string_value(value),
						      json_string_length(value)}
				     : SLICE("");
}

static struct slice part_of(const json_t *object, const char *first,
			    const char *second)
{
	return text_of(json_object_get(json_object_get(object, first), second));
}

/* "school-census" as words: names are of letters, digits and hyphens. */
static void add_words(struct slice name, struct builder *out)
{
	size_t from = out->len;

	text_add_clean(name, out);
	for (size_t i = from; i < out->len; i++)
		if (out->at[i] == '-' || out->at[i] == '_')
			out->at[i] = ' ';
}

static void add_date(struct slice date, struct builder *out)
{
	int32_t day;

	if (date_parse(date, &day))
		words_add_date(day, out);
	else
		text_add_clean(date, out);
}

/* --- lines ------------------------------------------------------------------------- */

enum { NAME_WIDTH = 12, INDENT = 2 + NAME_WIDTH };

/* "  sent to     what", broken to the screen. */
void proof_add_line(struct run *run, const char *name,
		    const struct builder *what)
{
	if (what->len == 0)
		return;
	builder_add_format(&run->out, "  %-*s", NAME_WIDTH, name);
	text_add_wrapped(&run->screen, builder_slice(what), INDENT, INDENT,
			 &run->out);
	builder_add_byte(&run->out, '\n');
	run->out.failed |= what->failed;
}

void proof_add_text(struct run *run, const char *name, struct slice text)
{
	struct builder what = {0};

	text_add_clean(text, &what);
	proof_add_line(run, name, &what);
	builder_release(&what);
}

void proof_add_day(struct run *run, const char *name, struct slice date)
{
	struct builder what = {0};

	add_date(date, &what);
	proof_add_line(run, name, &what);
	builder_release(&what);
}

static void add_words_line(struct run *run, const char *name, struct slice text)
{
	struct builder what = {0};

	add_words(text, &what);
	proof_add_line(run, name, &what);
	builder_release(&what);
}

/* "Department for Education (department, 123)" */
static void add_party(struct run *run, const char *line,
		      const json_t *statement, const char *member)
{
	const struct slice others[] = {part_of(statement, member, "body"),
				       part_of(statement, member, "number"),
				       part_of(statement, member, "laestab")};
	struct builder what = {0};
	bool begun = false;

	text_add_clean(part_of(statement, member, "name"), &what);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (others[i].len == 0)
			continue;
		builder_add_text(&what, begun ? ", " : " (");
		text_add_clean(others[i], &what);
		begun = true;
	}
	if (begun)
		builder_add_byte(&what, ')');
	proof_add_line(run, line, &what);
	builder_release(&what);
}

static void add_laws(struct run *run, const json_t *statement)
{
	const json_t *gateways = json_object_get(statement, "law");
	struct builder before = {0};
	bool any = false;

	for (size_t i = 0; i < json_array_size(gateways); i++) {
		const json_t *gateway = json_array_get(gateways, i);
		const json_t *laws = json_object_get(gateway, "laws");
		struct builder what = {0};

		for (size_t l = 0; l < json_array_size(laws); l++) {
			builder_add_text(&what, l > 0 ? "; " : "");
			text_add_clean(text_of(json_array_get(laws, l)), &what);
		}
		builder_add_text(&what,
				 json_is_true(json_object_get(gateway, "duty"))
					 ? " (which demands it)"
					 : " (which allows it)");
		/* Several clauses may rest on one law. */
		if (!any || what.failed ||
		    !slice_equal(builder_slice(&what), builder_slice(&before)))
			proof_add_line(run, any ? "and" : "by law", &what);
		any = true;
		builder_release(&before);
		before = what;
	}
	builder_release(&before);
}

static void add_notice(struct run *run, const json_t *statement)
{
	const json_t *notice = json_object_get(statement, "notice");
	struct builder what = {0};

	if (!json_is_object(notice))
		return;
	text_add_clean(text_of(json_object_get(notice, "title")), &what);
	builder_add_format(&what, ", version %lld, from ",
			   (long long)json_integer_value(
				   json_object_get(notice, "version")));
	add_date(text_of(json_object_get(notice, "from")), &what);
	proof_add_line(run, "notice", &what);
	builder_release(&what);
}

static const struct {
	const char *level;
	const char *words;
} levels[] = {
	{"named", "with the child's name and number"},
	{"pupil", "one row for the child, without name, under a pseudonym"},
	{"inside", "under a pseudonym, inside an office of the sender"},
	{"anonymised", "one row for the child, without name or pseudonym"},
};

static void add_level(struct run *run, const json_t *statement,
		      struct slice level)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (slice_is(level, levels[i].level))
			level = slice_of(levels[i].words);
	proof_add_text(run, "how", level);
	if (json_is_object(json_object_get(statement, "matching")))
		proof_add_text(run, "",
			       SLICE("the recipient can tell whose row it is, "
				     "by the number that it holds of its own "
				     "pupils"));
}

/* What the recipient is bound to. */
static void add_terms(struct run *run, const json_t *statement)
{
	struct slice until = part_of(statement, "grant", "delete-by");
	struct builder what = {0};

	if (until.len == 0)
		return;
	builder_add_text(&what, "the recipient must destroy it by ");
	add_date(until, &what);
	proof_add_line(run, "until", &what);
	builder_release(&what);
}

/* To whom the recipient may pass it on. */
static void add_onward(struct run *run, const json_t *statement)
{
	const json_t *grant = json_object_get(statement, "grant");
	const json_t *onward = json_object_get(grant, "onward");
	struct builder what = {0};

	for (size_t i = 0; i < json_array_size(onward); i++) {
		const json_t *to =
			json_object_get(json_array_get(onward, i), "to");

		for (size_t j = 0; j < json_array_size(to); j++) {
			builder_add_text(&what, what.len > 0 ? ", " : "");
			add_words(text_of(json_array_get(to, j)), &what);
		}
	}
	proof_add_line(run, "may go to", &what);
	builder_release(&what);
}

/* --- fields ------------------------------------------------------------------------- */

/* "pupil.birth-date", "pupil.sex" as "pupil: birth date, sex". */
static void add_fields(struct run *run, const struct disclosed *disclosed)
{
	struct slice before = SLICE("");
	struct builder what = {0};

	for (size_t i = 0; i < disclosed->field_count; i++) {
		struct slice name = disclosed->fields[i];
		struct slice group = slice_cut(&name, '.');

		if (i > 0 && slice_equal(group, before)) {
			builder_add_text(&what, ", ");
		} else {
			builder_add_text(&what, i > 0 ? "; " : "");
			add_words(group, &what);
			builder_add_text(&what, name.len > 0 ? ": " : "");
		}
		add_words(name, &what);
		before = group;
	}
	proof_add_line(run, "fields", &what);
	builder_release(&what);
}

void proof_add_child(struct run *run, const struct tag_opening *tag)
{
	struct builder what = {0};

	text_add_clean(tag->number, &what);
	if (tag->kind == TAG_UPN)
		builder_add_text(&what, " (unique pupil number)");
	else if (tag->kind == TAG_ULN)
		builder_add_text(&what, " (unique learner number)");
	else
		builder_add_text(&what, "one without a number");
	proof_add_line(run, "child", &what);
	builder_release(&what);
}

/* --- who vouches ---------------------------------------------------------------------- */

static void add_key(struct run *run, struct slice key, bool given)
{
	struct builder *out = &run->out;

	builder_add_text(out, "\nThe sender's ledger has it and cannot take it "
			      "back. It is signed with this key:\n  ");
	text_add_clean(key, out);
	builder_add_byte(out, '\n');
	if (given)
		builder_add_text(out, "That is the key you gave.\n");
	else
		builder_add_text(
			out,
			"The file itself names that key. Compare it with the "
			"one that the sender\npublishes, or give that one "
			"with --key: else somebody may have made all of\n"
			"this up.\n");
}

void proof_add_witnesses(struct run *run, size_t signed_by, size_t named,
			 uint64_t seconds)
{
	char text[DATE_TEXT_BYTES];

	if (named == 0) {
		builder_add_text(&run->out,
				 "No witness was asked for (--witness).\n");
		return;
	}
	builder_add_format(&run->out, "Of %zu %s named, %zu %s that ledger",
			   named, named == 1 ? "witness" : "witnesses",
			   signed_by,
			   signed_by == 1 ? "has seen" : "have seen");
	if (signed_by > 0 && seconds > 0) {
		date_format((int32_t)(seconds / 86400), text);
		builder_add_format(&run->out, ", by %s%s", text,
				   seconds > clock_seconds(&run->arguments) +
							   86400
					   ? " (which is in the future)"
					   : "");
	}
	builder_add_text(&run->out, ".\n");
}

/* --- telling ---------------------------------------------------------------------------- */

static void add_statement(struct run *run, const json_t *statement,
			  const struct disclosed *disclosed)
{
	proof_add_child(run, &disclosed->tag);
	add_party(run, "sent by", statement, "controller");
	add_party(run, "to", statement, "recipient");
	proof_add_day(run, "on", text_of(json_object_get(statement, "date")));
	add_words_line(run, "for",
		       text_of(json_object_get(statement, "purpose")));
	add_words_line(run, "in",
		       text_of(json_object_get(statement, "collection")));
	add_words_line(run, "because of",
		       text_of(json_object_get(statement, "trigger")));
	add_laws(run, statement);
	add_notice(run, statement);
	add_level(run, statement, text_of(json_object_get(statement, "level")));
	add_terms(run, statement);
	add_onward(run, statement);
	add_fields(run, disclosed);
	proof_add_text(run, "reference",
		       text_of(json_object_get(statement, "reference")));
}

void proof_add_verdict(struct run *run, struct slice holds)
{
	if (run->arguments.key != NULL)
		screen_add(&run->screen, STYLE_GREEN, holds, &run->out);
	else
		screen_add(&run->screen, STYLE_BOLD,
			   SLICE("Complete in itself, but nobody vouches for "
				 "it yet: compare the key below."),
			   &run->out);
	builder_add_text(&run->out, "\n\n");
}

void proof_add_ledger(struct run *run, struct slice key,
		      const struct tlog_verified *log)
{
	proof_add_text(run, "ledger", slice_of(log->checkpoint.origin));
	add_key(run, key, run->arguments.key != NULL);
	proof_add_witnesses(run, log->witnesses, run->arguments.witnesses.count,
			    log->seconds);
}

static void tell_text(struct run *run, const json_t *statement,
		      const void *context)
{
	const struct disclosed_verified *verified = context;

	proof_add_verdict(run, SLICE("The proof holds: this was sent of this "
				     "child."));
	add_statement(run, statement, &verified->disclosed);
	proof_add_ledger(run, verified->disclosed.key, &verified->log);
}

void proof_put_texts(struct json *json, const json_t *object,
		     const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (json_is_string(json_object_get(object, names[i])))
			json_key_text(
				json, names[i],
				text_of(json_object_get(object, names[i])));
}

static void tell_json(struct run *run, const json_t *statement,
		      const void *context)
{
	const struct disclosed_verified *verified = context;
	static const char *const texts[] = {"reference",  "date",    "purpose",
					    "collection", "trigger", "level"};
	const struct disclosed *disclosed = &verified->disclosed;
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_boolean(&json, "holds", true);
	json_key_text(&json, "number", disclosed->tag.number);
	proof_put_texts(&json, statement, texts,
			sizeof(texts) / sizeof(texts[0]));
	json_key_text(&json, "recipient",
		      part_of(statement, "recipient", "body"));
	json_key_text(&json, "holder", part_of(statement, "recipient", "name"));
	json_key_text(&json, "controller",
		      part_of(statement, "controller", "name"));
	json_key(&json, "fields");
	json_open_array(&json);
	for (size_t i = 0; i < disclosed->field_count; i++)
		json_put_text(&json, disclosed->fields[i]);
	json_close_array(&json);
	json_key_text(&json, "origin",
		      slice_of(verified->log.checkpoint.origin));
	json_key_text(&json, "key", disclosed->key);
	json_key_boolean(&json, "key-given", run->arguments.key != NULL);
	json_key_boolean(&json, "vouched", run->arguments.key != NULL);
	json_key_number(&json, "witnesses", (int64_t)verified->log.witnesses);
	json_close_object(&json);
	run_json_end(run);
}

/* --- verifying --------------------------------------------------------------------------- */

static int check_origin(struct run *run, const char *origin)
{
	const char *wanted = run->arguments.origin;

	if (wanted == NULL || slice_is(slice_of(wanted), origin))
		return 0;
	return error_set(&run->error, ERROR_CORRUPT,
			 "the ledger is not called so, but %s", origin);
}

int proof_trust(struct run *run, const struct proof_file *file,
		struct note_key *key, struct disclosed_trust *trust)
{
	struct note_key *witnesses;

	*trust = (struct disclosed_trust){0};
	if (file->key.at != NULL) {
		if (note_key_parse(key, file->key, &run->error) != 0)
			return -1;
		trust->key = key;
	}
	if (proof_witnesses(run, &witnesses, &trust->witness_count,
			    &trust->threshold) != 0)
		return -1;
	trust->witnesses = witnesses;
	if (file->whole)
		return 0;
	return error_set(&run->error, ERROR_INPUT,
			 "this is too large for a proof");
}

int proof_tell_verified(struct run *run, const struct proof_telling *telling,
			const struct tlog_verified *log, struct slice statement,
			const void *verified)
{
	json_t *parsed;

	if (check_origin(run, log->checkpoint.origin) != 0)
		return -1;
	parsed = json_loadb(statement.at, statement.len, 0, NULL);
	if (parsed == NULL)
		return error_memory(&run->error);
	if (run->arguments.json)
		telling->json(run, parsed, verified);
	else
		telling->text(run, parsed, verified);
	json_decref(parsed);
	return 0;
}

static const struct proof_telling telling = {
	.text = tell_text,
	.json = tell_json,
};

static int verify_proof(struct run *run, const struct proof_file *file)
{
	struct disclosed_verified verified;
	struct disclosed_trust trust;
	struct note_key key;

	if (proof_trust(run, file, &key, &trust) != 0 ||
	    disclosed_verify(file->text, &trust, &verified, &run->arena,
			     &run->error) != 0)
		return -1;
	return proof_tell_verified(run, &telling, &verified.log,
				   verified.disclosed.statement, &verified);
}

const struct proof_kind proof_of_disclosure = {
	.recognise = is_proof,
	.verify = verify_proof,
};
