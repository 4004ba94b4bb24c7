#include "claims.h"

#include "tests/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* --- claims ----------------------------------------------------------------------- */

void claims_add(struct claims *claims, const char *format, ...)
{
	char text[700];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	assert_true(length > 0 && length < (int)sizeof(text));
	claims->list = arena_grow(claims->arena, claims->list, claims->count,
				  &claims->capacity, sizeof(*claims->list));
	assert_non_null(claims->list);
	claims->list[claims->count] = arena_copy(claims->arena, slice_of(text));
	assert_non_null(claims->list[claims->count++].at);
}

static int by_text(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a,
			     *(const struct slice *)b);
}

void claims_settle(struct claims *claims)
{
	size_t kept = 0;

	if (claims->count == 0)
		return;
	qsort(claims->list, claims->count, sizeof(*claims->list), by_text);
	for (size_t i = 0; i < claims->count; i++)
		if (i == 0 ||
		    !slice_equal(claims->list[i], claims->list[kept - 1]))
			claims->list[kept++] = claims->list[i];
	claims->count = kept;
}

/* --- things as text ----------------------------------------------------------------- */

uint64_t claims_hash(const struct field_set *set)
{
	return slice_hash((struct slice){(const char *)set, sizeof(*set)});
}

/* Pupils of all ages and with all facts, drawn once. */
static struct sample sample_at(size_t index)
{
	struct sample sample;
	uint64_t x = (uint64_t)index * 0x9e3779b97f4a7c15u + 0x1234567;

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 32;
	sample.age = (int)(index % 30);
	sample.facts = (uint32_t)(index < 30   ? 0
				  : index < 60 ? UINT32_MAX
					       : x >> 8);
	for (size_t c = 0; c < CODED; c++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		sample.codes[c] = (uint16_t)(x >> 40);
	}
	return sample;
}

struct truth truth_of_meaning(const struct reader *reader,
			      const struct meaning *meaning)
{
	struct truth truth = {{0}};

	for (size_t i = 0; i < SAMPLES; i++) {
		struct sample sample = sample_at(i);

		if (meaning_holds(reader, meaning, &sample))
			truth.bits[i / 64] |= 1ull << i % 64;
	}
	return truth;
}

struct truth truth_of_rule(const struct reader *reader,
			   const struct condition *condition)
{
	struct truth truth = {{0}};

	for (size_t i = 0; i < SAMPLES; i++) {
		struct sample sample = sample_at(i);

		if (condition_true_of(reader, condition, &sample))
			truth.bits[i / 64] |= 1ull << i % 64;
	}
	return truth;
}

uint64_t truth_hash(const struct truth *truth)
{
	return slice_hash((struct slice){(const char *)truth, sizeof(*truth)});
}

uint64_t truth_everybody(void)
{
	struct truth truth = truth_of_meaning(NULL, NULL);

	return truth_hash(&truth);
}

/* --- what is said of data that goes ----------------------------------------------------- */

struct going *going_add(struct goings *goings)
{
	goings->list = arena_grow(goings->arena, goings->list, goings->count,
				  &goings->capacity, sizeof(*goings->list));
	assert_non_null(goings->list);
	memset(&goings->list[goings->count], 0, sizeof(*goings->list));
	goings->list[goings->count].by = DICTIONARY_NONE;
	return &goings->list[goings->count++];
}

void going_term(struct going *going, const char *text)
{
	for (size_t i = 0; i < going->term_count; i++)
		if (strcmp(going->terms[i], text) == 0)
			return;
	assert_true(going->term_count < TERMS);
	snprintf(going->terms[going->term_count++], sizeof(going->terms[0]),
		 "%s", text);
}

/* `triggers`: bits; none: whenever. */
void going_way(struct going *going, const struct field_set *triggers,
	       const struct truth *truth)
{
	going->said_when = true;
	for (uint16_t t = 0; t < TRIGGERS; t++) {
		bool serves =
			field_set_empty(*triggers) ||
			(t > 0 && field_set_has(triggers, (uint16_t)(t - 1)));

		for (size_t i = 0; serves && i < SAMPLES / 64; i++)
			going->when[t].bits[i] |= truth->bits[i];
	}
}

/* One field for one purpose, and which goings speak of it. */
struct point {
	uint16_t body, by, purpose, field;
	size_t going;
};

static int by_point(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	if (x->body != y->body)
		return x->body < y->body ? -1 : 1;
	if (x->purpose != y->purpose)
		return x->purpose < y->purpose ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return (x->going > y->going) - (x->going < y->going);
}

