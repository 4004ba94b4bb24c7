/* Changing the list of correspondents. */
#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "seal/correspondents.h"
#include "seal/strict.h"

/* --- what is given -------------------------------------------------------------- */

static int check_line(struct slice text, const char *what, size_t limit,
		      struct error *error)
{
	if (text.len <= limit && text_is_clean(text))
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the %s must be a line of at most %zu bytes", what,
			 limit);
}

static int check_given(const struct card *card,
		       const struct agreement *agreement, struct error *error)
{
	if (card->body.len == 0)
		return error_set(error, ERROR_INPUT,
				 "it is not said which body of the dictionary "
				 "the keys are of");
	if (card->name.len == 0)
		return error_set(error, ERROR_INPUT,
				 "the legal name of the body is missing");
	if (agreement->reference.len == 0)
		return error_set(error, ERROR_INPUT,
				 "the reference of the agreement is missing");
	if (card->key_count == 0)
		return error_set(error, ERROR_INPUT,
				 "there is no key to trust");
	if (agreement->until != DATE_NONE && agreement->until < agreement->from)
		return error_set(error, ERROR_INPUT,
				 "the agreement ends before it begins");
	if (!card_number_valid(card->number))
		return error_set(error, ERROR_INPUT,
				 "a number is letters and digits, at most %d",
				 CARD_NUMBER_BYTES);
	if (check_line(card->body, "body", CARD_BODY_BYTES, error) != 0 ||
	    check_line(card->name, "name", CARD_NAME_BYTES, error) != 0 ||
	    check_line(agreement->holder, "holder", AGREEMENT_HOLDER_BYTES,
		       error) != 0)
		return -1;
	return check_line(agreement->reference, "reference",
			  AGREEMENT_REFERENCE_BYTES, error);
}

/* --- whether it is the same agreement -------------------------------------------- */

static int needs_new(const char *why, struct error *error)
{
	error_set(error, ERROR_REFUSED,
		  "%s: that needs a new agreement, with a reference of its own",
		  why);
	return error_hint(error, "agree anew with the body, then give the new "
				 "reference with --agreement");
}

static bool has_reference(const struct correspondent *entry,
			  const struct agreement *agreement)
{
	return slice_equal_ignoring_case(entry->agreement,
					 agreement->reference);
}

/* An old agreement does not cover a body that has become another, in whatever
 * way, and no other body than that which it is with. */
static int check_same(const struct correspondent *entry,
		      const struct card *card,
		      const struct agreement *agreement, struct error *error)
{
	bool same_name = slice_equal(entry->name, card->name);
	bool same_number = slice_equal(entry->number, card->number);

	if (!slice_equal(entry->body, card->body) ||
	    (!same_name && !same_number))
		return needs_new("the agreement of this reference is with "
				 "another body",
				 error);
	if (entry->ended != DATE_NONE)
		return needs_new("the agreement of this reference was ended",
				 error);
	if (!same_name)
		return needs_new("the body has another name than was agreed "
				 "with",
				 error);
	if (!same_number)
		return needs_new("the body has another number than was agreed "
				 "with",
				 error);
	if (!slice_equal(entry->holder, agreement->holder))
		return needs_new("another body holds the function than was "
				 "agreed with",
				 error);
	return 0;
}

/* A card alone does not prolong an agreement. */
static int check_days(const struct correspondent *entry,
		      const struct agreement *agreement, struct error *error)
{
	if (agreement->until != DATE_NONE || entry->until == DATE_NONE ||
	    entry->until >= agreement->from)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "the agreement of this reference has run out");
	return error_hint(error, "if it was prolonged, say so with --until; "
				 "else agree anew, and give the new reference "
				 "with --agreement");
}

/* --- keys ------------------------------------------------------------------------- */

static int copy(struct correspondents *list, struct slice *text,
		struct error *error)
{
	*text = arena_copy(&list->arena, *text);
	return text->at != NULL ? 0 : error_memory(error);
}

static const struct dated_key *find_text(const struct correspondent *entry,
					 const struct dated_key *key)
{
	for (size_t i = 0; i < entry->key_count; i++)
		if (strcmp(entry->keys[i].text, key->text) == 0)
			return &entry->keys[i];
	return NULL;
}

