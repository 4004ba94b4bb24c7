/*
 * dictionary.h - what exists and what the law allows, loaded and indexed.
 *
 * A dictionary is read once from *.dictionary files and the CSV code sets they
 * name, then never changes.  Everything in it lives in its own arena and is
 * found by name or by a small index that is dense and good for this loaded
 * dictionary only; what is stored on disk uses names (or a node's own numbers
 * for them), never these indexes.
 *
 * It knows nothing of notices, decisions or pupils.  Gateways and
 * prohibitions are kept as statements of the tree for policy to read, with
 * their names resolved by policy's checker.
 */
#ifndef HORNBOOK_DICTIONARY_DICTIONARY_H
#define HORNBOOK_DICTIONARY_DICTIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/slice.h"
#include "dictionary/profile.h"
#include "language/source.h"

struct arena;
struct builder;
struct error;
struct findings;
struct statement;

/* Hard limits; more is refused when loading. */
enum {
	FIELD_LIMIT = 512,
	CATEGORY_LIMIT = 64,
	FACT_LIMIT = 64,
	FIELD_WORDS = FIELD_LIMIT / 64,
};

/* No such thing, where an index is expected. */
#define DICTIONARY_NONE UINT16_MAX

/* A set of fields by index. */
struct field_set {
	uint64_t words[FIELD_WORDS];
};

enum field_type {
	FIELD_TEXT,
	FIELD_DATE,   /* canonical text: yyyy-mm-dd */
	FIELD_NUMBER, /* decimal digits, perhaps a minus and a decimal point */
	FIELD_FLAG,   /* canonical text: true or false */
	FIELD_CODE,   /* a code of the field's code set */
	FIELD_UPN,
	FIELD_ULN,
	FIELD_POSTCODE, /* canonical text: upper case, one space */
	FIELD_LAESTAB,  /* canonical text: seven digits, or LLLL etc. */
	FIELD_LSOA,
	FIELD_TYPE_COUNT
};

enum requirement {
	REQUIREMENT_UNSTATED,
	REQUIREMENT_MANDATORY,
	REQUIREMENT_VOLUNTARY,
};

struct code {
	struct slice code;
	struct slice label;
	struct slice class; /* a grouping within the set; may be empty */
	uint16_t parent;    /* in the set that its own is within: the code that
			       class names; DICTIONARY_NONE */
	int32_t order;      /* for comparisons; DATE_NONE when it has none */
	int32_t from, to;   /* valid dates, both inclusive; DATE_NONE: open */
};

struct code_set {
	struct slice name, label, source_note;
	struct range range;
	const struct code *codes;
	uint16_t count;
	uint16_t within; /* a coarser set; DICTIONARY_NONE */
	bool ordered;    /* at least one code has an order */
};

struct field {
	struct slice name, label;
	struct range range;
	enum field_type type;
	uint16_t category;
	uint16_t codes;  /* code set of a FIELD_CODE; else DICTIONARY_NONE */
	bool identifies; /* names or reaches a person by itself */
	bool quasi;      /* helps to single out when combined */
	bool special;    /* special category data (UK GDPR article 9) */
	bool derived;    /* worked out from other fields when something is
			    released (growth/derive.h), whatever is held */
	enum requirement requirement;
	int32_t collected_from, collected_to; /* DATE_NONE: open */
	char sensitivity;        /* 'A' to 'E', 0 when not stated */
	uint8_t identifiability; /* 1 to 5, 0 when not stated */
	uint16_t most_bytes;     /* longest allowed value */
};

struct category {
	struct slice name, label;
	struct range range;
	struct slice
		each;    /* what one item is ("parent"); empty: one item only */
	struct slice by; /* the period's name ("academic-year"); may be empty */
	bool special;
	uint16_t first_field, field_count; /* its fields are contiguous */
};

struct group {
	struct slice name, label;
	struct range range;
	struct field_set fields;
};

enum fact_type { FACT_DATE, FACT_NUMBER, FACT_FLAG, FACT_CODE };

