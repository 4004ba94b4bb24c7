#include "cli/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "share/node.h"

enum { PASSPHRASE_LIMIT = 1024 };

/* --- reading a line ---------------------------------------------------------------- */

/* Reads up to a line end into `text`; its length, or -1. */
static ssize_t read_line(int fd, char text[PASSPHRASE_LIMIT])
{
	ssize_t size = 0;

	for (;;) {
		ssize_t got = read(fd, text + size, 1);

		if (got < 0)
			return -1;
		if (got == 0 || text[size] == '\n')
			break;
		if (++size == PASSPHRASE_LIMIT) {
			errno = EMSGSIZE;
			return -1;
		}
	}
	if (size > 0 && text[size - 1] == '\r')
		size--;
	return size;
}

static int take_line(struct credentials *credentials, int fd,
		     struct error *error)
{
	char *text = sodium_malloc(PASSPHRASE_LIMIT);
	ssize_t size;

	if (text == NULL)
		return error_memory(error);
	size = read_line(fd, text);
	if (size < 0) {
		sodium_free(text);
		return error_system(error, "the passphrase cannot be read");
	}
	credentials->passphrase = (struct slice){text, (size_t)size};
	if (size > 0)
		return 0;
	credentials_wipe(credentials);
	return error_set(error, ERROR_KEY, "the passphrase is empty");
}

void credentials_wipe(struct credentials *credentials)
{
	/* sodium_free wipes; the slice borrows what take_line allocated. */
	sodium_free((void *)(uintptr_t)credentials->passphrase.at);
	credentials->passphrase = (struct slice){NULL, 0};
}

/* --- where from ----------------------------------------------------------------------- */

static int from_file(struct credentials *credentials, const char *path,
		     struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd < 0) {
		error_system(error, "the passphrase file cannot be opened");
		error->code = ERROR_KEY;
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	result = take_line(credentials, fd, error);
	close(fd);
	return result;
}

static int from_environment(struct credentials *credentials, char *value,
			    struct error *error)
{
	size_t size = strlen(value);
	char *text;

	if (size > PASSPHRASE_LIMIT)
		return error_set(error, ERROR_KEY,
				 "HORNBOOK_PASSPHRASE is too long");
	text = sodium_malloc(size);
	if (text == NULL)
		return error_memory(error);
	memcpy(text, value, size);
	credentials->passphrase = (struct slice){text, size};
	/* What the kernel shows of the environment is this very memory. */
	sodium_memzero(value, size);
	unsetenv("HORNBOOK_PASSPHRASE");
	return 0;
}

static int no_terminal(struct error *error)
{
	error_set(error, ERROR_KEY,
		  "the node wants a passphrase and there is "
		  "no terminal to ask for it");
	return error_hint(error,
			  "use --passphrase-file or HORNBOOK_PASSPHRASE");
}

static void say(int terminal, const char *text)
{
	if (write(terminal, text, strlen(text)) < 0)
		return; /* a prompt that is not seen does no harm */
}

static int ask(struct credentials *credentials, const char *prompt,
	       struct error *error)
{
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios usual, silent;
	int result;

	if (terminal < 0)
		return no_terminal(error);
	if (tcgetattr(terminal, &usual) != 0) {
		close(terminal);
		return no_terminal(error);
	}
	silent = usual;
	/* Without ISIG a ^C cannot leave the terminal silent: it is read. */
	silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	say(terminal, prompt);
	tcsetattr(terminal, TCSAFLUSH, &silent);
	result = take_line(credentials, terminal, error);
	tcsetattr(terminal, TCSAFLUSH, &usual);
	say(terminal, "\n");
	close(terminal);
	if (result == 0 && memchr(credentials->passphrase.at, '\003',
				  credentials->passphrase.len) != NULL) {
		credentials_wipe(credentials);
		return error_set(error, ERROR_KEY, "given up");
	}
	return result;
}

static int ask_twice(struct credentials *credentials, struct error *error)
{
	struct credentials again = {0};
	bool same;

	if (ask(credentials, "New passphrase of the node: ", error) != 0)
		return -1;
	if (ask(&again, "The same again: ", error) != 0) {
		credentials_wipe(credentials);
		return -1;
	}
	same = slice_equal(credentials->passphrase, again.passphrase);
	credentials_wipe(&again);
	if (same)
		return 0;
	credentials_wipe(credentials);
	return error_set(error, ERROR_KEY, "the two passphrases differ");
}

/* Sets `*found` when an option or the environment gives the passphrase. */
static int given_passphrase(struct credentials *credentials,
			    const struct arguments *arguments, bool *found,
			    struct error *error)
{
	char *value = getenv("HORNBOOK_PASSPHRASE");

	*found = true;
	if (arguments->passphrase_file != NULL)
		return from_file(credentials, arguments->passphrase_file,
				 error);
	if (value != NULL && *value != '\0')
		return from_environment(credentials, value, error);
	*found = false;
	return 0;
}

static const char *given_key_file(const struct arguments *arguments)
{
	const char *named = getenv("HORNBOOK_KEY_FILE");

	if (arguments->key_file != NULL)
		return arguments->key_file;
	return named != NULL && *named != '\0' ? named : NULL;
}

static int use_key_file(struct credentials *credentials, struct run *run,
			const char *directory)
{
	credentials->key_file = given_key_file(&run->arguments);
	if (credentials->key_file == NULL)
		credentials->key_file = node_key_file(directory, &run->arena);
	return credentials->key_file != NULL ? 0 : error_memory(&run->error);
}

int credentials_for_node(struct credentials *credentials, struct run *run,
			 const char *directory)
{
	bool wanted, found;

	if (node_wants_passphrase(directory, &wanted, &run->error) != 0)
		return -1;
	if (!wanted)
		return use_key_file(credentials, run, directory);
	if (given_passphrase(credentials, &run->arguments, &found,
			     &run->error) != 0)
		return -1;
	return found ? 0
		     : ask(credentials,
			   "Passphrase of the node: ", &run->error);
}

int credentials_for_making(struct credentials *credentials, struct run *run,
			   const char *directory)
{
	const struct arguments *arguments = &run->arguments;
	bool found = false;

	if (arguments->key_file != NULL &&
	    (arguments->passphrase || arguments->passphrase_file != NULL))
		return error_set(&run->error, ERROR_INPUT,
				 "a node has a key file or a passphrase, not "
				 "both");
	if (arguments->key_file == NULL &&
	    given_passphrase(credentials, arguments, &found, &run->error) != 0)
		return -1;
	if (found)
		return 0;
	if (arguments->passphrase)
		return ask_twice(credentials, &run->error);
	return use_key_file(credentials, run, directory);
}

bool credentials_at_hand(const struct run *run, const char *directory)
{
	const char *value = getenv("HORNBOOK_PASSPHRASE");
	const char *key_file = given_key_file(&run->arguments);
	struct arena arena = {0};
	bool wanted, found;

	if (node_wants_passphrase(directory, &wanted, NULL) != 0)
		return false;
	if (wanted)
		return run->arguments.passphrase_file != NULL ||
		       (value != NULL && *value != '\0');
	if (key_file == NULL)
		key_file = node_key_file(directory, &arena);
	found = key_file != NULL && file_exists(key_file);
	arena_release(&arena);
	return found;
}
