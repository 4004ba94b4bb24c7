#include "cli/print.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "language/diagnostic.h"

enum { NOTE_BYTES = 4096 };

/* 0, or -1 with errno. */
static int write_all(int fd, struct slice bytes)
{
	while (bytes.len > 0) {
		ssize_t written = write(fd, bytes.at, bytes.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		bytes = slice_part(bytes, (size_t)written, bytes.len);
	}
	return 0;
}

bool print_flush(struct run *run)
{
	if (!run->output_closed && run->out.failed) {
		print_note("not enough memory for the output");
		run->output_failed = true;
	}
	if (run->output_closed || run->output_failed) {
		builder_clear(&run->out);
		return false;
	}
	if (write_all(STDOUT_FILENO, builder_slice(&run->out)) != 0) {
		if (errno == EPIPE) {
			run->output_closed = true;
		} else {
			print_note("standard output: %s", strerror(errno));
			run->output_failed = true;
		}
	}
	builder_clear(&run->out);
	return !run->output_closed && !run->output_failed;
}

static enum status status_of(enum error_code code)
{
	switch (code) {
	case ERROR_REFUSED:
		return STATUS_REFUSED;
	case ERROR_INPUT:
	case ERROR_NOT_FOUND:
	case ERROR_KEY:
		return STATUS_INPUT;
	case ERROR_NONE:
	case ERROR_CORRUPT:
	case ERROR_BUSY:
	case ERROR_SYSTEM:
	case ERROR_MEMORY:
		break;
	}
	return STATUS_FAILURE;
}

/* What it is about may be a file of somebody else's, with names in it that a
 * terminal would obey. */
static void put_line(const char *head, struct slice text)
{
	fputs(head, stderr);
	while (text.len > 0) {
		struct slice shown = text_next_clean(&text);

		fwrite(shown.at, 1, shown.len, stderr);
	}
	fputc('\n', stderr);
}

enum status run_failure(const struct run *run)
{
	const struct error *error = &run->error;
	struct error plain = *error;
	char text[1024];

	plain.hint[0] = '\0';
	error_text(&plain, text, sizeof(text));
	print_note("%s", text);
	if (error->hint[0] != '\0')
		put_line("hint: ", slice_of(error->hint));
	return status_of(error->code);
}

void print_note(const char *format, ...)
{
	char text[NOTE_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	put_line("hornbook: ", slice_of(text));
}

/* --- findings ----------------------------------------------------------------- */

/* Adds a finding's text with its severity in colour, where there is any. */
static void add_coloured(const struct screen *screen,
			 const struct finding *finding, struct slice text,
			 struct builder *out)
{
	static const enum style styles[] = {
		[SEVERITY_ADVICE] = STYLE_GREEN,
		[SEVERITY_WARNING] = STYLE_YELLOW,
		[SEVERITY_ERROR] = STYLE_RED,
	};
	struct slice word = slice_of(severity_name(finding->severity));
	struct slice line = text;
	size_t at = 0;

	line = slice_cut(&line, '\n');
	while (at + word.len < line.len &&
	       !slice_starts_with(slice_part(line, at, line.len), word))
		at++;
	if (at + word.len >= line.len)
		at = 0, word.len = 0;
	builder_add(out, slice_part(text, 0, at));
	if (word.len > 0)
		screen_add(screen, styles[finding->severity], word, out);
	builder_add(out, slice_part(text, at + word.len, text.len));
}

static bool same_range(struct range a, struct range b)
{
	return a.source == b.source && a.start == b.start && a.end == b.end;
}

/* What is said of one piece of text shows it once. */
void findings_add_text(const struct screen *screen,
		       const struct findings *findings, struct builder *out)
{
	struct builder text = {0};

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		bool shown = i > 0 && same_range(finding->range,
						 findings->list[i - 1].range);

		builder_clear(&text);
		if (shown)
			finding_print_again(finding, &text);
		else
			finding_print(finding, &text);
		if (screen->colour)
			add_coloured(screen, finding, builder_slice(&text),
				     out);
		else
			builder_add(out, builder_slice(&text));
	}
	out->failed |= text.failed;
	builder_release(&text);
}

void print_findings(const struct findings *findings)
{
	static const struct screen plain = {false, false, 80};
	struct builder text = {0};

	findings_add_text(&plain, findings, &text);
	fputs(builder_text(&text), stderr);
	builder_release(&text);
}

/* --- JSON ------------------------------------------------------------------------ */

struct json run_json(struct run *run)
{
	return json_writer(&run->out, run->screen.terminal);
}

void run_json_end(struct run *run)
{
	builder_add_byte(&run->out, '\n');
}
