/*
 * Texts scanned, as tests/guard/x.test state them: pupils, a text, what is found.
 *
 *     --- pupils            lines "key=value; key=value"
 *     --- hidden            lines "count: label; label", what tables withhold,
 *                           or "count of total: label"
 *     --- everything        "yes": scripts and styles too
 *     --- text              or markdown, html, csv; "\n" and "\x{200b}" in it
 *                           are characters
 *     --- found             lines "line:column kind severity"
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "guard/guard.h"
#include "guard/hidden.h"
#include "guard/names.h"
#include "tests/data.h"
#include "tests/test.h"

enum { PUPILS = 32, THRESHOLD = 10 };

struct world {
	struct name_index *index;
	struct slice upns[PUPILS], ulns[PUPILS];
	size_t count;
};

/* --- pupils ----------------------------------------------------------------- */

static void set_pupil(struct world *world, struct known_pupil *pupil,
		      struct slice key, struct slice value)
{
	static const struct {
		const char *key;
		size_t place;
	} texts[] = {
		{"given", offsetof(struct known_pupil, forename)},
		{"middle", offsetof(struct known_pupil, middle_names)},
		{"family", offsetof(struct known_pupil, surname)},
		{"preferred-given",
		 offsetof(struct known_pupil, preferred_forename)},
		{"preferred-family",
		 offsetof(struct known_pupil, preferred_surname)},
		{"former-given", offsetof(struct known_pupil, former_forename)},
		{"former-family", offsetof(struct known_pupil, former_surname)},
		{"postcode", offsetof(struct known_pupil, postcode)},
		{"parent-given",
		 offsetof(struct known_pupil, people[0].forename)},
		{"parent-family",
		 offsetof(struct known_pupil, people[0].surname)},
		{"at-16", offsetof(struct known_pupil, surname_at_16)},
		{"school", offsetof(struct known_pupil, schools)},
		{"urn", offsetof(struct known_pupil, school_urns)},
		{"school-name", offsetof(struct known_pupil, school_names)},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (slice_is(key, texts[i].key)) {
			*(struct slice *)((char *)pupil + texts[i].place) =
				value;
			return;
		}
	if (slice_is(key, "born"))
		assert_true(date_parse(value, &pupil->birth));
	else if (slice_is(key, "upn"))
		world->upns[world->count] = value;
	else if (slice_is(key, "uln"))
		world->ulns[world->count] = value;
	else
		fail_msg("a pupil has no '%.*s'", SLICE_ARGS(key));
}

static int add_pupils(struct world *world, struct slice lines,
		      struct error *error)
{
	world->count = 0;
	while (!slice_empty(lines)) {
		struct slice line = slice_cut(&lines, '\n');
		struct known_pupil pupil = {.birth = DATE_NONE,
					    .pupil = world->count + 1};

		if (slice_empty(slice_trim(line)))
			continue;
		assert_true(world->count < PUPILS);
		while (!slice_empty(line)) {
			struct slice value = slice_trim(slice_cut(&line, ';'));
			struct slice key = slice_trim(slice_cut(&value, '='));

			set_pupil(world, &pupil, key, slice_trim(value));
		}
		world->count++;
		if (name_index_add(world->index, &pupil, error) != 0)
			return -1;
	}
	return 0;
}

static int find_number(void *context, char kind, struct slice number,
		       uint64_t *pupil, struct error *error)
{
	const struct world *world = context;

	(void)error;
	*pupil = 0;
	for (size_t i = 0; i < world->count; i++)
		if (slice_equal(kind == 'U' ? world->upns[i] : world->ulns[i],
				number))
			*pupil = i + 1;
	return 0;
}

/* --- texts ------------------------------------------------------------------ */

/* The bytes of a text, with what is written as an escape. */
static void unescape(struct slice text, struct builder *out)
{
	for (size_t i = 0; i < text.len; i++) {
		struct slice rest = slice_part(text, i, text.len);
		char *end;

		if (slice_starts_with(rest, SLICE("\\n"))) {
			builder_add_byte(out, '\n');
			i++;
		} else if (slice_starts_with(rest, SLICE("\\r"))) {
			builder_add_byte(out, '\r');
			i++;
		} else if (slice_starts_with(rest, SLICE("\\x{"))) {
			unsigned long byte = strtoul(rest.at + 3, &end, 16);

			assert_true(*end == '}' && byte < 256);
			builder_add_byte(out, (char)byte);
			i += (size_t)(end - rest.at);
		} else {
			builder_add_byte(out, rest.at[0]);
		}
	}
}

struct feed {
	struct slice bytes;
	size_t most; /* bytes at a time */
};

static int feed_bytes(void *context, char *bytes, size_t size, size_t *count,
		      struct error *error)
{
	struct feed *feed = context;
	size_t length = feed->bytes.len < size ? feed->bytes.len : size;

