#include "cli/keys.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/json.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "share/keys.h"
#include "share/node.h"

enum status keys_run(struct run *run,
		     int (*work)(struct run *run, struct node *node))
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (node_keys_verify(node, &run->error) != 0 || work(run, node) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static const char *const uses[] = {
	[KEY_SEAL] = "seal to",
	[KEY_SIGN] = "sign",
};

void keys_add_table(struct run *run, const struct dated_key *keys, size_t count,
		    int32_t today)
{
	static const struct grid_column columns[] = {
		{"For", false, false},   {"Key", false, false},
		{"From", false, false},  {"Until", false, false},
		{"State", false, false}, {"", false, true},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < count; i++) {
		const struct dated_key *key = &keys[i];

		grid_add(&grid, slice_of(uses[key->use]));
		grid_add(&grid, slice_of(key->id));
		grid_add(&grid, words_date(key->from, &run->arena));
		grid_add(&grid, words_date(key->until, &run->arena));
		grid_add(&grid,
			 slice_of(key_state_name(dated_key_state(key, today))));
		grid_add(&grid, key->reason);
	}
	grid_print(&grid, &run->screen, &run->out);
}

void keys_put_list(struct json *json, const struct dated_key *keys,
		   size_t count, int32_t today)
{
	json_key(json, "keys");
	json_open_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct dated_key *key = &keys[i];

		json_open_object(json);
		json_key_text(json, "use", slice_of(key_use_name(key->use)));
		json_key_text(json, "id", slice_of(key->id));
		json_key_text(json, "key", slice_of(key->text));
		json_key_date(json, "from", key->from);
		json_key_date(json, "until", key->until);
		json_key_date(json, "revoked", key->revoked);
		json_key_text(json, "reason", key->reason);
		json_key_text(
			json, "state",
			slice_of(key_state_name(dated_key_state(key, today))));
		json_close_object(json);
	}
	json_close_array(json);
}

/* --- asking -------------------------------------------------------------------- */

static bool answers_yes(int terminal)
{
	char answer[8];
	ssize_t size = read(terminal, answer, sizeof(answer));

	return size == 4 && memcmp(answer, "yes\n", 4) == 0;
}

static bool say(int terminal, const char *text)
{
	size_t size = strlen(text);

	return write(terminal, text, size) == (ssize_t)size;
}

int keys_confirm(const char *question, struct error *error)
{
	int terminal = -1;
	bool yes;

	/* Not /dev/tty alone: a script has it too. */
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (terminal < 0)
		return error_set(error, ERROR_INPUT,
				 "there is no terminal to ask whether the "
				 "fingerprint is right");
	yes = say(terminal, question) && answers_yes(terminal);
	close(terminal);
	if (yes)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "the fingerprint was not confirmed, so nothing is "
			 "trusted");
}