static void take_earlier(struct dated_key *key, const struct dated_key *known)
{
	if (known->revoked != DATE_NONE &&
	    (key->revoked == DATE_NONE || known->revoked < key->revoked)) {
		key->revoked = known->revoked;
		key->reason = known->reason;
	}
	if (known->until != DATE_NONE &&
	    (key->until == DATE_NONE || known->until < key->until))
		key->until = known->until;
}

/* A key of the card as it is kept.  What was revoked or has ended stays so, from
 * the earliest day that any entry has, and under whatever agreement. */
static struct dated_key merged(const struct correspondents *list,
			       const struct dated_key *told)
{
	struct dated_key key = *told;

	for (size_t i = 0; i < list->count; i++) {
		const struct dated_key *known = find_text(&list->list[i], told);

		if (known != NULL)
			take_earlier(&key, known);
	}
	return key;
}

/* A kept key that the card has no more. */
static struct dated_key withdrawn(const struct dated_key *kept, int32_t today)
{
	struct dated_key key = *kept;

	if (key.until == DATE_NONE || key.until >= today)
		key.until = today - 1;
	return key;
}

/* Whether a key that the body's card has no more may be forgotten: nothing is
 * sealed to it, and what it signed counts no more. */
static bool is_useless(const struct dated_key *key, int32_t today)
{
	return key->revoked == DATE_NONE &&
	       (key->use == KEY_SEAL ||
		(int64_t)today - key->until > DATED_KEY_SIGNED_DAYS);
}

/* Takes out what is useless of the first `kept` keys; gives how many are left
 * of all. */
static size_t drop_useless(struct dated_key *keys, size_t count, size_t kept,
			   int32_t today)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++)
		if (i >= kept || !is_useless(&keys[i], today))
			keys[left++] = keys[i];
	return left;
}

/* The keys of the card and those kept of an entry (which may be NULL). */
static int merge_keys(struct correspondents *list, const struct card *card,
		      const struct correspondent *entry, int32_t today,
		      struct dated_key **keys, size_t *count,
		      struct error *error)
{
	size_t kept = entry != NULL ? entry->key_count : 0;
	struct dated_key *all =
		arena_array(&list->arena, card->key_count + kept, sizeof(*all));
	size_t size = 0;

	if (all == NULL)
		return error_memory(error);
	for (size_t i = 0; i < kept; i++)
		if (dated_key_find(card->keys, card->key_count,
				   slice_of(entry->keys[i].id)) == NULL)
			all[size++] = withdrawn(&entry->keys[i], today);
	for (size_t i = 0; i < card->key_count; i++)
		all[size++] = merged(list, &card->keys[i]);
	if (size > CARD_KEY_LIMIT)
		size = drop_useless(all, size, size - card->key_count, today);
	if (size > CARD_KEY_LIMIT) {
		error_set(error, ERROR_INPUT,
			  "that would be more than %d keys of one body",
			  CARD_KEY_LIMIT);
		return error_hint(error, "end the agreement with 'hornbook "
					 "keys distrust', and give the card "
					 "with the reference of a new one");
	}
	for (size_t i = 0; i < size; i++)
		if (copy(list, &all[i].reason, error) != 0)
			return -1;
	*keys = all;
	*count = size;
	return 0;
}

/* The newest day on which a key was made or revoked.  Keys without a last day
 * were typed, not read from a card: their first day is that of typing. */
static int32_t newest_day(const struct dated_key *keys, size_t count)
{
	int32_t newest = DATE_NONE;

	for (size_t i = 0; i < count; i++) {
		if (keys[i].until != DATE_NONE && keys[i].from > newest)
			newest = keys[i].from;
		if (keys[i].revoked > newest)
			newest = keys[i].revoked;
	}
	return newest;
}

/* Whether a card has nothing that is not known, and lacks what is current. */
static bool only_lacks(const struct card *card,
		       const struct correspondent *entry, int32_t today)
{
	size_t current = 0, known = 0;

	for (size_t i = 0; i < entry->key_count; i++)
		current +=
			dated_key_state(&entry->keys[i], today) == KEY_CURRENT;
	for (size_t i = 0; i < card->key_count; i++) {
		const struct dated_key *kept = find_text(entry, &card->keys[i]);

		if (kept == NULL)
			return false;
		known += dated_key_state(kept, today) == KEY_CURRENT;
	}
	return known < current;
}

