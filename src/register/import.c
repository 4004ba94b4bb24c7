#include "register/register.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/field_sets.h"
#include "register/merge.h"
#include "register/origin.h"
#include "register/state.h"
#include "register/touched.h"

enum { NONCES = 16 };

struct known_day {
	uint64_t origin;
	int32_t day; /* 0: not said */
};

/* What the register has where a section is to be added. */
struct held {
	struct section section;
	struct slice text;
	uint64_t origin;
	bool found;
};

struct import {
	struct pupil_register *pupils;
	uint64_t origin;
	int32_t recorded;
	uint64_t grant;               /* 0: the node's own */
	struct slice sender, purpose; /* of the grant, in `kept` */
	bool any_grants;              /* pupils may be known by grants alone */
	int32_t as_of; /* the day of which is told; 0: not said */
	bool newer; /* of the pupil in hand something of a later day is held */
	struct known_day *days; /* of origins met, in order of origin */
	size_t day_count, day_capacity;
	bool correcting;          /* sections given replace those held */
	uint64_t releases;        /* that there were; 0: nobody to be told of
			      changes */
	struct field_set changed; /* of the record in hand */
	struct builder fields;    /* likewise, encoded */
	uint64_t first_new; /* ids from here on were given by this import */
	uint64_t next_new;
	struct import_counts counts;
	struct touched touched; /* pupils that were there before */
	struct arena arena;     /* of one record */
	struct builder encoded; /* the section in hand */
	struct builder sealed;
	struct arena kept;              /* of the whole import */
	struct seal_key key;            /* of the pupil in hand */
	struct seal_key grant_key;      /* made from it and the grant's */
	const struct seal_key *sealing; /* what is added, one of both */
	uint8_t nonces[NONCES][SEAL_NONCE_BYTES];
	unsigned int nonces_used; /* drawn together: a system call each is
				     dear */
	bool failed;              /* it can only be abandoned */
};

static void import_free(struct import *import)
{
	touched_release(&import->touched);
	arena_release(&import->arena);
	arena_release(&import->kept);
	if (import->encoded.at != NULL)
		sodium_memzero(import->encoded.at, import->encoded.capacity);
	builder_release(&import->encoded);
	builder_release(&import->sealed);
	builder_release(&import->fields);
	sodium_memzero(import, sizeof(*import));
	memory_free(import);
}

/* The grant that is added to: a new one, or one that is there and live. */
static int begin_grant(struct import *import, struct register_grant *grant,
		       struct error *error)
{
	struct register_grant held;

	if (grant->id == 0 && grant_begin(import->pupils, grant, error) != 0)
		return -1;
	if (grant_read(import->pupils, grant->id, &held, &import->kept,
		       error) != 0)
		return -1;
	if (held.state != GRANT_LIVE)
		return error_set(error, ERROR_INPUT,
				 "what was received as %.*s was destroyed",
				 SLICE_ARGS(held.reference));
	import->grant = held.id;
	import->sender = held.sender;
	import->purpose = held.purpose;
	return 0;
}

/* What stands before the first record, inside the transaction. */
static int prepare(struct import *import, const struct origin *origin,
		   struct register_grant *grant, struct error *error)
{
	struct store *store = import->pupils->store;
	uint64_t most;

	if (origin_begin(import->pupils, origin, &import->origin, error) != 0 ||
	    store->methods->pupil_most(store, &most, error) != 0 ||
	    store->methods->release_most(store, &import->releases, error) != 0)
		return -1;
	import->first_new = import->next_new = most + 1;
	if (grant != NULL)
		return begin_grant(import, grant, error);
	if (store->methods->grant_most(store, &most, error) != 0)
		return -1;
	import->any_grants = most > 0;
	return 0;
}

static int begin(struct import **out, struct pupil_register *pupils,
		 const struct origin *origin, struct register_grant *grant,
		 struct error *error)
{
	struct import *import = memory_array(1, sizeof(*import));

