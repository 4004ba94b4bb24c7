/*
 * family_parts.h - what the parts of a telling share: family.c (what is sent and
 * what goes with it), family_withheld.c, family_wish.c, and family_words.c, which
 * says in which words.  Private to the policy room.
 */
#ifndef HORNBOOK_POLICY_FAMILY_PARTS_H
#define HORNBOOK_POLICY_FAMILY_PARTS_H

#include "base/builder.h"
#include "policy/family.h"
#include "policy/plan_parts.h"

/* What the words in braces of a template stand for. */
struct family_words {
	const struct explanation *explanation;
	enum reader reader;
	const struct field_set *fields;
	const struct wish *wish;  /* {who}, {on}; NULL: not on record by date */
	bool by_pupil, by_parent; /* who, where there is no such wish */
	struct slice when;        /* {when}, with what stands before it */
	const struct rule *law;   /* {law}; NULL: none */
	struct slice event, bodies, area;
	int32_t date;
	int age;        /* {age}; -1: not known */
	bool withdrawn; /* {on} is the day that it was taken back */
};

/* --- family.c ---------------------------------------------------------------- */

enum told {
/* clang-format off */
#define TOLD(name, text) TOLD_##name,
#include "policy/family_list.h"
	/* clang-format on */
	TOLD_COUNT
};

extern const char *const family_told[TOLD_COUNT];

/* One telling in the making. */
struct maker {
	const struct explanation *explanation;
	const struct plan *plan;
	enum reader reader;
	struct family_telling *telling;
	struct arena *arena;
	struct error *error;
	struct signature signature;
	const struct wish *wishes; /* of the family */
	size_t wish_count;
	int age; /* -1: not known */
	bool failed;
};

/* Words that speak of `fields`; NULL: of none. */
struct family_words family_words_for(const struct maker *maker,
				     const struct field_set *fields);

/* Adds a sentence, and releases its text. */
void family_add(struct maker *maker, const char *kind, const char *cause,
		struct field_set fields, struct builder *text);

/* Adds what a template says with these words. */
void family_say(struct maker *maker, const char *kind, const char *cause,
		const char *template, const struct family_words *words);

/* --- family_withheld.c -------------------------------------------------------- */

void family_tell_withheld(struct maker *maker);

/* --- family_wish.c ------------------------------------------------------------ */

/*
 * Who said what withheld it, and when.  Whoever refuses all sharing, or has the
 * record restricted, objects at least: then that is the wish, and `*reason` the
 * one to tell.
 */
void family_who(const struct maker *maker, const struct verdict *cause,
		enum reason *reason, struct family_words *words);

/* Whose wish yielded. */
void family_yielded(const struct maker *maker, struct family_words *words);

/* The wishes that were taken back, came on the wrong day, or do not count. */
void family_tell_wishes(struct maker *maker);

/* --- family_words.c ----------------------------------------------------------- */

void family_expand(const struct family_words *words, const char *text,
		   struct builder *out);

/* A condition as what follows "pupils": "from age 13 and under 20". */
void family_condition(const struct dictionary *dictionary,
		      const struct condition *condition, struct builder *out);

/* A label inside a sentence: its first letter small, unless it is a name. */
void family_label(struct slice label, struct builder *out);

#endif