	(void)error;
	if (length > feed->most)
		length = feed->most;
	if (length > 0)
		memcpy(bytes, feed->bytes.at, length);
	feed->bytes = slice_part(feed->bytes, length, feed->bytes.len);
	*count = length;
	return 0;
}

/* Without lines nothing: the text has no tables beside it. */
static int add_hidden(struct slice lines, const struct hidden_counts **out,
		      struct arena *arena, struct error *error)
{
	struct hidden_counts *hidden;

	if (slice_empty(slice_trim(lines)))
		return 0;
	if (hidden_make(&hidden, arena, error) != 0)
		return -1;
	while (!slice_empty(lines)) {
		struct slice line = slice_cut(&lines, '\n');
		struct slice total = slice_trim(slice_cut(&line, ':'));
		struct slice count = slice_trim(slice_cut(&total, 'o'));
		struct slice labels[4];
		size_t label_count = 0;
		uint64_t number, of = 0;
		uint32_t what;

		assert_true(slice_number(count, UINT32_MAX, &number));
		if (!slice_empty(total)) /* "f 50" */
			assert_true(slice_number(slice_part(total, 2, 20),
						 UINT32_MAX, &of));
		while (!slice_empty(slice_trim(line)))
			labels[label_count++] =
				slice_trim(slice_cut(&line, ';'));
		if (hidden_labels(hidden, labels, label_count, &what, error) !=
			    0 ||
		    hidden_add(hidden, number, what, error) != 0 ||
		    hidden_add_part(hidden, number, of, what, error) != 0)
			return -1;
	}
	hidden_settle(hidden);
	*out = hidden;
	return 0;
}

static int scan(struct world *world, struct slice pupils, struct slice hidden,
		bool everything, struct slice text, struct slice name,
		enum guard_format format, struct guard_report *report,
		struct arena *arena, struct error *error)
{
	struct guard guard = {
		.find = find_number,
		.context = world,
		.threshold = THRESHOLD,
		.everything = everything,
		.today = date_from_civil(2026, 1, 15),
	};
	struct feed feed = {text, SIZE_MAX};

	if (name_index_make(&world->index, NAME_INDEX_BYTES, error) != 0)
		return -1;
	guard.names = world->index;
	if (add_pupils(world, pupils, error) != 0 ||
	    add_hidden(hidden, &guard.hidden, arena, error) != 0)
		return -1;
	return guard_scan(&guard, name, format, feed_bytes, &feed, report,
			  arena, error);
}

static void say(const struct guard_report *report, struct builder *out)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct guard_finding *finding = &report->list[i];

		builder_add_format(out, "%u:%u %s %s\n", finding->from.line,
				   finding->from.column,
				   guard_kind_id(finding->kind),
				   guard_severity_text(finding->severity));
	}
}

/* The text of a case and its format. */
static struct slice text_of(const struct data_case *test,
			    enum guard_format *format)
{
	static const char *const names[] = {"text", "markdown", "html", "csv"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t s = 0; s < test->count; s++)
			if (slice_is(test->sections[s].name, names[i])) {
				assert_true(guard_format_find(
					slice_of(names[i]), format));
				return test->sections[s].text;
			}
	fail_msg("a case without a text");
	return (struct slice){NULL, 0};
}

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct builder text = {0}, found = {0};
	struct arena arena = {0};
	struct world world = {0};
	struct guard_report report;
	struct error error = {0};
	enum guard_format format = GUARD_ANY;

	unescape(text_of(test, &format), &text);
	if (scan(&world, data_text(test, "pupils"), data_text(test, "hidden"),
		 slice_is(slice_trim(data_text(test, "everything")), "yes"),
		 builder_slice(&text), slice_trim(data_text(test, "file")),
		 format, &report, &arena, &error) != 0) {
		char line[1024];

		error_text(&error, line, sizeof(line));
		builder_add_format(&found, "%s\n", line);
	} else {
		say(&report, &found);
	}
	if (!slice_equal(builder_slice(&found), data_text(test, "found")))
		fail_msg("line %u: found\n%s", test->line,
			 builder_text(&found));
	name_index_free(world.index);
	builder_release(&text);
	builder_release(&found);
	arena_release(&arena);
}

int main(void)
{
	return data_run("guard", "tests/guard", check_case);
}
