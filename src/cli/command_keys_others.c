/* The keys of the bodies that the node exchanges with. */
#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/find.h"
#include "cli/grid.h"
#include "cli/keys.h"
#include "cli/print.h"
#include "cli/words.h"
#include "dictionary/dictionary.h"
#include "share/keys.h"
#include "share/node.h"

/* --- what is to be trusted --------------------------------------------------------- */

static int read_card(struct run *run, const char *path, struct card *card)
{
	struct builder text = {0};
	int result = file_read(path, CARD_LIMIT_BYTES, &text, &run->error);

	if (result == 0) {
		result = card_read(card, builder_slice(&text), &run->arena,
				   &run->error);
		if (result != 0)
			error_at(&run->error, slice_of(path), 0, 0, 0);
	}
	builder_release(&text);
	return result;
}

static int add_key(struct run *run, const char *text, const char *option,
		   enum key_use use, int32_t from, struct dated_key *keys,
		   size_t *count)
{
	struct dated_key *key = &keys[*count];

	if (text == NULL)
		return 0;
	if (dated_key_parse(key, slice_of(text), NULL) != 0 || key->use != use)
		return error_set(&run->error, ERROR_INPUT,
				 "--%s wants a public key that begins with %s",
				 option, use == KEY_SEAL ? "age1" : "RW");
	key->from = from;
	key->reason = SLICE("");
	++*count;
	return 0;
}

/* A card of what the command line says, for a body that has no Hornbook. */
static int make_card(struct run *run, struct card *card, int32_t today)
{
	const struct arguments *arguments = &run->arguments;
	struct dated_key *keys =
		arena_array(&run->arena, KEY_USES, sizeof(*keys));

	if (keys == NULL)
		return error_memory(&run->error);
	*card = (struct card){.keys = keys};
	if (add_key(run, arguments->seal_key, "seal", KEY_SEAL, today, keys,
		    &card->key_count) != 0 ||
	    add_key(run, arguments->sign_key, "sign", KEY_SIGN, today, keys,
		    &card->key_count) != 0)
		return -1;
	if (card->key_count > 0)
		return 0;
	error_set(&run->error, ERROR_INPUT, "keys trust needs a card, or keys");
	return error_hint(&run->error, "a body that has no Hornbook is given "
				       "with --body, --name, --seal, --sign");
}

/* What the command line says beside a card may fill it, not change it. */
static int fill(struct run *run, struct slice *member, const char *given,
		const char *option)
{
	if (given == NULL || slice_is(*member, given))
		return 0;
	if (member->len > 0)
		return error_set(&run->error, ERROR_INPUT,
				 "--%s is not what the card says", option);
	*member = slice_of(given);
	return 0;
}

/* The dictionary's name of the body; that which the card has may be what the
 * body calls itself there. */
static int find_body(struct run *run, const struct node *node,
		     struct card *card, uint16_t *body)
{
	const char *name = run->arguments.body;

	if (name == NULL && card->body.len > 0)
		name = arena_copy(&run->arena, card->body).at;
	if (name == NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "the card does not say which body of the dictionary "
			  "it is of");
		return error_hint(&run->error, "--body says it");
	}
	if (need_body(run, node->dictionary, &name) != 0)
		return -1;
	card->body = slice_of(name);
	*body = dictionary_body(node->dictionary, card->body, NULL);
	return 0;
}

/* Of keys that were typed the fingerprint is that of the card they make, whatever
 * the day. */
static int undated(struct run *run, const struct card *card, struct card *read)
{
	struct dated_key *keys =
		arena_array(&run->arena, card->key_count, sizeof(*keys));

	if (keys == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < card->key_count; i++) {
		keys[i] = card->keys[i];
		keys[i].from = DATE_NONE;
	}
	*read = *card;
	read->keys = keys;
	return 0;
}

/* `read` is the card whose fingerprint is compared: as the body wrote it. */
static int gather(struct run *run, const struct node *node, struct card *read,
		  struct card *card, uint16_t *body, int32_t today)
{
	const struct arguments *arguments = &run->arguments;
	bool from_card = arguments->operands.count > 0;

