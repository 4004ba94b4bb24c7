#include "publish/retention.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/notice.h"
#include "publish/releases.h"
#include "register/record.h"
#include "register/register.h"
#include "share/kept.h"
#include "share/message.h"
#include "share/node.h"

/* Records read at a time. */
enum { BATCH = 256 };

/* From which field a time of keeping counts, by the word for it in `keep`. */
static const struct {
	const char *event;
	const char *field; /* NULL: the day on which it was recorded */
} events[] = {
	{"leaving", "enrolment.leaving-date"},
	{"collection", NULL},
};

enum { EVENTS = sizeof(events) / sizeof(events[0]) };

/* One `keep` clause, and what is counted of it. */
struct clause {
	const struct holding *keep;
	struct field_set fields;
	uint64_t categories;
	uint16_t counts_from; /* field; DICTIONARY_NONE: the day of recording */
	struct kept *kept;
};

struct looking {
	struct node *node;
	const struct publication *publication;
	const struct dictionary *dictionary;
	int32_t date;
	struct clause *clauses;
	size_t clause_count;
	struct arena *arena;
	struct error *error;
};

/* --- when its time is up -------------------------------------------------------- */

static uint64_t categories_of(const struct dictionary *dictionary,
			      struct field_set fields)
{
	uint64_t categories = 0;

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		categories |= 1ull << dictionary->fields[f].category;
	return categories;
}

static void find_beginning(const struct looking *looking, struct clause *clause)
{
	const struct dictionary *dictionary = looking->dictionary;
	const struct holding *keep = clause->keep;

	clause->counts_from = DICTIONARY_NONE;
	clause->kept->stated =
		keep->keep_until_age > 0 || keep->keep_months > 0;
	clause->kept->review = slice_is(keep->then, "review");
	if (keep->keep_until_age > 0) {
		uint16_t fact = condition_birth_fact(dictionary);

		if (fact != DICTIONARY_NONE)
			clause->counts_from = dictionary->facts[fact].field;
		clause->kept->shown = clause->counts_from != DICTIONARY_NONE;
		return;
	}
	for (size_t i = 0; keep->keep_months > 0 && i < EVENTS; i++) {
		if (!slice_is(keep->keep_event, events[i].event))
			continue;
		if (events[i].field != NULL)
			clause->counts_from =
				dictionary_find(dictionary, KIND_FIELD,
						slice_of(events[i].field));
		clause->kept->shown = events[i].field == NULL ||
				      clause->counts_from != DICTIONARY_NONE;
	}
}

/* The last day of a field's value that is a date, in any item: of two schools
 * that a pupil left the later counts. */
static int32_t latest_date(const struct record *record, uint16_t field,
			   uint16_t category)
{
	const struct section *section = record_section(record, category);
	int32_t latest = DATE_NONE, date;

	for (uint32_t i = 0; section != NULL && i < section->count; i++)
		if (date_parse(item_text(&section->items[i], field), &date) &&
		    date > latest)
			latest = date;
	return latest;
}

static bool section_holds(const struct section *section,
			  const struct clause *clause)
{
	if ((clause->categories >> section->category & 1) == 0)
		return false;
	for (uint32_t i = 0; i < section->count; i++)
		for (uint32_t v = 0; v < section->items[i].count; v++)
			if (field_set_has(&clause->fields,
					  section->items[i].values[v].field))
				return true;
	return false;
}

static void earliest(int32_t *since, int32_t date)
{
	if (*since == DATE_NONE || date < *since)
		*since = date;
}

/* What is held of a clause in one record. */
struct standing {
	bool any, undated;
	int32_t due; /* of what was to go first; DATE_NONE */
};

static void add_due(struct standing *standing, int32_t due)
{
	standing->any = true;
	if (due == DATE_NONE)
		standing->undated = true;
	else
		earliest(&standing->due, due);
}

/* Where the time counts from the day of recording, each section has its own:
 * what was recorded yesterday does not make older data younger. */
static struct standing standing_of(const struct looking *looking,
				   const struct clause *clause,
				   const struct record *record)
{
	const struct dictionary *dictionary = looking->dictionary;
	struct standing standing = {.due = DATE_NONE};
	bool by_field = clause->counts_from != DICTIONARY_NONE;

	for (uint32_t s = 0; s < record->count; s++) {
		int32_t from = record->sections[s].collected;

		if (!section_holds(&record->sections[s], clause))
			continue;
		if (by_field)
			from = latest_date(
				record, clause->counts_from,
				dictionary->fields[clause->counts_from]
					.category);
		add_due(&standing, holding_due(clause->keep, from));
	}
	return standing;
}

