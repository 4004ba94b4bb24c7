/*
 * Names.  A run is a stretch of tokens that may be one given or family name
 * ("O", "Brien"); a hit is one that is.  Two hits close to each other, one a
 * given and one a family name of the same pupil, are a finding.
 */
#include "guard/scan.h"

#include <string.h>

#include "base/text.h"

enum {
	NEAR_TOKENS = 8,  /* between the two names, at most */
	BETWEEN_MOST = 3, /* of them, those that must be names or initials */
	RARE_PUPILS = 3,
	FAMILY_LETTERS = 4, /* of a family name that is told alone */
	TOGETHER_LEAST = 5, /* letters of two names without a space */
	PIECE_LEAST = 2,    /* of either */
};

static struct hit *hit_at(struct scanner *scanner, uint64_t back)
{
	return &scanner->hits[(scanner->hit_count - 1 - back) &
			      (SCAN_HITS - 1)];
}

static bool is_initial(const struct token *token)
{
	return !token->number && token->length > 0 &&
	       text_length(token_text(token)) == 1;
}

static bool is_title(const struct token *token)
{
	static const char *const titles[] = {"mr",  "mrs",  "ms",  "miss", "dr",
					     "sir", "prof", "rev", "mx"};

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (slice_is(token_text(token), titles[i]))
			return true;
	return false;
}

/* Whether a title stands before the token, or before the initials before it: then
 * an adult is named. */
static bool has_title(const struct scanner *scanner, uint64_t first)
{
	while (scanner_kept(scanner, first) > 0 &&
	       scanner_token(scanner, first)->gap <= GAP_SPACE) {
		first--;
		if (!is_initial(scanner_token(scanner, first)))
			return is_title(scanner_token(scanner, first));
	}
	return false;
}

/* --- how sure --------------------------------------------------------------- */

/* A capital letter makes a name of a word, and so does not being a word. */
static int weight(const struct hit *hit)
{
	if ((hit->flags & PART_COMMON) != 0)
		return hit->capital ? 1 : 0;
	return hit->capital ? 3 : 2;
}

/* GUARD_NOTE - 1: not worth telling. */
static int severity_of(const struct hit *one, const struct hit *other)
{
	int sum = weight(one) + weight(other);

	if (sum >= 4)
		return GUARD_ERROR;
	return sum >= 2 ? GUARD_WARNING : GUARD_NOTE - 1;
}

static int lower(int severity)
{
	return severity > GUARD_NOTE ? severity - 1 : severity;
}

/* --- two names -------------------------------------------------------------- */

/* What stands between two hits. */
struct between {
	enum gap widest;
	unsigned int words; /* that are not initials */
	bool cells;         /* nothing parts them but cells */
	bool listed;        /* "and" is among them */
	bool fit;           /* all of them may stand inside a name */
	uint64_t spaces;    /* that an address writes as "%20" */
};

static bool is_encoded_space(const struct token *token)
{
	return token->mark == '%' && slice_is(token_text(token), "20");
}

static struct between look_between(const struct scanner *scanner,
				   const struct hit *one,
				   const struct hit *other)
{
	struct between between = {.fit = true};

	for (uint64_t t = one->last + 1; t <= other->first; t++) {
		const struct token *token = scanner_token(scanner, t);

		if (is_encoded_space(token)) {
			between.spaces++;
			continue;
		}
		if (token->gap > between.widest)
			between.widest = token->gap;
		if (t == other->first || is_initial(token))
			continue;
		if (slice_is(token_text(token), "and") ||
		    slice_is(token_text(token), "or")) {
			between.listed = true;
			continue;
		}
		between.words++;
		if (!token->capital || token->number)
			between.fit = false;
	}
	between.cells = between.widest == GAP_CELL;
	return between;
}

/* "Anna Smith", "Anna B. Smith", "Anna and Tom Smith"; in a table with cells
 * between. */
static int forward(const struct scanner *scanner, const struct hit *given,
		   const struct hit *family)
{
	struct between between = look_between(scanner, given, family);
	int severity = severity_of(given, family);

	if (between.widest > GAP_CELL || between.words > BETWEEN_MOST)
		return GUARD_NOTE - 1;
	if (between.cells)
		return severity;
	if (!between.fit)
		return GUARD_NOTE - 1;
	/* What is somebody's name already does not go on over another's. */
	if (between.words > 0 && scanner_taken(scanner, given->first))
		return GUARD_NOTE - 1;
	if (between.widest == GAP_COMMA && !between.listed)
		return given->last + 1 == family->first ? lower(severity)
							: GUARD_NOTE - 1;
	return between.words > 0 || between.listed ? lower(severity) : severity;
}

