/*
 * command.h - the commands of the program, as a table.
 *
 * Each command is a file, command_NAME.c, with a row in command.c.  It reads
 * what the command line said from `run->arguments`, adds what it has to say to
 * `run->out`, and gives back the exit status.  What it adds goes to standard
 * output when it ends, or earlier by print_flush.
 *
 * A command that is several has parts, each a command of its own whose name is
 * two words ("keys trust"); by itself it only tells of them.
 */
#ifndef HORNBOOK_CLI_COMMAND_H
#define HORNBOOK_CLI_COMMAND_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "cli/options.h"
#include "cli/screen.h"

enum status {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1, /* by the rules */
	STATUS_INPUT = 2,   /* wrong usage or wrong input */
	STATUS_FAILURE = 3,
	STATUS_UNDECIDED = 4, /* there is more to look at than allowed */
};

/* One run of the program. */
struct run {
	const struct command *command;
	struct arguments arguments;
	struct arena arena; /* until the end */
	struct builder out; /* for standard output */
	struct error error;
	struct screen screen;
	bool output_closed; /* its reader went away */
	bool output_failed;
};

enum command_group {
	GROUP_DATA,
	GROUP_RULES,
	GROUP_RELEASES,
	GROUP_PUBLISHING,
	GROUP_HELP
};

/* How many operands a command takes; MANY: no limit. */
enum { MANY = 1 << 20 };

struct command {
	const char *name; /* of a part: the command's, a space, its own */
	enum command_group group;
	const char *summary;      /* one line, no full stop */
	const char *operands;     /* "FILE...", for the usage; "" */
	unsigned int least, most; /* operands */
	const char *about;        /* a paragraph for its help */
	const struct option *options;
	size_t option_count;
	const struct command *const *parts; /* NULL: it has none */
	size_t part_count;
	enum status (*run)(struct run *run);
};

extern const struct command *const commands[];
extern const size_t command_count;

/* NULL when there is none. */
const struct command *command_find(const char *name);
const struct command *command_part(const struct command *command,
				   const char *word);

/* The last word of its name. */
const char *command_word(const struct command *command);

extern const struct command command_init, command_import, command_pupils,
	command_show, command_wish, command_authorise, command_approve,
	command_adopt, command_check, command_compare, command_format,
	command_explain, command_decide, command_prove, command_share,
	command_open, command_receive, command_received, command_correct,
	command_erase, command_notify, command_recall, command_due,
	command_destroy, command_outstanding, command_log,
	command_prove_disclosure, command_verify, command_witness, command_keys,
	command_notice, command_publish, command_help, command_version,
	command_table;

extern const struct command command_publish_releases,
	command_publish_organisations, command_publish_leaflet,
	command_publish_letter, command_publish_map, command_publish_matrix,
	command_publish_timeline;
extern const struct command command_served, command_served_record,
	command_served_list, command_served_prove;

extern const struct command command_risk, command_anonymise;

extern const struct command command_publish_linked_data;
extern const struct command command_publish_processing,
	command_publish_assessment;

extern const struct command command_keys_make, command_keys_show,
	command_keys_rotate, command_keys_revoke, command_keys_export,
	command_keys_trust, command_keys_distrust, command_keys_list;

extern const struct command command_publish_all;
extern const struct command command_cases, command_learners;
extern const struct command command_directory, command_directory_look_up,
	command_directory_authorise, command_directory_users,
	command_directory_shield;
extern const struct command command_guard;
extern const struct command command_validate;
extern const struct command command_attack;
extern const struct command command_demo;
extern const struct command command_generate;

extern const struct command command_enquiry, command_access, command_feedback;

#endif