static void count(const struct looking *looking, const struct clause *clause,
		  const struct record *record)
{
	struct kept *kept = clause->kept;
	struct standing standing;

	if (!kept->shown)
		return;
	standing = standing_of(looking, clause, record);
	if (!standing.any)
		return;
	kept->pupils++;
	if (standing.due != DATE_NONE && standing.due < looking->date) {
		kept->past++;
		earliest(&kept->since, standing.due);
	} else if (standing.undated) {
		kept->undated++;
	}
}

/* --- the register ---------------------------------------------------------------- */

static uint64_t categories_to_read(const struct looking *looking)
{
	uint64_t categories = 0;

	for (size_t i = 0; i < looking->clause_count; i++) {
		const struct clause *clause = &looking->clauses[i];

		if (!clause->kept->shown)
			continue;
		categories |= clause->categories;
		if (clause->counts_from != DICTIONARY_NONE)
			categories |= 1ull
				      << looking->dictionary
						 ->fields[clause->counts_from]
						 .category;
	}
	return categories;
}

static int scan(struct looking *looking, struct register_scan *scan)
{
	struct record *records =
		arena_array(looking->arena, BATCH, sizeof(*records));
	struct arena arena = {0};
	size_t found = 1;
	int result = records != NULL ? 0 : error_memory(looking->error);

	while (result == 0 && found > 0) {
		arena_clear(&arena);
		result = register_scan_next(scan, records, BATCH, &found,
					    &arena, looking->error);
		for (size_t i = 0; result == 0 && i < found; i++)
			for (size_t c = 0; c < looking->clause_count; c++)
				count(looking, &looking->clauses[c],
				      &records[i]);
	}
	arena_release(&arena);
	return result;
}

static int read_pupils(struct looking *looking)
{
	struct pupil_register *pupils = looking->node->pupils;
	uint64_t categories = categories_to_read(looking);
	struct register_scan *opened = NULL;
	uint64_t *ids;
	size_t found;
	int result;

	if (categories == 0)
		return 0;
	if (register_pupils(pupils, &ids, &found, looking->arena,
			    looking->error) != 0 ||
	    register_scan_open(&opened, pupils, ids, found, categories,
			       looking->error) != 0)
		return -1;
	result = scan(looking, opened);
	register_scan_close(opened);
	return result;
}

static void add_clause(struct looking *looking, const struct holding *keep,
		       struct field_set fields, struct kept *kept)
{
	struct clause *clause = &looking->clauses[looking->clause_count++];

	kept->since = DATE_NONE;
	*clause = (struct clause){
		.keep = keep,
		.fields = fields,
		.categories = categories_of(looking->dictionary, fields),
		.kept = kept,
	};
	find_beginning(looking, clause);
}

static int find_clauses(struct looking *looking, struct retention *out)
{
	const struct publication *publication = looking->publication;
	struct kept *holdings = arena_array(
		looking->arena, publication->holding_count, sizeof(*holdings));
	struct kept *receipts = arena_array(
		looking->arena, publication->receipt_count, sizeof(*receipts));

	looking->clauses = arena_array(looking->arena,
				       publication->holding_count +
					       publication->receipt_count,
				       sizeof(*looking->clauses));
	if (holdings == NULL || receipts == NULL || looking->clauses == NULL)
		return error_memory(looking->error);
	for (size_t i = 0; i < publication->holding_count; i++)
		add_clause(looking, publication->holdings[i].holding,
			   publication->holdings[i].holding->fields,
			   &holdings[i]);
	for (size_t i = 0; i < publication->receipt_count; i++)
		add_clause(looking, &publication->receipts[i].keep,
			   publication->receipts[i].fields, &receipts[i]);
	out->holdings = holdings;
	out->receipts = receipts;
	return 0;
}

/* --- what was received --------------------------------------------------------------- */

static void count_grant(const struct looking *looking,
			const struct register_grant *grant,
			struct kept_received *received)
{
	int32_t last;

	switch (grant->state) {
	case GRANT_DESTROYED:
		received->destroyed++;
		return;
	case GRANT_RECALLED:
		received->recalled++;
		return;
	case GRANT_LIVE:
		break;
	}
	received->live++;
	last = grant_last_day(looking->node, grant);
	if (last == DATE_NONE || last >= looking->date)
		return;
	received->past++;
	earliest(&received->since, last);
}

