#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "seal/correspondents.h"
#include "seal/keyring.h"

static const uint8_t node_key[CORRESPONDENTS_KEY_BYTES] = {4, 7, 1};

static int32_t day(const char *text)
{
	int32_t date = 0;

	assert_true(date_parse(slice_of(text), &date));
	return date;
}

/* Another body's keys, and its card. */
struct other {
	struct keyring keyring;
	struct card card;
};

static void make_other(struct other *other, const char *body,
		       const char *number, const char *name)
{
	other->keyring = (struct keyring){0};
	for (int use = 0; use < KEY_USES; use++)
		assert_int_equal(
			keyring_make(&other->keyring, (enum key_use)use,
				     day("2026-01-01"), day("2027-12-31"),
				     node_key, NULL, NULL),
			0);
	other->card = keyring_card(&other->keyring, slice_of(body),
				   slice_of(number), slice_of(name));
}

static void free_other(struct other *other)
{
	keyring_release(&other->keyring);
}

static struct agreement agreed(const char *reference, const char *holder)
{
	return (struct agreement){
		.reference = slice_of(reference),
		.from = day("2026-01-15"),
		.until = day("2026-12-31"),
		.holder = slice_of(holder),
	};
}

static void trust(struct correspondents *list, const struct card *card,
		  const struct agreement *agreement)
{
	struct error error = {0};

	assert_success(correspondents_trust(list, card, agreement, &error),
		       &error);
}

static void will_not_trust(struct correspondents *list, const struct card *card,
			   const struct agreement *agreement,
			   enum error_code code, const char *message)
{
	size_t count = list->count;
	struct error error = {0};

	assert_int_equal(correspondents_trust(list, card, agreement, &error),
			 -1);
	if (error.code != code || strstr(error.message, message) == NULL)
		fail_msg("'%s' is not '%s'", error.message, message);
	assert_int_equal(list->count, count);
}

/* --- whether an entry counts ------------------------------------------------ */

static void an_agreement_counts_while_all_is_as_agreed(void **state)
{
	static const struct {
		const char *label, *date, *holder, *name, *number;
		enum agreement_standing expected;
	} rows[] = {
		{"as agreed", "2026-06-01", "Department for Education",
		 "Department for Education", "", STANDING_CURRENT},
		{"nothing told of name and number", "2026-06-01",
		 "Department for Education", "", "", STANDING_CURRENT},
		{"the first day", "2026-01-15", "Department for Education", "",
		 "", STANDING_CURRENT},
		{"the last day", "2026-12-31", "Department for Education", "",
		 "", STANDING_CURRENT},
		{"the day before", "2026-01-14", "Department for Education", "",
		 "", STANDING_NOT_YET},
		{"the day after", "2027-01-01", "Department for Education", "",
		 "", STANDING_EXPIRED},
		{"the function went to another", "2026-06-01",
		 "Department of Schools", "", "", STANDING_NEW_HOLDER},
		{"nobody holds the function", "2026-06-01", "", "", "",
		 STANDING_NEW_HOLDER},
		{"it trades under another name", "2026-06-01",
		 "Department for Education", "Trust Online", "",
		 STANDING_NEW_NAME},
		{"a name but for a letter", "2026-06-01",
		 "Department for Education", "Department for education", "",
		 STANDING_NEW_NAME},
		{"another number", "2026-06-01", "Department for Education", "",
		 "123", STANDING_NEW_NUMBER},
	};
	struct correspondents list = {0};
	struct agreement agreement =
		agreed("DSA-1", "Department for Education");
	struct other other;

	(void)state;
	make_other(&other, "department", "", "Department for Education");
	trust(&list, &other.card, &agreement);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct circumstances now = {
			.date = day(rows[i].date),
			.holder = slice_of(rows[i].holder),
			.name = slice_of(rows[i].name),
			.number = slice_of(rows[i].number),
		};
		enum agreement_standing actual =
			correspondent_standing(&list.list[0], &now);
		struct error error = {0};

		if (actual != rows[i].expected)
			fail_msg("%s: %s", rows[i].label,
				 standing_name(actual));
		assert_int_equal(
			correspondent_require(&list.list[0], &now, &error),
			actual == STANDING_CURRENT ? 0 : -1);
		if (actual != STANDING_CURRENT)
			assert_int_equal(error.code, ERROR_REFUSED);
	}
	correspondents_release(&list);
	free_other(&other);
}