enum fact_origin {
	FACT_GIVEN,      /* stated with the request only */
	FACT_FIELD,      /* from a field of the pupil's record */
	FACT_CONTROLLER, /* of the controller: setting, phase, kind */
	FACT_RECIPIENT,  /* whether a field of the pupil's record is the number
			    of the recipient asked for */
	FACT_DERIVED,    /* by conditions over other facts ("is 2 when ...") */
};

/*
 * Something a condition may ask.  As a column a fact is an int32_t for each
 * pupil, DATE_NONE for not known: a date its day number; a flag 0 or 1; a
 * code its order when the set is ordered, else its index in the set.
 */
struct fact {
	struct slice name, label;
	struct range range;
	enum fact_type type;
	enum fact_origin origin;
	uint16_t codes; /* code set of a FACT_CODE; else DICTIONARY_NONE */
	uint16_t field; /* of a FACT_FIELD or FACT_RECIPIENT; else
			   DICTIONARY_NONE */
	const struct slice
		*true_values;      /* for a flag from a field: the values */
	uint16_t true_value_count; /* that make it true; none: "true" */
	int32_t otherwise; /* its value where nothing is recorded; DATE_NONE:
			      then it is not known */
	const struct statement *statement; /* its "is ... when" children */
};

struct law {
	struct slice name, label;
	struct range range;
	int32_t from, to; /* both inclusive; DATE_NONE: open */
	bool unconfirmed; /* dates not checked against a source */
	bool pending;     /* unconfirmed, and perhaps not begun: no duty */
	bool regime;      /* a data protection regime */
	bool basis;       /* a lawful basis (article 6) */
	bool condition;   /* a condition for special category data (art. 9) */
};

struct holder {
	struct slice label;
	struct slice alias; /* the name requests may use; may be empty */
	struct range range;
	int32_t from, to;
	bool unconfirmed;
	struct slice within; /* the body that the holder is a part of; empty:
				as the function is */
};

struct body {
	struct slice name, label;
	struct range range;
	struct slice
		kind;    /* school, authority, department, agency, public ... */
	uint16_t within; /* a body this one is part of; DICTIONARY_NONE */
	const struct holder
		*holders; /* by date; a body that states none has one
					 of its own label, always */
	uint16_t holder_count;
};

struct purpose {
	struct slice name, label;
	struct range range;
	int32_t from, to;
	bool marketing, protects, statistics;
	uint16_t matched_by;        /* the number by which a recipient tells its
				       own pupils; DICTIONARY_NONE */
	struct range matched_range; /* of that clause */
};

struct area {
	struct slice name, label;
	struct range range;
	uint16_t field;  /* whose value names the area; DICTIONARY_NONE */
	uint16_t within; /* the next larger area; DICTIONARY_NONE */
};

struct setting {
	struct slice name, label;
	struct range range;
	struct slice phase;
	const struct slice *years; /* codes of the year groups taught */
	uint16_t year_count;
	bool academy;
	struct field_set data; /* of categories that this type collects */
};

struct authority {
	struct slice name, label, number;
	struct range range;
	int32_t from, to;
};

/* A trigger, a role, a criterion, a subject: a name and a label. */
struct term {
	struct slice name, label;
	struct range range;
};

/* Where a page was found; dates both inclusive, DATE_NONE: open. */
struct address {
	struct slice url;
	struct range range;
	int32_t from, to;
	bool unconfirmed;
};

/* A web page that a notice links to when it tells of a share with one of the
 * bodies. */
struct page {
	struct slice name, label;
	struct range range;
	const uint16_t *bodies;
	uint16_t body_count;
	const struct address *addresses;
	uint16_t address_count;
};

/* Who or what may approve a release (C16). */
struct approval {
	struct slice name, label;
	struct range range;
	int32_t from, to; /* of those who give it; inclusive; DATE_NONE: open */
	int lasts_months, lasts_days; /* from the day it was given; both 0:
					   until it is said to end */
	const struct term *criteria;  /* all to be met */
	uint16_t criterion_count;
};

/* What a recipient signs. */
struct terms {
	struct slice name, label;
	struct range range;
	const struct term *subjects; /* all to be covered */
	uint16_t subject_count;
};

struct collection {
	struct slice name, label, format;
	struct range range;
	uint16_t body;
	const uint16_t *purposes;
	uint16_t purpose_count;
	struct field_set fields;
};

