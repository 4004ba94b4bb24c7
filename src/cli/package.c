#include "cli/package.h"

#include <inttypes.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/words.h"
#include "policy/rule.h"
#include "policy/terms.h"
#include "seal/correspondents.h"
#include "share/node.h"
#include "share/receive.h"

/* --- terms ------------------------------------------------------------------------------ */

static void add_names(const struct slice *names, size_t count,
		      struct builder *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			builder_add_text(out, ", ");
		text_add_clean(names[i], out);
	}
}

static void add_purposes(const struct dictionary *dictionary,
			 const struct slice *names, size_t count,
			 struct builder *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			builder_add_text(out, ", ");
		text_add_clean(words_purpose(dictionary, names[i]), out);
	}
}

static void add_onward(const struct dictionary *dictionary,
		       const struct licence *terms, struct builder *out)
{
	if (terms->by_law) {
		builder_add_text(out, "; goes on as law and notice let it");
		return;
	}
	if (terms->onward_count == 0)
		builder_add_text(out, "; goes on to nobody");
	for (size_t i = 0; i < terms->onward_count; i++) {
		const struct onward_terms *onward = &terms->onward[i];

		builder_add_text(out, "; goes on to ");
		add_names(onward->bodies, onward->body_count, out);
		if (onward->purpose_count > 0)
			builder_add_text(out, " for ");
		add_purposes(dictionary, onward->purposes,
			     onward->purpose_count, out);
		builder_add_text(out, " at ");
		level_write(dictionary, onward->level, out);
	}
}

int package_add_terms(struct run *run, const struct dictionary *dictionary,
		      struct slice text, struct builder *out)
{
	struct licence terms;

	if (terms_read(&terms, dictionary, text, &run->arena, &run->error) != 0)
		return -1;
	if (terms.purpose_count > 0) {
		builder_add_text(out, "for ");
		add_purposes(dictionary, terms.purposes, terms.purpose_count,
			     out);
	} else {
		builder_add_text(out, "for any purpose");
	}
	add_onward(dictionary, &terms, out);
	if ((terms.without & WITHOUT_DECISIONS) != 0)
		builder_add_text(out, "; no decision about a person");
	if ((terms.without & WITHOUT_IDENTIFICATION) != 0)
		builder_add_text(out, "; nobody identified in results");
	if (terms.delete_by == DATE_NONE)
		return 0;
	builder_add_text(out, "; deleted by ");
	words_add_date(terms.delete_by, out);
	return 0;
}

/* --- as text ------------------------------------------------------------------------------ */

void package_add_line(struct run *run, const char *label, struct slice text)
{
	struct builder clean = {0};

	text_add_clean(text, &clean);
	builder_add_format(&run->out, "  %-20s", label);
	text_add_wrapped(&run->screen, builder_slice(&clean), 22, 22,
			 &run->out);
	builder_add_byte(&run->out, '\n');
	run->out.failed |= clean.failed;
	builder_release(&clean);
}

static void add_party(const struct manifest_party *party, struct builder *out)
{
	text_add_clean(party->name, out);
	builder_add_text(out, " (");
	text_add_clean(party->body, out);
	if (!slice_empty(party->body) && !slice_empty(party->number))
		builder_add_byte(out, ' ');
	text_add_clean(party->number, out);
	builder_add_byte(out, ')');
}

/* Names that this node's dictionary does not have are told as they are. */
static void add_fields(const struct dictionary *dictionary,
		       const struct manifest *manifest, struct builder *out)
{
	struct field_set known = {0};

	for (size_t i = 0; i < manifest->field_count; i++) {
		const struct field *field =
			dictionary_field(dictionary, manifest->fields[i]);

		if (field != NULL)
			field_set_add(&known,
				      (uint16_t)(field - dictionary->fields));
	}
	words_add_fields(dictionary, &known, out);
	for (size_t i = 0; i < manifest->field_count; i++)
		if (dictionary_field(dictionary, manifest->fields[i]) == NULL) {
			builder_add_text(out, "; ");
			text_add_clean(manifest->fields[i], out);
		}
}

