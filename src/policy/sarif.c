#include "policy/sarif.h"

#include <ctype.h>
#include <string.h>

#include "base/builder.h"
#include "base/json.h"
#include "policy/finding_kind.h"

static const char schema[] =
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
	"sarif-schema-2.1.0.json";

static const char *level_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return "error";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_ADVICE:
		break;
	}
	return "note";
}

static void put_text(struct json *json, const char *key, struct slice text)
{
	json_key(json, key);
	json_open_object(json);
	json_key_text(json, "text", text);
	json_close_object(json);
}

/* --- rules ------------------------------------------------------------------ */

static bool is_found(const struct findings *findings, const char *id)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->list[i].id, id) == 0)
			return true;
	return false;
}

/* Whether no kind before this one has its id. */
static bool is_first(size_t index)
{
	size_t at = 0;

	return finding_kind_next(slice_of(finding_kinds[index].id), &at) ==
	       &finding_kinds[index];
}

/* What all kinds of an id say, one after the other. */
static void add_meaning(const char *id, struct builder *out)
{
	const struct finding_kind *kind;
	const char *between = "";
	size_t at = 0;

	while ((kind = finding_kind_next(slice_of(id), &at)) != NULL) {
		builder_add_format(out, "%s%s", between, kind->why);
		between = "; or: ";
	}
}

static void add_example(const char *title, const char *example, bool markdown,
			struct builder *out)
{
	if (example[0] == '\0')
		return;
	builder_add_format(
		out, markdown ? "\n\n**%s**\n\n```\n%s```" : "\n\n%s\n\n%s",
		title, example);
}

/* What helps: the hint, the place in law, an example. */
static void add_help(const struct finding_kind *kind, bool markdown,
		     struct builder *out)
{
	const char *between =
		kind->law_1998[0] != '\0' && kind->law[0] != '\0' ? "; " : "";

	builder_add_text(out, kind->hint[0] != '\0' ? kind->hint : kind->why);
	if (kind->law[0] != '\0' || kind->law_1998[0] != '\0')
		builder_add_format(out, "\n\nlaw: %s%s%s", kind->law_1998,
				   between, kind->law);
	add_example("For example", kind->before, markdown, out);
	add_example("Better", kind->after, markdown, out);
}

static void put_help(struct json *json, const struct finding_kind *kind)
{
	struct builder text = {0};

	json_key(json, "help");
	json_open_object(json);
	add_help(kind, false, &text);
	json_key_text(json, "text", builder_slice(&text));
	builder_clear(&text);
	add_help(kind, true, &text);
	json_key_text(json, "markdown", builder_slice(&text));
	json_close_object(json);
	json->out->failed |= text.failed;
	builder_release(&text);
}

static void put_rule(struct json *json, const struct finding_kind *kind)
{
	struct builder meaning = {0};

	add_meaning(kind->id, &meaning);
	json_open_object(json);
	json_key_text(json, "id", slice_of(kind->id));
	put_text(json, "shortDescription", slice_of(kind->why));
	put_text(json, "fullDescription", builder_slice(&meaning));
	put_help(json, kind);
	json_key(json, "defaultConfiguration");
	json_open_object(json);
	json_key_text(json, "level", slice_of(level_of(kind->severity)));
	json_close_object(json);
	json_close_object(json);
	json->out->failed |= meaning.failed;
	builder_release(&meaning);
}

static void put_tool(struct json *json, const struct findings *findings,
		     const char *version)
{
	json_key(json, "tool");
	json_open_object(json);
	json_key(json, "driver");
	json_open_object(json);
	json_key_text(json, "name", SLICE("hornbook"));
	json_key_text(json, "semanticVersion", slice_of(version));
	json_key(json, "rules");
	json_open_array(json);
	for (size_t i = 0; i < finding_kind_count; i++)
		if (is_first(i) && is_found(findings, finding_kinds[i].id))
			put_rule(json, &finding_kinds[i]);
	json_close_array(json);
	json_close_object(json);
	json_close_object(json);
}