enum dictionary_kind {
	KIND_NONE,
	KIND_FIELD,
	KIND_CATEGORY,
	KIND_GROUP,
	KIND_FACT,
	KIND_CODES,
	KIND_LAW,
	KIND_BODY,
	KIND_HOLDER, /* an alias; `index` is the body, `holder` the holder */
	KIND_PURPOSE,
	KIND_AREA,
	KIND_SETTING,
	KIND_AUTHORITY,
	KIND_TRIGGER,
	KIND_APPROVAL,
	KIND_TERMS,
	KIND_ROLE,
	KIND_COLLECTION,
	KIND_GATEWAY,
	KIND_PAGE,
	KIND_PROFILE,
	KIND_COUNT
};

struct dictionary_entry {
	enum dictionary_kind kind;
	uint16_t index;
	uint16_t holder; /* KIND_HOLDER only */
};

struct dictionary {
	struct arena *arena; /* owned; holds all below */
	struct slice title;
	uint64_t version;
	const struct category *categories;
	const struct field *fields;
	const struct group *groups;
	const struct code_set *code_sets;
	const struct fact *facts;
	const struct law *laws;
	const struct body *bodies;
	const struct purpose *purposes;
	const struct area *areas;
	const struct setting *settings;
	const struct authority *authorities;
	const struct term *triggers;
	const struct approval *approvals;
	const struct terms *terms;
	const struct term *roles;
	const struct collection *collections;
	const struct page *pages;
	const struct profile *profiles;
	const struct statement *const *gateways;     /* KEYWORD_GATEWAY */
	const struct statement *const *prohibitions; /* KEYWORD_NEVER */
	uint16_t category_count, field_count, group_count, code_set_count,
		fact_count, law_count, body_count, purpose_count, area_count,
		setting_count, authority_count, trigger_count, approval_count,
		terms_count, role_count, collection_count, page_count,
		profile_count, gateway_count, prohibition_count;
	const struct dictionary_index *index; /* by kind and name */
	const struct code_index *code_index;  /* by set and code */
	uint8_t hash
		[32]; /* SHA-256 over all files read, in order, each with its
			     name and length: which dictionary decided */
};

/*
 * Loads a dictionary from a file, or from "<directory>/main.dictionary" when
 * `path` is a directory; `include` and code sets are read relative to the file
 * that names them and must stay below the first file's directory.  Names must
 * be unique within their kind; bodies and holder aliases share one space, so
 * do categories, fields and groups.
 *
 * Faults in the files are findings.  Fails (-1) when a file cannot be read or
 * memory is out; returns 0 with `*out` NULL when findings has errors.  Free
 * with dictionary_free.
 */
int dictionary_load(struct dictionary **out, const char *path,
		    struct findings *findings, struct error *error);
void dictionary_free(struct dictionary *dictionary);

/* The entry called `name` among things of this kind; index DICTIONARY_NONE
 * when there is none. */
uint16_t dictionary_find(const struct dictionary *dictionary,
			 enum dictionary_kind kind, struct slice name);

/* A field by its name, or NULL. */
const struct field *dictionary_field(const struct dictionary *dictionary,
				     struct slice name);

/* A body by its name or by a holder's alias.  `*holder` (may be NULL) is the
 * holder's index for an alias, else DICTIONARY_NONE. */
uint16_t dictionary_body(const struct dictionary *dictionary, struct slice name,
			 uint16_t *holder);

/*
 * The fields that a name stands for: a field, a group, or a category's all.
 * False, and `*fields` untouched, when it is none of them.
 */
bool dictionary_fields(const struct dictionary *dictionary, struct slice name,
		       struct field_set *fields);

/* Whether a law is in force on a date, as far as is known. */
bool law_in_force(const struct law *law, int32_t date);

/* The holder of a body on a date, or NULL when nobody is. */
const struct holder *body_holder(const struct body *body, int32_t date);

/* The label of that holder; the body's own where nobody holds it. */
struct slice body_label(const struct body *body, int32_t date);

/* Where a page is found on a date, or NULL. */
const struct address *page_address(const struct page *page, int32_t date);

/*
 * The profile that a rule naming `profile` means on a date: that one, or the one
 * that has taken its place by then, or whose place it took.  NULL when there is
 * none.
 */