	if (import == NULL)
		return error_memory(error);
	import->pupils = pupils;
	import->recorded = origin->recorded;
	import->as_of = grant == NULL ? origin->as_of : 0;
	import->nonces_used = NONCES;
	if (register_write(pupils, error) != 0) {
		import_free(import);
		return -1;
	}
	if (prepare(import, origin, grant, error) != 0) {
		register_write_end(pupils, -1, NULL);
		import_free(import);
		return -1;
	}
	*out = import;
	return 0;
}

int import_begin(struct import **out, struct pupil_register *pupils,
		 const struct origin *origin, struct error *error)
{
	return begin(out, pupils, origin, NULL, error);
}

int import_begin_grant(struct import **out, struct pupil_register *pupils,
		       const struct origin *origin,
		       struct register_grant *grant, struct error *error)
{
	struct register_grant begun = *grant;

	if (begin(out, pupils, origin, &begun, error) != 0)
		return -1;
	grant->id = begun.id;
	return 0;
}

static const uint8_t *fresh_nonce(struct import *import)
{
	if (import->nonces_used == NONCES) {
		secret_random(import->nonces, sizeof(import->nonces));
		import->nonces_used = 0;
	}
	return import->nonces[import->nonces_used++];
}

/* --- who it is ------------------------------------------------------------ */

/* How a record was found. */
struct match {
	uint64_t pupil;
	bool found;
	bool direct; /* by the UPN it states as present */
};

static int look_up(struct import *import, enum token_kind kind,
		   struct slice number, uint64_t *pupil, bool *found,
		   struct error *error)
{
	struct store *store = import->pupils->store;
	uint8_t token[TOKEN_BYTES];

	*found = false;
	if (!token_make(import->pupils->keys->token, kind, number, token))
		return 0;
	return store->methods->token(store, token, pupil, found, error);
}

static struct slice text_of(const struct import *import,
			    const struct record *record, uint16_t field)
{
	if (field == DICTIONARY_NONE)
		return (struct slice){0};
	return record_text(record, import->pupils->dictionary, field);
}

/* Whether a pupil has no UPN yet: two pupils may share a mistyped ULN, but
 * never are two UPNs one pupil by that alone. */
static int lacks_upn(struct import *import, uint64_t pupil, bool *lacks,
		     struct error *error)
{
	struct pupil_register *pupils = import->pupils;
	uint16_t category = pupils->dictionary->fields[pupils->upn].category;
	struct record held;

	if (register_read(pupils, pupil, 1ull << category, &held,
			  &import->arena, error) != 0)
		return -1;
	*lacks = held.upn.len == 0;
	return 0;
}

static int match_by_uln(struct import *import, const struct record *record,
			struct match *match, struct error *error)
{
	struct slice uln = text_of(import, record, import->pupils->uln);
	bool lacks = true;

	if (look_up(import, TOKEN_ULN, uln, &match->pupil, &match->found,
		    error) != 0)
		return -1;
	if (!match->found || record->upn.len == 0 ||
	    import->pupils->upn == DICTIONARY_NONE)
		return 0;
	if (lacks_upn(import, match->pupil, &lacks, error) != 0)
		return -1;
	match->found = lacks;
	return 0;
}

/* The one thing by which a record of a grant is found: the UPN that it states
 * as present; without that its ULN; without either what its sender calls the
 * pupil.  A sender's word that two numbers are one pupil's binds nobody. */
static bool grant_token(struct import *import, const struct record *record,
			uint8_t token[TOKEN_BYTES])
{
	struct pupil_register *pupils = import->pupils;
	const uint8_t *key = pupils->keys->token;

	return token_make(key, TOKEN_UPN, record->upn, token) ||
	       (record->upn.len == 0 &&
		(token_make(key, TOKEN_ULN,
			    text_of(import, record, pupils->uln), token) ||
		 token_make_pseudonym(
			 key, import->sender, import->purpose,
			 text_of(import, record, pupils->pseudonym), token)));
}

static int match_of_grant(struct import *import, const struct record *record,
			  struct match *match, struct error *error)
{
	struct store *store = import->pupils->store;
	uint8_t token[TOKEN_BYTES];

	if (record->pupil != 0) {
		match->pupil = record->pupil;
		match->found = true;
		return 0;
	}
	if (!grant_token(import, record, token))
		return 0;
	if (store->methods->token(store, token, &match->pupil, &match->found,
				  error) != 0)
		return -1;
	match->direct = match->found && record->upn.len > 0;
	return 0;
}

