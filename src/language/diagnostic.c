#include "language/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"

struct findings findings_in(struct arena *arena)
{
	return (struct findings){.arena = arena};
}

const char *severity_name(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ADVICE:
		return "advice";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_ERROR:
		return "error";
	}
	return "error";
}

__attribute__((format(printf, 2, 0))) static struct slice
format_text(struct findings *findings, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return (struct slice){"", 0};
	text = arena_allocate(findings->arena, (size_t)length + 1);
	if (text == NULL) {
		findings->failed = true;
		return (struct slice){"", 0};
	}
	vsnprintf(text, (size_t)length + 1, format, arguments);
	return (struct slice){text, (size_t)length};
}

static struct finding *new_finding(struct findings *findings)
{
	struct finding *list;

	findings->scratch = (struct finding){0};
	if (findings->count >= FINDINGS_LIMIT) {
		findings->untold++;
		return &findings->scratch;
	}
	list = arena_grow(findings->arena, findings->list, findings->count,
			  &findings->capacity, sizeof(*list));
	if (list == NULL) {
		findings->failed = true;
		return &findings->scratch;
	}
	findings->list = list;
	list[findings->count] = (struct finding){0};
	return &list[findings->count++];
}

struct finding *findings_add(struct findings *findings, enum severity severity,
			     const char *id, struct range range,
			     const char *format, ...)
{
	struct finding *finding = new_finding(findings);
	va_list arguments;

	findings->errors += severity == SEVERITY_ERROR;
	findings->warnings += severity == SEVERITY_WARNING;
	finding->severity = severity;
	finding->id = id;
	finding->range = range;
	finding->hint = finding->law = SLICE("");
	finding->message = SLICE("");
	if (finding == &findings->scratch)
		return finding;
	va_start(arguments, format);
	finding->message = format_text(findings, format, arguments);
	va_end(arguments);
	return finding;
}

bool finding_is_kept(const struct findings *findings,
		     const struct finding *finding)
{
	return finding != &findings->scratch;
}

void finding_hint(struct findings *findings, struct finding *finding,
		  const char *format, ...)
{
	va_list arguments;

	if (finding == &findings->scratch)
		return;
	va_start(arguments, format);
	finding->hint = format_text(findings, format, arguments);
	va_end(arguments);
}

void finding_hint_nearest(struct findings *findings, struct finding *finding,
			  struct slice word, const struct slice *candidates,
			  size_t count)
{
	struct slice nearest;

	if (finding == &findings->scratch)
		return;
	nearest = text_nearest(word, candidates, count);
	if (nearest.len > 0)
		finding_hint(findings, finding, "did you mean '%.*s'?",
			     SLICE_ARGS(nearest));
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_sources(const struct source *a, const struct source *b)
{
	if (a == b)
		return 0;
	if (a == NULL || b == NULL)
		return a == NULL ? -1 : 1;
	return slice_compare(a->name, b->name);
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left;
	const struct finding *b = right;
	int order = compare_sources(a->range.source, b->range.source);

	if (order == 0)
		order = compare_numbers(a->range.start, b->range.start);
	if (order == 0)
		order = compare_numbers(a->range.end, b->range.end);
	if (order == 0)
		order = strcmp(a->id, b->id);
	if (order == 0)
		order = slice_compare(a->message, b->message);
	return order;
}

void findings_sort(struct findings *findings)
{
	size_t kept = 0;

	if (findings->count == 0)
		return;
	qsort(findings->list, findings->count, sizeof(*findings->list),
	      compare_findings);
	for (size_t i = 1; i < findings->count; i++) {
		struct finding *finding = &findings->list[i];

		if (compare_findings(&findings->list[kept], finding) != 0) {
			findings->list[++kept] = *finding;
			continue;
		}
		findings->errors -= finding->severity == SEVERITY_ERROR;
		findings->warnings -= finding->severity == SEVERITY_WARNING;
	}
	findings->count = kept + 1;
}
