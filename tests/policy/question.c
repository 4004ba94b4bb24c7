#include "tests/policy/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "language/diagnostic.h"
#include "policy/policy.h"
#include "tests/data.h"
#include "tests/policy/invented_case.h"
#include "tests/policy/telling.h"

void question_init(struct question *question,
		   const struct invented_case *invented,
		   const struct invented_request *asked,
		   const struct pupil *pupil)
{
	*question = (struct question){0};
	builder_add(&question->dictionary,
		    builder_slice(&invented->dictionary_text));
	for (size_t i = 0; i < invented->notice_count; i++)
		builder_add(&question->notices[question->notice_count++],
			    builder_slice(&invented->notice_texts[i]));
	question->line = line_write(invented, asked, pupil);
}

void question_release(struct question *question)
{
	builder_release(&question->dictionary);
	for (size_t i = 0; i < QUESTION_NOTICES; i++)
		builder_release(&question->notices[i]);
	json_decref(question->line);
}

/* --- from text to a policy ------------------------------------------------------ */

struct reading_room {
	struct arena arena;
	struct findings findings;
	struct dictionary *dictionary;
	const struct notice *notices[QUESTION_NOTICES];
	struct policy *policy; /* NULL when there were faults */
};

static bool write_file(const char *path, struct slice text)
{
	FILE *file = fopen(path, "w"); /* nothing here must last */
	bool written;

	if (file == NULL)
		return false;
	written = fwrite(text.at, 1, text.len, file) == text.len;
	return fclose(file) == 0 && written;
}

static bool read_notice(struct reading_room *room, struct slice text, size_t i)
{
	struct source *source;
	struct notice *notice;
	char name[40];

	snprintf(name, sizeof(name), "%zu.notice", i + 1);
	if (source_from_text(&source, slice_of(name), text, &room->arena,
			     NULL) != 0 ||
	    notice_read(&notice, source, room->dictionary, &room->arena,
			&room->findings, NULL) != 0)
		return false;
	room->notices[i] = notice;
	return true;
}

static void open_room(struct reading_room *room,
		      const struct question *question, const char *path)
{
	*room = (struct reading_room){0};
	room->findings = findings_in(&room->arena);
	if (!write_file(path, builder_slice(&question->dictionary)) ||
	    dictionary_load(&room->dictionary, path, &room->findings, NULL) !=
		    0 ||
	    room->dictionary == NULL)
		return;
	for (size_t i = 0; i < question->notice_count; i++)
		if (!read_notice(room, builder_slice(&question->notices[i]), i))
			return;
	if (room->findings.errors > 0 ||
	    policy_make(&room->policy, room->dictionary, room->notices,
			question->notice_count, &room->findings, NULL) != 0)
		room->policy = NULL;
}

static void close_room(struct reading_room *room)
{
	policy_free(room->policy);
	dictionary_free(room->dictionary);
	arena_release(&room->arena);
}

enum line_answer question_ask(const struct question *question, const char *path,
			      const struct line_fault *fault,
			      struct builder *why, struct builder *expected)
{
	enum line_answer answer = LINE_FAULTY;
	struct reading_room room;

	open_room(&room, question, path);
	if (room.policy != NULL)
		answer = line_ask(room.policy, question->line, fault, why,
				  expected);
	close_room(&room);
	return answer;
}

/* --- as a case -------------------------------------------------------------------- */

static void add_section(struct data_case *test, const char *name,
			struct slice text)
{
	test->sections[test->count++] =
		(struct data_section){slice_of(name), text};
}

static void write_section(struct builder *out, const char *name,
			  struct slice text)
{
	builder_add_format(out, "--- %s\n", name);
	builder_add(out, text);
	if (text.len > 0 && text.at[text.len - 1] != '\n')
		builder_add_byte(out, '\n');
}

static void write_expected(const struct question *question, const char *path,
			   struct builder *out)
{
	struct data_case test = {0};
	struct builder text = {0};
	struct reading_room room;
	json_t *answer;

	add_section(&test, "dictionary", builder_slice(&question->dictionary));
	for (size_t i = 0; i < question->notice_count; i++)
		add_section(&test, "notice",
			    builder_slice(&question->notices[i]));
	open_room(&room, question, path);
	if (room.policy == NULL || line_ask(room.policy, question->line, NULL,
					    NULL, &text) == LINE_FAULTY)
		abort();
	answer = json_loadb(text.at, text.len, 0, NULL);
	builder_add_text(out, "--- expected\n");
	tell_answer(&test, room.dictionary, answer, out);
	json_decref(answer);
	builder_release(&text);
	close_room(&room);
}

static void write_line(const struct question *question, struct builder *out)
{
	char *line = json_dumps(question->line, JSON_COMPACT);

	builder_add_text(out, line);
	builder_add_byte(out, '\n');
	free(line);
}

void question_write(const struct question *question, const char *path,
		    const char *label, struct builder *out)
{
	builder_add_format(out, "=== %s\n", label);
	write_section(out, "dictionary", builder_slice(&question->dictionary));
	for (size_t i = 0; i < question->notice_count; i++)
		write_section(out, "notice",
			      builder_slice(&question->notices[i]));
	builder_add_text(out, "--- request\n");
	write_line(question, out);
	write_expected(question, path, out);
}

static bool save(const char *directory, const char *name,
		 const struct builder *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return write_file(path, builder_slice(text));
}

bool question_save(const struct question *question, const char *directory)
{
	struct builder line = {0};
	bool saved;

	write_line(question, &line);
	saved = save(directory, "law.dictionary", &question->dictionary) &&
		save(directory, "requests.jsonl", &line);
	for (size_t i = 0; saved && i < question->notice_count; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%zu.notice", i + 1);
		saved = save(directory, name, &question->notices[i]);
	}
	builder_release(&line);
	return saved;
}
