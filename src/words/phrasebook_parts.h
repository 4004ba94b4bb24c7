/*
 * phrasebook_parts.h - the insides of a phrasebook.  For its own files only.
 *
 * Everything that is stated is kept by layer (the whole phrasebook, and the one
 * laid over it) and by audience, then settled: for each audience one wording.
 */
#ifndef HORNBOOK_WORDS_PHRASEBOOK_PARTS_H
#define HORNBOOK_WORDS_PHRASEBOOK_PARTS_H

#include "base/arena.h"
#include "dictionary/dictionary.h"
#include "language/source.h"
#include "words/phrasebook.h"
#include "words/template.h"

enum layer { LAYER_BASE, LAYER_OVER, LAYER_COUNT };

/* An audience, or everybody. */
enum { SLOT_EVERYBODY = AUDIENCE_COUNT, SLOT_COUNT };

enum { FORM_COUNT = 4 };

struct said {
	struct slice text; /* NULL: not said */
	struct range range;
	enum layer layer;
	bool whole; /* stands without "your child's" */
};

struct said_for {
	struct said at[LAYER_COUNT][SLOT_COUNT];
};

struct name_entry {
	struct said_for said[FORM_COUNT];
	/* Settled; NULL: none.  Facts have templates with {value}. */
	struct template *text[FORM_COUNT][AUDIENCE_COUNT];
	struct slice plain[FORM_COUNT][AUDIENCE_COUNT];
	bool whole[AUDIENCE_COUNT];
	uint32_t order; /* of the first statement */
};

/* What has a name by its name only, and not by an index. */
struct loose_name {
	enum name_kind kind;
	struct slice name, of;
	struct name_entry entry;
	struct loose_name *next;
};

struct word {
	struct slice name;
	struct said_for said;
};

struct phrasebook {
	struct arena arena;
	const struct dictionary *dictionary;
	struct slice title, language;
	struct plurals plurals[LAYER_COUNT];
	/* Settled. */
	const struct template *phrases[PHRASE_COUNT][AUDIENCE_COUNT];
	struct name_entry **names[NAME_KIND_COUNT]; /* by index; NULL: none */
	uint32_t *code_first;   /* of each set: its first code's index */
	uint32_t *holder_first; /* of each body */
	struct loose_name *loose;
	unsigned char *owners; /* of each category: enum owner */
	struct field_set unsaid[AUDIENCE_COUNT]; /* fields with an empty name */
};

/* A phrasebook while it is read. */
struct phrase_loader {
	struct phrasebook *book;
	const struct dictionary *dictionary;
	struct findings *findings;
	struct error *error;
	struct arena *arena; /* the book's */
	enum layer layer;
	bool stated[LAYER_COUNT]; /* a `phrasebook` statement */
	bool whole[LAYER_COUNT];
	bool foreign; /* the layer is made for another dictionary */
	struct slice languages[LAYER_COUNT];
	struct range start[LAYER_COUNT];
	struct said_for phrases[PHRASE_COUNT];
	struct word *words;
	size_t word_count, word_capacity;
	uint32_t order;
};

/* Whether a phrasebook says of itself that it is whole. */
int phrasebook_is_whole(const char *path, struct arena *arena, bool *whole,
			struct error *error);

/* Reads all files of one layer into what is said. */
int phrasebook_read(struct phrase_loader *loader, const char *path);

/* Takes a `name` statement. */
struct statement;
int phrasebook_read_name(struct phrase_loader *loader,
			 const struct statement *statement);

/* Arrays for names, as many as the dictionary has things. */
int phrasebook_make_names(struct phrase_loader *loader);

/* Whether an option of a `name` stands there: one right before the text is the
 * text's label. */
bool phrasebook_option(const struct statement *statement, const char *word);

/* Keeps what a statement says for its audiences; twice is a finding. */
void phrasebook_keep(struct phrase_loader *loader, struct said_for *said,
		     const struct statement *statement, struct slice text,
		     const char *what);

/* Compiles and settles everything that was read; tells what is missing. */
int phrasebook_settle(struct phrase_loader *loader);

/* What is said to an audience, by the order in which wordings stand in for each
 * other; NULL: nothing. */
const struct said *phrasebook_find(const struct said_for *said,
				   enum audience audience, enum layer most);

/* The entry of a thing; NULL: not named. */
const struct name_entry *phrasebook_entry(const struct phrasebook *book,
					  enum name_kind kind, uint32_t index);

/* How many things of a kind the dictionary has. */
uint32_t phrasebook_name_count(const struct phrasebook *book,
			       enum name_kind kind);

/* What a template says with one value. */
struct slice say_template(struct voice *voice, const struct template *template,
			  const char *name, struct slice value);

/* Whose data a field is. */
enum owner phrasebook_owner(const struct phrasebook *book, uint16_t field);

/* Tells of things that are called the same though the dictionary tells them
 * apart. */
int phrasebook_compare_names(struct phrase_loader *loader);

/* What the dictionary calls it. */
struct slice phrasebook_label(const struct dictionary *dictionary,
			      enum name_kind kind, uint32_t index);

#endif