static int match_record(struct import *import, const struct record *record,
			struct match *match, struct error *error)
{
	struct slice former =
		text_of(import, record, import->pupils->former_upn);

	*match = (struct match){0};
	if (import->grant != 0)
		return match_of_grant(import, record, match, error);
	if (look_up(import, TOKEN_UPN, record->upn, &match->pupil,
		    &match->found, error) != 0)
		return -1;
	match->direct = match->found;
	if (!match->found && look_up(import, TOKEN_UPN, former, &match->pupil,
				     &match->found, error) != 0)
		return -1;
	return match->found ? 0 : match_by_uln(import, record, match, error);
}

static int add_token(struct import *import, enum token_kind kind,
		     struct slice number, uint64_t pupil, struct error *error)
{
	struct store *store = import->pupils->store;
	uint8_t token[TOKEN_BYTES];

	if (!token_make(import->pupils->keys->token, kind, number, token))
		return 0;
	return store->methods->token_add(store, token, pupil, error);
}

/* Only a pupil whom nobody knew is found by what a grant says from then on. */
static int add_grant_token(struct import *import, const struct record *record,
			   const struct match *match, struct error *error)
{
	struct store *store = import->pupils->store;
	uint8_t token[TOKEN_BYTES];

	if (match->found || !grant_token(import, record, token))
		return 0;
	return store->methods->token_add(store, token, match->pupil, error);
}

/* A number that names another pupil already goes on naming that one. */
static int add_tokens(struct import *import, const struct record *record,
		      const struct match *match, struct error *error)
{
	struct slice former =
		text_of(import, record, import->pupils->former_upn);
	struct slice uln = text_of(import, record, import->pupils->uln);

	if (import->grant != 0)
		return add_grant_token(import, record, match, error);
	if (!match->direct &&
	    add_token(import, TOKEN_UPN, record->upn, match->pupil, error) != 0)
		return -1;
	if (add_token(import, TOKEN_UPN, former, match->pupil, error) != 0)
		return -1;
	return add_token(import, TOKEN_ULN, uln, match->pupil, error);
}

static int new_pupil(struct import *import, struct match *match,
		     struct error *error)
{
	struct pupil_register *pupils = import->pupils;
	uint8_t bytes[SEAL_KEY_BYTES];
	struct store_key wrapped;
	int result;

	if (import->next_new > STORE_PUPIL_MOST)
		return error_set(error, ERROR_INPUT,
				 "the register can hold no more pupils");
	match->pupil = import->next_new;
	secret_random(bytes, sizeof(bytes));
	pupil_key_wrap(pupils, match->pupil, bytes, &wrapped);
	seal_key_init(&import->key, bytes);
	sodium_memzero(bytes, sizeof(bytes));
	result = pupils->store->methods->pupil_add(
		pupils->store, match->pupil, import->origin, import->grant == 0,
		&wrapped, error);
	if (result == 0)
		import->next_new++;
	return result;
}

/* --- what is new about it ------------------------------------------------- */

/* The current section of this category and period, decoded into the node's
 * numbers, so that fields this dictionary does not know survive. */
static int read_held(struct import *import, struct store_section *place,
		     struct held *held, struct error *error)
{
	struct pupil_register *pupils = import->pupils;
	struct store_section row;
	uint32_t version;

	if (pupils->store->methods->latest(
		    pupils->store, place->category, place->pupil, place->grant,
		    place->period, &row, &held->found, &version, &import->arena,
		    error) != 0)
		return -1;
	place->version = version + 1;
	if (!held->found)
		return 0;
	held->origin = row.origin;
	if (section_unseal(pupils, import->sealing, &row, &held->text,
			   &import->arena, error) != 0)
		return -1;
	return section_decode(&held->section, held->text, pupils->fields.same,
			      pupils->fields.count, &import->arena, error);
}

static int write_section(struct import *import, struct store_section *place,
			 struct error *error)
{
	struct pupil_register *pupils = import->pupils;
	struct section_place bound;