/* An older card would withdraw the keys that were made since. */
static int check_newer(const struct correspondent *entry,
		       const struct card *card, int32_t today,
		       struct error *error)
{
	int32_t told = newest_day(card->keys, card->key_count);
	int32_t known = newest_day(entry->keys, entry->key_count);

	if (told == DATE_NONE || told > known ||
	    (told == known && !only_lacks(card, entry, today)))
		return 0;
	error_set(error, ERROR_REFUSED,
		  "the card is older than the one whose keys are trusted");
	return error_hint(error,
			  "ask the body for its newest card; to go back "
			  "to this one, end the agreement with 'hornbook "
			  "keys distrust' first");
}

/* Keys that came by a card, which was compared, are not changed by typing
 * others. */
static int check_typed(const struct correspondent *entry,
		       const struct card *card, int32_t today,
		       struct error *error)
{
	for (size_t i = 0; i < card->key_count; i++)
		if (card->keys[i].until != DATE_NONE)
			return 0;
	for (size_t i = 0; i < entry->key_count; i++) {
		if (entry->keys[i].until == DATE_NONE ||
		    dated_key_state(&entry->keys[i], today) != KEY_CURRENT)
			continue;
		error_set(error, ERROR_REFUSED,
			  "the keys of this body came by a card");
		return error_hint(error, "give its new card; keys without a "
					 "card need a new agreement, with a "
					 "reference of its own");
	}
	return 0;
}

/* What has ended does not begin again: then nothing may be left to use. */
static int check_current(const struct card *card, const struct dated_key *keys,
			 size_t count, int32_t today, struct error *error)
{
	size_t claimed = 0, current = 0;

	for (size_t i = 0; i < card->key_count; i++)
		claimed +=
			dated_key_state(&card->keys[i], today) == KEY_CURRENT;
	for (size_t i = 0; i < count; i++)
		current += dated_key_state(&keys[i], today) == KEY_CURRENT;
	if (claimed == 0 || current > 0)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "all keys of the card were revoked, or taken off a card of "
		  "the body, before");
	return error_hint(error, "ask the body for new keys");
}

/* Whether two entries are of one legal person, perhaps with two functions. */
static bool is_same_person(const struct correspondent *entry,
			   const struct card *card)
{
	return slice_equal(entry->name, card->name) &&
	       slice_equal(entry->number, card->number);
}

/* What one body signs must not be taken for another's. */
static int check_ids(const struct correspondents *list,
		     const struct correspondent *own, const struct card *card,
		     struct error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct correspondent *one = &list->list[i];

		if (one == own || one->ended != DATE_NONE ||
		    is_same_person(one, card))
			continue;
		for (size_t k = 0; k < card->key_count; k++) {
			if (dated_key_find(one->keys, one->key_count,
					   slice_of(card->keys[k].id)) == NULL)
				continue;
			error_set(error, ERROR_REFUSED,
				  "the key %s is known as that of %.*s",
				  card->keys[k].id, SLICE_ARGS(one->name));
			return error_hint(error, "if that body has become this "
						 "one, end the agreement with "
						 "'hornbook keys distrust' "
						 "first");
		}
	}
	return 0;
}

/* --- entries ------------------------------------------------------------------------ */

static int make_entry(struct correspondents *list, const struct card *card,
		      const struct agreement *agreement,
		      const struct correspondent *before,
		      struct correspondent *entry, struct error *error)
{
	*entry = (struct correspondent){
		.body = card->body,
		.number = card->number,
		.name = card->name,
		.agreement = agreement->reference,
		.from = agreement->from,
		.until = agreement->until,
		.holder = agreement->holder,
		.ended = DATE_NONE,
	};
	if (entry->until == DATE_NONE)
		entry->until =
			date_add_months(agreement->from, AGREEMENT_MONTHS) - 1;
	if (copy(list, &entry->body, error) != 0 ||
	    copy(list, &entry->number, error) != 0 ||
	    copy(list, &entry->name, error) != 0 ||
	    copy(list, &entry->agreement, error) != 0 ||
	    copy(list, &entry->holder, error) != 0 ||
	    copy(list, &entry->reason, error) != 0)
		return -1;
	if (merge_keys(list, card, before, agreement->from, &entry->keys,
		       &entry->key_count, error) != 0)
		return -1;
	return check_current(card, entry->keys, entry->key_count,
			     agreement->from, error);
}