	if (from_card &&
	    (arguments->seal_key != NULL || arguments->sign_key != NULL))
		return error_set(&run->error, ERROR_INPUT,
				 "the keys are in the card: --seal and --sign "
				 "are for a body without one");
	if ((from_card ? read_card(run, arguments->operands.list[0], card)
		       : make_card(run, card, today)) != 0)
		return -1;
	*read = *card;
	if (fill(run, &card->number, arguments->number, "number") != 0 ||
	    fill(run, &card->name, arguments->name, "name") != 0 ||
	    find_body(run, node, card, body) != 0)
		return -1;
	return from_card ? 0 : undated(run, card, read);
}

/* --- whether it is theirs -------------------------------------------------------------- */

static void add_card(struct run *run, const struct card *card,
		     const char *fingerprint, int32_t today)
{
	struct builder *out = &run->out;

	text_add_clean(card->name, out);
	builder_add_format(out, "\n  body         ");
	text_add_clean(card->body, out);
	builder_add_text(out, "\n  number       ");
	text_add_clean(card->number.len > 0 ? card->number : SLICE("none"),
		       out);
	if (run->arguments.operands.count == 0)
		for (size_t i = 0; i < card->key_count; i++)
			builder_add_format(out, "\n  %-13s%s",
					   card->keys[i].use == KEY_SEAL
						   ? "seal to"
						   : "signs with",
					   card->keys[i].text);
	builder_add_format(out, "\n  fingerprint  %s\n\n", fingerprint);
	keys_add_table(run, card->keys, card->key_count, today);
}

static int wrong_fingerprint(struct run *run)
{
	if (run->arguments.operands.count == 0) {
		error_set(&run->error, ERROR_REFUSED,
			  "the fingerprint is not that of these keys of this "
			  "body");
		return error_hint(&run->error,
				  "leave --yes-fingerprint out: the keys are "
				  "shown with theirs, and you are asked");
	}
	error_set(&run->error, ERROR_REFUSED,
		  "the fingerprint is not that of the card: it is not the card "
		  "that the body gave you");
	return error_hint(&run->error, "trust nothing of it, and ask the body "
				       "by another way");
}

static int ask(struct run *run, const struct card *card,
	       const char *fingerprint, int32_t today)
{
	bool typed = run->arguments.operands.count == 0;

	add_card(run, card, fingerprint, today);
	print_flush(run);
	if (keys_confirm(typed ? "\nDid the body itself tell you these keys?\n"
				 "Type yes to trust them: "
			       : "\nDid the body itself tell you this "
				 "fingerprint, by another way than the card "
				 "came?\nType yes to trust its keys: ",
			 &run->error) == 0)
		return 0;
	if (run->error.code != ERROR_INPUT)
		return -1;
	if (typed)
		return error_hint(&run->error,
				  "compare the keys with what the body has "
				  "told you, then give their fingerprint with "
				  "--yes-fingerprint");
	return error_hint(&run->error, "ask the body for it by another way "
				       "than the card came, and give it with "
				       "--yes-fingerprint");
}

static int confirm(struct run *run, const struct card *read,
		   const struct card *card, int32_t today)
{
	const char *given = run->arguments.fingerprint;
	char fingerprint[CARD_FINGERPRINT_BYTES];

	if (card_fingerprint(read, fingerprint, &run->error) != 0)
		return -1;
	if (given == NULL)
		return ask(run, card, fingerprint, today);
	return card_fingerprint_is(fingerprint, slice_of(given))
		       ? 0
		       : wrong_fingerprint(run);
}

/* --- trusting ------------------------------------------------------------------------------ */

static void put_entry(struct json *json, const struct correspondent *entry,
		      const char *standing, int32_t today)
{
	json_open_object(json);
	json_key_text(json, "body", entry->body);
	json_key_text(json, "number", entry->number);
	json_key_text(json, "name", entry->name);
	json_key_text(json, "agreement", entry->agreement);
	json_key_date(json, "from", entry->from);
	json_key_date(json, "until", entry->until);
	json_key_text(json, "holder", entry->holder);
	json_key_date(json, "ended", entry->ended);
	json_key_text(json, "reason", entry->reason);
	json_key_text(json, "state", slice_of(standing));
	keys_put_list(json, entry->keys, entry->key_count, today);
	json_close_object(json);
}

static const char *standing_of(const struct node *node,
			       const struct correspondent *entry, int32_t today)
{
	uint16_t body = dictionary_body(node->dictionary, entry->body, NULL);
	struct circumstances now = {
		.date = today,
		.holder = body != DICTIONARY_NONE
				  ? node_holder(node, body, today)
				  : SLICE(""),
	};

	return standing_name(correspondent_standing(entry, &now));
}

