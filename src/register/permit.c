#include "register/register.h"

#include "base/arena.h"
#include "base/error.h"
#include "register/state.h"

int register_permit(struct pupil_register *pupils,
		    const struct permission *permission, struct error *error)
{
	int result;

	if (permission->until != DATE_NONE &&
	    permission->until < permission->from)
		return error_set(error, ERROR_INPUT,
				 "the permission ends before it begins");
	if (register_write(pupils, error) != 0)
		return -1;
	result = pupils->store->methods->permission_add(pupils->store,
							permission, error);
	return register_write_end(pupils, result, error);
}

struct permission_list {
	struct permission *permissions;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int add_permission(void *context, const struct permission *permission,
			  struct error *error)
{
	struct permission_list *list = context;
	struct permission *grown =
		arena_grow(list->arena, list->permissions, list->count,
			   &list->capacity, sizeof(*grown));
	struct permission *added;

	if (grown == NULL)
		return error_memory(error);
	list->permissions = grown;
	added = &grown[list->count++];
	*added = *permission;
	if (copy_text(list->arena, &added->kind, error) != 0 ||
	    copy_text(list->arena, &added->by, error) != 0 ||
	    copy_text(list->arena, &added->recipient, error) != 0 ||
	    copy_text(list->arena, &added->purpose, error) != 0)
		return -1;
	if (copy_text(list->arena, &added->reference, error) != 0 ||
	    copy_text(list->arena, &added->terms, error) != 0)
		return -1;
	if (copy_text(list->arena, &added->met, error) != 0)
		return -1;
	return copy_text(list->arena, &added->project, error);
}

int register_permissions(struct pupil_register *pupils, struct permission **out,
			 size_t *count, struct arena *arena,
			 struct error *error)
{
	struct permission_list list = {.arena = arena};

	if (pupils->store->methods->permissions(pupils->store, add_permission,
						&list, error) != 0)
		return -1;
	*out = list.permissions;
	*count = list.count;
	return 0;
}