	if (place->version > STORE_VERSION_MOST)
		return error_set(error, ERROR_INPUT,
				 "pupil %llu has too many versions of a "
				 "section",
				 (unsigned long long)place->pupil);
	section_place(place, &bound);
	builder_clear(&import->sealed);
	seal_add(import->sealing, pupils->algorithm, fresh_nonce(import),
		 (struct slice){(const char *)bound.bytes, bound.size},
		 builder_slice(&import->encoded), &import->sealed);
	if (import->sealed.failed)
		return error_memory(error);
	place->sealed = builder_slice(&import->sealed);
	return pupils->store->methods->section_add(pupils->store, place, error);
}

/* Whether the register may hold this category of the pupil: it does not
 * when the pupil is new and this is the record's first section of it. */
static bool may_be_held(const struct record *record, uint32_t index,
			const struct match *match)
{
	if (match->found)
		return true;
	for (uint32_t i = 0; i < index; i++)
		if (record->sections[i].category ==
		    record->sections[index].category)
			return true;
	return false;
}

static void add_changed(struct import *import, const struct item *item)
{
	const struct numbers *fields = &import->pupils->fields;

	for (uint32_t i = 0; i < item->count; i++) {
		uint16_t index = fields->indexes[item->values[i].field];

		if (index != DICTIONARY_NONE)
			field_set_add(&import->changed, index);
	}
}

/* Fields of a single item whose text is another, or that are gone. */
static void add_differing(struct import *import, const struct item *before,
			  const struct item *after)
{
	const struct numbers *fields = &import->pupils->fields;

	for (uint32_t i = 0; i < before->count; i++) {
		const struct value *value = &before->values[i];
		uint16_t index = fields->indexes[value->field];

		if (index != DICTIONARY_NONE &&
		    !slice_equal(value->text, item_text(after, value->field)))
			field_set_add(&import->changed, index);
	}
}

/* Notes which fields that were there are not what they were: those may have
 * gone out (law: UK GDPR art 19). */
static void note_changes(struct import *import, const struct section *held,
			 const struct section *merged)
{
	if (import->releases == 0)
		return;
	if (held->count == 1 && merged->count == 1) {
		add_differing(import, &held->items[0], &merged->items[0]);
		return;
	}
	for (uint32_t i = 0; i < held->count; i++)
		add_changed(import, &held->items[i]);
}

static int write_changes(struct import *import, uint64_t pupil,
			 struct error *error)
{
	struct pupil_register *pupils = import->pupils;
	struct store_change change = {
		.pupil = pupil,
		.release = import->releases,
		.recorded = import->recorded,
	};

	if (field_set_empty(import->changed))
		return 0;
	builder_clear(&import->fields);
	if (field_set_encode(&import->changed, &pupils->fields, &import->fields,
			     error) != 0)
		return -1;
	change.fields = builder_slice(&import->fields);
	import->changed = (struct field_set){0};
	return pupils->store->methods->change_add(pupils->store, &change,
						  error);
}

static int add_day(struct import *import, size_t at, uint64_t origin,
		   struct error *error)
{
	struct known_day *days =
		arena_grow(&import->kept, import->days, import->day_count,
			   &import->day_capacity, sizeof(*days));
	int32_t day;

	if (days == NULL)
		return error_memory(error);
	import->days = days;
	if (origin_day(import->pupils, origin, &day, error) != 0)
		return -1;
	memmove(days + at + 1, days + at,
		(import->day_count - at) * sizeof(*days));
	days[at] = (struct known_day){origin, day};
	import->day_count++;
	return 0;
}

/* Whether what is held is said of a later day than what is given. */
static int is_newer(struct import *import, const struct held *held, bool *newer,
		    struct error *error)
{
	size_t low = 0, high = import->day_count;

	*newer = false;
	if (import->as_of == 0 || !held->found)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (import->days[middle].origin < held->origin)
			low = middle + 1;
		else
			high = middle;
	}
	if ((low == import->day_count ||
	     import->days[low].origin != held->origin) &&
	    add_day(import, low, held->origin, error) != 0)
		return -1;
	*newer = import->days[low].day > import->as_of;
	return 0;
}

