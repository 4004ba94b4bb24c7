#include "cli/options.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"

const struct option global_options[] = {
	TEXT("node", "DIRECTORY", node,
	     "the node (else HORNBOOK_NODE, else the current directory)"),
	DATE("today", today, "the date of today (else the machine's)"),
	FLAG("json", json, "print one JSON document in place of text"),
	TEXT("key-file", "FILE", key_file,
	     "the node's key file (else HORNBOOK_KEY_FILE, else node.key in "
	     "the node)"),
	TEXT("passphrase-file", "FILE", passphrase_file,
	     "read the node's passphrase from a file"),
	TEXT("dictionary", "PATH", dictionary,
	     "the dictionary (else HORNBOOK_DICTIONARY, else England's)"),
	FLAG("help", help, "print help"),
	FLAG("version", version, "print the version"),
};
const size_t global_option_count =
	sizeof(global_options) / sizeof(global_options[0]);

/* --- finding an option ------------------------------------------------------ */

static const struct option *find_in(const struct option *options, size_t count,
				    struct slice name)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, options[i].name))
			return &options[i];
	return NULL;
}

/* A command's own row goes before the global one of the same name. */
static const struct option *find(const struct command *command,
				 struct slice name)
{
	const struct option *option = NULL;

	if (command != NULL)
		option = find_in(command->options, command->option_count, name);
	if (option == NULL)
		option = find_in(global_options, global_option_count, name);
	return option;
}

static int unknown_option(const struct command *command, struct slice name,
			  struct error *error)
{
	struct slice names[64];
	struct slice nearest;
	size_t count = 0;

	for (size_t i = 0; command != NULL && i < command->option_count; i++)
		names[count++] = slice_of(command->options[i].name);
	for (size_t i = 0; i < global_option_count; i++)
		names[count++] = slice_of(global_options[i].name);
	nearest = text_nearest(name, names, count);
	error_set(error, ERROR_INPUT, "there is no option --%.*s%s%s",
		  (int)(name.len > 60 ? 60 : name.len), name.at,
		  command != NULL ? " of " : "",
		  command != NULL ? command->name : "");
	if (nearest.len > 0)
		return error_hint(error, "did you mean --%.*s?",
				  SLICE_ARGS(nearest));
	if (command == NULL)
		return error_hint(error, "'hornbook help' lists the commands; "
					 "a command's options stand after it");
	return error_hint(error, "'hornbook help %s' lists its options",
			  command->name);
}

int options_unknown(const struct command *whole, const char *name,
		    struct error *error)
{
	const struct command *const *list =
		whole != NULL ? whole->parts : commands;
	size_t count = whole != NULL ? whole->part_count : command_count;
	const char *before = whole != NULL ? whole->name : "";
	const char *space = whole != NULL ? " " : "";
	struct slice names[64];
	struct slice nearest;

	for (size_t i = 0; i < count; i++)
		names[i] = slice_of(command_word(list[i]));
	nearest = text_nearest(slice_of(name), names, count);
	error_set(error, ERROR_INPUT, "there is no command '%s%s%.60s'", before,
		  space, name);
	if (nearest.len > 0)
		return error_hint(error, "did you mean '%s%s%.*s'?", before,
				  space, SLICE_ARGS(nearest));
	return error_hint(error, "'hornbook help%s%s' lists the commands",
			  space, before);
}

/* --- reading ------------------------------------------------------------------ */

struct reading {
	struct arguments *arguments;
	const struct command *command;
	char **words;
	struct arena *arena;
	struct error *error;
};

static int add_text(struct reading *reading, struct texts *texts,
		    const char *text)
{
	const char **list =
		arena_grow(reading->arena, texts->list, texts->count,
			   &texts->capacity, sizeof(*list));

	if (list == NULL)
		return error_memory(reading->error);
	texts->list = list;
	list[texts->count++] = text;
	return 0;
}

/* "2026-02-30", too. */
static bool is_written_as_date(struct slice text)
{
	if (text.len != sizeof("2026-01-15") - 1)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (i == 4 || i == 7 ? text.at[i] != '-'
				     : text.at[i] < '0' || text.at[i] > '9')
			return false;
	return true;
}