static int add_entry(struct correspondents *list,
		     const struct correspondent *entry, struct error *error)
{
	struct correspondent *grown;

	if (list->count == CORRESPONDENTS_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a node knows at most %d bodies",
				 CORRESPONDENTS_LIMIT);
	grown = arena_grow(&list->arena, list->list, list->count,
			   &list->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	list->list = grown;
	list->list[list->count++] = *entry;
	return 0;
}

static int end_entry(struct correspondents *list, struct correspondent *entry,
		     int32_t today, struct slice reason, struct error *error)
{
	if (copy(list, &reason, error) != 0)
		return -1;
	entry->ended = today;
	entry->reason = reason;
	return 0;
}

static int replace_entry(struct correspondents *list, size_t at,
			 const struct correspondent *entry, struct error *error)
{
	struct builder reason = {0};
	int result;

	builder_add_text(&reason, "replaced by ");
	builder_add(&reason, entry->agreement);
	result = reason.failed ? error_memory(error)
			       : add_entry(list, entry, error);
	if (result == 0) {
		result = end_entry(list, &list->list[at], entry->from,
				   builder_slice(&reason), error);
		if (result != 0)
			list->count--;
	}
	builder_release(&reason);
	return result;
}

/* The entry that stands for the body and number, or NULL. */
static int find_standing(struct correspondents *list, const struct card *card,
			 const struct agreement *agreement,
			 struct correspondent **standing, struct error *error)
{
	*standing = NULL;
	for (size_t i = 0; i < list->count; i++) {
		struct correspondent *one = &list->list[i];

		if (has_reference(one, agreement) &&
		    check_same(one, card, agreement, error) != 0)
			return -1;
		if (one->ended == DATE_NONE &&
		    slice_equal(one->body, card->body) &&
		    slice_equal(one->number, card->number))
			*standing = one;
	}
	if (*standing == NULL)
		return 0;
	if (has_reference(*standing, agreement) &&
	    (check_days(*standing, agreement, error) != 0 ||
	     check_typed(*standing, card, agreement->from, error) != 0))
		return -1;
	return check_newer(*standing, card, agreement->from, error);
}

int correspondents_trust(struct correspondents *list, const struct card *card,
			 const struct agreement *agreement, struct error *error)
{
	struct correspondent *standing;
	struct correspondent entry;

	if (check_given(card, agreement, error) != 0 ||
	    find_standing(list, card, agreement, &standing, error) != 0 ||
	    check_ids(list, standing, card, error) != 0 ||
	    make_entry(list, card, agreement, standing, &entry, error) != 0)
		return -1;
	if (standing == NULL)
		return add_entry(list, &entry, error);
	if (!has_reference(standing, agreement))
		return replace_entry(list, (size_t)(standing - list->list),
				     &entry, error);
	entry.from = standing->from;
	entry.agreement = standing->agreement;
	if (agreement->until == DATE_NONE)
		entry.until = standing->until;
	*standing = entry;
	return 0;
}

int correspondents_distrust(struct correspondents *list, struct slice body,
			    struct slice number, int32_t today,
			    struct slice reason, struct error *error)
{
	const struct correspondent *found =
		correspondents_find(list, body, number);

	if (found == NULL || found->ended != DATE_NONE) {
		error_set(error, ERROR_NOT_FOUND,
			  "no agreement with this body and number stands");
		return error_hint(error, "'hornbook keys list' shows the "
					 "bodies and their numbers");
	}
	if (reason.len == 0)
		return error_set(error, ERROR_INPUT, "a reason must be given");
	if (check_line(reason, "reason", AGREEMENT_REASON_BYTES, error) != 0)
		return -1;
	return end_entry(list, &list->list[found - list->list], today, reason,
			 error);
}
