/* Whom to seal to, who has signed, and what the node itself uses. */
#include <sodium.h>

#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "policy/notice.h"
#include "share/keys.h"
#include "share/node.h"

struct slice node_holder(const struct node *node, uint16_t body, int32_t date)
{
	const struct body *function = &node->dictionary->bodies[body];
	const struct holder *holder = body_holder(function, date);

	/* One that states no holder has one of its own label. */
	if (holder == NULL || slice_equal(holder->label, function->label))
		return SLICE("");
	return holder->label;
}

static bool is_school(const struct node *node, struct slice name)
{
	uint16_t body = dictionary_body(node->dictionary, name, NULL);

	return body != DICTIONARY_NONE &&
	       slice_is(node->dictionary->bodies[body].kind, "school");
}

/* A school that is known under another of the functions that schools have. */
static const struct correspondent *find_school(const struct node *node,
					       struct slice number)
{
	const struct correspondents *list = &node->keys->correspondents;
	const struct correspondent *found = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct correspondent *one = &list->list[i];

		if (slice_equal(one->number, number) &&
		    is_school(node, one->body) &&
		    (found == NULL || found->ended != DATE_NONE))
			found = one;
	}
	return found;
}

static int not_known(const struct body *body, struct slice number,
		     struct error *error)
{
	error_set(error, ERROR_NOT_FOUND,
		  "no key of %.*s%s%.*s is known, so that nothing can be "
		  "sealed to it",
		  SLICE_ARGS(body->name), number.len > 0 ? " " : "",
		  number.len > 40 ? 40 : (int)number.len,
		  number.at != NULL ? number.at : "");
	return error_hint(error, "'hornbook keys trust' takes the card of the "
				 "body");
}

/* That one of a kind of body is known says nothing of whom is meant. */
static int check_named(const struct correspondent *found, struct slice number,
		       struct error *error)
{
	if (number.len > 0 || found->number.len == 0)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "the release does not say which %.*s it is for, so that it "
		  "is sealed to none",
		  SLICE_ARGS(found->body));
	return error_hint(error, "give its number with --destination");
}

static struct circumstances circumstances(const struct node *node,
					  const struct correspondent *of,
					  int32_t date)
{
	uint16_t body = dictionary_body(node->dictionary, of->body, NULL);

	return (struct circumstances){
		.date = date,
		.holder = body != DICTIONARY_NONE
				  ? node_holder(node, body, date)
				  : SLICE(""),
	};
}

int node_recipient(struct node *node, uint16_t body, struct slice number,
		   int32_t date, const struct correspondent **recipient,
		   struct error *error)
{
	const struct body *function = &node->dictionary->bodies[body];
	const struct correspondent *found = correspondents_find(
		&node->keys->correspondents, function->name, number);
	struct circumstances now;
	const struct dated_key *key;

	if ((found == NULL || found->ended != DATE_NONE) && number.len > 0 &&
	    is_school(node, function->name))
		found = find_school(node, number);
	if (found == NULL)
		return not_known(function, number, error);
	if (check_named(found, number, error) != 0)
		return -1;
	now = circumstances(node, found, date);
	if (correspondent_require(found, &now, error) != 0)
		return -1;
	if (correspondent_recipients(found, date, &key, 1) == 0) {
		error_set(error, ERROR_REFUSED,
			  "no key of %.*s is current, so that nothing can be "
			  "sealed to it",
			  SLICE_ARGS(found->name));
		return error_hint(error, "ask for the body's new card, and "
					 "give it to 'hornbook keys trust'");
	}
	*recipient = found;
	return 0;
}

int node_sender_find(struct node *node, const uint8_t *id,
		     struct node_sender *sender, struct error *error)
{
	const struct correspondent *found =
		correspondents_signer(&node->keys->correspondents, id);
	char text[MINISIGN_ID_TEXT_BYTES];

	minisign_id_text(id, text);
	if (found == NULL) {
		error_set(error, ERROR_KEY,
			  "is signed with the key %s, which is of nobody that "
			  "is trusted",
			  text);
		return error_hint(error, "'hornbook keys trust' takes the card "
					 "of the body");
	}
	*sender = (struct node_sender){
		.body = found,
		.key = dated_key_find(found->keys, found->key_count,
				      slice_of(text)),
	};
	return 0;
}

int node_sender_check(struct node *node, const struct node_sender *sender,
		      const struct node_signed *what, int32_t today,
		      struct error *error)
{
	struct circumstances now = circumstances(node, sender->body, today);

	now.name = what->name;
	now.number = what->number;
	if (correspondent_require(sender->body, &now, error) != 0)
		return -1;
	if (dated_key_verifies(sender->key, what->date, today))
		return 0;
	error_set(error, ERROR_KEY,
		  "is signed with the key %s of %.*s, which is revoked or did "
		  "not count on that day, or it was more than %d days ago",
		  sender->key->id, SLICE_ARGS(sender->body->name),
		  DATED_KEY_SIGNED_DAYS);
	return error_hint(error, "ask the sender to release it again");
}

static int no_keys(const char *what, struct error *error)
{
	error_set(error, ERROR_KEY, "the node has no current key to %s with",
		  what);
	return error_hint(error,
			  "'hornbook keys make' makes the first, 'hornbook "
			  "keys rotate' new ones");
}

int node_signer(struct node *node, int32_t today,
		struct minisign_secret *secret, const struct dated_key **key,
		struct error *error)
{
	const struct keyring *keyring = &node->keys->keyring;
	const struct dated_key *found = dated_key_current(
		keyring->keys, keyring->count, KEY_SIGN, today);
	uint8_t sealing[KEYRING_KEY_BYTES];
	int result;

	if (found == NULL)
		return no_keys("sign", error);
	node_keys_key(node, sealing);
	result = keyring_signer(keyring, found, today, sealing, secret, error);
	sodium_memzero(sealing, sizeof(sealing));
	if (result == 0 && key != NULL)
		*key = found;
	return result;
}

int node_identities(struct node *node,
		    struct age_identity identities[KEYRING_LIMIT],
		    size_t *count, struct error *error)
{
	uint8_t sealing[KEYRING_KEY_BYTES];
	int result;

	node_keys_key(node, sealing);
	result = keyring_identities(&node->keys->keyring, sealing, identities,
				    count, error);
	sodium_memzero(sealing, sizeof(sealing));
	if (result == 0 && *count == 0)
		return no_keys("open", error);
	return result;
}

struct card node_card(const struct node *node)
{
	const struct notice *notice = node->notice;
	struct slice body = {NULL, 0};

	if (notice->body != DICTIONARY_NONE)
		body = node->dictionary->bodies[notice->body].name;
	return keyring_card(&node->keys->keyring, body, notice->laestab,
			    notice->controller);
}
