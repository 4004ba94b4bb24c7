#include "policy/finding_kind.h"

const struct finding_kind finding_kinds[] = {
/* clang-format off */
#define FAULT(stage, id, severity, why, before, after) \
	{ id, STAGE_##stage, SEVERITY_##severity, why, "", "", "", before, after },
#include "policy/fault_list.h"
#define CHECK(name, id, severity, why, law_1998, law, hint, before, after) \
	{ id, STAGE_CHECK, SEVERITY_##severity, why, law_1998, law, hint, \
	  before, after },
#include "policy/check_list.h"
	/* clang-format on */
};

const size_t finding_kind_count =
	sizeof(finding_kinds) / sizeof(finding_kinds[0]);

const char *finding_stage_name(enum finding_stage stage)
{
	static const char *const names[] = {
		[STAGE_LANGUAGE] = "the parser",
		[STAGE_DICTIONARY] = "loading a dictionary",
		[STAGE_NOTICE] = "reading a notice",
		[STAGE_PHRASEBOOK] = "reading a phrasebook",
		[STAGE_CHECK] = "the checker",
	};

	return names[stage];
}

const struct finding_kind *finding_kind_next(struct slice id, size_t *at)
{
	while (*at < finding_kind_count) {
		const struct finding_kind *kind = &finding_kinds[(*at)++];

		if (slice_is(id, kind->id))
			return kind;
	}
	return NULL;
}
