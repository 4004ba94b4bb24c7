/* To whom a package is sealed, and by whom it is signed. */
#include "share/disclosure.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "seal/age.h"
#include "seal/minisign.h"
#include "share/keys.h"
#include "share/package.h"
#include "share/packing.h"

struct sealing {
	struct age_recipient recipients[CARD_KEY_LIMIT];
	const char **ids; /* in the disclosure's arena */
	size_t count;
	const char *signer;
	struct minisign_secret *secret; /* in locked memory */
	struct packing *packing;        /* while the package is made */
	struct output *output;          /* and what it is written into */
};

const char *sealing_recipient(const struct sealing *sealing, size_t index)
{
	return index < sealing->count ? sealing->ids[index] : NULL;
}

const char *sealing_signer(const struct sealing *sealing)
{
	return sealing->signer;
}

void sealing_free(struct sealing *sealing)
{
	if (sealing == NULL)
		return;
	packing_abandon(sealing->packing);
	output_abandon(sealing->output);
	sodium_free(sealing->secret); /* wipes */
	memory_free(sealing);
}

/* --- whose keys --------------------------------------------------------------------- */

/* Ids outlast the lists that they are found in. */
static const char *keep_id(const struct disclosure *disclosure,
			   const struct dated_key *key)
{
	return arena_copy(disclosure->arena, slice_of(key->id)).at;
}

/* A placeholder of the Common Transfer File is nobody's number. */
static int check_destination(const struct disclosure *disclosure,
			     struct error *error)
{
	struct slice stated = disclosure->asked->destination;

	if (!slice_is(stated, "unknown") && !slice_is(stated, "outside"))
		return 0;
	error_set(error, ERROR_REFUSED,
		  "the destination '%.*s' names no body that it could be "
		  "sealed to",
		  SLICE_ARGS(stated));
	return error_hint(error, "--plain releases it in the clear, for the "
				 "recipient's own upload page");
}

static int find_recipient(struct disclosure *disclosure, struct error *error)
{
	struct sealing *sealing = disclosure->sealing;
	const struct dated_key *keys[CARD_KEY_LIMIT];
	const struct correspondent *recipient;
	uint16_t body = (uint16_t)(disclosure->body -
				   disclosure->node->dictionary->bodies);

	if (check_destination(disclosure, error) != 0 ||
	    node_recipient(disclosure->node, body, slice_of(disclosure->number),
			   disclosure->request.date, &recipient, error) != 0)
		return -1;
	sealing->ids = arena_array(disclosure->arena, CARD_KEY_LIMIT,
				   sizeof(*sealing->ids));
	if (sealing->ids == NULL)
		return error_memory(error);
	sealing->count = correspondent_recipients(
		recipient, disclosure->request.date, keys, CARD_KEY_LIMIT);
	for (size_t i = 0; i < sealing->count; i++) {
		sealing->recipients[i] = keys[i]->seal;
		sealing->ids[i] = keep_id(disclosure, keys[i]);
		if (sealing->ids[i] == NULL)
			return error_memory(error);
	}
	disclosure->report->sealed_to = sealing->ids;
	disclosure->report->sealed_to_count = sealing->count;
	return 0;
}

static int find_signer(struct disclosure *disclosure, struct error *error)
{
	struct sealing *sealing = disclosure->sealing;
	const struct dated_key *key;

	sealing->secret = sodium_malloc(sizeof(*sealing->secret));
	if (sealing->secret == NULL)
		return error_memory(error);
	if (node_signer(disclosure->node, disclosure->request.date,
			sealing->secret, &key, error) != 0)
		return -1;
	sealing->signer = keep_id(disclosure, key);
	return sealing->signer != NULL ? 0 : error_memory(error);
}

/* Keys and agreements that are wanting are no failure: nothing leaves, and the
 * office is told what to do. */
static int refuse(struct disclosure *disclosure, const struct error *cause,
		  struct error *error)
{
	struct slice why =
		arena_copy(disclosure->arena, slice_of(cause->message));
	struct slice remedy =
		arena_copy(disclosure->arena, slice_of(cause->hint));

	if (why.at == NULL || remedy.at == NULL)
		return error_memory(error);
	if (slice_empty(remedy))
		remedy = SLICE("--plain releases it in the clear, for the "
			       "recipient's own upload page");
	disclosure_refuse(disclosure, why, remedy);
	disclosure->report->sealed_to = NULL;
	disclosure->report->sealed_to_count = 0;
	return 0;
}

