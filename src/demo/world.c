#include "demo/world.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "seal/card.h"
#include "seal/correspondents.h"
#include "share/keys.h"
#include "share/node.h"

/* --- where things are -------------------------------------------------------- */

const char *world_node_path(const struct world *world, const struct site *site,
			    struct arena *arena)
{
	const char *nodes = path_join(arena, world->directory, "nodes");

	return nodes != NULL ? path_join(arena, nodes, site->id) : NULL;
}

static const char *key_path(const char *node, struct arena *arena)
{
	struct builder path = {0};
	const char *copy = NULL;

	builder_add_format(&path, "%s.key", node);
	if (!path.failed)
		copy = arena_copy(arena, builder_slice(&path)).at;
	builder_release(&path);
	return copy;
}

struct truth *world_truth(const struct world *world, const struct site *site)
{
	struct truth *own = world->truths[site - sites];

	return own != NULL ? own : world->whole;
}

/* Says whose it was, before anything else. */
static int at_site(const struct site *site, struct error *error)
{
	char said[sizeof(error->message)];

	snprintf(said, sizeof(said), "%.*s", (int)sizeof(said) - 1,
		 error->message);
	snprintf(error->message, sizeof(error->message), "%s: %.400s", site->id,
		 said);
	return -1;
}

static int32_t day(const char *text)
{
	int32_t date = DATE_NONE;

	date_parse(slice_of(text), &date);
	return date;
}

/* --- making ------------------------------------------------------------------ */

/* A notice of the source tree or of the installed data. */
static const char *notice_path(const struct world *world, const char *file,
			       struct arena *arena)
{
	return path_join(arena, world->data, file);
}

static int adopt_later(const struct world *world, const struct site *site,
		       struct node *node, struct findings *findings,
		       struct arena *arena, struct error *error)
{
	for (size_t i = 1; i < SITE_NOTICES && site->notices[i] != NULL; i++) {
		const char *path = notice_path(world, site->notices[i], arena);

		if (path == NULL)
			return error_memory(error);
		if (node_adopt(node, path, day(site->from), findings, error) !=
		    0)
			return -1;
	}
	return 0;
}

static int make_node(const struct world *world, const struct site *site,
		     struct arena *arena, struct error *error)
{
	struct findings findings = findings_in(arena);
	struct node_making making = {
		.directory = world_node_path(world, site, arena),
		.dictionary = world->dictionary,
		.notice = notice_path(world, site->notices[0], arena),
		.number = site->setting != NULL ? slice_of(site->number)
						: SLICE(""),
		.today = day(site->from),
	};
	struct node *node;
	int result;

	if (making.directory == NULL || making.notice == NULL)
		return error_memory(error);
	making.credentials.key_file = key_path(making.directory, arena);
	if (making.credentials.key_file == NULL)
		return error_memory(error);
	if (node_create(&making, &findings, error) != 0)
		return -1;
	if (site->notices[1] == NULL)
		return 0;
	if (node_open(&node, making.directory, &making.credentials, NULL,
		      error) != 0)
		return -1;
	result = adopt_later(world, site, node, &findings, arena, error);
	node_close(node);
	return result;
}

int world_make_node(const struct world *world, const struct site *site,
		    struct error *error)
{
	struct arena arena = {0};
	int result = make_node(world, site, &arena, error);

	arena_release(&arena);
	return result == 0 ? 0 : at_site(site, error);
}

int world_open_node(const struct world *world, const struct site *site,
		    struct node **node, struct error *error)
{
	struct arena arena = {0};
	const char *directory = world_node_path(world, site, &arena);
	struct credentials credentials = {0};
	int result = -1;

	if (directory != NULL)
		credentials.key_file = key_path(directory, &arena);
	if (credentials.key_file == NULL)
		error_memory(error);
	else
		result = node_open(node, directory, &credentials, NULL, error);
	arena_release(&arena);
	return result == 0 ? 0 : at_site(site, error);
}

/* --- introducing ------------------------------------------------------------- */

/* New keys where those there are do not count on the day. */
static int renew_keys(struct node *node, int32_t today, struct error *error)
{
	const struct keyring *keyring = &node->keys->keyring;

	if (dated_key_current(keyring->keys, keyring->count, KEY_SEAL, today) !=
		    NULL &&
	    dated_key_current(keyring->keys, keyring->count, KEY_SIGN, today) !=
		    NULL)
		return 0;
	return node_keys_renew(node,
			       keyring->count == 0 ? KEYS_MADE : KEYS_ROTATED,
			       today, DATE_NONE, error);
}

/* Whether what is known of a body serves on the day. */
static bool knows(const struct node *node, const struct site *of,
		  const struct keyring *theirs, int32_t today)
{
	const struct correspondent *entry =
		correspondents_find(&node->keys->correspondents,
				    slice_of(of->body), slice_of(of->number));
	const struct dated_key *key, *current;
	struct circumstances now = {.date = today, .name = slice_of(of->name)};
	uint16_t body =
		dictionary_body(node->dictionary, slice_of(of->body), NULL);

	if (entry == NULL || body == DICTIONARY_NONE)
		return false;
	now.holder = node_holder(node, body, today);
	if (correspondent_standing(entry, &now) != STANDING_CURRENT ||
	    correspondent_recipients(entry, today, &key, 1) == 0)
		return false;
	/* Those of a rotation since are not on the card that it has. */
	current =
		dated_key_current(theirs->keys, theirs->count, KEY_SIGN, today);
	return current != NULL && dated_key_find(entry->keys, entry->key_count,
						 slice_of(current->id)) != NULL;
}

/* The notices of the sources state no number, and so the nodes' cards have
 * none: who trusts one types it, as an office would. */
static struct card card_of(const struct site *site, struct node *node)
{
	struct card card = node_card(node);

	card.body = slice_of(site->body);
	card.number = slice_of(site->number);
	card.name = slice_of(site->name);
	return card;
}

static int trust(struct node *node, const struct site *by,
		 const struct site *of, struct node *of_node, int32_t today,
		 struct error *error)
{
	struct card card = card_of(of, of_node);
	uint16_t body = dictionary_body(node->dictionary, card.body, NULL);
	char reference[AGREEMENT_REFERENCE_BYTES], date[DATE_TEXT_BYTES];
	struct agreement agreement = {
		.from = today,
		.until = DATE_NONE,
		.holder = body != DICTIONARY_NONE
				  ? node_holder(node, body, today)
				  : SLICE(""),
	};

	if (knows(node, of, &of_node->keys->keyring, today))
		return 0;
	date_format(today, date);
	snprintf(reference, sizeof(reference), "DSA %.40s %.40s %s", by->id,
		 of->id, date);
	agreement.reference = slice_of(reference);
	if (correspondents_trust(&node->keys->correspondents, &card, &agreement,
				 error) != 0)
		return -1;
	return node_keys_store(node, KEYS_TRUSTED, today, error);
}

int world_introduce(const struct site *one, struct node *one_node,
		    const struct site *other, struct node *other_node,
		    int32_t today, struct error *error)
{
	if (renew_keys(one_node, today, error) != 0)
		return at_site(one, error);
	if (renew_keys(other_node, today, error) != 0)
		return at_site(other, error);
	if (trust(one_node, one, other, other_node, today, error) != 0)
		return at_site(one, error);
	if (trust(other_node, other, one, one_node, today, error) != 0)
		return at_site(other, error);
	return 0;
}
