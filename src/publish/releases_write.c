/* The register of releases for machines: CSV, JSON and an Atom feed. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "formats/csv.h"
#include "document/markup.h"
#include "words/phrasebook.h"
#include "publish/releases_parts.h"
#include "share/node.h"

static int done(const struct voice *voice, bool failed, struct error *error)
{
	return voice->failed || failed ? error_memory(error) : 0;
}

/* --- CSV -------------------------------------------------------------------------- */

int releases_csv(const struct release_register *releases,
		 const struct release_filter *filter, struct voice *voice,
		 struct builder *out, struct error *error)
{
	struct slice cells[RELEASE_COLUMNS];

	for (int c = 0; c < RELEASE_COLUMNS; c++)
		cells[c] =
			slice_of(release_column_name((enum release_column)c));
	csv_add_row(out, cells, NULL, RELEASE_COLUMNS);
	for (size_t i = 0; i < releases->count; i++) {
		const struct release_row row = {releases, &releases->list[i],
						voice, true};

		if (!release_shown(row.release, filter))
			continue;
		for (int c = 0; c < RELEASE_COLUMNS; c++)
			cells[c] = release_text(&row, (enum release_column)c);
		csv_add_row(out, cells, NULL, RELEASE_COLUMNS);
	}
	return done(voice, out->failed, error);
}

/* --- JSON ------------------------------------------------------------------------- */

/* Members have '-' where columns have spaces. */
static void put_member(struct json *json, const char *name, struct slice text)
{
	char member[40];

	snprintf(member, sizeof(member), "%s", name);
	for (char *at = member; *at != '\0'; at++)
		if (*at == ' ')
			*at = '-';
	json_key_text(json, member, text);
}

static void put_release(const struct release_row *row, struct json *json)
{
	json_open_object(json);
	for (int c = 0; c < RELEASE_COLUMNS; c++) {
		struct slice text = release_text(row, (enum release_column)c);

		if (!slice_empty(text))
			put_member(json,
				   release_column_name((enum release_column)c),
				   text);
	}
	json_close_object(json);
}

static void put_counts(const struct release_register *releases,
		       const struct release_filter *filter, struct json *json)
{
	json_key(json, "counts");
	json_open_object(json);
	json_key_number(json, "releases", (int64_t)releases->count);
	json_key_number(json, "listed", (int64_t)releases->by_listing[LISTED]);
	json_key_number(json, "tables",
			(int64_t)releases->by_listing[UNLISTED_TABLE]);
	json_key_number(json, "others", (int64_t)releases_unlisted(releases));
	json_key_number(json, "shown",
			(int64_t)releases_shown(releases, filter));
	json_close_object(json);
}

static void put_ledger(const struct release_register *releases,
		       struct json *json)
{
	struct builder root = {0};

	builder_add_hex(&root,
			(struct slice){(const char *)releases->ledger_root,
				       sizeof(releases->ledger_root)});
	json_key(json, "ledger");
	json_open_object(json);
	json_key_text(json, "origin", slice_of(releases->ledger_origin));
	json_key_number(json, "entries", (int64_t)releases->ledger_size);
	json_key_text(json, "root", builder_slice(&root));
	json_close_object(json);
	json->out->failed |= root.failed;
	builder_release(&root);
}

int releases_json(const struct release_register *releases,
		  const struct release_filter *filter, struct voice *voice,
		  struct json *json, struct error *error)
{
	json_open_object(json);
	json_key_text(json, "controller", releases->node->notice->controller);
	json_key_boolean(json, "public", !filter->all);
	json_key_date(json, "updated", releases_updated(releases, filter));
	put_ledger(releases, json);
	put_counts(releases, filter, json);
	json_key(json, "releases");
	json_open_array(json);
	for (size_t i = 0; i < releases->count; i++) {
		const struct release_row row = {releases, &releases->list[i],
						voice, true};

		if (release_shown(row.release, filter))
			put_release(&row, json);
	}
	json_close_array(json);
	json_close_object(json);
	return done(voice, json->out->failed, error);
}

/* --- Atom (RFC 4287) --------------------------------------------------------------- */

enum { UUID_BYTES = 16, HASH_BYTES = crypto_hash_sha256_BYTES };

/* A UUID of the eighth version (RFC 9562): what the hash says, and no more. */
static void put_uuid(const uint8_t hash[HASH_BYTES], struct builder *out)
{
	uint8_t bytes[UUID_BYTES];

	memcpy(bytes, hash, sizeof(bytes));
	bytes[6] = (uint8_t)(0x80 | (bytes[6] & 0x0f));
	bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
	builder_add_text(out, "<id>urn:uuid:");
	for (int i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			builder_add_byte(out, '-');
		builder_add_hex(out,
				(struct slice){(const char *)&bytes[i], 1});
	}
	builder_add_text(out, "</id>\n");
}

static void put_id(const char *use, struct slice what, struct builder *out)
{
	uint8_t hash[HASH_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)use,
				  strlen(use) + 1);
	if (what.len > 0)
		crypto_hash_sha256_update(
			&state, (const unsigned char *)what.at, what.len);
	crypto_hash_sha256_final(&state, hash);
	put_uuid(hash, out);
}

/* Days are all that is known; a second for each thing that became of it keeps
 * what happened on one day apart for readers who look at this alone. */
