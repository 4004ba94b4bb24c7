/* Numbers of pupils, learners and schools, and postcodes, also written with
 * spaces. */
#include <string.h>

#include "base/error.h"
#include "dictionary/identifier.h"
#include "guard/scan.h"

enum {
	NUMBER_TOKENS = 8, /* that one number may be cut into */
	NUMBER_BYTES = UPN_BYTES,
	URN_BYTES = 6,
};

/* Tokens up to one, read backwards until they are long enough. */
struct stretch {
	char text[NUMBER_BYTES + 1];
	size_t length;
	uint64_t first;
	bool spaced;
};

/* Puts a token before those of the stretch; false when it does not belong. */
static bool extend(struct stretch *stretch, const struct scanner *scanner,
		   uint64_t number, size_t most)
{
	const struct token *token = scanner_token(scanner, number);

	if (token->cut || stretch->length + token->length > most)
		return false;
	if (stretch->length > 0) {
		enum gap gap = scanner_token(scanner, stretch->first)->gap;

		if (gap > GAP_SPACE || gap == GAP_DOT)
			return false;
		stretch->spaced |= gap != GAP_NONE;
	}
	memmove(stretch->text + token->length, stretch->text, stretch->length);
	for (size_t i = 0; i < token->length; i++)
		stretch->text[i] =
			token->text[i] >= 'a' && token->text[i] <= 'z'
				? (char)(token->text[i] - 'a' + 'A')
				: token->text[i];
	stretch->length += token->length;
	stretch->first = number;
	return true;
}

/* A stretch of exactly `length` that ends with token `last` and begins where
 * something stands before it. */
static bool stretch_of(const struct scanner *scanner, uint64_t last,
		       size_t length, struct stretch *stretch)
{
	uint64_t kept = scanner_kept(scanner, last);

	memset(stretch, 0, sizeof(*stretch));
	for (uint64_t back = 0; back <= kept && back < NUMBER_TOKENS; back++) {
		if (!extend(stretch, scanner, last - back, length))
			return false;
		if (stretch->length == length)
			return scanner_token(scanner, stretch->first)->gap !=
			       GAP_NONE;
	}
	return false;
}

static uint64_t owner(struct scanner *scanner, char kind, struct slice number)
{
	const struct guard *guard = scanner->guard;
	uint64_t pupil = 0;

	if (guard->find != NULL && !scanner->failed &&
	    guard->find(guard->context, kind, number, &pupil, scanner->error) !=
		    0)
		scanner->failed = true;
	return pupil;
}

static void found(struct scanner *scanner, enum guard_kind kind,
		  enum guard_severity severity, const struct stretch *stretch,
		  uint64_t last, uint64_t pupil)
{
	struct guard_finding *finding = scanner_found(
		scanner, kind, severity, stretch->first, last, NULL,
		pupil != 0 ? "of a pupil of this node" : "of no pupil here");

	if (finding != NULL)
		finding->pupil = pupil;
}

static void match_upn(struct scanner *scanner, uint64_t number)
{
	struct stretch stretch;
	struct slice upn = {stretch.text, UPN_BYTES};
	uint64_t pupil;

	if (!stretch_of(scanner, number, UPN_BYTES, &stretch) ||
	    upn_check(upn, NULL) != UPN_GOOD)
		return;
	pupil = owner(scanner, 'U', upn);
	found(scanner, GUARD_UPN,
	      pupil != 0 || !stretch.spaced ? GUARD_ERROR : GUARD_WARNING,
	      &stretch, number, pupil);
}

/* Whether one of these words stands just before. */
static bool follows(const struct scanner *scanner, uint64_t first,
		    const char *const *words, size_t count)
{
	uint64_t kept = scanner_kept(scanner, first);

	for (uint64_t back = 1; back <= kept && back <= 4; back++) {
		if (scanner_token(scanner, first - back + 1)->gap >= GAP_STOP)
			return false;
		for (size_t w = 0; w < count; w++)
			if (slice_is(token_text(scanner_token(scanner,
							      first - back)),
				     words[w]))
				return true;
	}
	return false;
}

/* One number of ten digits in eleven has the check digit by chance, so that
 * words make the difference. */
static void match_uln(struct scanner *scanner, uint64_t number)
{
	static const char *const words[] = {"uln", "ulns", "learner"};
	struct stretch stretch;
	struct slice uln = {stretch.text, ULN_BYTES};
	enum guard_severity severity = GUARD_WARNING;
	uint64_t pupil;

	if (!stretch_of(scanner, number, ULN_BYTES, &stretch) ||
	    !uln_check(uln))
		return;
	pupil = owner(scanner, 'L', uln);
	if (pupil != 0 || follows(scanner, stretch.first, words, 3))
		severity = GUARD_ERROR;
	else if (stretch.spaced)
		severity = GUARD_NOTE;
	found(scanner, GUARD_ULN, severity, &stretch, number, pupil);
}

/* "CT9 5AW", "CT95AW". */
static void match_postcode(struct scanner *scanner, uint64_t number)
{
	char normal[10];
	const struct name_fact *fact;
	struct guard_finding *finding;

	for (size_t length = 5; length <= 7; length++) {
		struct stretch stretch;

		if (!stretch_of(scanner, number, length, &stretch) ||
		    !postcode_normalise((struct slice){stretch.text, length},
					normal))
			continue;
		fact = name_index_postcode(scanner->guard->names,
					   slice_of(normal));
		if (fact == NULL)
			continue;
		finding = scanner_found(
			scanner, GUARD_POSTCODE,
			scanner->name_last != 0 &&
					scanner->name_last + SCAN_NEAR >=
						stretch.first
				? GUARD_WARNING
				: GUARD_NOTE,
			stretch.first, number, fact, "");
		if (finding != NULL) {
			scanner->postcode_last = number;
			scanner->postcode_finding =
				(size_t)(finding - scanner->report->list);
		}
		return;
	}
}

/* "8861101", "886/1101", "886 1101", and a URN. */
static void match_school(struct scanner *scanner, uint64_t number)
{
	const struct token *token = scanner_token(scanner, number);
	char digits[LAESTAB_BYTES];
	size_t length = LAESTAB_BYTES;
	size_t at = 0;
	uint64_t school;

	if (token->length == LAESTAB_BYTES) {
		memcpy(digits, token->text, LAESTAB_BYTES);
	} else if (token->length == URN_BYTES) {
		length = URN_BYTES;
		memcpy(digits, token->text, URN_BYTES);
	} else if (token->length == 4 && scanner_kept(scanner, number) > 0 &&
		   (token->mark == '/' || token->gap <= GAP_SPACE) &&
		   scanner_token(scanner, number - 1)->number &&
		   scanner_token(scanner, number - 1)->length == 3) {
		memcpy(digits, scanner_token(scanner, number - 1)->text, 3);
		memcpy(digits + 3, token->text, 4);
	} else {
		return;
	}
	while ((school = name_index_next_school(
			scanner->guard->names,
			name_hash_of((struct slice){digits, length}), &at)) !=
	       0)
		scanner_school(scanner, school, number);
}

void match_numbers(struct scanner *scanner, uint64_t number)
{
	const struct token *token = scanner_token(scanner, number);

	/* What goes on at once has not ended. */
	if (scanner_gap_after(scanner, number) == GAP_NONE)
		return;
	if (token->number || token->length == 1)
		match_upn(scanner, number);
	if (token->number)
		match_uln(scanner, number);
	if (scanner->guard->names == NULL)
		return;
	if (token->number)
		match_school(scanner, number);
	else if (token->length == 2)
		match_postcode(scanner, number);
}
