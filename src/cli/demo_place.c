#include "cli/demo_place.h"

#include <signal.h>
#include <stdlib.h>

#include "base/file.h"
#include "cli/command.h"

/* --- being interrupted ------------------------------------------------------------ */

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
	interrupted = number;
}

bool demo_place_interrupted(void *unused)
{
	(void)unused;
	return interrupted != 0;
}

/* A second signal changes nothing: it would leave behind what the first has to be
 * removed for. */
void demo_place_watch(void)
{
	struct sigaction action = {.sa_handler = note_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* --- making it --------------------------------------------------------------------- */

static int make_temporary(struct run *run, struct demo_place *place)
{
	const char *under = getenv("TMPDIR");
	char *path;

	if (under == NULL || *under == '\0')
		under = "/tmp";
	path = path_join(&run->arena, under, "hornbook-demo-XXXXXX");
	if (path == NULL)
		return error_memory(&run->error);
	if (mkdtemp(path) == NULL) {
		error_system(&run->error, "cannot make a directory");
		error_hint(&run->error,
			   "TMPDIR names another place than /tmp, --keep one "
			   "that stays");
		return error_at(&run->error, slice_of(under), 0, 0, 0);
	}
	*place = (struct demo_place){.directory = path};
	return 0;
}

static int note_entry(void *context, const char *name, struct error *error)
{
	(void)name;
	(void)error;
	*(bool *)context = true;
	return 0;
}

static int make_kept(struct run *run, struct demo_place *place)
{
	const char *named = run->arguments.keep;
	bool there = directory_exists(named), any = false;
	char *path;

	if (there && directory_each(named, note_entry, &any, &run->error) != 0)
		return -1;
	if (any) {
		error_set(&run->error, ERROR_INPUT,
			  "the directory is not empty");
		error_hint(&run->error,
			   "--keep wants a new or an empty one; nothing was "
			   "touched");
		return error_at(&run->error, slice_of(named), 0, 0, 0);
	}
	if (directory_make(named, 0700, &run->error) != 0)
		return -1;
	path = realpath(named, NULL);
	if (path == NULL)
		return error_system(&run->error, "cannot find the directory");
	*place = (struct demo_place){
		.directory = arena_copy(&run->arena, slice_of(path)).at,
		.kept = true,
		.made = !there,
	};
	free(path);
	return place->directory != NULL ? 0 : error_memory(&run->error);
}

int demo_place_make(struct run *run, struct demo_place *place)
{
	return run->arguments.keep != NULL ? make_kept(run, place)
					   : make_temporary(run, place);
}

/* --- and removing it ------------------------------------------------------------------ */

int demo_place_end(const struct demo_place *place, bool whole,
		   struct error *error)
{
	if (place->kept && whole)
		return 0;
	if (directory_remove(place->directory, error) != 0)
		return -1;
	return place->kept && !place->made
		       ? directory_make(place->directory, 0700, error)
		       : 0;
}
