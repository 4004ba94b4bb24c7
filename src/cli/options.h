/*
 * options.h - the command line, read over tables.
 *
 * Every option is long (--to BODY, --to=BODY); -h and -V are the only short
 * ones.  Options and operands may be mixed; "--" ends the options, and "-" is
 * an operand.  A command's table also makes its help, so that the two cannot
 * differ.
 */
#ifndef HORNBOOK_CLI_OPTIONS_H
#define HORNBOOK_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct builder;
struct command;
struct error;

struct texts {
	const char **list;
	size_t count, capacity;
};

/* What the command line said; NULL, DATE_NONE and false where it did not. */
struct arguments {
	bool help, version, json;
	const char *node, *dictionary;
	const char *key_file, *passphrase_file;
	bool passphrase;
	int32_t today;

	const char *controller, *notice;
	const char *format, *mapping, *report;
	const char *to, *purpose, *collection, *trigger, *destination;
	const char *ukprn;
	const char *pupils, *pupil, *fields, *out;
	const char *kind, *by, *reference, *requests;
	const char *role, *weighs, *covers, *terms_signed;
	const char *old_dictionary;
	int32_t date, from, until, given, on;
	bool accept_partial, dry_run, program, standard_input, write, check;
	bool explain, quiet, values;
	const char *reader;
	bool verify, withdraw, terms, identity, answer, search;
	bool all;
	const char *budget;
	const char *project;
	const char *agreement, *body, *name, *number, *seal_key, *sign_key;
	const char *reason, *fingerprint;
	bool card, secret;
	const char *request, *add_cosignature, *witness, *trust;
	const char *compare, *against;
	const char *as, *base, *terms_base, *check_file;
	bool rotate_key;
	bool plain, armor, hold_unusual, due;
	const char *field, *value_file, *reply, *told;
	int32_t expires, since;
	const char *served_version, *upns, *year;
	bool lacking, csv;
	const char *release, *key, *origin, *threshold, *distrust;
	const char *layer, *audience, *language;
	const char *level, *address;
	bool sources, draft;
	bool template;
	const char *answers;
	bool officers;
	const char *growth_reference;
	const char *rules;
	bool list;
	const char *profile, *allow, *least;
	bool accept, reveal;
	const char *rows, *columns, *and, *percent, *mean;
	const char *hierarchy, *count;
	bool preview;
	const char *total, *rounded, *midpoint, *interval;
	bool zeros_hidden;
	const char *schools;
	struct texts school_types, authorities;
	struct texts notices, witnesses, hierarchies;
	struct texts quasi, sensitive, neither;
	const char *population, *at_risk;
	const char *k, *diversity, *l, *c, *t, *leave_out, *loss;

	const char *who;
	bool lift, not_shared, record, notes_read;
	const char *checked, *parent;
	const char *sample, *stratify, *draw, *reserve;
	int32_t asked;
	const char *seed, *only, *keep, *data, *html;
	bool flows, broken;

	struct texts texts;
	struct texts operands;
};

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_DATE, OPTION_LIST };

struct option {
	const char *name;  /* without the dashes */
	const char *value; /* what it takes, for the help; NULL: nothing */
	enum option_kind kind;
	bool required;
	size_t place; /* in struct arguments */
	const char *help;
};

/* clang-format off */
#define FLAG(name, member, help) \
	{ name, NULL, OPTION_FLAG, false, \
	  offsetof(struct arguments, member), help }
#define TEXT(name, value, member, help) \
	{ name, value, OPTION_TEXT, false, \
	  offsetof(struct arguments, member), help }
#define NEED(name, value, member, help) \
	{ name, value, OPTION_TEXT, true, \
	  offsetof(struct arguments, member), help }
#define DATE(name, member, help) \
	{ name, "DATE", OPTION_DATE, false, \
	  offsetof(struct arguments, member), help }
#define LIST(name, value, member, help) \
	{ name, value, OPTION_LIST, false, \
	  offsetof(struct arguments, member), help }
/* clang-format on */

/* Options that stand before or after any command. */
extern const struct option global_options[];
extern const size_t global_option_count;

/*
 * Reads `words` (NULL-ended, without the program's name).  The first operand
 * is the command's name, and the next that of its part where it has parts, given
 * in `*command`; NULL when there is none.  What is
 * wrong is ERROR_INPUT, with the nearest name as its hint.  Whether required
 * options are there is for options_required.
 */
int options_read(struct arguments *arguments, const struct command **command,
		 char **words, struct arena *arena, struct error *error);

/* "there is no command ...", with the nearest as hint; of the parts of `whole`
 * when that is not NULL.  Returns -1. */
int options_unknown(const struct command *whole, const char *name,
		    struct error *error);

/* Checks that the required options and operands were given. */
int options_required(const struct arguments *arguments,
		     const struct command *command, struct error *error);

/* The number that an option has, within limits; without a value nothing is
 * changed. */
int options_number(const char *option, const char *value, uint64_t least,
		   uint64_t most, uint64_t *number, struct error *error);

/* Adds the help of one command: usage, what it does, its options. */
void options_help(const struct command *command, struct builder *out);

#endif