/* Tells of one entry after it was changed. */
static void tell(struct run *run, const struct node *node,
		 const struct correspondent *entry, const char *what,
		 int32_t today)
{
	struct json json;

	if (run->arguments.json) {
		json = run_json(run);
		put_entry(&json, entry, standing_of(node, entry, today), today);
		run_json_end(run);
		return;
	}
	builder_add_format(&run->out, "%s: ", what);
	text_add_clean(entry->name, &run->out);
	builder_add_text(&run->out, ", under ");
	text_add_clean(entry->agreement, &run->out);
	if (entry->ended == DATE_NONE && entry->until != DATE_NONE) {
		builder_add_text(&run->out, ", until ");
		words_add_date(entry->until, &run->out);
	}
	builder_add_byte(&run->out, '\n');
}

/* The last day of the agreement that stands with the body; DATE_NONE when none
 * does. */
static int32_t last_day(const struct correspondents *list,
			const struct card *card, struct slice reference)
{
	const struct correspondent *entry =
		correspondents_find(list, card->body, card->number);

	if (entry == NULL || entry->ended != DATE_NONE ||
	    !slice_equal_ignoring_case(entry->agreement, reference))
		return DATE_NONE;
	return entry->until;
}

static void tell_prolonged(int32_t before, int32_t until)
{
	char days[2][DATE_TEXT_BYTES];

	if (before == DATE_NONE || until == DATE_NONE || before == until)
		return;
	date_format(before, days[0]);
	date_format(until, days[1]);
	print_note("the agreement was to end on %s, and now ends on %s",
		   days[0], days[1]);
}

static int trust_card(struct run *run, struct node *node,
		      const struct card *card, uint16_t body, int32_t today)
{
	struct correspondents *list = &node->keys->correspondents;
	const struct arguments *arguments = &run->arguments;
	const struct correspondent *entry;
	struct agreement agreement = {
		.reference = slice_of(arguments->agreement),
		.from = today,
		.until = arguments->until,
		.holder = node_holder(node, body, today),
	};

	int32_t before = last_day(list, card, agreement.reference);

	if (correspondents_trust(list, card, &agreement, &run->error) != 0 ||
	    node_keys_store(node, KEYS_TRUSTED, today, &run->error) != 0)
		return -1;
	entry = correspondents_find(list, card->body, card->number);
	tell_prolonged(before, entry->until);
	tell(run, node, entry, "Trusted", today);
	return 0;
}

static int trust(struct run *run, struct node *node)
{
	int32_t today = clock_today(&run->arguments);
	struct card read, card;
	uint16_t body = 0;

	if (gather(run, node, &read, &card, &body, today) != 0 ||
	    confirm(run, &read, &card, today) != 0)
		return -1;
	return trust_card(run, node, &card, body, today);
}

static enum status run_trust(struct run *run)
{
	return keys_run(run, trust);
}

static const struct option trust_options[] = {
	NEED("agreement", "REF", agreement,
	     "the reference of the agreement with the body"),
	DATE("until", until,
	     "the last day of the agreement (else 24 months on; of one that "
	     "stands already, as it was)"),
	TEXT("yes-fingerprint", "TEXT", fingerprint,
	     "the fingerprint that the body has told you; without it, you are "
	     "asked"),
	TEXT("body", "BODY", body, "which body of the dictionary it is to you"),
	TEXT("number", "NUMBER", number,
	     "its LAESTAB, or an authority's three digits"),
	TEXT("name", "NAME", name, "its legal name"),
	TEXT("seal", "KEY", seal_key,
	     "without a card: its key of age, age1..."),
	TEXT("sign", "KEY", sign_key,
	     "without a card: its key of minisign, RW..."),
};

const struct command command_keys_trust = {
	.name = "keys trust",
	.summary = "trust the keys of a body, under an agreement",
	.operands = "[CARD]",
	.most = 1,
	.about = "Trusts the keys of the card that a body's 'hornbook keys "
		 "show --card' has printed, after its fingerprint was "
		 "compared.  A body that has only age and minisign is given "
		 "with --body, --name, --seal and --sign; its keys are shown "
		 "with a fingerprint of their own.  A newer card of the "
		 "same body takes the place of the older; when the body has "
		 "another name or number, or another holds its function, only "
		 "a new agreement is taken.",
	.options = trust_options,
	.option_count = sizeof(trust_options) / sizeof(trust_options[0]),
	.run = run_trust,
};