static int set(struct reading *reading, const struct option *option,
	       const char *value)
{
	void *place = (char *)reading->arguments + option->place;
	struct texts *texts = place;
	const char **text = place;
	int32_t *date = place;
	bool *flag = place;

	switch (option->kind) {
	case OPTION_FLAG:
		*flag = true;
		return 0;
	case OPTION_TEXT:
		if (*text != NULL)
			return error_set(reading->error, ERROR_INPUT,
					 "--%s is given twice", option->name);
		*text = value;
		return 0;
	case OPTION_DATE:
		if (date_parse(slice_of(value), date))
			return 0;
		error_set(reading->error, ERROR_INPUT,
			  "--%s wants a date like 2026-01-15", option->name);
		return is_written_as_date(slice_of(value))
			       ? error_hint(reading->error,
					    "there is no such day in the years "
					    "1800 to 2999")
			       : -1;
	case OPTION_LIST:
		return add_text(reading, texts, value);
	}
	return 0;
}

static int read_option(struct reading *reading, const char *word)
{
	const char *equals = strchr(word, '=');
	struct slice name = {word, equals != NULL ? (size_t)(equals - word)
						  : strlen(word)};
	const struct option *option = find(reading->command, name);
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (option == NULL)
		return unknown_option(reading->command, name, reading->error);
	if (option->kind == OPTION_FLAG && value != NULL)
		return error_set(reading->error, ERROR_INPUT,
				 "--%s takes no value", option->name);
	if (option->kind != OPTION_FLAG && value == NULL) {
		value = *reading->words;
		if (value == NULL)
			return error_set(reading->error, ERROR_INPUT,
					 "--%s wants a value: --%s %s",
					 option->name, option->name,
					 option->value);
		reading->words++;
	}
	if (value != NULL && *value == '\0')
		return error_set(reading->error, ERROR_INPUT,
				 "the value of --%s is empty", option->name);
	return set(reading, option, value);
}

static int read_short(struct reading *reading, const char *word)
{
	if (strcmp(word, "-h") == 0)
		reading->arguments->help = true;
	else if (strcmp(word, "-V") == 0)
		reading->arguments->version = true;
	else
		return error_set(reading->error, ERROR_INPUT,
				 "there is no option %.20s; options are long, "
				 "as --help",
				 word);
	return 0;
}

static int read_operand(struct reading *reading, const char *word)
{
	const struct command *whole = reading->command;

	if (whole != NULL && whole->part_count == 0)
		return add_text(reading, &reading->arguments->operands, word);
	reading->command =
		whole != NULL ? command_part(whole, word) : command_find(word);
	if (reading->command == NULL)
		return options_unknown(whole, word, reading->error);
	return 0;
}

int options_read(struct arguments *arguments, const struct command **command,
		 char **words, struct arena *arena, struct error *error)
{
	struct reading reading = {
		.arguments = arguments,
		.words = words,
		.arena = arena,
		.error = error,
	};
	bool only_operands = false;

	arguments->today = arguments->date = arguments->on = DATE_NONE;
	arguments->from = arguments->until = arguments->given = DATE_NONE;
	arguments->expires = DATE_NONE;
	arguments->since = arguments->asked = DATE_NONE;
	while (*reading.words != NULL) {
		const char *word = *reading.words++;
		int result;

		if (only_operands || word[0] != '-' || word[1] == '\0')
			result = read_operand(&reading, word);
		else if (strcmp(word, "--") == 0)
			result = (only_operands = true, 0);
		else if (word[1] == '-')
			result = read_option(&reading, word + 2);
		else
			result = read_short(&reading, word);
		*command = reading.command;
		if (result != 0)
			return -1;
	}
	return 0;
}

static bool given(const struct arguments *arguments,
		  const struct option *option)
{
	const void *place = (const char *)arguments + option->place;
	const char *const *text = place;
	const int32_t *date = place;

	return option->kind == OPTION_DATE ? *date != DATE_NONE : *text != NULL;
}

int options_number(const char *option, const char *value, uint64_t least,
		   uint64_t most, uint64_t *number, struct error *error)
{
	if (value == NULL)
		return 0;
	if (slice_number(slice_of(value), most, number) && *number >= least)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "--%s wants a number from %llu to %llu", option,
			 (unsigned long long)least, (unsigned long long)most);
}

