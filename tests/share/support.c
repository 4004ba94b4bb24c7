#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "language/diagnostic.h"

/* --- a node and all around it --------------------------------------------- */

void school_empty(struct school *school, int32_t today)
{
	*school = (struct school){.today = today};
	snprintf(school->root, sizeof(school->root), SCRATCH "share-XXXXXX");
	assert_non_null(mkdtemp(school->root));
	snprintf(school->directory, sizeof(school->directory), "%s/node",
		 school->root);
	snprintf(school->out, sizeof(school->out), "%s/out", school->root);
}

int school_make(struct school *school, const char *notice)
{
	struct findings findings = findings_in(&school->arena);
	struct node_making making = {
		.directory = school->directory,
		.dictionary = DICTIONARY,
		.notice = notice,
		.today = school->today,
	};

	return node_create(&making, &findings, &school->error);
}

void school_set_up(struct school *school, const char *notice, int32_t today)
{
	school_empty(school, today);
	assert_success(school_make(school, notice), &school->error);
	school_reopen(school);
}

unsigned int school_reopen(struct school *school)
{
	struct credentials credentials = {0};
	unsigned int recovered = 0;

	node_close(school->node);
	school->node = NULL;
	assert_success(node_open(&school->node, school->directory, &credentials,
				 &recovered, &school->error),
		       &school->error);
	return recovered;
}

void school_tear_down(struct school *school)
{
	node_close(school->node);
	arena_release(&school->arena);
	assert_int_equal(directory_remove(school->root, NULL), 0);
}

const char *school_path(struct school *school, const char *name)
{
	const char *path = path_join(&school->arena, school->root, name);

	assert_non_null(path);
	return path;
}

const char *school_write(struct school *school, const char *name,
			 const char *text)
{
	const char *path = school_path(school, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

int school_try_import(struct school *school, const char *file,
		      const struct intake_request *with)
{
	struct intake_request request = {0};

	if (with != NULL)
		request = *with;
	request.files = &file;
	request.file_count = 1;
	request.today = school->today;
	school->error = (struct error){0};
	return intake(school->node, &request, &school->arrival, &school->arena,
		      &school->error);
}

void school_import(struct school *school, const char *file)
{
	assert_success(school_try_import(school, file, NULL), &school->error);
	assert_true(school->arrival.imported);
}

int school_try_share(struct school *school, struct share_request request)
{
	request.today = school->today;
	request.time = "10:00:00";
	request.plain = !school->sealed;
	if (request.out == NULL)
		request.out = school->out;
	school->error = (struct error){0};
	return share(school->node, &request, &school->report, &school->arena,
		     &school->error);
}

void school_share(struct school *school, struct share_request request)
{
	assert_success(school_try_share(school, request), &school->error);
	if (school->report.refused)
		fail_msg("refused: %.*s", SLICE_ARGS(school->report.refusal));
}

void school_refused(struct school *school, struct share_request request,
		    const char *why)
{
	unsigned int before = count_entries(school->out);

	assert_success(school_try_share(school, request), &school->error);
	assert_true(school->report.refused);
	if (!holds(school->report.refusal, why))
		fail_msg("'%.*s' does not say '%s'",
			 SLICE_ARGS(school->report.refusal), why);
	assert_int_equal(school->report.released, 0);
	assert_int_equal(count_entries(school->out), before);
}

void school_says(const struct school *school, enum error_code code,
		 const char *text)
{
	char said[1024];

	error_text(&school->error, said, sizeof(said));
	if (school->error.code != code || strstr(said, text) == NULL)
		fail_msg("code %d: '%s' is not code %d: '%s'",
			 (int)school->error.code, said, (int)code, text);
}

struct slice school_read(struct school *school, const char *path)
{
	struct builder content = {0};
	struct slice copy;

	assert_success(file_read(path, 1u << 28, &content, &school->error),
		       &school->error);
	copy = arena_copy(&school->arena, builder_slice(&content));
	builder_release(&content);
	assert_non_null(copy.at);
	return copy;
}

struct slice school_payload(struct school *school)
{
	struct slice path = arena_copy(&school->arena, school->report.file);

	return school_read(school, path.at);
}

static int count_one(void *context, const char *name, struct error *error)
{
	(void)name;
	(void)error;
	++*(unsigned int *)context;
	return 0;
}

unsigned int count_entries(const char *directory)
{
	unsigned int count = 0;

	if (directory_exists(directory))
		assert_int_equal(
			directory_each(directory, count_one, &count, NULL), 0);
	return count;
}

bool holds(struct slice text, const char *part)
{
	return text.len > 0 &&
	       memmem(text.at, text.len, part, strlen(part)) != NULL;
}

/* --- CSV ------------------------------------------------------------------ */

/* One cell from `at` on; what stands after it and its separator comes back. */
static const char *read_cell(const char *at, char *cell, bool *last)
{
	bool quoted = *at == '"';

	if (quoted)
		at++;
	for (;; at++) {
		if (quoted && *at == '"' && at[1] == '"')
			at++;
		else if (quoted && *at == '"') {
			quoted = false;
			continue;
		} else if (*at == '\0' || (!quoted && strchr(",\r\n", *at)))
			break;
		*cell++ = *at;
	}
	*cell = '\0';
	*last = *at != ',';
	if (*at == ',')
		return at + 1;
	if (*at == '\r')
		at++;
	return *at == '\n' ? at + 1 : at;
}

struct sheet sheet_of(struct school *school, struct slice text)
{
	struct sheet sheet = {0};
	char *scratch = malloc(text.len + 1);
	size_t count = 0, lines = 0, room = 1;
	const char *at = text.at;

	assert_non_null(scratch);
	for (size_t i = 0; i < text.len; i++)
		room += text.at[i] == ',' || text.at[i] == '\n';
	sheet.cells = arena_array(&school->arena, room, sizeof(char *));
	while (*at != '\0') {
		bool last = false;

		while (!last) {
			struct slice copy;

			at = read_cell(at, scratch, &last);
			copy = arena_copy(&school->arena, slice_of(scratch));
			sheet.cells[count] =
				arena_allocate(&school->arena, copy.len + 1);
			memcpy(sheet.cells[count++], copy.at, copy.len);
		}
		if (lines++ == 0)
			sheet.columns = count;
		assert_int_equal(count, lines * sheet.columns);
	}
	free(scratch);
	assert_true(lines > 0);
	sheet.rows = lines - 1;
	return sheet;
}

struct sheet sheet_read(struct school *school, const char *path)
{
	return sheet_of(school, school_read(school, path));
}

int sheet_column(const struct sheet *sheet, const char *name)
{
	for (size_t i = 0; i < sheet->columns; i++)
		if (strcmp(sheet->cells[i], name) == 0)
			return (int)i;
	return -1;
}

const char *sheet_cell(const struct sheet *sheet, size_t row, const char *name)
{
	int column = sheet_column(sheet, name);

	assert_true(row < sheet->rows);
	return column < 0 ? ""
			  : sheet->cells[(row + 1) * sheet->columns +
					 (size_t)column];
}

int sheet_find(const struct sheet *sheet, const char *column, const char *value,
	       const char *second, const char *second_value)
{
	for (size_t i = 0; i < sheet->rows; i++)
		if (strcmp(sheet_cell(sheet, i, column), value) == 0 &&
		    strcmp(sheet_cell(sheet, i, second), second_value) == 0)
			return (int)i;
	return -1;
}

int age_on(const char *born, const char *date)
{
	return atoi(date) - atoi(born) - (strcmp(date + 5, born + 5) < 0);
}
