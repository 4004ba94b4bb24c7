#include "share/payload_check.h"

#include <stdio.h>
#include <strings.h>

#include "base/error.h"
#include "register/register.h"
#include "share/node.h"
#include "share/pupil_find.h"

static void reject(struct rejection *rejection, const struct record *record,
		   struct slice field, const char *message)
{
	*rejection = (struct rejection){
		.record = record->number,
		.line = record->line,
		.field = field,
		.message = slice_of(message),
	};
}

/* --- fields ------------------------------------------------------------------------ */

/* What a reader gives as the first was written as the second; a name that ends
 * with '.' is all fields that begin so. */
static const struct {
	const char *read, *written;
} moved[] = {
	{"school.entry-date", "enrolment.entry-date"},
	{"school.leaving-date", "enrolment.leaving-date"},
	{"school.leaving-reason", "enrolment.leaving-reason"},
	{"sen.provision", "sen-history.provision"},
	{"sen.start-date", "sen-history.start-date"},
	{"parent.", "contact."},
	{"contact.", "parent."},
};

/* What a school's file says of the school itself: fields of an item that has
 * its number, and where the number stands. */
static const struct {
	const char *field, *number;
} of_sender[] = {
	{"school.laestab", "school.laestab"},
	{"school.name", "school.laestab"},
	{"school.last", "school.laestab"},
	/* from a census's header */
	{"enrolment.school", "enrolment.school"},
	{"attendance.laestab", "attendance.laestab"},
};

static void add_field(const struct dictionary *dictionary,
		      struct field_set *fields, struct slice name)
{
	const struct field *field = dictionary_field(dictionary, name);

	/* What this dictionary does not know no reader gives. */
	if (field != NULL)
		field_set_add(fields, (uint16_t)(field - dictionary->fields));
}

/* The name as it is read, when what was written is of this row. */
static void add_moved(const struct dictionary *dictionary,
		      struct field_set *fields, struct slice written,
		      size_t row)
{
	struct slice from = slice_of(moved[row].written);
	char name[100];
	int length;

	if (!slice_starts_with(written, from) ||
	    (from.at[from.len - 1] != '.' && written.len != from.len))
		return;
	length = snprintf(name, sizeof(name), "%s%.*s", moved[row].read,
			  (int)(written.len - from.len), written.at + from.len);
	if (length > 0 && (size_t)length < sizeof(name))
		add_field(dictionary, fields, slice_of(name));
}

struct field_set payload_fields(const struct dictionary *dictionary,
				const struct slice *names, size_t count)
{
	struct field_set fields = {0};

	/* What stands for a person who is not named is said by the level. */
	add_field(dictionary, &fields, SLICE("pupil.pseudonym"));
	for (size_t i = 0; i < count; i++) {
		add_field(dictionary, &fields, names[i]);
		for (size_t row = 0; row < sizeof(moved) / sizeof(moved[0]);
		     row++)
			add_moved(dictionary, &fields, names[i], row);
	}
	return fields;
}

static bool is_of_sender(const struct payload_check *check,
			 const struct item *item, const struct field *field)
{
	const struct dictionary *dictionary = check->node->dictionary;

	for (size_t i = 0; i < sizeof(of_sender) / sizeof(of_sender[0]); i++) {
		uint16_t number = dictionary_find(
			dictionary, KIND_FIELD, slice_of(of_sender[i].number));

		if (slice_is(field->name, of_sender[i].field))
			return number != DICTIONARY_NONE &&
			       !slice_empty(check->sender) &&
			       slice_equal(item_text(item, number),
					   check->sender);
	}
	return false;
}

static bool check_field(const struct payload_check *check,
			const struct record *record, const struct item *item,
			uint16_t field, struct rejection *rejection)
{
	const struct field *meant = &check->node->dictionary->fields[field];

	if (!field_set_has(&check->fields, field) &&
	    !is_of_sender(check, item, meant)) {
		reject(rejection, record, meant->name,
		       "the manifest does not say that this was sent");
		return false;
	}
	if (check->level.kind != LEVEL_NAMED && meant->identifies) {
		reject(rejection, record, meant->name,
		       "it identifies a person, and the level at which the "
		       "release came names nobody");
		return false;
	}
	if (check->level.kind == LEVEL_ANONYMISED &&
	    slice_is(meant->name, "pupil.pseudonym")) {
		reject(rejection, record, meant->name,
		       "the level at which the release came keeps nobody "
		       "apart");
		return false;
	}
	return true;
}

static bool check_fields(const struct payload_check *check,
			 const struct record *record,
			 struct rejection *rejection)
{
	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++) {
			const struct item *item = &record->sections[s].items[i];

			for (uint32_t v = 0; v < item->count; v++)
				if (!check_field(check, record, item,
						 item->values[v].field,
						 rejection))
					return false;
		}
	return true;
}

/* --- former numbers ----------------------------------------------------------------- */

static bool agrees(const struct payload_check *check, const struct record *a,
		   const struct record *b, const char *name)
{
	struct slice left =
		record_text_called(a, check->node->dictionary, name);
	struct slice right =
		record_text_called(b, check->node->dictionary, name);

	return !slice_empty(left) && left.len == right.len &&
	       strncasecmp(left.at, right.at, left.len) == 0;
}

static int is_same_person(const struct payload_check *check,
			  const struct record *record, uint64_t pupil,
			  bool *same, struct error *error)
{
	const struct dictionary *dictionary = check->node->dictionary;
	const struct field *surname =
		dictionary_field(dictionary, SLICE("pupil.surname"));
	struct record held;

	*same = false;
	if (surname == NULL)
		return 0;
	if (register_read(check->node->pupils, pupil, 1ull << surname->category,
			  &held, check->arena, error) != 0)
		return -1;
	*same = agrees(check, record, &held, "pupil.surname") &&
		agrees(check, record, &held, "pupil.forename") &&
		agrees(check, record, &held, "pupil.birth-date");
	return 0;
}

static int check_former(const struct payload_check *check,
			struct record *record, struct rejection *rejection,
			bool *rejected, struct error *error)
{
	struct slice former = record_text_called(
		record, check->node->dictionary, "pupil.former-upn");
	uint64_t pupil, other;
	bool same;

	if (slice_empty(former) ||
	    pupil_known(check->node->pupils, register_find, record->upn, &pupil,
			error) != 0)
		return slice_empty(former) ? 0 : -1;
	if (pupil != 0)
		return 0;
	if (pupil_known(check->node->pupils, register_find, former, &other,
			error) != 0)
		return -1;
	if (other == 0)
		return 0;
	if (is_same_person(check, record, other, &same, error) != 0)
		return -1;
	if (same) {
		record->pupil = other;
		return 0;
	}
	*rejected = true;
	reject(rejection, record, SLICE("pupil.former-upn"),
	       "the pupil who is held under this former number has another "
	       "name or date of birth");
	return 0;
}

int payload_check(const struct payload_check *check, struct record *record,
		  struct rejection *rejection, bool *rejected,
		  struct error *error)
{
	*rejected = !check_fields(check, record, rejection);
	if (*rejected)
		return 0;
	return check_former(check, record, rejection, rejected, error);
}