static bool same_point(const struct point *a, const struct point *b)
{
	return a->by == b->by && a->body == b->body &&
	       a->purpose == b->purpose && a->field == b->field;
}

const char *claims_name(const struct slice *name, char room[80])
{
	snprintf(room, 80, "%.*s", SLICE_ARGS(*name));
	return room;
}

enum { BY_PARENT = 1, BY_PUPIL = 2 };

/* Whether it goes at all at this age, and the rule speaks of one of them. */
static bool goes_at(const struct going *going, const struct truth *live,
		    int age)
{
	for (size_t i = (size_t)age; i < SAMPLES; i += AGES) {
		uint64_t bit = 1ull << i % 64;

		if ((going->except.bits[i / 64] & bit) != 0 ||
		    (live->bits[i / 64] & bit) == 0)
			continue;
		for (size_t t = 0; t < TRIGGERS; t++)
			if ((going->when[t].bits[i / 64] & bit) != 0)
				return true;
	}
	return false;
}

/* What a duty sends of those who object, and on which triggers.  Where it is said
 * that it may send some of it, nothing can be held against that. */
struct owed {
	bool owed;
	struct field_set on;
};

static void add_owed(const struct objecting *one, uint16_t field,
		     struct owed *owed)
{
	if (!field_set_has(&one->owed, field))
		return;
	owed->owed = true;
	owed->on = field_set_union(owed->on, one->owed_on);
}

/* Who can stop a field at which age, for each window in which that is said. */
static void claim_objections(const struct going *going, uint16_t field,
			     uint8_t stopped[][AGES], struct owed *owed,
			     char windows[][260], size_t *count)
{
	for (size_t o = 0; o < going->objecting_count; o++) {
		const struct objecting *one = &going->objecting[o];
		size_t w = 0;

		if (field_set_has(&one->leaves, field))
			continue;
		while (w < *count && strcmp(windows[w], one->window) != 0)
			w++;
		if (w == *count) {
			assert_true(w < OBJECTIONS);
			snprintf(windows[w], 260, "%s", one->window);
			++*count;
		}
		add_owed(one, field, &owed[w]);
		for (int age = 0; age < AGES; age++) {
			bool second = one->age > 0 && age >= one->age;
			bool pupil = one->pupil_first != second;

			if (goes_at(going, &one->live, age))
				stopped[w][age] |= pupil ? BY_PUPIL : BY_PARENT;
		}
	}
}

/* Goings that speak of one point, together. */
static void claim_point(struct claims *claims, const struct reader *reader,
			const struct goings *goings, const struct point *points,
			size_t count)
{
	const struct dictionary *dictionary = reader->voice.dictionary;
	char by[80] = "we", body[80], purpose[80] = "-", field[80];
	struct truth when[TRIGGERS], unowed = {{0}};
	uint8_t stopped[OBJECTIONS][AGES] = {{0}};
	struct owed owed[OBJECTIONS] = {0};
	char windows[OBJECTIONS][260];
	size_t window_count = 0;
	bool untold = true;
	uint64_t hash = 0;

	memset(when, 0, sizeof(when));
	if (points->by != DICTIONARY_NONE)
		claims_name(&dictionary->bodies[points->by].name, by);
	claims_name(&dictionary->bodies[points->body].name, body);
	if (points->purpose != DICTIONARY_NONE)
		claims_name(&dictionary->purposes[points->purpose].name,
			    purpose);
	claims_name(&dictionary->fields[points->field].name, field);
	for (size_t i = 0; i < count; i++) {
		const struct going *going = &goings->list[points[i].going];

		untold &= going->untold;
		for (size_t t = 0; t < going->term_count; t++)
			claims_add(claims, "%s to %s for %s %s: %s", by, body,
				   purpose, field, going->terms[t]);
		for (size_t t = 0; t < TRIGGERS; t++)
			for (size_t b = 0; b < SAMPLES / 64; b++)
				when[t].bits[b] |= going->when[t].bits[b] &
						   ~going->except.bits[b];
		for (size_t b = 0; b < SAMPLES / 64; b++)
			unowed.bits[b] |= going->unowed.bits[b];
	}
	for (size_t i = 0; i < count; i++)
		claim_objections(&goings->list[points[i].going], points->field,
				 stopped, owed, windows, &window_count);
	for (size_t w = 0; w < window_count; w++)
		claims_add(claims,
			   "%s to %s for %s %s: stopped%s %016llx%s %016llx",
			   by, body, purpose, field, windows[w],
			   (unsigned long long)slice_hash((struct slice){
				   (const char *)stopped[w], AGES}),
			   owed[w].owed ? " owed" : "",
			   (unsigned long long)claims_hash(&owed[w].on));
	for (size_t t = 0; t < TRIGGERS; t++)
		hash = hash * 1099511628211u + truth_hash(&when[t]);
	claims_add(claims, "%s to %s for %s %s: when %016llx %016llx%s", by,
		   body, purpose, field, (unsigned long long)hash,
		   (unsigned long long)truth_hash(&unowed),
		   untold ? ", untold" : "");
}

