#include "ledger/rotation.h"

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "ledger/state.h"

#define FIRST_LINE "hornbook.ledger-key/v1"
#define ENTRY_START "{\"entry\":\"ledger-key\","

/* --- statements ----------------------------------------------------------- */

static void add_key(struct builder *out, const char *word,
		    const struct note_key *key)
{
	builder_add_text(out, word);
	note_key_write(key, out);
	builder_add_byte(out, '\n');
}

void rotation_write(const struct rotation *rotation,
		    const uint8_t old_secret[KEY_SECRET_BYTES],
		    const uint8_t new_secret[KEY_SECRET_BYTES],
		    struct builder *out)
{
	struct builder text = {0};

	builder_add_format(&text, FIRST_LINE "\n%s\nindex %llu\n",
			   rotation->old_key.name,
			   (unsigned long long)rotation->index);
	add_key(&text, "old ", &rotation->old_key);
	add_key(&text, "new ", &rotation->new_key);
	if (text.failed) {
		out->failed = true;
	} else {
		note_sign(builder_slice(&text), &rotation->old_key, old_secret,
			  out);
		note_add_signature(builder_slice(&text), &rotation->new_key,
				   new_secret, out);
	}
	builder_release(&text);
}

/* The rest of the next line, which begins with `word`. */
static bool take_line(struct slice *rest, const char *word, struct slice *line)
{
	struct slice whole = slice_cut(rest, '\n');

	if (!slice_starts_with(whole, slice_of(word)))
		return false;
	*line = slice_part(whole, strlen(word), whole.len);
	return true;
}

static bool read_text(struct rotation *rotation, struct slice text)
{
	struct slice line, origin;

	return take_line(&text, FIRST_LINE, &line) && line.len == 0 &&
	       take_line(&text, "", &origin) &&
	       take_line(&text, "index ", &line) &&
	       slice_number(line, UINT64_MAX >> 1, &rotation->index) &&
	       take_line(&text, "old ", &line) &&
	       note_key_parse(&rotation->old_key, line, NULL) == 0 &&
	       take_line(&text, "new ", &line) &&
	       note_key_parse(&rotation->new_key, line, NULL) == 0 &&
	       text.len == 0 && slice_is(origin, rotation->old_key.name) &&
	       slice_is(origin, rotation->new_key.name) &&
	       !note_key_equal(&rotation->old_key, &rotation->new_key);
}

int rotation_open(struct rotation *rotation, struct slice statement,
		  struct error *error)
{
	struct rotation read = {0};
	struct note_signed found[2];
	struct note_key keys[2];
	struct slice text, signatures;

	if (note_split(statement, &text, &signatures, error) != 0)
		return -1;
	if (!read_text(&read, text))
		return error_set(error, ERROR_CORRUPT,
				 "is not a statement of a ledger's new key");
	keys[0] = read.old_key;
	keys[1] = read.new_key;
	if (note_check(statement, keys, 2, &text, found, error) != 0)
		return -1;
	if (!found[0].holds || !found[1].holds)
		return error_set(error, ERROR_CORRUPT,
				 "the statement of a new key is not signed by "
				 "both keys");
	*rotation = read;
	return 0;
}

/* --- entries -------------------------------------------------------------- */

void rotation_add_entry(struct slice statement, struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("ledger-key"));
	json_key_text(&json, "statement", statement);
	json_close_object(&json);
}

int rotation_find(struct slice entry, struct arena *arena,
		  struct slice *statement, bool *found, struct error *error)
{
	json_t *parsed;
	const json_t *text;
	int result = 0;

	*found = false;
	if (!slice_starts_with(entry, SLICE(ENTRY_START)))
		return 0;
	parsed = json_loadb(entry.at, entry.len, 0, NULL);
	text = json_object_get(parsed, "statement");
	if (json_is_string(text)) {
		*statement = arena_copy(
			arena, (struct slice){json_string_value(text),
					      json_string_length(text)});
		*found = statement->at != NULL;
		result = *found ? 0 : error_memory(error);
	}
	json_decref(parsed);
	return result;
}

static int open_entry(struct slice entry, struct rotation *rotation,
		      bool *found, struct error *error)
{
	struct arena arena = {0};
	struct slice statement;
	int result = rotation_find(entry, &arena, &statement, found, error);

	if (result == 0 && *found)
		result = rotation_open(rotation, statement, error);
	arena_release(&arena);
	return result;
}

