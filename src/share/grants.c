/*
 * grants.c - what the register holds of authorisations, approvals and terms, as
 * the policy asks for it.
 */
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "share/disclosure.h"
#include "share/grants.h"
#include "share/node.h"

static bool need_of(struct slice kind, enum need_kind *need)
{
	static const struct {
		const char *name;
		enum need_kind kind;
	} kinds[] = {
		{"authorisation", NEED_AUTHORISATION},
		{"approval", NEED_APPROVAL},
		{"terms", NEED_TERMS},
		{"identity", NEED_IDENTITY},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_is(kind, kinds[i].name)) {
			*need = kinds[i].kind;
			return true;
		}
	return false;
}

static size_t count_names(struct slice list)
{
	size_t count = 1;

	for (size_t i = 0; i < list.len; i++)
		count += list.at[i] == ',';
	return count;
}

static int split(struct grant *grant, struct slice list, struct arena *arena,
		 struct error *error)
{
	struct slice *names =
		arena_array(arena, count_names(list), sizeof(*names));

	if (names == NULL)
		return error_memory(error);
	grant->met = names;
	grant->met_count = 0;
	while (list.len > 0)
		names[grant->met_count++] = slice_cut(&list, ',');
	return 0;
}

/* The register's, with room for one more. */
static int read_permissions(struct node *node, struct permission **list,
			    size_t *count, struct arena *arena,
			    struct error *error)
{
	struct permission *held;

	if (register_permissions(node->pupils, &held, count, arena, error) != 0)
		return -1;
	*list = arena_array(arena, *count + 1, sizeof(**list));
	if (*list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = held[i];
	return 0;
}

int recorded_grants(struct recorded_grants *out, struct node *node,
		    const struct permission *identity, int32_t date,
		    struct arena *arena, struct error *error)
{
	struct permission *permissions;
	struct grant *grants;
	size_t count, granted = 0;

	if (read_permissions(node, &permissions, &count, arena, error) != 0)
		return -1;
	if (identity != NULL)
		permissions[count++] = *identity;
	grants = arena_array(arena, count, sizeof(*grants));
	if (grants == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		const struct permission *permission = &permissions[i];
		enum need_kind kind;

		/* What the node learns later did not hold today. */
		if (!need_of(permission->kind, &kind) ||
		    permission->recorded > date)
			continue;
		grants[granted] = (struct grant){
			.kind = kind,
			.by = permission->by,
			.terms = permission->terms,
			.recipient = permission->recipient,
			.purpose = permission->purpose,
			.given = permission->given,
			.from = permission->from,
			.until = permission->until,
		};
		if (split(&grants[granted], permission->met, arena, error) != 0)
			return -1;
		permissions[granted++] = *permission;
	}
	*out = (struct recorded_grants){grants, permissions, granted};
	return 0;
}

int grants_find(struct disclosure *disclosure, struct error *error)
{
	struct recorded_grants *found = &disclosure->granted;

	if (recorded_grants(
		    found, disclosure->node, disclosure->asked->identity,
		    disclosure->request.date, disclosure->arena, error) != 0)
		return -1;
	disclosure->request.grants = found->grants;
	disclosure->request.grant_count = found->count;
	return 0;
}