/* --- distrusting ---------------------------------------------------------------------------- */

static int distrust(struct run *run, struct node *node)
{
	struct correspondents *list = &node->keys->correspondents;
	const struct arguments *arguments = &run->arguments;
	int32_t today = clock_today(arguments);
	const char *body = arguments->operands.list[0];
	const struct correspondent *entry;

	if (need_body(run, node->dictionary, &body) != 0)
		return -1;
	entry = correspondents_find(list, slice_of(body),
				    slice_of(arguments->number));
	if (correspondents_distrust(
		    list, slice_of(body), slice_of(arguments->number), today,
		    slice_of(arguments->reason), &run->error) != 0 ||
	    node_keys_store(node, KEYS_DISTRUSTED, today, &run->error) != 0)
		return -1;
	tell(run, node, entry, "Ended", today);
	return 0;
}

static enum status run_distrust(struct run *run)
{
	return keys_run(run, distrust);
}

static const struct option distrust_options[] = {
	TEXT("number", "NUMBER", number, "where there are several such bodies"),
	NEED("reason", "TEXT", reason, "why"),
};

const struct command command_keys_distrust = {
	.name = "keys distrust",
	.summary = "end the agreement with a body",
	.operands = "BODY",
	.least = 1,
	.most = 1,
	.about = "From today on nothing is sealed to the body and nothing that "
		 "it signed is received.  Only a new agreement brings it "
		 "back.",
	.options = distrust_options,
	.option_count = sizeof(distrust_options) / sizeof(distrust_options[0]),
	.run = run_distrust,
};

/* --- listing ---------------------------------------------------------------------------------- */

static struct slice
current_keys(struct run *run, const struct correspondent *entry, int32_t today)
{
	struct builder text = {0};
	struct slice copy;

	for (int use = 0; use < KEY_USES; use++) {
		const struct dated_key *key =
			dated_key_current(entry->keys, entry->key_count,
					  (enum key_use)use, today);

		if (key != NULL)
			builder_add_format(&text, "%s%s",
					   text.len > 0 ? ", " : "",
					   key_use_name(key->use));
	}
	if (text.len == 0)
		builder_add_text(&text, "none");
	copy = arena_copy(&run->arena, builder_slice(&text));
	builder_release(&text);
	return copy;
}

static void add_list(struct run *run, const struct node *node, int32_t today)
{
	static const struct grid_column columns[] = {
		{"Body", false, false},  {"Number", false, false},
		{"Name", false, true},   {"Agreement", false, true},
		{"Until", false, false}, {"State", false, false},
		{"Keys", false, false},
	};
	const struct correspondents *list = &node->keys->correspondents;
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < list->count; i++) {
		const struct correspondent *entry = &list->list[i];

		grid_add(&grid, entry->body);
		grid_add(&grid, entry->number);
		grid_add(&grid, entry->name);
		grid_add(&grid, entry->agreement);
		grid_add(&grid, words_date(entry->until, &run->arena));
		grid_add(&grid, slice_of(standing_of(node, entry, today)));
		grid_add(&grid, current_keys(run, entry, today));
	}
	if (list->count > 0)
		grid_print(&grid, &run->screen, &run->out);
	else
		builder_add_text(&run->out, "No body is trusted yet.\n");
}

static int list_others(struct run *run, struct node *node)
{
	const struct correspondents *list = &node->keys->correspondents;
	int32_t today = clock_today(&run->arguments);
	struct json json;

	if (!run->arguments.json) {
		add_list(run, node, today);
		return 0;
	}
	json = run_json(run);
	json_open_object(&json);
	json_key(&json, "correspondents");
	json_open_array(&json);
	for (size_t i = 0; i < list->count; i++)
		put_entry(&json, &list->list[i],
			  standing_of(node, &list->list[i], today), today);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
	return 0;
}

static enum status run_list(struct run *run)
{
	return keys_run(run, list_others);
}

const struct command command_keys_list = {
	.name = "keys list",
	.summary = "list the bodies that are trusted, and were",
	.operands = "",
	.about = "Lists the bodies with their agreements, whether those count "
		 "today, and for what each has a current key.",
	.run = run_list,
};