int rotation_follow(struct rotation_chain *chain, uint64_t index,
		    struct slice entry, struct error *error)
{
	struct rotation rotation;
	bool found;

	if (open_entry(entry, &rotation, &found, error) != 0)
		return -1;
	if (!found)
		return 0;
	if (rotation.index != index ||
	    (chain->count > 0 &&
	     !note_key_equal(&chain->last, &rotation.old_key)))
		return error_set(error, ERROR_CORRUPT,
				 "entry %llu names a new key, but not after "
				 "the one before",
				 (unsigned long long)index);
	if (chain->count++ == 0)
		chain->first = rotation.old_key;
	chain->index = index;
	chain->before = rotation.old_key;
	chain->last = rotation.new_key;
	return 0;
}

/* --- rotating --------------------------------------------------------------- */

/* From here on the new key signs. */
static int take_next(struct ledger *ledger, struct error *error)
{
	if (files_write_key(&ledger->files, &ledger->next.key, error) != 0) {
		ledger->uncertain = true;
		return -1;
	}
	signer_release(&ledger->signer);
	ledger->signer = ledger->next;
	ledger->next = (struct signer){0};
	return 0;
}

static int append_statement(struct ledger *ledger, struct error *error)
{
	const struct rotation rotation = {
		.index = ledger->current.size,
		.old_key = ledger->signer.key,
		.new_key = ledger->next.key,
	};
	struct builder statement = {0}, entry = {0};
	int result;

	rotation_write(&rotation, ledger->signer.secret_key,
		       ledger->next.secret_key, &statement);
	rotation_add_entry(builder_slice(&statement), &entry);
	result = statement.failed || entry.failed
			 ? error_memory(error)
			 : ledger_append(ledger, builder_slice(&entry), NULL,
					 error);
	builder_release(&statement);
	builder_release(&entry);
	return result;
}

int ledger_rotate(struct ledger *ledger, struct error *error)
{
	if (ledger->signer.generation + 1 >= GENERATIONS_LIMIT)
		return error_set(error, ERROR_REFUSED,
				 "a ledger has at most %d keys",
				 GENERATIONS_LIMIT);
	if (signer_make(&ledger->next, slice_of(ledger->signer.key.name),
			ledger->seed, ledger->signer.generation + 1,
			error) != 0)
		return -1;
	if (append_statement(ledger, error) != 0) {
		signer_release(&ledger->next);
		return -1;
	}
	return take_next(ledger, error);
}

/* Whether the last entry names a new key that has not taken over yet. */
static int is_rotating(struct ledger *ledger, bool *rotating,
		       struct note_key *named, struct error *error)
{
	struct builder entry = {0};
	struct rotation rotation;
	bool found = false;
	struct error why = {0};
	int result = 0;

	*rotating = false;
	if (ledger->current.size > 0)
		result = ledger_entry(ledger, ledger->current.size - 1, &entry,
				      error);
	if (result == 0 && ledger->current.size > 0)
		result = open_entry(builder_slice(&entry), &rotation, &found,
				    &why);
	/* What is no statement hands nothing over; verifying tells of it. */
	if (why.code == ERROR_CORRUPT) {
		found = false;
		result = 0;
	} else if (why.code != 0 && error != NULL) {
		*error = why;
	}
	if (result == 0 && found)
		*named = rotation.new_key;
	if (result == 0 && found)
		*rotating =
			note_key_equal(&rotation.old_key, &ledger->signer.key);
	builder_release(&entry);
	return result;
}

/* Only the key that the entry names may take over. */
static int check_next(const struct ledger *ledger, const struct note_key *named,
		      struct error *error)
{
	if (note_key_equal(&ledger->next.key, named))
		return 0;
	error_set(error, ERROR_CORRUPT,
		  "the last entry names a new key that is not the node's next");
	return files_at(ledger->files.entries, error);
}

int ledger_finish_rotation(struct ledger *ledger, struct error *error)
{
	struct note_key named;
	bool rotating;

	if (is_rotating(ledger, &rotating, &named, error) != 0)
		return -1;
	if (!rotating)
		return 0;
	if (signer_make(&ledger->next, slice_of(ledger->signer.key.name),
			ledger->seed, ledger->signer.generation + 1,
			error) != 0 ||
	    check_next(ledger, &named, error) != 0 ||
	    ledger_checkpoint(ledger, error) != 0)
		return -1;
	return take_next(ledger, error);
}