static int read_grants(struct looking *looking, struct retention *out)
{
	const struct publication *publication = looking->publication;
	struct kept_received *received = arena_array(
		looking->arena, publication->receipt_count, sizeof(*received));
	struct register_grant *grants;
	size_t found;

	if (received == NULL)
		return error_memory(looking->error);
	out->received = received;
	if (register_grants(looking->node->pupils, &grants, &found,
			    looking->arena, looking->error) != 0)
		return -1;
	for (size_t i = 0; i < publication->receipt_count; i++) {
		received[i].since = DATE_NONE;
		for (size_t g = 0; g < found; g++)
			if (dictionary_body(looking->dictionary,
					    grants[g].sender, NULL) ==
			    publication->receipts[i].from)
				count_grant(looking, &grants[g], &received[i]);
	}
	return 0;
}

/* --- what was sent ------------------------------------------------------------------------ */

static struct kept_sent *sent_for(const struct looking *looking,
				  struct retention *out,
				  const struct published_release *release)
{
	return release->body == DICTIONARY_NONE ||
			       release->purpose == DICTIONARY_NONE
		       ? NULL
		       : &out->sent[(size_t)release->body *
					    looking->dictionary->purpose_count +
				    release->purpose];
}

/* An answer may take thirty days. */
static bool is_overdue(const struct outstanding_line *line)
{
	return line->overdue && (line->kind == OUTSTANDING_CERTIFICATE ||
				 line->kind == OUTSTANDING_RECALL);
}

static void count_release(const struct looking *looking, struct retention *out,
			  const struct published_release *release,
			  const struct outstanding_line *lines,
			  size_t line_count)
{
	struct kept_sent *sent = sent_for(looking, out, release);

	if (sent == NULL)
		return;
	sent->releases++;
	sent->destroyed += release->status == RELEASE_DESTROYED;
	sent->recalled += release->status == RELEASE_RECALLED;
	for (size_t i = 0; i < line_count; i++) {
		if (!is_overdue(&lines[i]) ||
		    !slice_equal(lines[i].release,
				 release->entered->release.reference))
			continue;
		sent->overdue++;
		earliest(&sent->since, lines[i].since);
		return;
	}
}

static int read_releases(struct looking *looking,
			 const struct commitment_progress *progress,
			 struct retention *out)
{
	size_t places = (size_t)looking->dictionary->body_count *
			looking->dictionary->purpose_count;
	struct outstanding_line *lines;
	struct release_register releases;
	size_t line_count;

	out->sent = arena_array(looking->arena, places, sizeof(*out->sent));
	if (out->sent == NULL)
		return error_memory(looking->error);
	for (size_t i = 0; i < places; i++)
		out->sent[i].since = DATE_NONE;
	if (releases_read(&releases, looking->node, progress, looking->arena,
			  looking->error) != 0 ||
	    message_outstanding(looking->node, looking->date, &lines,
				&line_count, looking->arena,
				looking->error) != 0)
		return -1;
	for (size_t i = 0; i < releases.count; i++)
		count_release(looking, out, &releases.list[i], lines,
			      line_count);
	return 0;
}

/* ------------------------------------------------------------------------------------------ */

int retention_read(struct retention *out, struct node *node,
		   const struct publication *publication,
		   const struct commitment_progress *progress,
		   struct arena *arena, struct error *error)
{
	struct looking looking = {
		.node = node,
		.publication = publication,
		.dictionary = publication->dictionary,
		.date = publication->date,
		.arena = arena,
		.error = error,
	};

	*out = (struct retention){.publication = publication,
				  .date = publication->date};
	return find_clauses(&looking, out) != 0 || read_pupils(&looking) != 0 ||
			       read_grants(&looking, out) != 0 ||
			       read_releases(&looking, progress, out) != 0
		       ? -1
		       : 0;
}

struct kept_sent retention_sent(const struct retention *retention,
				uint16_t body, const uint16_t *purposes,
				size_t count)
{
	const struct dictionary *dictionary =
		retention->publication->dictionary;
	struct kept_sent all = {.since = DATE_NONE};

	for (size_t i = 0; i < count; i++) {
		const struct kept_sent *one =
			&retention->sent[(size_t)body *
						 dictionary->purpose_count +
					 purposes[i]];

		all.releases += one->releases;
		all.destroyed += one->destroyed;
		all.recalled += one->recalled;
		all.overdue += one->overdue;
		if (one->since != DATE_NONE)
			earliest(&all.since, one->since);
	}
	return all;
}
