/* Everything that can be granted on a day. */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/request.h"

/* All names of a list of terms. */
static int name_all(struct arena *arena, const struct term *terms,
		    uint16_t count, struct grant *grant)
{
	struct slice *names = arena_array(arena, count + 1u, sizeof(*names));

	if (names == NULL)
		return -1;
	for (uint16_t i = 0; i < count; i++)
		names[i] = terms[i].name;
	grant->met = names;
	grant->met_count = count;
	return 0;
}

/* Given as late as it can be, since it may run out. */
static int add_approval(struct arena *arena, const struct approval *approval,
			int32_t date, struct grant *grant)
{
	*grant = (struct grant){
		.kind = NEED_APPROVAL,
		.by = approval->name,
		.given = approval->to != DATE_NONE && approval->to < date
				 ? approval->to
				 : date,
		.from = DATE_NONE,
		.until = DATE_NONE,
	};
	return name_all(arena, approval->criteria, approval->criterion_count,
			grant);
}

static void add_plain(enum need_kind kind, int32_t date, struct grant *grant)
{
	*grant = (struct grant){
		.kind = kind,
		.given = date,
		.from = DATE_NONE,
		.until = DATE_NONE,
	};
}

int grant_all(const struct grant **out, size_t *out_count,
	      const struct dictionary *dictionary, int32_t date,
	      struct arena *arena, struct error *error)
{
	struct grant *grants = arena_array(arena,
					   dictionary->approval_count +
						   dictionary->terms_count + 3u,
					   sizeof(*grants));
	size_t count = 0;

	if (grants == NULL)
		return error_memory(error);
	for (uint16_t i = 0; i < dictionary->approval_count; i++)
		if (add_approval(arena, &dictionary->approvals[i], date,
				 &grants[count++]) != 0)
			return error_memory(error);
	for (uint16_t i = 0; i < dictionary->terms_count; i++) {
		const struct terms *terms = &dictionary->terms[i];

		add_plain(NEED_TERMS, date, &grants[count]);
		grants[count].terms = terms->name;
		if (name_all(arena, terms->subjects, terms->subject_count,
			     &grants[count++]) != 0)
			return error_memory(error);
	}
	add_plain(NEED_TERMS, date, &grants[count++]);
	add_plain(NEED_AUTHORISATION, date, &grants[count++]);
	add_plain(NEED_IDENTITY, date, &grants[count++]);
	*out = grants;
	*out_count = count;
	return 0;
}
