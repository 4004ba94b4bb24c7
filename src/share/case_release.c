#include "share/case_release.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "register/register.h"
#include "share/case_parts.h"
#include "share/node.h"
#include "share/node_note.h"

static const char note_name[] = "deciding";

int case_foresee(struct node *node, const struct share_request *request,
		 struct share_report *report, struct arena *arena,
		 struct error *error)
{
	struct share_request dry = *request;

	dry.dry_run = true;
	if (share(node, &dry, report, arena, error) != 0)
		return -1;
	if (report->refused || request->plain ||
	    slice_empty(report->unsealable))
		return 0;
	report->refused = true;
	report->refusal = report->unsealable;
	return 0;
}

/* --- what came of it ------------------------------------------------------------------- */

enum came { GIVEN, NOT_GIVEN, UNSETTLED };

/* The decision's release is the first beyond `before`, if it made any: whatever
 * stands in a note is settled before another is made. */
static int find_outcome(struct node *node, uint64_t before, enum came *outcome,
			struct arena *arena, struct error *error)
{
	struct release *releases;
	size_t count, i = 0;

	if (register_releases(node->pupils, &releases, &count, arena, error) !=
	    0)
		return -1;
	while (i < count && releases[i].id <= before)
		i++;
	if (i == count || releases[i].state == RELEASE_VOID)
		*outcome = NOT_GIVEN;
	else
		*outcome =
			releases[i].state == RELEASE_DONE ? GIVEN : UNSETTLED;
	return 0;
}

/* Whether an entry says so already: a process killed after it left the note. */
static bool is_told(const struct case_entry *list, size_t count,
		    struct slice reference)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].outcome == CASE_NOT_GIVEN &&
		    slice_starts_with(list[i].note, reference) &&
		    list[i].note.len > reference.len &&
		    list[i].note.at[reference.len] == ':')
			return true;
	return false;
}

static int enter_failure(struct node *node, const struct case_entry *decision,
			 struct arena *arena, struct error *error)
{
	struct case_entry failure = *decision;
	char note[120];

	snprintf(note, sizeof(note),
		 "%.*s: not given, the file could not be written",
		 SLICE_ARGS(decision->reference));
	failure.outcome = CASE_NOT_GIVEN;
	failure.note = slice_of(note);
	return case_enter(node, &failure, arena, error);
}

/* --- recovering ---------------------------------------------------------------------------- */

/* A decision that did not get into the register was none. */
static int tell_failure(struct node *node, struct slice reference,
			unsigned int *recovered, struct arena *arena,
			struct error *error)
{
	struct case_entry *list;
	size_t count;

	if (case_list(node, &list, &count, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!slice_equal(list[i].reference, reference) ||
		    is_told(list, count, reference))
			continue;
		if (enter_failure(node, &list[i], arena, error) != 0)
			return -1;
		++*recovered;
	}
	return 0;
}

/* "C-2026-0001 12": one that is none says nothing. */
static int settle_line(struct node *node, struct slice line, bool *settled,
		       unsigned int *recovered, struct arena *arena,
		       struct error *error)
{
	struct slice reference = slice_cut(&line, ' ');
	enum came outcome;
	uint64_t before;

	*settled = true;
	if (node_reference_number(reference, "C-") == 0 ||
	    !slice_number(line, UINT32_MAX, &before))
		return 0;
	if (find_outcome(node, before, &outcome, arena, error) != 0)
		return -1;
	*settled = outcome != UNSETTLED;
	return outcome == NOT_GIVEN
		       ? tell_failure(node, reference, recovered, arena, error)
		       : 0;
}

/* What cannot be settled yet stays in the note. */
static int settle(struct node *node, struct slice text, bool *done,
		  unsigned int *recovered, struct arena *arena,
		  struct error *error)
{
	struct builder rest = {0};
	int result = 0;

	while (result == 0 && text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		bool settled;

		result = settle_line(node, line, &settled, recovered, arena,
				     error);
		if (result == 0 && !settled) {
			builder_add(&rest, line);
			builder_add_byte(&rest, '\n');
		}
	}
	*done = rest.len == 0;
	if (result == 0 && rest.failed)
		result = error_memory(error);
	else if (result == 0 && !*done)
		result = node_note_write(node, note_name, builder_slice(&rest),
					 error);
	builder_release(&rest);
	return result;
}

int case_release_recover(struct node *node, unsigned int *recovered,
			 struct error *error)
{
	const struct node_note note = {note_name, settle};

	return node_note_settle(node, &note, recovered, error);
}

/* --- deciding and releasing ---------------------------------------------------------------- */

static int write_note(struct node *node, const struct case_entry *entry,
		      struct arena *arena, struct error *error)
{
	struct builder text = {0};
	struct release *releases;
	struct slice reference;
	size_t count;
	int result;

	if (register_releases(node->pupils, &releases, &count, arena, error) !=
		    0 ||
	    case_reference(node, entry->date, &reference, arena, error) != 0 ||
	    node_note_read(node, note_name, &text, error) != 0) {
		builder_release(&text);
		return -1;
	}
	builder_add(&text, reference);
	builder_add_format(
		&text, " %llu\n",
		count > 0 ? (unsigned long long)releases[count - 1].id : 0ull);
	result = text.failed ? error_memory(error)
			     : node_note_write(node, note_name,
					       builder_slice(&text), error);
	builder_release(&text);
	return result;
}

/* What failed the caller's error says; what cannot be told now the next start
 * tells.  A release that stopped half way comes first: it may be in the ledger. */
static void settle_now(struct node *node)
{
	unsigned int recovered = 0;
	struct error unused = {0};

	if (share_recover(node, &recovered, &unused) == 0)
		case_release_recover(node, &recovered, &unused);
}

int case_release(struct node *node, struct case_entry *entry,
		 const struct share_request *request, struct slice *reference,
		 struct share_report *report, struct arena *arena,
		 struct error *error)
{
	unsigned int recovered = 0;
	int result = -1;

	if (case_recover(node, &recovered, error) != 0 ||
	    case_release_recover(node, &recovered, error) != 0 ||
	    write_note(node, entry, arena, error) != 0)
		return -1;
	if (case_enter(node, entry, arena, error) == 0) {
		*reference = entry->reference;
		result = share(node, request, report, arena, error);
	}
	settle_now(node);
	return result;
}