int options_required(const struct arguments *arguments,
		     const struct command *command, struct error *error)
{
	for (size_t i = 0; i < command->option_count; i++) {
		const struct option *option = &command->options[i];

		if (!option->required || given(arguments, option))
			continue;
		error_set(error, ERROR_INPUT, "%s needs --%s %s", command->name,
			  option->name, option->value);
		return error_hint(error, "'hornbook help %s' says more",
				  command->name);
	}
	if (arguments->operands.count < command->least)
		error_set(error, ERROR_INPUT, "%s needs %s", command->name,
			  command->operands);
	else if (command->most == 0 && arguments->operands.count > 0)
		error_set(error, ERROR_INPUT, "%s takes no names",
			  command->name);
	else if (arguments->operands.count > command->most)
		error_set(error, ERROR_INPUT, "%s takes no more than %u %s",
			  command->name, command->most,
			  command->most == 1 ? "name" : "names");
	else
		return 0;
	return error_hint(error, "'hornbook help %s' says more", command->name);
}

/* --- help ------------------------------------------------------------------------ */

enum { HELP_WIDTH = 80, HELP_COLUMN = 28 };

static void add_usage_part(const char *part, unsigned int *column,
			   unsigned int indent, struct builder *out)
{
	unsigned int length = (unsigned int)strlen(part);

	if (*column + 1 + length > HELP_WIDTH) {
		builder_add_byte(out, '\n');
		text_add_spaces(indent, out);
		*column = indent;
	} else {
		builder_add_byte(out, ' ');
		*column += 1;
	}
	builder_add_text(out, part);
	*column += length;
}

static void add_usage(const struct command *command, struct builder *out)
{
	unsigned int indent = (unsigned int)(strlen("usage: hornbook ") +
					     strlen(command->name) + 1);
	unsigned int column = indent - 1;

	builder_add_format(out, "usage: hornbook %s", command->name);
	if (command->part_count > 0)
		add_usage_part("COMMAND", &column, indent, out);
	if (command->operands[0] != '\0')
		add_usage_part(command->operands, &column, indent, out);
	for (size_t i = 0; i < command->option_count; i++) {
		const struct option *option = &command->options[i];
		struct builder part = {0};

		builder_add_format(&part, "%s--%s%s%s%s%s",
				   option->required ? "" : "[", option->name,
				   option->value != NULL ? " " : "",
				   option->value != NULL ? option->value : "",
				   option->kind == OPTION_LIST ? "..." : "",
				   option->required ? "" : "]");
		add_usage_part(builder_text(&part), &column, indent, out);
		builder_release(&part);
	}
	builder_add_byte(out, '\n');
}

static void add_option(const struct option *option, struct builder *out)
{
	static const struct screen page = {false, false, HELP_WIDTH};
	size_t start = out->len;

	builder_add_format(out, "  --%s", option->name);
	if (option->value != NULL)
		builder_add_format(out, " %s", option->value);
	if (out->len - start > HELP_COLUMN - 2) {
		builder_add_byte(out, '\n');
		start = out->len;
	}
	text_add_spaces((unsigned int)(HELP_COLUMN - (out->len - start)), out);
	text_add_wrapped(&page, slice_of(option->help), HELP_COLUMN,
			 HELP_COLUMN, out);
	builder_add_byte(out, '\n');
}

void options_help(const struct command *command, struct builder *out)
{
	static const struct screen page = {false, false, HELP_WIDTH};

	add_usage(command, out);
	builder_add_byte(out, '\n');
	text_add_wrapped(&page, slice_of(command->about), 0, 0, out);
	builder_add_text(out, "\n");
	if (command->part_count > 0)
		builder_add_text(out, "\nCommands\n");
	for (size_t i = 0; i < command->part_count; i++)
		builder_add_format(out, "  %-21s %s\n", command->parts[i]->name,
				   command->parts[i]->summary);
	if (command->option_count > 0)
		builder_add_text(out, "\nOptions\n");
	for (size_t i = 0; i < command->option_count; i++)
		add_option(&command->options[i], out);
	builder_add_text(out, "\nOptions of every command\n");
	for (size_t i = 0; i < global_option_count; i++)
		if (find_in(command->options, command->option_count,
			    slice_of(global_options[i].name)) == NULL)
			add_option(&global_options[i], out);
}