static void an_ended_agreement_counts_no_more(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct circumstances now = {.date = day("2026-06-01")};
	struct correspondents list = {0};
	struct error error = {0};
	struct other other;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &agreement);
	assert_success(correspondents_distrust(
			       &list, SLICE("school"), SLICE("8861101"),
			       day("2026-06-01"), SLICE("misuse"), &error),
		       &error);
	assert_int_equal(correspondent_standing(&list.list[0], &now),
			 STANDING_ENDED);
	now.date--;
	assert_int_equal(correspondent_standing(&list.list[0], &now),
			 STANDING_CURRENT);
	/* It is still found, as what it was. */
	assert_ptr_equal(
		correspondents_find(&list, SLICE("school"), SLICE("8861101")),
		&list.list[0]);
	assert_null(correspondents_signer(&list, other.card.keys[1].sign.id));
	assert_int_equal(correspondents_distrust(&list, SLICE("school"),
						 SLICE("8861101"), 0,
						 SLICE("again"), &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	/* Its reference does not come back. */
	will_not_trust(&list, &other.card, &agreement, ERROR_REFUSED,
		       "was ended");
	agreement.reference = SLICE("DSA-2");
	trust(&list, &other.card, &agreement);
	assert_int_equal(list.count, 2);
	assert_ptr_equal(
		correspondents_find(&list, SLICE("school"), SLICE("8861101")),
		&list.list[1]);
	correspondents_release(&list);
	free_other(&other);
}

/* --- new agreements ------------------------------------------------------------ */

static void who_has_become_another_needs_a_new_agreement(void **state)
{
	static const struct {
		const char *label, *name, *number, *holder, *message;
	} rows[] = {
		{"another name", "Trust Online Ltd", "8861101", "",
		 "another name than"},
		{"another number", "Oast Lane School", "8861102", "",
		 "another number than"},
		{"another holder", "Oast Lane School", "8861101",
		 "Somebody else", "another body holds"},
		{"both", "Trust Online Ltd", "8861102", "",
		 "is with another body"},
	};
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct other other, stranger;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &agreement);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct agreement again = agreed("DSA-1", rows[i].holder);
		struct card card = other.card;

		card.name = slice_of(rows[i].name);
		card.number = slice_of(rows[i].number);
		will_not_trust(&list, &card, &again, ERROR_REFUSED,
			       rows[i].message);
	}
	assert_int_equal(list.list[0].ended, DATE_NONE);
	/* Nor does it cover one that has nothing to do with it, or another
	 * function, in whatever letters, before it was ended and after. */
	make_other(&stranger, "school", "8861109", "A stranger");
	for (int ended = 0; ended < 2; ended++) {
		struct agreement again = agreed("dsa-1", "");
		struct card card = other.card;

		will_not_trust(&list, &stranger.card, &again, ERROR_REFUSED,
			       "is with another body");
		card.body = SLICE("next-school");
		will_not_trust(&list, &card, &again, ERROR_REFUSED,
			       "is with another body");
		if (ended == 0)
			assert_int_equal(
				correspondents_distrust(&list, SLICE("school"),
							SLICE("8861101"),
							day("2026-06-01"),
							SLICE("misuse"), NULL),
				0);
	}
	correspondents_release(&list);
	free_other(&other);
	free_other(&stranger);
}

static void a_new_agreement_ends_the_old(void **state)
{
	struct agreement old = agreed("DSA-1", "");
	struct agreement fresh = agreed("DSA-2", "");
	struct correspondents list = {0};
	struct other other;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &old);
	other.card.name = SLICE("Oast Lane Academy");
	fresh.from = day("2026-09-01");
	trust(&list, &other.card, &fresh);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.list[0].ended, day("2026-09-01"));
	assert_slice(list.list[0].reason, "replaced by DSA-2");
	assert_slice(list.list[1].name, "Oast Lane Academy");
	assert_int_equal(list.list[1].from, day("2026-09-01"));
	correspondents_release(&list);
	free_other(&other);
}

