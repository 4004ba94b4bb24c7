#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "guard/scan.h"

enum { CONTEXT_TOKENS = 3 };

static const struct {
	const char *id, *text;
} kinds[GUARD_KIND_COUNT] = {
	[GUARD_FULL_NAME] = {"full-name", "pupil's full name"},
	[GUARD_PART_NAME] = {"part-name", "pupil's name in part"},
	[GUARD_PARENT_NAME] = {"parent-name",
			       "name of a pupil's parent or contact"},
	[GUARD_INITIALS] = {"initials", "pupil's family name with an initial"},
	[GUARD_FAMILY_NAME] = {"family-name",
			       "family name that few pupils have"},
	[GUARD_UPN] = {"upn", "unique pupil number"},
	[GUARD_ULN] = {"uln", "unique learner number"},
	[GUARD_BIRTH_DATE] = {"birth-date", "pupil's birth date"},
	[GUARD_POSTCODE] = {"postcode", "pupil's postcode"},
	[GUARD_SMALL_COUNT] = {"small-count", "count below the threshold"},
	[GUARD_PERCENTAGE] = {"percentage",
			      "percentage that gives a small count away"},
	[GUARD_HIDDEN_COUNT] = {"hidden-count",
				"number that a table beside it withholds"},
	[GUARD_UNREAD] = {"unread", "data in the page that cannot be searched"},
};

const char *guard_kind_text(enum guard_kind kind)
{
	return kinds[kind].text;
}

const char *guard_kind_id(enum guard_kind kind)
{
	return kinds[kind].id;
}

const char *guard_severity_text(enum guard_severity severity)
{
	switch (severity) {
	case GUARD_ERROR:
		return "error";
	case GUARD_WARNING:
		return "warning";
	case GUARD_NOTE:
		break;
	}
	return "note";
}

bool guard_severity_find(struct slice name, enum guard_severity *severity)
{
	for (int s = GUARD_NOTE; s <= GUARD_ERROR; s++)
		if (slice_is(name,
			     guard_severity_text((enum guard_severity)s))) {
			*severity = (enum guard_severity)s;
			return true;
		}
	return false;
}

/* --- adding ----------------------------------------------------------------- */

static struct guard_finding *add(struct scanner *scanner)
{
	struct guard_report *report = scanner->report;
	struct guard_finding *list;

	if (report->count == GUARD_FINDINGS) {
		report->more++;
		return NULL;
	}
	list = arena_grow(report->arena, report->list, report->count,
			  &report->capacity, sizeof(*list));
	if (list == NULL) {
		scanner->failed = true;
		error_memory(scanner->error);
		return NULL;
	}
	report->list = list;
	list[report->count] = (struct guard_finding){.birth = DATE_NONE};
	return &list[report->count++];
}

/* Kinds that say the same of one place: names among each other, others only
 * of themselves. */
static bool of_one_sort(enum guard_kind one, enum guard_kind other)
{
	return one == other ||
	       (one <= GUARD_FAMILY_NAME && other <= GUARD_FAMILY_NAME);
}

/* Whether `inner` says nothing that `outer` does not.  Two names of the same kind
 * may be of two pupils: "Anna and Tom Smith". */
static bool says_all(const struct guard_finding *outer,
		     const struct guard_finding *inner)
{
	return outer->severity >= inner->severity &&
	       outer->first <= inner->first && outer->last >= inner->last &&
	       (outer->kind < inner->kind ||
		(outer->kind == inner->kind && outer->pupil == inner->pupil));
}

bool scanner_taken(const struct scanner *scanner, uint64_t token)
{
	const struct guard_report *report = scanner->report;

	for (size_t i = report->count; i > 0 && report->count - i < SCAN_OPEN;
	     i--) {
		const struct guard_finding *before = &report->list[i - 1];

		if (before->kind <= GUARD_INITIALS && !before->dropped &&
		    before->first <= token && token <= before->last)
			return true;
	}
	return false;
}

/* False when the finding says nothing new; those that it makes needless are
 * dropped. */
static bool is_new(struct scanner *scanner, const struct guard_finding *finding)
{
	struct guard_report *report = scanner->report;

	for (size_t i = report->count; i > 0 && report->count - i < SCAN_OPEN;
	     i--) {
		struct guard_finding *before = &report->list[i - 1];

		if (before->last == 0 || before->dropped ||
		    !of_one_sort(before->kind, finding->kind))
			continue;
		if (before->last < finding->first ||
		    finding->last < before->first)
			continue;
		if (says_all(before, finding))
			return false;
		before->dropped = says_all(finding, before);
	}
	while (report->count > 0 && report->list[report->count - 1].dropped)
		report->count--;
	return true;
}

uint64_t scanner_context(const struct scanner *scanner, uint64_t first,
			 uint64_t last)
{
	uint64_t before = scanner_kept(scanner, first);
	uint64_t state = name_hash_begin();

	if (before > CONTEXT_TOKENS)
		before = CONTEXT_TOKENS;
	for (uint64_t t = first - before; t <= last; t++) {
		state = name_hash_add(state,
				      token_text(scanner_token(scanner, t)));
		state = name_hash_add(state, SLICE(" "));
	}
	return name_hash(state);
}

