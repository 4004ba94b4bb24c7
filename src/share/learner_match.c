#include "share/learner_match.h"

#include <stdio.h>

#include "base/date.h"
#include "base/text.h"
#include "guard/fold.h"

enum {
	NAME_BYTES = 128,
	LEAST_BEGINNING = 3, /* letters of a name that begins another */
	ONE_SLIP = 4,        /* letters from which one slip is forgiven */
	TWO_SLIPS = 8,
};

struct name {
	char text[NAME_BYTES];
	size_t len;
};

static void fold(struct name *name, struct slice text)
{
	uint32_t character;

	name->len = 0;
	while (text_next(&text, &character)) {
		struct folded folded = fold_character(character);

		if ((folded.class != FOLD_LETTER &&
		     folded.class != FOLD_DIGIT) ||
		    name->len + folded.length > NAME_BYTES)
			continue;
		memcpy(name->text + name->len, folded.text, folded.length);
		name->len += folded.length;
	}
}

static bool is_slip(struct slice a, struct slice b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	unsigned int most = 0;

	if (shorter >= ONE_SLIP)
		most = 1;
	if (shorter >= TWO_SLIPS)
		most = 2;
	return most > 0 && text_distance(a, b, most) <= most;
}

static bool begins(struct slice beginning, struct slice whole)
{
	return beginning.len >= LEAST_BEGINNING &&
	       slice_starts_with(whole, beginning);
}

enum likeness learner_name_likeness(struct slice a, struct slice b)
{
	struct name left, right;
	struct slice l, r;

	fold(&left, a);
	fold(&right, b);
	l = (struct slice){left.text, left.len};
	r = (struct slice){right.text, right.len};
	if (l.len == 0 || r.len == 0)
		return LIKENESS_NONE;
	if (slice_equal(l, r))
		return LIKENESS_EXACT;
	return is_slip(l, r) || begins(l, r) || begins(r, l) ? LIKENESS_SIMILAR
							     : LIKENESS_NONE;
}

static bool is_exact(struct slice a, struct slice b)
{
	return learner_name_likeness(a, b) == LIKENESS_EXACT;
}

static enum likeness given_likeness(const struct learner_details *a,
				    const struct learner_details *b)
{
	enum likeness likeness = learner_name_likeness(a->given, b->given);

	if (likeness == LIKENESS_NONE && (is_exact(a->given, b->preferred) ||
					  is_exact(a->preferred, b->given)))
		return LIKENESS_SIMILAR;
	return likeness;
}

static enum likeness family_likeness(const struct learner_details *a,
				     const struct learner_details *b)
{
	enum likeness likeness = learner_name_likeness(a->family, b->family);

	if (likeness == LIKENESS_NONE &&
	    (is_exact(a->family, b->previous) ||
	     is_exact(a->previous, b->family) ||
	     is_exact(a->family, b->at_16) || is_exact(a->at_16, b->family)))
		return LIKENESS_SIMILAR;
	return likeness;
}

/* Day and month in each other's place, or one digit other than the other. */
static bool birth_is_alike(struct slice a, struct slice b)
{
	int32_t left, right;
	struct civil l, r;
	unsigned int other = 0;

	if (!date_parse(a, &left) || !date_parse(b, &right))
		return false;
	l = date_to_civil(left);
	r = date_to_civil(right);
	if (l.year == r.year && l.month == r.day && l.day == r.month)
		return true;
	for (size_t i = 0; i < a.len; i++)
		other += a.at[i] != b.at[i];
	return other == 1;
}

static bool same_birth(const struct learner_details *a,
		       const struct learner_details *b)
{
	return !slice_empty(a->birth) && slice_equal(a->birth, b->birth);
}

static bool sex_known(struct slice sex)
{
	return !slice_empty(sex) && !slice_is(sex, "U");
}

static bool sex_agrees(const struct learner_details *a,
		       const struct learner_details *b)
{
	return !sex_known(a->sex) || !sex_known(b->sex) ||
	       slice_equal(a->sex, b->sex);
}

enum likeness learner_likeness(const struct learner_details *asked,
			       const struct learner_details *held)
{
	enum likeness given = given_likeness(asked, held);
	enum likeness family = family_likeness(asked, held);
	bool names = given == LIKENESS_EXACT && family == LIKENESS_EXACT;

	if (names && same_birth(asked, held) && sex_agrees(asked, held) &&
	    !slice_empty(asked->postcode) &&
	    slice_equal(asked->postcode, held->postcode))
		return LIKENESS_EXACT;
	if (same_birth(asked, held) && given != LIKENESS_NONE &&
	    family != LIKENESS_NONE)
		return LIKENESS_SIMILAR;
	return names && birth_is_alike(asked->birth, held->birth)
		       ? LIKENESS_SIMILAR
		       : LIKENESS_NONE;
}

/* --- verification --------------------------------------------------------------- */

static void add_flag(char *flags, unsigned int number)
{
	size_t len = strlen(flags);

	snprintf(flags + len, LEARNER_FLAGS_BYTES - len, "%sVRF%u",
		 len > 0 ? " " : "", number);
}

/* A name that is not what it should be is held against the others too. */
static void compare(struct slice name, bool same, const struct slice *others,
		    const unsigned int *numbers, char *flags)
{
	for (unsigned int i = 0; !same && i < 3; i++)
		if (!is_exact(name, others[i]))
			add_flag(flags, numbers[i]);
}

static void set_flags(const struct learner_details *asked,
		      const struct learner_details *held, char *flags)
{
	static const unsigned int of_given[] = {1, 2, 3};
	static const unsigned int of_family[] = {4, 5, 6};
	const struct slice names[] = {held->given, held->family,
				      held->previous};

	flags[0] = '\0';
	compare(asked->given, is_exact(asked->given, held->given), names,
		of_given, flags);
	compare(asked->family, is_exact(asked->family, held->family), names,
		of_family, flags);
	if (!same_birth(asked, held))
		add_flag(flags, 7);
	if (!sex_agrees(asked, held))
		add_flag(flags, 8);
}

struct slice learner_verify(const struct learner_details *asked,
			    const struct learner_details *held,
			    char flags[LEARNER_FLAGS_BYTES])
{
	enum likeness given = given_likeness(asked, held);
	enum likeness family = family_likeness(asked, held);
	bool linked = !slice_empty(asked->uln) &&
		      slice_equal(asked->uln, held->linked_uln);
	bool rest = same_birth(asked, held) && sex_agrees(asked, held);

	set_flags(asked, held, flags);
	if (rest && given == LIKENESS_EXACT && family == LIKENESS_EXACT)
		return linked ? SLICE("WSVRC002") : SLICE("WSVRC001");
	if (rest && given != LIKENESS_NONE && family != LIKENESS_NONE)
		return linked ? SLICE("WSVRC004") : SLICE("WSVRC003");
	return SLICE("WSVRC005");
}