void claims_goings(struct claims *claims, const struct reader *reader,
		   const struct goings *goings)
{
	struct point *points = NULL;
	size_t count = 0, capacity = 0;

	for (size_t g = 0; g < goings->count; g++) {
		const struct going *going = &goings->list[g];
		uint16_t p = field_set_next(&going->purposes, 0);

		do {
			for (uint16_t f = field_set_next(&going->fields, 0);
			     f != DICTIONARY_NONE;
			     f = field_set_next(&going->fields,
						(uint16_t)(f + 1))) {
				points =
					arena_grow(goings->arena, points, count,
						   &capacity, sizeof(*points));
				assert_non_null(points);
				points[count++] = (struct point){
					going->body, going->by, p, f, g};
			}
			p = p == DICTIONARY_NONE
				    ? p
				    : field_set_next(&going->purposes,
						     (uint16_t)(p + 1));
		} while (p != DICTIONARY_NONE);
	}
	if (count > 0)
		qsort(points, count, sizeof(*points), by_point);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1;
		     next < count && same_point(&points[i], &points[next]);
		     next++)
			;
		claim_point(claims, reader, goings, &points[i], next - i);
	}
}

void claims_fields(struct claims *claims, const struct dictionary *dictionary,
		   const struct field_set *fields, const char *what)
{
	char field[80];

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		claims_add(claims, "%s: %s",
			   claims_name(&dictionary->fields[f].name, field),
			   what);
}

/* Claims what is withheld, field by field. */
void claims_withheld(struct claims *claims, const struct dictionary *dictionary,
		     uint16_t body, const struct field_set *purposes,
		     const struct field_set *fields)
{
	uint16_t p = field_set_next(purposes, 0);
	char to[80], purpose[80] = "-", field[80];

	claims_name(&dictionary->bodies[body].name, to);
	do {
		if (p != DICTIONARY_NONE)
			claims_name(&dictionary->purposes[p].name, purpose);
		for (uint16_t f = field_set_next(fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(fields, (uint16_t)(f + 1)))
			claims_add(claims, "not done: %s for %s %s", to,
				   purpose,
				   claims_name(&dictionary->fields[f].name,
					       field));
		p = p == DICTIONARY_NONE
			    ? p
			    : field_set_next(purposes, (uint16_t)(p + 1));
	} while (p != DICTIONARY_NONE);
}

void claims_receipt(struct claims *claims, const struct dictionary *dictionary,
		    uint16_t from, const struct field_set *fields,
		    const struct field_set *purposes)
{
	char text[120];

	snprintf(text, sizeof(text), "from %u for %016llx", from,
		 (unsigned long long)claims_hash(purposes));
	claims_fields(claims, dictionary, fields, text);
}

void claims_level(struct level level, char out[40])
{
	snprintf(out, 40, "%d/%d", (int)level.kind,
		 level.kind == LEVEL_AGGREGATE ? (int)level.area : -1);
}

void going_laws(struct going *going, const char *what,
		const struct field_set *laws)
{
	char text[80];

	for (uint16_t l = field_set_next(laws, 0); l != DICTIONARY_NONE;
	     l = field_set_next(laws, (uint16_t)(l + 1))) {
		snprintf(text, sizeof(text), "%s %u", what, l);
		going_term(going, text);
	}
}

void claims_learn(struct reader *reader)
{
	const struct publication *publication = reader->publication;

	for (size_t i = 0; i < publication->flow_count; i++)
		for (size_t p = 0; p < publication->flows[i].part_count; p++) {
			const struct published_part *part =
				&publication->flows[i].parts[p];

			for (size_t w = 0; w < part->way_count; w++)
				reader_learn(reader, part->ways[w].when);
			for (size_t n = 0; n < part->need_count; n++)
				reader_learn(reader, part->needs[n].said);
			for (size_t e = 0; e < part->except_count; e++)
				reader_learn(reader, part->except[e].when);
			for (size_t o = 0; o < part->objection_count; o++)
				reader_learn(reader,
					     part->objections[o].of->when);
		}
}
