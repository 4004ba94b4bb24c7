/* What somebody reads on a page. */
#include "claims.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

/* --- reading a page --------------------------------------------------------------------------- */

struct parsing {
	struct claims *claims;
	struct reader *reader, *plain; /* plain: names against all fields */
	struct goings goings;
	unsigned int unread;

	/* Of the recipient in hand. */
	struct slice section;
	uint16_t body;
	size_t first, group; /* goings of the section, and on the same terms */
	bool terms;          /* were said of them */
	bool untold;         /* what follows no share tells of */

	/* Of what is held. */
	struct field_set held;
	int pair;
	bool list;
};

static void unread(struct parsing *parsing, const struct piece *piece)
{
	print_error("not understood, in '%.*s': %.*s\n",
		    SLICE_ARGS(parsing->section), SLICE_ARGS(piece->text));
	parsing->unread++;
}

struct what {
	struct reader *reader;
	struct field_set fields, purposes;
};

static bool good_what(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_purposes(what->reader, filled_text(filled, "purposes"),
			       &what->purposes) &&
	       reader_fields(what->reader, filled_text(filled, "fields"),
			     &what->fields);
}

/* "To do this: that data." */
static bool parse_what(struct parsing *parsing, const struct piece *piece)
{
	struct reader *reader = parsing->reader;
	struct what what = {.reader = reader};
	struct filled filled;
	struct going *going;

	if (!reader_match(reader, PHRASE_FLOW_WHAT, "fields purposes",
			  piece->text, &filled, good_what, &what))
		return false;
	if (parsing->terms) {
		parsing->group = parsing->goings.count;
		parsing->untold = false;
	}
	parsing->terms = false;
	going = going_add(&parsing->goings);
	going->body = parsing->body;
	going->fields = what.fields;
	going->purposes = what.purposes;
	going->untold = parsing->untold;
	return true;
}

/* What follows is the law's, and no share tells of it. */
static bool parse_untold(struct parsing *parsing, const struct piece *piece)
{
	static const enum phrase leads[] = {PHRASE_FLOW_UNTOLD,
					    PHRASE_FLOW_UNTOLD_ALL};
	struct voice *voice = &parsing->reader->voice;
	bool lead = false;

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		lead |= says(voice, leads[i]) &&
			slice_equal(say(voice, leads[i]), piece->text);
	if (!lead)
		return false;
	if (parsing->terms)
		parsing->group = parsing->goings.count;
	parsing->terms = false;
	parsing->untold = true;
	return true;
}

static bool good_body(void *context, const struct filled *filled)
{
	struct parsing *parsing = context;
	uint16_t body;

	return reader_body(parsing->reader, filled_text(filled, "recipient"),
			   &body) &&
	       body == parsing->body;
}

static bool parse_lead(struct parsing *parsing, const struct piece *piece)
{
	static const enum phrase leads[] = {
		PHRASE_FLOW_MUST, PHRASE_FLOW_PARTLY, PHRASE_FLOW_MAY,
		PHRASE_FLOW_FAMILY_MUST, PHRASE_FLOW_FAMILY};
	char body[80];

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		struct filled filled;

		if (!reader_match(parsing->reader, leads[i], "recipient",
				  piece->text, &filled, good_body, parsing))
			continue;
		claims_name(&parsing->reader->voice.dictionary
				     ->bodies[parsing->body]
				     .name,
			    body);
		claims_add(parsing->claims, "%s: %s", body,
			   phrase_keys[leads[i]].key);
		return true;
	}
	return false;
}

static bool is_term(struct parsing *parsing, const struct piece *piece)
{
	static const enum phrase headings[] = {
		PHRASE_FLOW_WHEN, PHRASE_FLOW_SHOWS, PHRASE_FLOW_FIRST,
		PHRASE_FLOW_SAY, PHRASE_FLOW_LAW};
	struct filled filled;

	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (slice_equal(say(&parsing->reader->voice, headings[i]),
				piece->text))
			return true;
	return reader_match(parsing->reader, PHRASE_FLOW_LIMITS, "recipient",
			    piece->text, &filled, good_body, parsing);
}