static void put_updated(int32_t day, size_t things, struct builder *out)
{
	char text[DATE_TEXT_BYTES];

	date_format(day, text);
	builder_add_format(out, "<updated>%sT00:00:%02uZ</updated>\n", text,
			   (unsigned int)(things > 59 ? 59 : things));
}

static size_t things_since(const struct published_release *release)
{
	return release->correction_count + (release->recalled != DATE_NONE) +
	       (release->recalling != DATE_NONE) +
	       (release->destroyed != DATE_NONE);
}

/* "Recipient: Northfield University" and so on, one a line: as XHTML, since
 * readers run the lines of a text together. */
static void put_content(const struct release_row *row, struct builder *out)
{
	builder_add_text(out, "<content type=\"xhtml\">"
			      "<div xmlns=\"http://www.w3.org/1999/xhtml\">\n");
	for (int c = 0; c < RELEASE_COLUMNS; c++) {
		enum release_column column = (enum release_column)c;
		struct slice text = release_text(row, column);

		if (slice_empty(text))
			continue;
		builder_add_text(out, "<p><b>");
		markup_add(out, release_heading(row->voice, column));
		builder_add_text(out, ":</b> ");
		markup_add(out, text);
		builder_add_text(out, "</p>\n");
	}
	builder_add_text(out, "</div></content>\n");
}

/* The register as a page lies beside its feed, under the same name. */
static void put_page_link(struct slice address, struct slice reference,
			  struct builder *out)
{
	struct builder page = {0};
	struct slice stem = address;

	if (!slice_ends_with(address, SLICE(".atom")))
		return;
	stem.len -= sizeof(".atom") - 1;
	builder_add(&page, stem);
	builder_add_text(&page, ".html");
	if (!slice_empty(reference))
		builder_add_byte(&page, '#');
	for (size_t i = 0; i < reference.len; i++)
		builder_add_byte(&page, reference.at[i] >= 'A' &&
							reference.at[i] <= 'Z'
						? (char)(reference.at[i] + 32)
						: reference.at[i]);
	builder_add_text(out, "<link rel=\"alternate\" type=\"text/html\"");
	markup_attribute(out, "href", builder_slice(&page));
	builder_add_text(out, "/>\n");
	out->failed |= page.failed;
	builder_release(&page);
}

static void put_entry(const struct release_row *row, struct slice address,
		      struct builder *out)
{
	const struct published_release *release = row->release;
	char text[DATE_TEXT_BYTES];

	date_format(release->entered->release.date, text);
	builder_add_text(out, "<entry>\n");
	put_id("hornbook release",
	       (struct slice){(const char *)release->leaf,
			      sizeof(release->leaf)},
	       out);
	markup_element(
		out, "title",
		say_with(
			row->voice, PHRASE_RELEASES_FEED_ENTRY,
			with("reference", release_text(row, RELEASE_REFERENCE)),
			with("recipient", release_text(row, RELEASE_RECIPIENT)),
			with("status", release_text(row, RELEASE_STATUS))));
	builder_add_format(out, "\n<published>%sT00:00:00Z</published>\n",
			   text);
	put_updated(release->updated, things_since(release), out);
	put_page_link(address, release_text(row, RELEASE_REFERENCE), out);
	put_content(row, out);
	builder_add_text(out, "</entry>\n");
}

static void put_feed_updated(const struct release_register *releases,
			     const struct release_filter *filter,
			     struct builder *out)
{
	int32_t day = releases_updated(releases, filter);
	size_t things = 0;

	for (size_t i = 0; i < releases->count; i++) {
		const struct published_release *release = &releases->list[i];

		if (release_shown(release, filter) && release->updated == day)
			things += 1 + things_since(release);
	}
	put_updated(day, things, out);
}

static void put_head(const struct release_register *releases,
		     const struct release_filter *filter, struct voice *voice,
		     struct slice address, struct builder *out)
{
	struct slice controller = releases->node->notice->controller;

	builder_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			      "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
	markup_attribute(out, "xml:lang", phrasebook_language(voice->book));
	builder_add_text(out, ">\n");
	put_id(filter->all ? "hornbook all releases" : "hornbook releases",
	       slice_of(releases->ledger_origin), out);
	markup_element(out, "title",
		       say_with(voice, PHRASE_RELEASES_FEED_TITLE,
				with("controller", controller)));
	builder_add_byte(out, '\n');
	put_feed_updated(releases, filter, out);
	builder_add_text(out, "<author>");
	markup_element(out, "name", controller);
	builder_add_text(out, "</author>\n");
	if (slice_empty(address))
		return;
	builder_add_text(out, "<link rel=\"self\" "
			      "type=\"application/atom+xml\"");
	markup_attribute(out, "href", address);
	builder_add_text(out, "/>\n");
	put_page_link(address, (struct slice){NULL, 0}, out);
}

/* The latest first, as readers of feeds show them. */
int releases_atom(const struct release_register *releases,
		  const struct release_filter *filter, struct voice *voice,
		  struct slice address, struct builder *out,
		  struct error *error)
{
	put_head(releases, filter, voice, address, out);
	for (size_t i = releases->count; i-- > 0;) {
		const struct release_row row = {releases, &releases->list[i],
						voice, false};

		if (release_shown(row.release, filter))
			put_entry(&row, address, out);
	}
	builder_add_text(out, "</feed>\n");
	return done(voice, out->failed, error);
}