/* Encodes what the section becomes; whether that is another than it is. */
static int make_section(struct import *import, const struct merge *merge,
			const struct section *given, const struct held *held,
			struct section *merged, bool *differs,
			struct error *error)
{
	if (merge_sections(merge, given, &held->section, merged, error) != 0)
		return -1;
	builder_clear(&import->encoded);
	section_encode(merged, import->pupils->fields.same, &import->encoded);
	if (import->encoded.failed)
		return error_memory(error);
	*differs = held->found ? !slice_equal(held->text,
					      builder_slice(&import->encoded))
			       : merged->count > 0;
	return 0;
}

/* Adds section `index` of the record as a new version, unless it says nothing
 * new. */
static int add_section(struct import *import, const struct record *record,
		       uint32_t index, const struct match *match, bool *written,
		       struct error *error)
{
	const struct section *section = &record->sections[index];
	struct pupil_register *pupils = import->pupils;
	struct merge merge = {
		.numbers = &pupils->fields,
		.single = !import->correcting &&
			  slice_empty(pupils->dictionary
					      ->categories[section->category]
					      .each),
		.lapse = lapse_numbered(&pupils->lapse, &pupils->fields),
		.arena = &import->arena,
	};
	struct store_section place = {
		.category = pupils->categories.numbers[section->category],
		.pupil = match->pupil,
		.grant = import->grant,
		.version = 1,
		.origin = import->origin,
		.release = import->releases,
		.recorded = import->recorded,
		.period = section->period,
	};
	struct held held = {0};
	struct section merged;

	*written = false;
	if (may_be_held(record, index, match) &&
	    read_held(import, &place, &held, error) != 0)
		return -1;
	if (match->direct && pupils->upn != DICTIONARY_NONE && held.found &&
	    section->category ==
		    pupils->dictionary->fields[pupils->upn].category)
		merge.without = merge_former_upn(
			&held.section, record,
			pupils->fields.numbers[pupils->upn],
			text_of(import, record, pupils->former_upn));
	if (make_section(import, &merge, section, &held, &merged, written,
			 error) != 0)
		return -1;
	if (*written && is_newer(import, &held, &merge.under, error) != 0)
		return -1;
	if (merge.under) {
		import->newer = true;
		if (make_section(import, &merge, section, &held, &merged,
				 written, error) != 0)
			return -1;
	}
	if (!*written)
		return 0;
	if (held.found)
		note_changes(import, &held.section, &merged);
	return write_section(import, &place, error);
}

/* Notes whose the pupil is, and makes the key that seals what is added. */
static int hold(struct import *import, const struct match *match,
		struct error *error)
{
	struct pupil_register *pupils = import->pupils;
	const struct store_methods *methods = pupils->store->methods;
	bool found;

	if (import->grant == 0) {
		import->sealing = &import->key;
		return import->any_grants && match->found
			       ? methods->pupil_own(pupils->store, match->pupil,
						    error)
			       : 0;
	}
	if (section_key(pupils, &import->key, match->pupil, import->grant,
			&import->grant_key, &found, error) != 0)
		return -1;
	import->sealing = &import->grant_key;
	if (!found)
		return error_set(error, ERROR_INPUT,
				 "what this grant said of pupil %llu was "
				 "destroyed",
				 (unsigned long long)match->pupil);
	return methods->holding_add(pupils->store, import->grant, match->pupil,
				    error);
}

static int add_sections(struct import *import, const struct record *record,
			const struct match *match, bool *changed,
			struct error *error)
{
	bool written;

	*changed = false;
	for (uint32_t i = 0; i < record->count; i++) {
		if (add_section(import, record, i, match, &written, error) != 0)
			return -1;
		*changed = *changed || written;
		import->counts.sections_written += written ? 1 : 0;
	}
	return write_changes(import, match->pupil, error);
}

static int add_record(struct import *import, const struct record *record,
		      struct error *error)
{
	struct import_counts *counts = &import->counts;
	struct match match;
	bool changed;

