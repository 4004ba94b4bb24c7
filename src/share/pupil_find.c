#include "share/pupil_find.h"

#include "base/arena.h"
#include "base/error.h"
#include "register/register.h"

/* A pseudonym is one sender's, for one purpose: those of all grants are tried. */
static int find_received(struct pupil_register *pupils, struct slice name,
			 uint64_t *id, struct arena *arena, struct error *error)
{
	struct register_grant *grants;
	size_t count;

	if (register_grants(pupils, &grants, &count, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int result = register_find_pseudonym(pupils, grants[i].sender,
						     grants[i].purpose, name,
						     id, error);

		if (result == 0 || error->code != ERROR_NOT_FOUND)
			return result;
	}
	return error_set(error, ERROR_NOT_FOUND, "nobody calls a pupil so");
}

int pupil_find(struct pupil_register *pupils, struct slice name, uint64_t *id,
	       struct error *error)
{
	struct error missing;
	struct arena arena = {0};
	int result = register_find(pupils, name, id, &missing);

	if (result != 0 && missing.code == ERROR_NOT_FOUND) {
		struct error tried = {0};

		result = find_received(pupils, name, id, &arena, &tried);
		if (result != 0 && tried.code == ERROR_NOT_FOUND)
			result = register_find_uln(pupils, name, id, &tried);
		if (result != 0 && tried.code != ERROR_NOT_FOUND)
			missing = tried;
	}
	if (result != 0 && error != NULL)
		*error = missing;
	arena_release(&arena);
	return result;
}

int pupil_known(struct pupil_register *pupils,
		int (*find)(struct pupil_register *pupils, struct slice number,
			    uint64_t *id, struct error *error),
		struct slice number, uint64_t *id, struct error *error)
{
	struct error missing = {0};

	*id = 0;
	if (slice_empty(number) || find(pupils, number, id, &missing) == 0)
		return 0;
	*id = 0;
	if (missing.code == ERROR_NOT_FOUND)
		return 0;
	if (error != NULL)
		*error = missing;
	return -1;
}

int pupil_find_own(struct pupil_register *pupils, struct slice number,
		   uint64_t *id, bool *learner, struct error *error)
{
	struct error missing;
	struct error tried;
	int result = register_find(pupils, number, id, &missing);

	*learner = false;
	if (result != 0 && missing.code == ERROR_NOT_FOUND &&
	    register_find_uln(pupils, number, id, &tried) == 0) {
		*learner = true;
		return 0;
	}
	if (result != 0 && error != NULL)
		*error = missing;
	return result;
}