/* Whether a word with a capital letter, and no common one, stands before. */
static bool follows_name(const struct scanner *scanner, uint64_t first)
{
	const struct name_part *part;

	if (scanner_kept(scanner, first) == 0 ||
	    scanner_token(scanner, first)->gap > GAP_SPACE ||
	    !scanner_token(scanner, first - 1)->capital)
		return false;
	part = name_index_part(
		scanner->guard->names,
		name_hash_of(token_text(scanner_token(scanner, first - 1))));
	return part == NULL || (part->flags & PART_COMMON) == 0;
}

/* "Smith, Anna", "SMITH Anna". */
static int backward(const struct scanner *scanner, const struct hit *family,
		    const struct hit *given)
{
	struct between between = look_between(scanner, family, given);
	int severity = severity_of(given, family);

	if (between.widest > GAP_CELL || between.words > 1)
		return GUARD_NOTE - 1;
	if (between.cells)
		return severity;
	if (family->last + 1 + between.spaces != given->first)
		return GUARD_NOTE - 1;
	if (scanner_taken(scanner, family->first))
		return GUARD_NOTE - 1;
	/* In "Emma Smith, Anna Jones" nobody is called Anna Smith. */
	if (follows_name(scanner, family->first))
		return lower(severity);
	return severity;
}

static enum guard_kind kind_of(const struct name_fact *fact)
{
	switch ((enum fact_kind)fact->kind) {
	case FACT_FULL:
		return GUARD_FULL_NAME;
	case FACT_RELATIVE:
		return GUARD_PARENT_NAME;
	case FACT_PARTLY:
	case FACT_INITIAL:
	case FACT_BIRTH:
	case FACT_BORN:
	case FACT_POSTCODE:
	case FACT_SCHOOL:
		break;
	}
	return GUARD_PART_NAME;
}

static void match_pair(struct scanner *scanner, const struct hit *one,
		       const struct hit *other)
{
	const struct name_index *names = scanner->guard->names;
	const struct name_fact *fact = NULL;
	int severity = GUARD_NOTE - 1;

	if ((one->flags & PART_GIVEN) != 0 && (other->flags & PART_FAMILY) != 0)
		fact = name_index_pair(names, one->hash, other->hash);
	if (fact != NULL)
		severity = forward(scanner, one, other);
	if (severity < GUARD_NOTE && (one->flags & PART_FAMILY) != 0 &&
	    (other->flags & PART_GIVEN) != 0) {
		fact = name_index_pair(names, other->hash, one->hash);
		if (fact != NULL)
			severity = backward(scanner, one, other);
	}
	if (fact == NULL || severity < GUARD_NOTE)
		return;
	/* A parent is no pupil, and mostly has a title. */
	if (fact->kind == FACT_RELATIVE) {
		if (severity > GUARD_WARNING)
			severity = GUARD_WARNING;
	} else if (has_title(scanner, one->first)) {
		severity = lower(severity);
	}
	scanner_found(scanner, kind_of(fact), (enum guard_severity)severity,
		      one->first, other->last, fact, "");
}

static void match_pairs(struct scanner *scanner)
{
	struct hit hit = *hit_at(scanner, 0);

	for (uint64_t back = 1; back < scanner->hit_count && back < SCAN_HITS;
	     back++) {
		const struct hit *before = hit_at(scanner, back);

		if (before->last + NEAR_TOKENS < hit.first)
			break;
		if (before->last < hit.first)
			match_pair(scanner, before, &hit);
	}
}

/* --- initials --------------------------------------------------------------- */

static void found_initial(struct scanner *scanner, const struct token *letter,
			  const struct hit *family, uint64_t first,
			  uint64_t last)
{
	const struct name_fact *fact = name_index_initial(
		scanner->guard->names, token_text(letter), family->hash);
	bool common = (family->flags & PART_COMMON) != 0;

	if (fact == NULL || !family->capital || has_title(scanner, first))
		return;
	scanner_found(scanner, GUARD_INITIALS,
		      common ? GUARD_NOTE : GUARD_WARNING, first, last, fact,
		      "");
}