static void parse_own(struct parsing *parsing, const struct piece *piece)
{
	switch (piece->kind) {
	case PIECE_HEADING:
		if (!reader_body(parsing->reader, piece->text, &parsing->body))
			unread(parsing, piece);
		parsing->first = parsing->group = parsing->goings.count;
		parsing->terms = parsing->untold = false;
		return;
	case PIECE_TERM:
		parsing->terms = true;
		if (!is_term(parsing, piece))
			unread(parsing, piece);
		return;
	case PIECE_TEXT:
		if (slice_equal(piece->text, say(&parsing->reader->voice,
						 PHRASE_FLOW_ALL))) {
			parsing->group = parsing->first;
			parsing->terms = true;
			return;
		}
		if (parse_lead(parsing, piece) || parse_untold(parsing, piece))
			return;
		break;
	case PIECE_ITEM:
	case PIECE_VALUE:
		break;
	}
	if (parse_what(parsing, piece))
		return;
	if (!parsing->terms ||
	    !parse_sentences(parsing->reader, piece->text, &parsing->goings,
			     parsing->group, parsing->goings.count))
		unread(parsing, piece);
}

/* --- what others do, and what is not done -------------------------------------------------------- */

struct told {
	struct reader *reader;
	uint16_t body;
	struct field_set fields, purposes, triggers;
	const struct meaning *condition;
};

static bool good_told(void *context, const struct filled *filled)
{
	struct told *told = context;
	struct slice purposes = filled_text(filled, "purposes");
	struct slice triggers = filled_text(filled, "triggers");
	struct slice condition = filled_text(filled, "condition");

	told->purposes = told->triggers = (struct field_set){{0}};
	told->condition = NULL;
	return reader_body(told->reader, filled_text(filled, "recipient"),
			   &told->body) &&
	       (purposes.len == 0 ||
		reader_purposes(told->reader, purposes, &told->purposes)) &&
	       (triggers.len == 0 ||
		reader_triggers(told->reader, triggers, &told->triggers)) &&
	       (condition.len == 0 ||
		reader_condition(told->reader, condition, &told->condition)) &&
	       reader_fields(told->reader, filled_text(filled, "fields"),
			     &told->fields);
}

static bool parse_told_item(struct parsing *parsing, struct slice text)
{
	struct told told = {.reader = parsing->reader};

	for (size_t end = 1; end <= text.len; end++) {
		struct filled filled;
		struct going *going;
		struct truth truth;

		if (end < text.len &&
		    (text.at[end - 1] != '.' || text.at[end] != ' '))
			continue;
		if (!reader_match(parsing->reader, PHRASE_FLOW_TOLD,
				  "recipient fields purposes? triggers? "
				  "condition?",
				  slice_part(text, 0, end), &filled, good_told,
				  &told))
			continue;
		going = going_add(&parsing->goings);
		going->by = parsing->body;
		going->body = told.body;
		going->fields = told.fields;
		going->purposes = told.purposes;
		truth = truth_of_meaning(told.reader, told.condition);
		going_way(going, &told.triggers, &truth);
		return parse_sentences(
			parsing->reader,
			slice_trim(slice_part(text, end, text.len)),
			&parsing->goings, parsing->goings.count - 1,
			parsing->goings.count);
	}
	return false;
}

static void parse_told(struct parsing *parsing, const struct piece *piece)
{
	if (piece->kind == PIECE_HEADING) {
		if (!reader_body(parsing->reader, piece->text, &parsing->body))
			unread(parsing, piece);
	} else if (!parse_told_item(parsing, piece->text)) {
		unread(parsing, piece);
	}
}

static bool good_not_done(void *context, const struct filled *filled)
{
	return good_told(context, filled);
}