static void an_agreement_is_renewed_under_its_reference(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct other other;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &agreement);
	agreement.from = day("2026-12-01");
	agreement.until = day("2027-12-31");
	trust(&list, &other.card, &agreement);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.list[0].from, day("2026-01-15"));
	assert_int_equal(list.list[0].until, day("2027-12-31"));
	assert_int_equal(list.list[0].key_count, 2);
	/* Nobody said that it is prolonged, or cut short. */
	agreement.from = day("2027-06-01");
	agreement.until = DATE_NONE;
	trust(&list, &other.card, &agreement);
	assert_int_equal(list.list[0].until, day("2027-12-31"));
	agreement.from = day("2028-01-01");
	will_not_trust(&list, &other.card, &agreement, ERROR_REFUSED,
		       "has run out");
	agreement.reference = SLICE("DSA-2");
	agreement.from = day("2027-12-01");
	trust(&list, &other.card, &agreement);
	assert_int_equal(list.list[1].until, day("2029-11-30"));
	correspondents_release(&list);
	free_other(&other);
}

static void a_key_of_one_body_is_not_another_s(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct other one, two;
	struct card card;

	(void)state;
	make_other(&one, "school", "8861101", "Oast Lane School");
	make_other(&two, "school", "8861102", "Hop Kiln School");
	trust(&list, &one.card, &agreement);
	agreement.reference = SLICE("DSA-2");
	trust(&list, &two.card, &agreement);
	assert_int_equal(list.count, 2);
	agreement.reference = SLICE("DSA-3");
	card = one.card;
	card.number = SLICE("8861103");
	card.name = SLICE("Not Oast Lane");
	will_not_trust(&list, &card, &agreement, ERROR_REFUSED, "is known as");
	/* The same legal person with a second function is no stranger. */
	card = one.card;
	card.body = SLICE("next-school");
	trust(&list, &card, &agreement);
	correspondents_release(&list);
	free_other(&one);
	free_other(&two);
}

/* --- keys ------------------------------------------------------------------------ */

static void keys_of_a_new_card_take_over(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	const struct dated_key *keys[CARD_KEY_LIMIT];
	struct correspondents list = {0};
	struct other other, next;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	make_other(&next, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &agreement);
	agreement.from = day("2026-06-01");
	trust(&list, &next.card, &agreement);
	assert_int_equal(list.list[0].key_count, 4);
	assert_int_equal(correspondent_recipients(&list.list[0],
						  day("2026-05-31"), keys,
						  CARD_KEY_LIMIT),
			 2);
	assert_int_equal(correspondent_recipients(&list.list[0],
						  day("2026-06-01"), keys,
						  CARD_KEY_LIMIT),
			 1);
	assert_string_equal(keys[0]->id, next.card.keys[0].id);
	assert_int_equal(correspondent_recipients(&list.list[0],
						  day("2028-01-01"), keys,
						  CARD_KEY_LIMIT),
			 0);
	/* What was signed with the old key is still to be verified. */
	assert_ptr_equal(
		correspondents_signer(&list, other.card.keys[1].sign.id),
		&list.list[0]);
	correspondents_release(&list);
	free_other(&other);
	free_other(&next);
}

static void what_was_revoked_stays_so(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	const struct dated_key *keys[CARD_KEY_LIMIT];
	struct correspondents list = {0};
	struct dated_key altered[2];
	struct other other;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	memcpy(altered, other.card.keys, sizeof(altered));
	other.card.keys = altered;
	altered[0].revoked = day("2026-03-01");
	altered[0].reason = SLICE("lost");
	trust(&list, &other.card, &agreement);
	altered[0].revoked = DATE_NONE;
	altered[0].reason = SLICE("");
	will_not_trust(&list, &other.card, &agreement, ERROR_REFUSED,
		       "older than the one");
	altered[1].from = day("2026-03-02");
	trust(&list, &other.card, &agreement);
	assert_int_equal(correspondent_recipients(&list.list[0],
						  day("2026-03-01"), keys,
						  CARD_KEY_LIMIT),
			 0);
	assert_slice(list.list[0].keys[0].reason, "lost");
	/* An earlier day counts, a later one does not. */
	altered[0].revoked = day("2026-04-01");
	trust(&list, &other.card, &agreement);
	assert_int_equal(list.list[0].keys[0].revoked, day("2026-03-01"));
	altered[0].revoked = day("2026-02-01");
	altered[1].from = day("2026-04-02");
	trust(&list, &other.card, &agreement);
	assert_int_equal(list.list[0].keys[0].revoked, day("2026-02-01"));
	correspondents_release(&list);
	free_other(&other);
}

