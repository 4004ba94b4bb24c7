/* The node's own keys. */
#include <sodium.h>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/clock.h"
#include "cli/keys.h"
#include "cli/print.h"
#include "cli/words.h"
#include "policy/notice.h"
#include "share/keys.h"
#include "share/node.h"

/* --- showing ------------------------------------------------------------------- */

static int add_json(struct run *run, const struct card *card, int32_t today)
{
	char fingerprint[CARD_FINGERPRINT_BYTES];
	struct json json = run_json(run);

	if (card_fingerprint(card, fingerprint, &run->error) != 0)
		return -1;
	json_open_object(&json);
	json_key_text(&json, "body", card->body);
	json_key_text(&json, "number", card->number);
	json_key_text(&json, "name", card->name);
	json_key_text(&json, "fingerprint", slice_of(fingerprint));
	keys_put_list(&json, card->keys, card->key_count, today);
	json_close_object(&json);
	run_json_end(run);
	return 0;
}

static void add_line(struct run *run, const char *label, struct slice text)
{
	if (text.len == 0)
		return;
	builder_add_format(&run->out, "  %-12s ", label);
	text_add_clean(text, &run->out);
	builder_add_byte(&run->out, '\n');
}

static void add_current(struct run *run, const struct card *card,
			enum key_use use, const char *label, int32_t today)
{
	const struct dated_key *key =
		dated_key_current(card->keys, card->key_count, use, today);

	add_line(run, label, key != NULL ? slice_of(key->text) : SLICE("none"));
}

static int add_text(struct run *run, const struct card *card, int32_t today)
{
	char fingerprint[CARD_FINGERPRINT_BYTES];

	if (card_fingerprint(card, fingerprint, &run->error) != 0)
		return -1;
	text_add_clean(card->name, &run->out);
	builder_add_byte(&run->out, '\n');
	add_line(run, "number", card->number);
	add_line(run, "body", card->body);
	add_line(run, "fingerprint", slice_of(fingerprint));
	add_current(run, card, KEY_SEAL, "seal to", today);
	add_current(run, card, KEY_SIGN, "signs with", today);
	builder_add_byte(&run->out, '\n');
	keys_add_table(run, card->keys, card->key_count, today);
	return 0;
}

static int no_keys(struct run *run)
{
	error_set(&run->error, ERROR_NOT_FOUND, "the node has no keys");
	return error_hint(&run->error, "'hornbook keys make' makes them");
}

static int tell(struct run *run, struct node *node)
{
	int32_t today = clock_today(&run->arguments);
	struct card card = node_card(node);

	if (run->arguments.json)
		return add_json(run, &card, today);
	return add_text(run, &card, today);
}

static int show(struct run *run, struct node *node)
{
	struct card card = node_card(node);

	if (card.key_count == 0)
		return no_keys(run);
	if (!run->arguments.card)
		return tell(run, node);
	card_write(&card, &run->out);
	return 0;
}

static enum status run_show(struct run *run)
{
	return keys_run(run, show);
}

static const struct option show_options[] = {
	FLAG("card", card,
	     "print the card, which 'keys trust' reads at the other end"),
};

const struct command command_keys_show = {
	.name = "keys show",
	.summary = "show the node's own keys, or print its card",
	.operands = "",
	.about = "Shows the node's own public keys with their days, and the "
		 "fingerprint of its card, which is what to read out on the "
		 "telephone to whoever is given the card.  No secret is "
		 "shown.",
	.options = show_options,
	.option_count = sizeof(show_options) / sizeof(show_options[0]),
	.run = run_show,
};

/* --- making and rotating ---------------------------------------------------------- */

static int renew(struct run *run, struct node *node, enum keys_change change)
{
	return node_keys_renew(node, change, clock_today(&run->arguments),
			       run->arguments.until, &run->error);
}

static int make(struct run *run, struct node *node)
{
	if (node->keys->keyring.count > 0) {
		error_set(&run->error, ERROR_INPUT,
			  "the node has keys already");
		return error_hint(&run->error, "'hornbook keys rotate' puts "
					       "new ones in their place");
	}
	if (renew(run, node, KEYS_MADE) != 0)
		return -1;
	return tell(run, node);
}

static enum status run_make(struct run *run)
{
	return keys_run(run, make);
}

static const struct option last_day_options[] = {
	DATE("until", until, "the last day of the keys (else 24 months on)"),
};

const struct command command_keys_make = {
	.name = "keys make",
	.summary = "make the node's first keys",
	.operands = "",
	.about = "Makes the first pair to be sealed to and the first to sign "
		 "with, for a node that was made before there were any; "
		 "'hornbook init' does so by itself.",
	.options = last_day_options,
	.option_count = sizeof(last_day_options) / sizeof(last_day_options[0]),
	.run = run_make,
};

static int rotate(struct run *run, struct node *node)
{
	if (node->keys->keyring.count == 0)
		return no_keys(run);
	if (renew(run, node, KEYS_ROTATED) != 0)
		return -1;
	return tell(run, node);
}

static enum status run_rotate(struct run *run)
{
	return keys_run(run, rotate);
}

const struct command command_keys_rotate = {
	.name = "keys rotate",
	.summary = "put new keys in the place of the current ones",
	.operands = "",
	.about = "Makes new pairs from today on; the current ones end with "
		 "today, and stay to open what was sealed to them.  Give the "
		 "new card to all who exchange with you.",
	.options = last_day_options,
	.option_count = sizeof(last_day_options) / sizeof(last_day_options[0]),
	.run = run_rotate,
};