int sealing_find(struct disclosure *disclosure, struct error *error)
{
	struct error cause = {0};

	disclosure->sealing = memory_array(1, sizeof(*disclosure->sealing));
	if (disclosure->sealing == NULL)
		return error_memory(error);
	if (node_keys_verify(disclosure->node, error) != 0)
		return -1;
	if (find_recipient(disclosure, &cause) == 0 &&
	    find_signer(disclosure, &cause) == 0)
		return 0;
	if (cause.code == ERROR_NOT_FOUND || cause.code == ERROR_REFUSED ||
	    cause.code == ERROR_KEY)
		return refuse(disclosure, &cause, error);
	if (error != NULL)
		*error = cause;
	return -1;
}

int sealing_foresee(struct disclosure *disclosure, struct error *error)
{
	uint16_t body = (uint16_t)(disclosure->body -
				   disclosure->node->dictionary->bodies);
	const struct correspondent *recipient;
	struct error cause = {0};

	if (check_destination(disclosure, &cause) == 0 &&
	    node_recipient(disclosure->node, body, slice_of(disclosure->number),
			   disclosure->request.date, &recipient, &cause) == 0)
		return 0;
	if (cause.code != ERROR_NOT_FOUND && cause.code != ERROR_REFUSED) {
		if (error != NULL)
			*error = cause;
		return -1;
	}
	disclosure->report->unsealable =
		arena_copy(disclosure->arena, slice_of(cause.message));
	return disclosure->report->unsealable.at != NULL ? 0
							 : error_memory(error);
}

/* --- the package ---------------------------------------------------------------------- */

/* Armor is put around a package that is whole. */
static const char *bare_path(const struct disclosure *disclosure)
{
	if (disclosure->asked->armor)
		return path_join(disclosure->arena, disclosure->staging,
				 "sealed");
	return staged_package(disclosure->arena, disclosure->staging,
			      disclosure->final);
}

static int measure(struct disclosure *disclosure, struct packing_frame *frame,
		   struct error *error)
{
	const struct release *release = &disclosure->release;

	if (manifest_measure(disclosure, error) != 0)
		return -1;
	*frame = (struct packing_frame){
		.manifest_bytes = disclosure->manifest_bytes,
		.name = slice_of(disclosure->payload_name),
		.date = release->date,
	};
	if (disclosure->matched)
		frame->matching = (struct slice){disclosure->matching_text,
						 MATCHING_TEXT_BYTES};
	return package_signature_bytes(release->reference, release->date,
				       &frame->signature_bytes, error);
}

int seal_payload(struct disclosure *disclosure, struct output **out,
		 struct error *error)
{
	struct sealing *sealing = disclosure->sealing;
	const char *path = bare_path(disclosure);
	struct packing_frame frame;

	if (path == NULL)
		return error_memory(error);
	if (measure(disclosure, &frame, error) != 0 ||
	    output_open(&sealing->output, path, 0600, error) != 0)
		return -1;
	if (packing_open(&sealing->packing, &frame, sealing->recipients,
			 sealing->count, stream_to_output(sealing->output),
			 stream_over_output(sealing->output), error) != 0)
		return -1;
	return output_through(out, packing_write, sealing->packing, error);
}

static int close_package(struct disclosure *disclosure, struct error *error)
{
	struct sealing *sealing = disclosure->sealing;
	const struct release *release = &disclosure->release;
	struct packing *packing = sealing->packing;
	struct output *output = sealing->output;
	struct slice signature;

	if (package_sign(sealing->secret, release->manifest, release->reference,
			 release->date, &signature, disclosure->arena,
			 error) != 0)
		return -1;
	sealing->packing = NULL;
	if (packing_close(packing, release->manifest, signature, error) != 0)
		return -1;
	sealing->output = NULL;
	return output_commit(output, error);
}

static int write_armor(int *fd, const char *path, struct error *error)
{
	struct output *output;

	if (output_open(&output, path, 0600, error) != 0)
		return -1;
	if (age_armor(stream_from_file(fd), stream_to_output(output), error) !=
	    0) {
		output_abandon(output);
		return -1;
	}
	return output_commit(output, error);
}

static int put_armor(struct disclosure *disclosure, struct error *error)
{
	const char *bare = bare_path(disclosure);
	const char *path = staged_package(
		disclosure->arena, disclosure->staging, disclosure->final);
	int result;
	int fd;

	if (bare == NULL || path == NULL)
		return error_memory(error);
	fd = open(bare, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return error_system(error, "cannot read the package again");
	result = write_armor(&fd, path, error);
	close(fd);
	unlink(bare);
	return result;
}

int seal_package(struct disclosure *disclosure, struct error *error)
{
	struct packing *packing = disclosure->sealing->packing;

	if (packing_end(packing, error) != 0)
		return -1;
	disclosure->payload_bytes = packing_size(packing);
	packing_hash(packing, disclosure->payload_hash);
	if (manifest_write(disclosure, error) != 0 ||
	    close_package(disclosure, error) != 0)
		return -1;
	return disclosure->asked->armor ? put_armor(disclosure, error) : 0;
}