/* "A. B. Smith": either letter may be the one. */
static void match_initials_before(struct scanner *scanner,
				  const struct hit *family)
{
	uint64_t first = family->first;

	while (scanner_kept(scanner, first) > 0 &&
	       family->first - first < BETWEEN_MOST &&
	       scanner_token(scanner, first)->gap <= GAP_SPACE) {
		const struct token *letter = scanner_token(scanner, first - 1);

		/* "I Will" and "a Smith" are no initials; "O'Brien" is whole. */
		if (!is_initial(letter) || !letter->capital ||
		    scanner_token(scanner, first)->gap == GAP_JOINER ||
		    ((family->flags & PART_COMMON) != 0 &&
		     scanner_token(scanner, first)->mark != '.'))
			return;
		first--;
		found_initial(scanner, letter, family, first, family->last);
	}
}

/* "Smith, A." */
static void match_initial_after(struct scanner *scanner, uint64_t number)
{
	const struct token *letter = scanner_token(scanner, number);

	if (!is_initial(letter) || !letter->capital ||
	    letter->gap != GAP_COMMA || scanner->hit_count == 0 ||
	    scanner_gap_after(scanner, number) == GAP_NONE)
		return;
	for (uint64_t back = 0; back < scanner->hit_count && back < SCAN_RUNS;
	     back++) {
		struct hit family = *hit_at(scanner, back);

		if (family.last + 1 < number)
			return;
		if (family.last + 1 == number &&
		    !scanner_taken(scanner, family.first) &&
		    (family.flags & (PART_FAMILY | PART_COMMON)) == PART_FAMILY)
			found_initial(scanner, letter, &family, family.first,
				      number);
	}
}

/* --- one name --------------------------------------------------------------- */

/* "Trevelyan Road": a street or a school has somebody's name. */
static bool is_place(const struct scanner *scanner, uint64_t last)
{
	static const char *const words[] = {
		"road", "street", "lane",    "avenue",  "close",  "drive",
		"way",  "school", "primary", "academy", "college"};
	const struct token *next;

	if (scanner_gap_after(scanner, last) != GAP_SPACE)
		return false;
	next = scanner_token(scanner, last + 1);
	for (size_t i = 0;
	     next->capital && i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(token_text(next), words[i]))
			return true;
	return false;
}

static void match_family(struct scanner *scanner, const struct hit *hit)
{
	struct guard_finding *finding;
	size_t letters = 0;

	for (uint64_t t = hit->first; t <= hit->last; t++)
		letters += text_length(token_text(scanner_token(scanner, t)));
	if (letters < FAMILY_LETTERS || hit->family == 0 ||
	    hit->family > RARE_PUPILS || hit->given > hit->family ||
	    (hit->flags & PART_COMMON) != 0 || !hit->capital ||
	    has_title(scanner, hit->first) || is_place(scanner, hit->last))
		return;
	finding = scanner_found(scanner, GUARD_FAMILY_NAME, GUARD_NOTE,
				hit->first, hit->last, NULL, "");
	if (finding != NULL)
		finding->name = hit->hash;
}

static void match_school(struct scanner *scanner, uint64_t hash, uint64_t last)
{
	size_t at = 0;
	uint64_t school;

	while ((school = name_index_next_school(scanner->guard->names, hash,
						&at)) != 0)
		scanner_school(scanner, school, last);
}

static void take_hit(struct scanner *scanner, const struct run *run,
		     uint64_t last, const struct name_part *part)
{
	struct hit *hit;

	scanner->hit_count++;
	hit = hit_at(scanner, 0);
	*hit = (struct hit){
		.first = run->first,
		.last = last,
		.hash = part->hash,
		.given = part->given,
		.family = part->family,
		.flags = part->flags,
	};
	for (uint64_t t = run->first; t <= last; t++)
		hit->capital |= scanner_token(scanner, t)->capital;
	if ((hit->flags & PART_COMMON) == 0 && hit->capital)
		scanner_name(scanner, last);
	if ((hit->flags & PART_FAMILY) != 0) {
		struct hit family = *hit;

		match_initials_before(scanner, &family);
		match_family(scanner, &family);
		if (!family.capital)
			scanner_small(scanner, &family);
	}
	match_pairs(scanner);
}