/* --- revoking ------------------------------------------------------------------------ */

static int revoke(struct run *run, struct node *node)
{
	int32_t today = clock_today(&run->arguments);

	if (keyring_revoke(&node->keys->keyring,
			   slice_of(run->arguments.operands.list[0]), today,
			   slice_of(run->arguments.reason), &run->error) != 0 ||
	    node_keys_store(node, KEYS_REVOKED, today, &run->error) != 0)
		return -1;
	print_note("others use the key until they have the new card: 'hornbook "
		   "keys show --card' prints it");
	return tell(run, node);
}

static enum status run_revoke(struct run *run)
{
	return keys_run(run, revoke);
}

static const struct option revoke_options[] = {
	NEED("reason", "TEXT", reason, "why; the card will say so to others"),
};

const struct command command_keys_revoke = {
	.name = "keys revoke",
	.summary = "take back a key that was lost or stolen",
	.operands = "ID",
	.least = 1,
	.most = 1,
	.about = "From today on the key signs nothing and is not sealed to; it "
		 "stays to open what was sealed to it.  It cannot be undone.  "
		 "'hornbook keys rotate' makes new keys; whoever exchanges "
		 "with you needs the new card.",
	.options = revoke_options,
	.option_count = sizeof(revoke_options) / sizeof(revoke_options[0]),
	.run = run_revoke,
};

/* --- exporting ------------------------------------------------------------------------- */

/* What age -i reads, newest first. */
static int add_identities(struct run *run, struct node *node,
			  struct builder *text)
{
	struct age_identity identities[KEYRING_LIMIT];
	char line[AGE_IDENTITY_TEXT_BYTES];
	struct age_recipient recipient;
	size_t count = 0;
	int result;

	result = node_identities(node, identities, &count, &run->error);
	for (size_t i = 0; result == 0 && i < count; i++) {
		char public_line[AGE_RECIPIENT_TEXT_BYTES];

		age_identity_recipient(&identities[i], &recipient);
		age_recipient_write(&recipient, public_line);
		age_identity_write(&identities[i], line);
		builder_add_format(text, "# public key: %s\n%s\n", public_line,
				   line);
	}
	sodium_memzero(identities, sizeof(identities));
	sodium_memzero(line, sizeof(line));
	if (result == 0 && text->failed)
		result = error_memory(&run->error);
	return result;
}

static int export_to(struct run *run, struct node *node, const char *out)
{
	/* It never grows: no copy of a secret is left behind. */
	struct builder text = {0};
	int result = -1;

	if (builder_reserve(&text, KEYRING_LIMIT * 256) == NULL)
		error_memory(&run->error);
	else if (add_identities(run, node, &text) == 0 &&
		 node_keys_store(node, KEYS_EXPORTED,
				 clock_today(&run->arguments),
				 &run->error) == 0)
		result = file_replace(out, builder_slice(&text), 0600,
				      &run->error);
	if (text.at != NULL)
		sodium_memzero(text.at, text.len);
	builder_release(&text);
	return result;
}

static int export_secrets(struct run *run, struct node *node)
{
	const char *out = run->arguments.out;

	if (!run->arguments.secret) {
		error_set(&run->error, ERROR_INPUT,
			  "only secrets are exported, and only when --secret "
			  "says so");
		return error_hint(&run->error, "'hornbook keys show --card' "
					       "prints what is public");
	}
	if (file_exists(out)) {
		error_set(&run->error, ERROR_INPUT,
			  "is there already, and is not overwritten");
		return error_at(&run->error, slice_of(out), 0, 0, 0);
	}
	if (export_to(run, node, out) != 0)
		return -1;
	print_note("whoever has this file can open all that was ever sealed to "
		   "this node: keep it as the node's key file is kept, and "
		   "destroy it after use");
	return 0;
}

static enum status run_export(struct run *run)
{
	return keys_run(run, export_secrets);
}

static const struct option export_options[] = {
	FLAG("secret", secret, "yes, the secrets"),
	NEED("out", "FILE", out, "the file that is made, for 'age -d -i FILE'"),
};

const struct command command_keys_export = {
	.name = "keys export",
	.summary = "write the secrets that open packages, for age",
	.operands = "",
	.about = "Writes the secret keys that open what was sealed to the "
		 "node into a new file, as age reads them, so that a package "
		 "can be opened without Hornbook.  The ledger keeps that it "
		 "was done.",
	.options = export_options,
	.option_count = sizeof(export_options) / sizeof(export_options[0]),
	.run = run_export,
};

/* --- the whole ---------------------------------------------------------------------------- */

static enum status keys(struct run *run)
{
	options_help(&command_keys, &run->out);
	return STATUS_INPUT;
}

static const struct command *const parts[] = {
	&command_keys_show,     &command_keys_make,   &command_keys_rotate,
	&command_keys_revoke,   &command_keys_export, &command_keys_trust,
	&command_keys_distrust, &command_keys_list,
};

const struct command command_keys = {
	.name = "keys",
	.group = GROUP_RELEASES,
	.summary = "the node's keys, and those of bodies it exchanges with",
	.operands = "",
	.about = "Keeps the keys that packages are sealed to and signed with: "
		 "the node's own, and those of the bodies it exchanges with, "
		 "each with the agreement it has with them.",
	.parts = parts,
	.part_count = sizeof(parts) / sizeof(parts[0]),
	.run = keys,
};