static void add_signature(const struct received *received, struct builder *out)
{
	builder_add_text(out, "with the key ");
	builder_add(out, received->signer);
	builder_add_text(out, " of ");
	text_add_clean(received->sender->name, out);
	builder_add_text(out, ", under the agreement ");
	text_add_clean(received->sender->agreement, out);
}

static void add_head(struct run *run, const struct manifest *manifest)
{
	struct builder head = {0};

	if (manifest->kind != MANIFEST_RELEASE)
		builder_add_format(&head, "%s ",
				   manifest_kind_name(manifest->kind));
	builder_add(&head, manifest->reference);
	screen_add(&run->screen, STYLE_BOLD, builder_slice(&head), &run->out);
	builder_add_text(&run->out, " of ");
	add_party(&manifest->sender, &run->out);
	builder_add_text(&run->out, ", ");
	words_add_date(manifest->date, &run->out);
	builder_add_byte(&run->out, '\n');
	builder_release(&head);
}

static void add_built(struct run *run, const char *label, struct builder *text)
{
	package_add_line(run, label, builder_slice(text));
	run->out.failed |= text->failed;
	builder_clear(text);
}

static void add_payload(struct run *run, const struct manifest *manifest,
			struct builder *text)
{
	if (slice_empty(manifest->payload.file))
		return;
	builder_add(text, manifest->payload.file);
	builder_add_format(text, " (%.*s), %" PRIu64 " bytes",
			   SLICE_ARGS(manifest->payload.format),
			   manifest->payload.bytes);
	add_built(run, "payload", text);
}

int package_add_text(struct run *run, const struct node *node,
		     const struct received *received)
{
	const struct manifest *manifest = received->manifest;
	struct builder text = {0};
	int result;

	add_head(run, manifest);
	add_party(&manifest->recipient, &text);
	add_built(run, "to", &text);
	package_add_line(run, "for",
			 words_purpose(node->dictionary, manifest->purpose));
	package_add_line(run, "level", manifest->level);
	if (!slice_empty(manifest->matching.by))
		package_add_line(run, "matched by",
				 SLICE("the unique pupil number, of this "
				       "node's own pupils ('hornbook "
				       "feedback')"));
	if (manifest->counted) {
		builder_add_number(&text, manifest->released);
		add_built(run, "pupils", &text);
	}
	add_fields(node->dictionary, manifest, &text);
	add_built(run, "fields", &text);
	result = package_add_terms(run, node->dictionary, manifest->terms,
				   &text);
	if (result == 0)
		add_built(run, "terms", &text);
	add_payload(run, manifest, &text);
	add_signature(received, &text);
	add_built(run, "signed", &text);
	words_add_date(manifest->expires, &text);
	add_built(run, "to be received by", &text);
	builder_release(&text);
	return result;
}

/* --- as JSON --------------------------------------------------------------------------------- */

int package_put(const struct received *received, struct json *json)
{
	json_key_text(json, "sender", received->sender->body);
	json_key_text(json, "senderNumber", received->sender->number);
	json_key_text(json, "senderName", received->sender->name);
	json_key_text(json, "agreement", received->sender->agreement);
	json_key_text(json, "signedBy", received->signer);
	json_key_text(json, "kind",
		      slice_of(manifest_kind_name(received->manifest->kind)));
	json_key_text(json, "reference", received->manifest->reference);
	json_key_date(json, "date", received->manifest->date);
	json_key_date(json, "expires", received->manifest->expires);
	json_key_text(json, "purpose", received->manifest->purpose);
	json_key_text(json, "level", received->manifest->level);
	json_key_text(json, "payload", received->manifest->payload.file);
	json_key_text(json, "terms", received->manifest->terms);
	return 0;
}