	import->newer = false;
	if (match_record(import, record, &match, error) != 0)
		return -1;
	if (match.found ? pupil_key_open(import->pupils, match.pupil,
					 &import->key, error) != 0
			: new_pupil(import, &match, error) != 0)
		return -1;
	if (hold(import, &match, error) != 0 ||
	    add_tokens(import, record, &match, error) != 0)
		return -1;
	if (add_sections(import, record, &match, &changed, error) != 0)
		return -1;
	counts->pupils_newer += import->newer ? 1 : 0;
	if (!match.found) {
		counts->pupils_new++;
		return 0;
	}
	if (match.pupil >= import->first_new)
		return 0; /* counted as new */
	return touched_add(&import->touched, match.pupil, changed, error);
}

/* Faults of the record itself, found before anything is added. */
static int check_record(const struct import *import,
			const struct record *record, struct error *error)
{
	if (import->grant == 0 && record->upn.len == 0 &&
	    text_of(import, record, import->pupils->uln).len == 0) {
		error_set(error, ERROR_INPUT,
			  "the record has neither a unique pupil number nor a "
			  "unique learner number");
		return error_at(error, (struct slice){0}, record->line, 0,
				record->number);
	}
	for (uint32_t i = 0; i < record->count; i++) {
		if (record->sections[i].period.len <= PERIOD_MOST)
			continue;
		error_set(error, ERROR_INPUT, "the period is too long");
		return error_at(error, (struct slice){0}, record->line, 0,
				record->number);
	}
	return 0;
}

int import_add(struct import *import, const struct record *record,
	       struct error *error)
{
	int result;

	if (import->failed)
		return error_set(error, ERROR_SYSTEM,
				 "the import has failed before");
	if (check_record(import, record, error) != 0)
		return -1;
	result = add_record(import, record, error);
	import->failed = result != 0;
	seal_key_wipe(&import->key);
	seal_key_wipe(&import->grant_key);
	arena_clear(&import->arena);
	return result;
}

static int correct(struct import *import, uint64_t pupil,
		   const struct record *record, struct error *error)
{
	const struct match match = {.pupil = pupil, .found = true};
	bool changed;

	if (hold(import, &match, error) != 0)
		return -1;
	import->correcting = true;
	if (add_sections(import, record, &match, &changed, error) != 0)
		return -1;
	import->correcting = false;
	return touched_add(&import->touched, pupil, changed, error);
}

/* Whether the grant has something of the pupil that can be corrected. */
static int check_correctable(struct import *import, uint64_t pupil,
			     struct error *error)
{
	struct seal_key key = {0};
	uint64_t *grants;
	size_t count;
	bool held = false;

	if (register_pupil_grants(import->pupils, pupil, &grants, &count,
				  &import->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		held = held || grants[i] == import->grant;
	if (held &&
	    (pupil_key_open(import->pupils, pupil, &import->key, error) != 0 ||
	     section_key(import->pupils, &import->key, pupil, import->grant,
			 &key, &held, error) != 0))
		return -1;
	seal_key_wipe(&key);
	if (!held)
		return error_set(error, ERROR_INPUT,
				 "the grant does not hold pupil %llu",
				 (unsigned long long)pupil);
	return 0;
}

int import_correct(struct import *import, uint64_t pupil,
		   const struct record *record, struct error *error)
{
	int result;

	if (import->failed)
		return error_set(error, ERROR_SYSTEM,
				 "the import has failed before");
	result = check_correctable(import, pupil, error);
	if (result == 0) {
		result = correct(import, pupil, record, error);
		import->failed = result != 0;
	}
	seal_key_wipe(&import->key);
	seal_key_wipe(&import->grant_key);
	arena_clear(&import->arena);
	return result;
}

int import_commit(struct import *import, struct import_counts *counts,
		  struct error *error)
{
	int result = 0;

	if (import->failed)
		result = error_set(error, ERROR_SYSTEM,
				   "the import has failed before");
	import->counts.pupils_changed = import->touched.changed;
	import->counts.pupils_unchanged =
		import->touched.count - import->touched.changed;
	result = register_write_end(import->pupils, result, error);
	if (result == 0 && counts != NULL)
		*counts = import->counts;
	import_free(import);
	return result;
}

void import_abandon(struct import *import)
{
	if (import == NULL)
		return;
	register_write_end(import->pupils, -1, NULL);
	import_free(import);
}