/* The thief's card is the one from before, and the agreement is a new one. */
static void what_was_revoked_stays_so_under_a_new_agreement(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct agreement fresh = agreed("DSA-2", "");
	struct correspondents list = {0};
	struct dated_key altered[2];
	struct other other;
	struct card card;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	memcpy(altered, other.card.keys, sizeof(altered));
	card = other.card;
	card.keys = altered;
	altered[1].revoked = day("2026-01-15");
	altered[1].reason = SLICE("stolen");
	altered[0].until = day("2026-03-31");
	trust(&list, &card, &agreement);
	assert_int_equal(correspondents_distrust(
				 &list, SLICE("school"), SLICE("8861101"),
				 day("2026-01-16"), SLICE("thieves"), NULL),
			 0);
	trust(&list, &other.card, &fresh);
	assert_int_equal(list.list[1].keys[1].revoked, day("2026-01-15"));
	assert_slice(list.list[1].keys[1].reason, "stolen");
	/* Nor does its last day come later. */
	assert_int_equal(list.list[1].keys[0].until, day("2026-03-31"));
	assert_int_equal(correspondents_distrust(
				 &list, SLICE("school"), SLICE("8861101"),
				 day("2026-01-17"), SLICE("thieves"), NULL),
			 0);
	/* Where nothing is left, nothing is trusted. */
	fresh.reference = SLICE("DSA-3");
	fresh.from = day("2026-04-01");
	fresh.until = DATE_NONE;
	will_not_trust(&list, &other.card, &fresh, ERROR_REFUSED,
		       "all keys of the card were revoked");
	correspondents_release(&list);
	free_other(&other);
}

static void an_older_card_does_not_take_over(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct other other;
	struct card old;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &agreement);
	/* It says no more of its age than its keys do. */
	for (int later = 0; later < 2; later++) {
		old = other.card;
		assert_int_equal(keyring_rotate(&other.keyring,
						day("2026-01-01") + later,
						day("2027-12-31"), node_key,
						NULL),
				 0);
		other.card.key_count = other.keyring.count;
		trust(&list, &other.card, &agreement);
		will_not_trust(&list, &old, &agreement, ERROR_REFUSED,
			       "older than the one");
		trust(&list, &other.card, &agreement);
	}
	agreement.reference = SLICE("DSA-2");
	will_not_trust(&list, &old, &agreement, ERROR_REFUSED,
		       "older than the one");
	correspondents_release(&list);
	free_other(&other);
}

static void keys_do_not_pile_up(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct error error = {0};
	struct other last;
	int result = 0;
	int count;

	(void)state;
	for (count = 0; result == 0 && count < 100; count++) {
		struct other other;

		make_other(&other, "school", "8861101", "Oast Lane School");
		result = correspondents_trust(&list, &other.card, &agreement,
					      &error);
		free_other(&other);
	}
	/* Those for sealing are forgotten, those for signing 92 days later. */
	assert_int_equal(count, CARD_KEY_LIMIT);
	assert_non_null(strstr(error.message, "more than 64 keys"));
	assert_int_equal(list.list[0].key_count, CARD_KEY_LIMIT);
	make_other(&last, "school", "8861101", "Oast Lane School");
	agreement.from += 91;
	will_not_trust(&list, &last.card, &agreement, ERROR_INPUT,
		       "more than 64 keys");
	agreement.from++;
	trust(&list, &last.card, &agreement);
	assert_int_equal(list.list[0].key_count, 1 + 2);
	free_other(&last);
	correspondents_release(&list);
}

/* --- finding ------------------------------------------------------------------------ */

