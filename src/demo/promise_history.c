#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"

/* A release that was checked. */
struct past {
	unsigned int flow;
	int32_t date;
	uint64_t sender;
	struct slice reference;
};

/* That a release told of a pupil by name, and what. */
struct telling {
	uint64_t pupil; /* hash of the UPN: nobody has to read it again */
	size_t release;
	uint64_t meanings;
};

struct promise_history {
	struct arena arena;
	struct past *releases;
	size_t count, capacity;
	struct telling *tellings; /* in order of release */
	size_t telling_count, telling_capacity;
};

int promise_history_make(struct promise_history **out, struct error *error)
{
	struct promise_history *history = memory_array(1, sizeof(*history));

	if (history == NULL)
		return error_memory(error);
	*out = history;
	return 0;
}

void promise_history_free(struct promise_history *history)
{
	if (history == NULL)
		return;
	memory_free(history->tellings);
	arena_release(&history->arena);
	memory_free(history);
}

static uint64_t sender_of(const struct promise_evidence *evidence)
{
	return slice_hash(evidence->sender) * 0x9e3779b97f4a7c15u ^
	       slice_hash(evidence->sender_number);
}

/* --- what is remembered ------------------------------------------------------- */

static int add_telling(struct promise_history *history, struct telling telling,
		       struct error *error)
{
	if (history->telling_count == history->telling_capacity) {
		size_t wider = history->telling_capacity == 0
				       ? 1024
				       : history->telling_capacity * 2;
		struct telling *tellings = NULL;
		size_t size;

		if (size_multiply(wider, sizeof(*tellings), &size))
			tellings = memory_resize(history->tellings, size);
		if (tellings == NULL)
			return error_memory(error);
		history->tellings = tellings;
		history->telling_capacity = wider;
	}
	history->tellings[history->telling_count++] = telling;
	return 0;
}

static int add_release(struct promise_history *history,
		       const struct examination *examination,
		       struct error *error)
{
	struct past *releases =
		arena_grow(&history->arena, history->releases, history->count,
			   &history->capacity, sizeof(*releases));

	if (releases == NULL)
		return error_memory(error);
	history->releases = releases;
	releases[history->count] = (struct past){
		.flow = examination->evidence->flow,
		.date = examination->evidence->date,
		.sender = sender_of(examination->evidence),
		.reference = arena_copy(&history->arena,
					examination->paper.reference),
	};
	if (releases[history->count].reference.at == NULL)
		return error_memory(error);
	history->count++;
	return 0;
}

int history_note(const struct examination *examination, struct error *error)
{
	const struct promise_evidence *evidence = examination->evidence;
	struct promise_history *history = evidence->history;

	if (history == NULL)
		return 0;
	if (add_release(history, examination, error) != 0)
		return -1;
	for (size_t i = 0; i < truth_count(evidence->truth); i++) {
		struct slice upn = truth_at(evidence->truth, i)->upn;
		struct telling telling = {.pupil = slice_hash(upn),
					  .release = history->count - 1,
					  .meanings = examination->seen[i]};

		if (telling.meanings != 0 && upn.len > 0 &&
		    add_telling(history, telling, error) != 0)
			return -1;
	}
	return 0;
}

/* --- what it is asked ----------------------------------------------------------- */

void examine_frequency(struct examination *examination)
{
	const struct promise_evidence *evidence = examination->evidence;
	const struct promise_history *history = evidence->history;
	unsigned int months = examination->promise->months;

	if (months == 0 || history == NULL)
		return;
	ask(examination);
	for (size_t i = 0; i < history->count; i++) {
		const struct past *past = &history->releases[i];

		if (past->flow == evidence->flow &&
		    past->sender == sender_of(evidence) &&
		    date_add_months(past->date, (int)months) > evidence->date) {
			object(examination,
			       "sent again before %u months were over", months);
			return;
		}
	}
}

struct history_release history_next(const struct promise_evidence *evidence,
				    struct slice upn, size_t *from)
{
	const struct promise_history *history = evidence->history;
	uint64_t pupil = slice_hash(upn), sender = sender_of(evidence);

	while (history != NULL && *from < history->telling_count) {
		const struct telling *telling = &history->tellings[(*from)++];
		const struct past *past = &history->releases[telling->release];

		if (telling->pupil == pupil && past->sender == sender)
			return (struct history_release){past->flow, past->date,
							past->reference,
							telling->meanings};
	}
	return (struct history_release){0};
}

bool history_has(const struct promise_evidence *evidence,
		 struct slice reference)
{
	const struct promise_history *history = evidence->history;
	uint64_t sender = sender_of(evidence);

	for (size_t i = 0; history != NULL && i < history->count; i++)
		if (history->releases[i].sender == sender &&
		    slice_equal(history->releases[i].reference, reference))
			return true;
	return false;
}