struct guard_finding *
scanner_found(struct scanner *scanner, enum guard_kind kind,
	      enum guard_severity severity, uint64_t first, uint64_t last,
	      const struct name_fact *fact, const char *detail)
{
	struct guard_finding finding = {
		.kind = kind,
		.severity = severity,
		.from = scanner_token(scanner, first)->from,
		.to = scanner_token(scanner, last)->to,
		.first = first,
		.last = last,
		.pupil = fact != NULL ? fact->pupil : 0,
		.others = fact != NULL ? fact->others : 0,
		.context = scanner_context(scanner, first, last),
		.birth = DATE_NONE,
		.detail = detail,
	};
	struct guard_finding *added;

	if (!is_new(scanner, &finding))
		return NULL;
	added = add(scanner);
	if (added != NULL)
		*added = finding;
	return added;
}

struct guard_finding *
scanner_found_at(struct scanner *scanner, enum guard_kind kind,
		 enum guard_severity severity, const struct spot *from,
		 const struct spot *to, const char *detail)
{
	struct guard_finding *added = add(scanner);

	if (added == NULL)
		return NULL;
	added->kind = kind;
	added->severity = severity;
	added->from = *from;
	added->to = *to;
	added->detail = detail;
	return added;
}

/* --- what stands near ------------------------------------------------------- */

void scanner_school(struct scanner *scanner, uint64_t school, uint64_t last)
{
	struct guard_report *report = scanner->report;
	size_t s = 0;

	while (s < scanner->school_count &&
	       scanner->schools[s].school != school)
		s++;
	if (s == SCAN_SCHOOLS)
		return;
	scanner->schools[s].school = school;
	scanner->schools[s].last = last;
	if (s == scanner->school_count)
		scanner->school_count++;
	for (size_t i = report->count; i > 0 && report->count - i < SCAN_OPEN;
	     i--) {
		struct guard_finding *before = &report->list[i - 1];

		if (before->birth != DATE_NONE && before->last < last &&
		    before->last + SCAN_NEAR >= last &&
		    name_index_birth(scanner->guard->names, before->birth,
				     school) != NULL)
			before->near = true;
	}
}

void scanner_name(struct scanner *scanner, uint64_t last)
{
	scanner->name_last = last;
	if (scanner->postcode_last == 0 ||
	    scanner->postcode_last + SCAN_NEAR < last)
		return;
	scanner->report->list[scanner->postcode_finding].severity =
		GUARD_WARNING;
}

static bool is_small(const struct scanner *scanner, uint64_t hash, size_t *slot)
{
	size_t at = hash & (SCAN_SMALL - 1);

	while (scanner->small[at] != 0 && scanner->small[at] != hash)
		at = (at + 1) & (SCAN_SMALL - 1);
	*slot = at;
	return scanner->small[at] == hash;
}

void scanner_small(struct scanner *scanner, const struct hit *hit)
{
	size_t slot;

	/* In an address for mail all letters are small. */
	if (scanner_token(scanner, hit->first)->gap < GAP_SPACE ||
	    scanner_gap_after(scanner, hit->last) < GAP_SPACE ||
	    is_small(scanner, hit->hash, &slot) ||
	    scanner->small_count * 4 >= SCAN_SMALL * 3)
		return;
	scanner->small[slot] = hit->hash;
	scanner->small_count++;
}

/* --- the end ---------------------------------------------------------------- */

/* A birth date counts where a school of a pupil born then is named. */
static bool is_named(const struct scanner *scanner, int32_t birth)
{
	const struct name_index *names = scanner->guard->names;
	uint64_t own = name_index_own_school(names);

	if (own != 0 && name_index_birth(names, birth, own) != NULL)
		return true;
	for (size_t s = 0; s < scanner->school_count; s++)
		if (name_index_birth(names, birth,
				     scanner->schools[s].school) != NULL)
			return true;
	return false;
}

static void settle(const struct scanner *scanner, struct guard_finding *finding)
{
	size_t slot;

	if (finding->birth != DATE_NONE) {
		bool named = is_named(scanner, finding->birth);

		if (named)
			finding->severity =
				finding->near ? GUARD_ERROR : GUARD_WARNING;
		else if (finding->near)
			finding->severity = GUARD_WARNING;
		else
			finding->dropped = true;
	}
	if (finding->name != 0 && is_small(scanner, finding->name, &slot))
		finding->dropped = true;
}

static int by_place(const void *a, const void *b)
{
	const struct guard_finding *one = a, *other = b;

	if (one->from.line != other->from.line)
		return one->from.line < other->from.line ? -1 : 1;
	if (one->from.column != other->from.column)
		return one->from.column < other->from.column ? -1 : 1;
	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	if (one->first != other->first)
		return one->first < other->first ? -1 : 1;
	return (one->last > other->last) - (one->last < other->last);
}

void findings_settle(struct scanner *scanner)
{
	struct guard_report *report = scanner->report;
	size_t kept = 0;

	for (size_t i = 0; i < report->count; i++) {
		settle(scanner, &report->list[i]);
		if (!report->list[i].dropped)
			report->list[kept++] = report->list[i];
	}
	report->count = kept;
	if (kept > 1)
		qsort(report->list, kept, sizeof(*report->list), by_place);
}