static void bodies_are_found_by_number(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct other one, two, three;

	(void)state;
	make_other(&one, "school", "8861101", "Oast Lane School");
	make_other(&two, "school", "8861102", "Hop Kiln School");
	make_other(&three, "department", "", "Department for Education");
	trust(&list, &one.card, &agreement);
	assert_ptr_equal(correspondents_find(&list, SLICE("school"), SLICE("")),
			 &list.list[0]);
	agreement.reference = SLICE("DSA-2");
	trust(&list, &two.card, &agreement);
	agreement.reference = SLICE("DSA-3");
	trust(&list, &three.card, &agreement);
	/* Which of two nobody can tell. */
	assert_null(correspondents_find(&list, SLICE("school"), SLICE("")));
	assert_ptr_equal(
		correspondents_find(&list, SLICE("school"), SLICE("8861102")),
		&list.list[1]);
	assert_null(
		correspondents_find(&list, SLICE("school"), SLICE("8861103")));
	assert_ptr_equal(
		correspondents_find(&list, SLICE("department"), SLICE("")),
		&list.list[2]);
	assert_null(
		correspondents_find(&list, SLICE("department"), SLICE("1")));
	assert_null(
		correspondents_find(&list, SLICE("inspectorate"), SLICE("")));
	correspondents_release(&list);
	free_other(&one);
	free_other(&two);
	free_other(&three);
}

/* --- what is not taken --------------------------------------------------------------- */

static void what_is_missing_or_unfit_is_said(void **state)
{
	struct agreement good = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct agreement agreement;
	struct builder many = {0};
	struct other other;
	struct card card;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	for (int i = 0; i < 300; i++)
		builder_add_byte(&many, 'x');

	card = other.card, card.body = SLICE("");
	will_not_trust(&list, &card, &good, ERROR_INPUT, "which body");
	card = other.card, card.name = SLICE("");
	will_not_trust(&list, &card, &good, ERROR_INPUT, "legal name");
	card = other.card, card.name = builder_slice(&many);
	will_not_trust(&list, &card, &good, ERROR_INPUT, "at most 200");
	card = other.card, card.name = SLICE("a\x1b[2J");
	will_not_trust(&list, &card, &good, ERROR_INPUT, "the name must");
	card = other.card, card.number = SLICE("886/1101");
	will_not_trust(&list, &card, &good, ERROR_INPUT, "letters and digits");
	card = other.card, card.key_count = 0;
	will_not_trust(&list, &card, &good, ERROR_INPUT, "no key");
	agreement = good, agreement.reference = SLICE("");
	will_not_trust(&list, &other.card, &agreement, ERROR_INPUT,
		       "reference of the agreement");
	agreement = good, agreement.reference = builder_slice(&many);
	will_not_trust(&list, &other.card, &agreement, ERROR_INPUT,
		       "at most 100");
	agreement = good, agreement.until = day("2026-01-14");
	will_not_trust(&list, &other.card, &agreement, ERROR_INPUT,
		       "before it begins");
	trust(&list, &other.card, &good);
	assert_int_equal(correspondents_distrust(&list, SLICE("school"),
						 SLICE(""), 0, SLICE(""), NULL),
			 -1);
	assert_int_equal(correspondents_distrust(&list, SLICE("school"),
						 SLICE(""), 0, SLICE("a\nb"),
						 NULL),
			 -1);
	builder_release(&many);
	correspondents_release(&list);
	free_other(&other);
}

/* --- as text ---------------------------------------------------------------------------- */

static void write(const struct correspondents *list, struct builder *text)
{
	struct error error = {0};

	builder_clear(text);
	assert_success(correspondents_write(list, node_key, text, &error),
		       &error);
}