/* Its place in the rules above; -1: an id that no list has. */
static int rule_index(const struct findings *findings, const char *id)
{
	int index = 0;

	for (size_t i = 0; i < finding_kind_count; i++) {
		if (strcmp(finding_kinds[i].id, id) == 0)
			return index;
		index += is_first(i) && is_found(findings, finding_kinds[i].id);
	}
	return -1;
}

/* --- results ---------------------------------------------------------------- */

/* A path as a URI reference (RFC 3986): relative paths stay relative. */
static void put_uri(struct json *json, struct slice path)
{
	static const char hex[] = "0123456789ABCDEF";
	struct builder uri = {0};

	if (slice_starts_with(path, SLICE("/")))
		builder_add_text(&uri, "file://");
	for (size_t i = 0; i < path.len; i++) {
		unsigned char byte = (unsigned char)path.at[i];

		if (isalnum(byte) || strchr("-._~/", byte) != NULL) {
			builder_add_byte(&uri, (char)byte);
		} else {
			builder_add_byte(&uri, '%');
			builder_add_byte(&uri, hex[byte >> 4]);
			builder_add_byte(&uri, hex[byte & 15]);
		}
	}
	json_key_text(json, "uri", builder_slice(&uri));
	json->out->failed |= uri.failed;
	builder_release(&uri);
}

static void put_artifact(struct json *json, const struct source *source)
{
	json_key(json, "artifactLocation");
	json_open_object(json);
	put_uri(json, source->name);
	if (slice_is(source->name, "-"))
		put_text(json, "description", SLICE("standard input"));
	json_close_object(json);
}

static void put_region(struct json *json, struct range range)
{
	struct position start = source_position(range.source, range.start);
	struct position end = source_position(range.source, range.end);

	json_key(json, "region");
	json_open_object(json);
	json_key_number(json, "startLine", start.line);
	json_key_number(json, "startColumn", start.column);
	json_key_number(json, "endLine", end.line);
	json_key_number(json, "endColumn", end.column);
	put_text(json, "snippet", range_text(range));
	json_close_object(json);
}

static void put_location(struct json *json, struct range range)
{
	json_key(json, "locations");
	json_open_array(json);
	if (range.source != NULL) {
		json_open_object(json);
		json_key(json, "physicalLocation");
		json_open_object(json);
		put_artifact(json, range.source);
		put_region(json, range);
		json_close_object(json);
		json_close_object(json);
	}
	json_close_array(json);
}

/* A hint is part of the message: few readers show anything else. */
static void put_message(struct json *json, const struct finding *finding)
{
	struct builder text = {0};

	builder_add(&text, finding->message);
	if (finding->hint.len > 0)
		builder_add_format(&text, " (hint: %.*s)",
				   SLICE_ARGS(finding->hint));
	put_text(json, "message", builder_slice(&text));
	json->out->failed |= text.failed;
	builder_release(&text);
}

static void put_result(struct json *json, const struct findings *findings,
		       const struct finding *finding)
{
	int index = rule_index(findings, finding->id);

	json_open_object(json);
	json_key_text(json, "ruleId", slice_of(finding->id));
	if (index >= 0)
		json_key_number(json, "ruleIndex", index);
	json_key_text(json, "level", slice_of(level_of(finding->severity)));
	put_message(json, finding);
	put_location(json, finding->range);
	json_key(json, "properties");
	json_open_object(json);
	json_key_text(json, "hint", finding->hint);
	json_key_text(json, "law", finding->law);
	json_close_object(json);
	json_close_object(json);
}

void sarif_write(const struct findings *findings, const char *version,
		 struct builder *out)
{
	struct json json = json_writer(out, true);

	json_open_object(&json);
	json_key_text(&json, "$schema", slice_of(schema));
	json_key_text(&json, "version", SLICE("2.1.0"));
	json_key(&json, "runs");
	json_open_array(&json);
	json_open_object(&json);
	put_tool(&json, findings, version);
	json_key_text(&json, "columnKind", SLICE("unicodeCodePoints"));
	json_key(&json, "results");
	json_open_array(&json);
	for (size_t i = 0; i < findings->count; i++)
		put_result(&json, findings, &findings->list[i]);
	json_close_array(&json);
	json_close_object(&json);
	json_close_array(&json);
	json_close_object(&json);
}