const struct profile *dictionary_profile_on(const struct dictionary *dictionary,
					    const struct profile *profile,
					    int32_t date);

/* The profile called "default", for rules that name none; NULL when the
 * dictionary has none. */
const struct profile *
dictionary_default_profile(const struct dictionary *dictionary);

/* The first holder that begins after `date`, or NULL. */
const struct holder *body_successor(const struct body *body, int32_t date);

/* A code's index in its set, or DICTIONARY_NONE. */
uint16_t code_set_find(const struct dictionary *dictionary, uint16_t codes,
		       struct slice code);

/* What a code is as a fact's column value; DATE_NONE for an ordered set's code
 * without order. */
int32_t code_fact_value(const struct code_set *set, uint16_t code);

/* All names of one kind, for hints (bodies include aliases; KIND_FIELD
 * includes groups and categories).  The list lives in `arena`; NULL and 0
 * when memory is out. */
const struct slice *dictionary_names(const struct dictionary *dictionary,
				     enum dictionary_kind kind,
				     struct arena *arena, size_t *count);

/* Adds "did you mean 'x'?" to a finding about a name of this kind that is not
 * known, where another is near.  A file may have a million such names, so that
 * nothing is looked for when the finding will not be told. */
struct finding;
void dictionary_hint(const struct dictionary *dictionary,
		     enum dictionary_kind kind, struct slice name,
		     struct findings *findings, struct finding *finding);

const char *dictionary_kind_name(enum dictionary_kind kind);

/*
 * Checks a value for a field and brings it into canonical form in `out`
 * (cleared first): dates from yyyy-mm-dd or dd/mm/yyyy; flags from true,
 * false, yes, no, y, n, 1, 0; postcodes spaced; codes matched exactly, else
 * ignoring case, else by their label.  `on` is the date for which codes must
 * be valid; DATE_NONE for any.  On failure the error says what the field
 * wants, without the value.  (R-169; formats: UPN rules 1510-1550, ULN mod 11.)
 */
int field_check(const struct dictionary *dictionary, uint16_t field,
		struct slice value, int32_t on, struct builder *out,
		struct error *error);

static inline void field_set_add(struct field_set *set, uint16_t field)
{
	set->words[field / 64] |= 1ull << (field % 64);
}

static inline void field_set_remove(struct field_set *set, uint16_t field)
{
	set->words[field / 64] &= ~(1ull << (field % 64));
}

static inline bool field_set_has(const struct field_set *set, uint16_t field)
{
	return (set->words[field / 64] >> (field % 64) & 1) != 0;
}

static inline struct field_set field_set_union(struct field_set a,
					       struct field_set b)
{
	for (int i = 0; i < FIELD_WORDS; i++)
		a.words[i] |= b.words[i];
	return a;
}

static inline struct field_set field_set_intersection(struct field_set a,
						      struct field_set b)
{
	for (int i = 0; i < FIELD_WORDS; i++)
		a.words[i] &= b.words[i];
	return a;
}

static inline struct field_set field_set_difference(struct field_set a,
						    struct field_set b)
{
	for (int i = 0; i < FIELD_WORDS; i++)
		a.words[i] &= ~b.words[i];
	return a;
}

static inline bool field_set_empty(struct field_set a)
{
	for (int i = 0; i < FIELD_WORDS; i++)
		if (a.words[i] != 0)
			return false;
	return true;
}

static inline unsigned int field_set_count(struct field_set a)
{
	unsigned int count = 0;

	for (int i = 0; i < FIELD_WORDS; i++)
		count += (unsigned int)__builtin_popcountll(a.words[i]);
	return count;
}

/* The lowest field at or after `from`, or DICTIONARY_NONE: for loops. */
static inline uint16_t field_set_next(const struct field_set *set,
				      uint16_t from)
{
	for (unsigned int word = from / 64; word < FIELD_WORDS; word++) {
		uint64_t bits = set->words[word];

		if (word == from / 64)
			bits &= ~0ull << (from % 64);
		if (bits != 0)
			return (uint16_t)(word * 64 +
					  (unsigned int)__builtin_ctzll(bits));
	}
	return DICTIONARY_NONE;
}

#endif