static void the_list_is_read_as_written(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	struct correspondents list = {0};
	struct correspondents read = {0};
	struct builder text = {0};
	struct builder again = {0};
	struct error error = {0};
	struct other other;
	char number[16];

	(void)state;
	for (int i = 0; i < 200; i++) {
		snprintf(number, sizeof(number), "886%04d", i);
		make_other(&other, "school", number, number);
		agreement.reference = slice_of(number);
		trust(&list, &other.card, &agreement);
		free_other(&other);
	}
	assert_int_equal(correspondents_distrust(
				 &list, SLICE("school"), SLICE("8860007"),
				 day("2026-06-01"), SLICE("closed"), NULL),
			 0);
	write(&list, &text);
	assert_success(correspondents_read(&read, builder_slice(&text),
					   node_key, &error),
		       &error);
	write(&read, &again);
	assert_int_equal(read.count, 200);
	assert_true(slice_equal(builder_slice(&text), builder_slice(&again)));
	/* It grows on. */
	make_other(&other, "school", "9990001", "One more");
	agreement.reference = SLICE("DSA-1");
	trust(&read, &other.card, &agreement);
	assert_int_equal(read.count, 201);
	free_other(&other);
	builder_release(&again);
	builder_release(&text);
	correspondents_release(&read);
	correspondents_release(&list);
}

static void an_altered_list_is_refused(void **state)
{
	struct agreement agreement = agreed("DSA-1", "");
	static const uint8_t other_key[CORRESPONDENTS_KEY_BYTES] = {9};
	struct correspondents list = {0};
	struct correspondents read = {0};
	struct builder text = {0};
	struct error error = {0};
	struct other other;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&list, &other.card, &agreement);
	write(&list, &text);
	for (size_t i = 0; i < text.len; i++) {
		text.at[i] ^= 1;
		if (correspondents_read(&read, builder_slice(&text), node_key,
					NULL) == 0)
			fail_msg("byte %zu", i);
		text.at[i] ^= 1;
	}
	assert_int_equal(correspondents_read(&read, builder_slice(&text),
					     other_key, &error),
			 -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	for (size_t size = 0; size + 1 < text.len; size++)
		if (correspondents_read(
			    &read, slice_part(builder_slice(&text), 0, size),
			    node_key, NULL) == 0)
			fail_msg("the first %zu bytes", size);
	builder_release(&text);
	correspondents_release(&list);
	free_other(&other);
}

static void without_memory_nothing_is_half_trusted(void **state)
{
	struct agreement old = agreed("DSA-1", "");
	struct agreement fresh = agreed("DSA-2", "");
	struct correspondents first = {0};
	struct builder text = {0};
	struct error error = {0};
	struct other other;
	int result = -1;

	(void)state;
	make_other(&other, "school", "8861101", "Oast Lane School");
	trust(&first, &other.card, &old);
	write(&first, &text);
	for (uint64_t n = 1; result != 0; n++) {
		struct correspondents list = {0};
		struct builder again = {0};

		memory_fail_at(n);
		result = correspondents_read(&list, builder_slice(&text),
					     node_key, &error);
		if (result == 0) {
			result = correspondents_trust(&list, &other.card,
						      &fresh, &error);
			if (result != 0) {
				assert_int_equal(list.count, 1);
				assert_int_equal(list.list[0].ended, DATE_NONE);
			}
		}
		if (result == 0)
			result = correspondents_write(&list, node_key, &again,
						      &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&again);
		correspondents_release(&list);
		assert_true(n < 1000);
	}
	builder_release(&text);
	correspondents_release(&first);
	free_other(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_agreement_counts_while_all_is_as_agreed),
		cmocka_unit_test(an_ended_agreement_counts_no_more),
		cmocka_unit_test(who_has_become_another_needs_a_new_agreement),
		cmocka_unit_test(a_new_agreement_ends_the_old),
		cmocka_unit_test(an_agreement_is_renewed_under_its_reference),
		cmocka_unit_test(a_key_of_one_body_is_not_another_s),
		cmocka_unit_test(keys_of_a_new_card_take_over),
		cmocka_unit_test(what_was_revoked_stays_so),
		cmocka_unit_test(
			what_was_revoked_stays_so_under_a_new_agreement),
		cmocka_unit_test(an_older_card_does_not_take_over),
		cmocka_unit_test(keys_do_not_pile_up),
		cmocka_unit_test(bodies_are_found_by_number),
		cmocka_unit_test(what_is_missing_or_unfit_is_said),
		cmocka_unit_test(the_list_is_read_as_written),
		cmocka_unit_test(an_altered_list_is_refused),
		cmocka_unit_test(without_memory_nothing_is_half_trusted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
