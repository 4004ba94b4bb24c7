#include "ledger/checkpoint.h"

#include "base/builder.h"
#include "base/error.h"
#include "base/base64.h"

/* The largest size a checkpoint may tell: a proof over more leaves would not
 * fit LEDGER_PROOF_LIMIT. */
#define SIZE_LIMIT (UINT64_MAX >> 1)

void checkpoint_add_text(const struct checkpoint *checkpoint,
			 struct builder *out)
{
	builder_add_format(out, "%s\n%llu\n", checkpoint->origin,
			   (unsigned long long)checkpoint->size);
	base64_add(out, checkpoint->root, LEDGER_HASH_BYTES);
	builder_add_byte(out, '\n');
}

void checkpoint_write(const struct checkpoint *checkpoint,
		      const struct note_key *key,
		      const uint8_t secret_key[KEY_SECRET_BYTES],
		      struct builder *out)
{
	struct builder text = {0};

	checkpoint_add_text(checkpoint, &text);
	if (text.failed)
		out->failed = true;
	else
		note_sign(builder_slice(&text), key, secret_key, out);
	builder_release(&text);
}

static bool read_size(struct slice text, uint64_t *size)
{
	if (text.len > 1 && text.at[0] == '0')
		return false;
	return slice_number(text, SIZE_LIMIT, size);
}

/* C2SP tlog-checkpoint: extension lines are opaque, but none is empty. */
static bool are_extensions(struct slice lines)
{
	while (lines.len > 0)
		if (slice_cut(&lines, '\n').len == 0)
			return false;
	return true;
}

int checkpoint_parse(struct checkpoint *checkpoint, struct slice text,
		     struct error *error)
{
	struct checkpoint read = {0};
	struct slice rest = text;
	struct slice origin = slice_cut(&rest, '\n');
	struct slice size = slice_cut(&rest, '\n');
	struct slice root = slice_cut(&rest, '\n');

	if (!note_name_valid(origin))
		return error_set(error, ERROR_CORRUPT,
				 "line 1 is not the name of a ledger");
	if (!read_size(size, &read.size))
		return error_set(error, ERROR_CORRUPT,
				 "line 2 is not a number of entries");
	if (!base64_read_exactly(root, read.root, sizeof(read.root)))
		return error_set(error, ERROR_CORRUPT,
				 "line 3 is not a root hash");
	if (!are_extensions(rest))
		return error_set(error, ERROR_CORRUPT,
				 "has an empty line after the root hash");
	memcpy(read.origin, origin.at, origin.len);
	*checkpoint = read;
	return 0;
}

int checkpoint_open(struct checkpoint *checkpoint, struct slice note,
		    const struct note_key *key, struct error *error)
{
	struct checkpoint read;
	struct slice text;

	if (note_open(note, key, &text, error) != 0 ||
	    checkpoint_parse(&read, text, error) != 0)
		return -1;
	if (strcmp(read.origin, key->name) != 0)
		return error_set(error, ERROR_CORRUPT,
				 "is the checkpoint of another ledger");
	*checkpoint = read;
	return 0;
}