static void parse_not_done(struct parsing *parsing, const struct piece *piece)
{
	struct told told = {.reader = parsing->reader};
	struct filled filled;

	if (piece->kind != PIECE_ITEM)
		return;
	if (!reader_match(parsing->reader, PHRASE_FLOW_NOT_DONE,
			  "recipient fields purposes? reason", piece->text,
			  &filled, good_not_done, &told) &&
	    !reader_match(parsing->reader, PHRASE_FLOW_NOT_DONE_PART,
			  "recipient fields purposes? reason", piece->text,
			  &filled, good_not_done, &told)) {
		unread(parsing, piece);
		return;
	}
	claims_withheld(parsing->claims, parsing->reader->voice.dictionary,
			told.body, &told.purposes, &told.fields);
}

/* --- what is held -------------------------------------------------------------------------------- */

static bool good_purposes(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_purposes(what->reader, filled_text(filled, "purposes"),
			       &what->purposes);
}

static bool good_laws(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_laws(what->reader, filled_text(filled, "laws"),
			   &what->purposes);
}

enum { PAIR_WHY = 1, PAIR_KEEP, PAIR_LAW };

static bool is_phrase(struct parsing *parsing, const struct piece *piece,
		      enum phrase key)
{
	return slice_equal(say(&parsing->reader->voice, key), piece->text);
}

static bool parse_pair(struct parsing *parsing, const struct piece *piece)
{
	const struct dictionary *dictionary = parsing->reader->voice.dictionary;
	struct what what = {.reader = parsing->reader};
	struct filled filled;
	char text[200];

	if (parsing->pair == PAIR_WHY || parsing->pair == PAIR_LAW) {
		bool why = parsing->pair == PAIR_WHY;

		if (!(why &&
		      is_phrase(parsing, piece, PHRASE_HELD_WHY_UNSTATED)) &&
		    !reader_match(
			    parsing->reader,
			    why ? PHRASE_HELD_WHY_TEXT : PHRASE_HELD_LAW_TEXT,
			    why ? "purposes" : "laws", piece->text, &filled,
			    why ? good_purposes : good_laws, &what))
			return false;
		for (uint16_t i = field_set_next(&what.purposes, 0);
		     i != DICTIONARY_NONE;
		     i = field_set_next(&what.purposes, (uint16_t)(i + 1))) {
			snprintf(text, sizeof(text), "held %s %u",
				 why ? "for" : "under", i);
			claims_fields(parsing->claims, dictionary,
				      &parsing->held, text);
		}
		return true;
	}
	if (is_phrase(parsing, piece, PHRASE_HELD_KEEP_UNSTATED))
		return true;
	snprintf(text, sizeof(text), "kept: %.*s", SLICE_ARGS(piece->text));
	claims_fields(parsing->claims, dictionary, &parsing->held, text);
	return true;
}

static void parse_held(struct parsing *parsing, const struct piece *piece)
{
	const struct dictionary *dictionary = parsing->reader->voice.dictionary;
	struct field_set fields;

	switch (piece->kind) {
	case PIECE_HEADING:
		return;
	case PIECE_TEXT:
		parsing->list = is_phrase(parsing, piece, PHRASE_HELD_LIST) ||
				is_phrase(parsing, piece, PHRASE_HELD_ALSO);
		parsing->held = (struct field_set){{0}};
		if (!parsing->list &&
		    !is_phrase(parsing, piece, PHRASE_HELD_NOTHING))
			unread(parsing, piece);
		return;
	case PIECE_TERM:
		parsing->list = false;
		parsing->pair = is_phrase(parsing, piece, PHRASE_HELD_WHY)
					? PAIR_WHY
				: is_phrase(parsing, piece, PHRASE_HELD_KEEP)
					? PAIR_KEEP
					: PAIR_LAW;
		return;
	case PIECE_ITEM:
		if (!reader_fields(parsing->reader, piece->text, &fields)) {
			unread(parsing, piece);
			return;
		}
		parsing->held = field_set_union(parsing->held, fields);
		claims_fields(parsing->claims, dictionary, &fields, "held");
		return;
	case PIECE_VALUE:
		if (!parse_pair(parsing, piece))
			unread(parsing, piece);
		return;
	}
}

static bool good_fields(void *context, const struct filled *filled)
{
	struct what *what = context;

	return reader_fields(what->reader, filled_text(filled, "fields"),
			     &what->fields);
}