/* --- names without a space --------------------------------------------------- */

/* Whether a token is part of an address, of the name of a file, or marked as
 * somebody's: there names are written together. */
static bool is_address(const struct scanner *scanner, uint64_t number)
{
	const struct token *token = scanner_token(scanner, number);
	enum gap after = scanner_gap_after(scanner, number);

	if (token->gap == GAP_NONE || token->gap == GAP_DOT ||
	    after == GAP_NONE || after == GAP_DOT)
		return true;
	if (token->mark != '\0' && strchr("/\\@#=", token->mark) != NULL)
		return true;
	return number < scanner->token_count &&
	       scanner_token(scanner, number + 1)->mark == '@';
}

/* "annatrevelyan", cut at `at`. */
static const struct name_fact *find_cut(const struct name_index *names,
					struct slice text, size_t at,
					uint64_t first)
{
	uint64_t second = name_hash_of(slice_part(text, at, text.len));
	const struct name_fact *fact = name_index_pair(names, first, second);

	return fact != NULL ? fact : name_index_pair(names, second, first);
}

/* Words are made of names by chance ("markdown"): never more than a warning, and
 * none where the word is somebody's name as it is. */
static void match_together(struct scanner *scanner, uint64_t number)
{
	const struct name_index *names = scanner->guard->names;
	struct slice text = token_text(scanner_token(scanner, number));
	uint64_t state = name_hash_begin();
	const struct name_part *part;

	if (text.len < TOGETHER_LEAST || !is_address(scanner, number))
		return;
	part = name_index_part(names, name_hash_of(text));
	if (part != NULL &&
	    (part->flags & (PART_GIVEN | PART_FAMILY | PART_COMMON)) != 0)
		return;
	for (size_t at = 1; at + PIECE_LEAST <= text.len; at++) {
		const struct name_fact *fact;

		state = name_hash_add(state, slice_part(text, at - 1, at));
		if (at < PIECE_LEAST ||
		    name_index_part(names, name_hash(state)) == NULL)
			continue;
		fact = find_cut(names, text, at, name_hash(state));
		if (fact != NULL)
			scanner_found(scanner, kind_of(fact), GUARD_WARNING,
				      number, number, fact, "");
	}
}

/* --- runs ------------------------------------------------------------------- */

/* Whether a token goes on with the name of a run, however names are written: a
 * space only where one stands in somebody's. */
static bool goes_on(const struct run *run, const struct token *token)
{
	return token->gap <= GAP_JOINER ||
	       (token->gap == GAP_SPACE && run->more);
}

static void step_run(struct scanner *scanner, struct run *run,
		     const struct token *token, uint64_t number)
{
	const struct name_part *part;

	run->state = name_hash_add(run->state, token_text(token));
	part = name_index_part(scanner->guard->names, name_hash(run->state));
	run->more = part != NULL && (part->flags & PART_MORE) != 0;
	if (part == NULL)
		return;
	if ((part->flags & PART_SCHOOL) != 0)
		match_school(scanner, part->hash, number);
	if ((part->flags & (PART_GIVEN | PART_FAMILY)) != 0)
		take_hit(scanner, run, number, part);
}

void match_names(struct scanner *scanner, uint64_t number)
{
	const struct token *token = scanner_token(scanner, number);
	size_t kept = 0;

	if (scanner->guard->names == NULL)
		return;
	if (token->cut || token->number) {
		scanner->run_count = 0;
		return;
	}
	match_initial_after(scanner, number);
	match_together(scanner, number);
	for (size_t r = 0; r < scanner->run_count; r++)
		if (goes_on(&scanner->runs[r], token) &&
		    number - scanner->runs[r].first < SCAN_RUNS)
			scanner->runs[kept++] = scanner->runs[r];
	if (kept == SCAN_RUNS) {
		memmove(scanner->runs, scanner->runs + 1,
			(SCAN_RUNS - 1) * sizeof(scanner->runs[0]));
		kept--;
	}
	scanner->runs[kept++] = (struct run){
		.state = name_hash_begin(),
		.first = number,
	};
	scanner->run_count = kept;
	for (size_t r = 0; r < scanner->run_count; r++)
		step_run(scanner, &scanner->runs[r], token, number);
}