static void parse_requirement(struct parsing *parsing,
			      const struct piece *piece)
{
	static const struct {
		enum phrase key;
		const char *claim;
	} kinds[] = {
		{PHRASE_REQUIREMENT_MUST, "must be given"},
		{PHRASE_REQUIREMENT_MAY, "may be left out"},
		{PHRASE_REQUIREMENT_ASKED, "is needed in records"},
	};
	struct what what = {.reader = parsing->plain};
	struct filled filled;

	if (piece->kind == PIECE_HEADING)
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!reader_match(parsing->plain, kinds[i].key, "fields",
				  piece->text, &filled, good_fields, &what))
			continue;
		claims_fields(parsing->claims,
			      parsing->reader->voice.dictionary, &what.fields,
			      kinds[i].claim);
		return;
	}
	unread(parsing, piece);
}

struct receipt {
	struct reader *reader;
	uint16_t from;
	struct field_set fields, purposes;
};

static bool good_receipt(void *context, const struct filled *filled)
{
	struct receipt *receipt = context;
	struct slice purposes = filled_text(filled, "purposes");

	receipt->purposes = (struct field_set){{0}};
	return reader_body(receipt->reader, filled_text(filled, "sender"),
			   &receipt->from) &&
	       (purposes.len == 0 || reader_purposes(receipt->reader, purposes,
						     &receipt->purposes)) &&
	       reader_fields(receipt->reader, filled_text(filled, "fields"),
			     &receipt->fields);
}

static void parse_received(struct parsing *parsing, const struct piece *piece)
{
	struct receipt receipt = {.reader = parsing->reader};

	if (piece->kind == PIECE_HEADING)
		return;
	for (size_t end = 1; end <= piece->text.len; end++) {
		struct filled filled;

		if (end < piece->text.len && (piece->text.at[end - 1] != '.' ||
					      piece->text.at[end] != ' '))
			continue;
		if (!reader_match(parsing->reader, PHRASE_RECEIVED_FROM,
				  "sender fields purposes?",
				  slice_part(piece->text, 0, end), &filled,
				  good_receipt, &receipt))
			continue;
		claims_receipt(parsing->claims,
			       parsing->reader->voice.dictionary, receipt.from,
			       &receipt.fields, &receipt.purposes);
		return;
	}
	unread(parsing, piece);
}

/* --- the page --------------------------------------------------------------------------------------- */

static struct slice inmost(const struct piece *piece)
{
	return piece->depth > 0 ? piece->sections[piece->depth - 1]
				: SLICE("top");
}

static void parse_piece(struct parsing *parsing, const struct piece *piece)
{
	struct slice section = inmost(piece);

	parsing->section = section;
	if (slice_starts_with(section, SLICE("recipient-")))
		parse_own(parsing, piece);
	else if (slice_starts_with(section, SLICE("told-")))
		parse_told(parsing, piece);
	else if (slice_is(section, "not-done"))
		parse_not_done(parsing, piece);
	else if (slice_is(section, "held"))
		parse_held(parsing, piece);
	else if (slice_is(section, "requirement"))
		parse_requirement(parsing, piece);
	else if (slice_is(section, "received"))
		parse_received(parsing, piece);
}

unsigned int claims_of_text(struct claims *claims, struct reader *reader,
			    const struct reading *reading)
{
	struct parsing parsing = {
		.claims = claims,
		.reader = reader,
		.goings = {.arena = claims->arena},
	};
	struct reader plain;

	claims_learn(reader);
	reader_open(&plain, reader->publication, reader->voice.book,
		    reader->voice.audience, claims->arena);
	plain.fields = (struct words){0};
	for (uint16_t f = 0; f < reader->voice.dictionary->field_count; f++)
		field_set_add(&plain.known, f);
	reader_learn_fields(&plain);
	parsing.plain = &plain;
	for (size_t i = 0; i < reading->count; i++)
		parse_piece(&parsing, &reading->pieces[i]);
	claims_goings(claims, reader, &parsing.goings);
	claims_settle(claims);
	return parsing.unread;
}
