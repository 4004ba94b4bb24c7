#include "tests/register/support.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

/* clang-format off */
static const struct category categories[] = {
	[IDENTITY] = { .name = SLICE_INIT("identity"), .first_field = UPN, .field_count = 7 },
	[CONTACT] = { .name = SLICE_INIT("contact"), .first_field = STREET, .field_count = 2 },
	[PARENTS] = { .name = SLICE_INIT("parents"), .each = SLICE_INIT("parent"),
		      .first_field = PARENT_SURNAME, .field_count = 2 },
	[ATTENDANCE] = { .name = SLICE_INIT("attendance"), .by = SLICE_INIT("academic-year"),
			 .first_field = SESSIONS, .field_count = 2 },
	[ENROLMENT] = { .name = SLICE_INIT("enrolment"), .first_field = ENTRY, .field_count = 5 },
};

static const struct field fields[] = {
	[UPN] = { .name = SLICE_INIT("pupil.upn"), .type = FIELD_UPN, .category = IDENTITY },
	[FORMER_UPN] = { .name = SLICE_INIT("pupil.former-upn"), .type = FIELD_UPN, .category = IDENTITY },
	[ULN] = { .name = SLICE_INIT("pupil.uln"), .type = FIELD_ULN, .category = IDENTITY },
	[SURNAME] = { .name = SLICE_INIT("pupil.surname"), .category = IDENTITY },
	[FORENAME] = { .name = SLICE_INIT("pupil.forename"), .category = IDENTITY },
	[BIRTH_DATE] = { .name = SLICE_INIT("pupil.birth-date"), .type = FIELD_DATE, .category = IDENTITY },
	[PSEUDONYM] = { .name = SLICE_INIT("pupil.pseudonym"), .category = IDENTITY },
	[STREET] = { .name = SLICE_INIT("contact.street"), .category = CONTACT },
	[POSTCODE] = { .name = SLICE_INIT("contact.postcode"), .type = FIELD_POSTCODE, .category = CONTACT },
	[PARENT_SURNAME] = { .name = SLICE_INIT("parent.surname"), .category = PARENTS },
	[PARENT_TELEPHONE] = { .name = SLICE_INIT("parent.telephone"), .category = PARENTS },
	[SESSIONS] = { .name = SLICE_INIT("attendance.sessions"), .type = FIELD_NUMBER, .category = ATTENDANCE },
	[ABSENCES] = { .name = SLICE_INIT("attendance.absences"), .type = FIELD_NUMBER, .category = ATTENDANCE },
	[ENTRY] = { .name = SLICE_INIT("enrolment.entry-date"), .type = FIELD_DATE, .category = ENROLMENT },
	[LEAVING] = { .name = SLICE_INIT("enrolment.leaving-date"), .type = FIELD_DATE, .category = ENROLMENT },
	[REASON] = { .name = SLICE_INIT("enrolment.leaving-reason"), .category = ENROLMENT },
	[FLAT] = { .name = SLICE_INIT("pupil.address-saon"), .category = ENROLMENT },
	[HOUSE] = { .name = SLICE_INIT("pupil.address-paon"), .category = ENROLMENT },
};

const struct dictionary small_dictionary = {
	.categories = categories, .category_count = CATEGORY_COUNT,
	.fields = fields, .field_count = FIELD_COUNT,
};

static const struct category later_categories[] = {
	{ .name = SLICE_INIT("meals"), .first_field = 0, .field_count = 1 },
	{ .name = SLICE_INIT("attendance"), .by = SLICE_INIT("academic-year"), .first_field = 1, .field_count = 2 },
	{ .name = SLICE_INIT("contact"), .first_field = 3, .field_count = 1 },
	{ .name = SLICE_INIT("identity"), .first_field = 4, .field_count = 3 },
};

static const struct field later_fields[] = {
	{ .name = SLICE_INIT("meals.eligible"), .category = 0 },
	{ .name = SLICE_INIT("attendance.absences"), .category = 1 },
	{ .name = SLICE_INIT("attendance.sessions"), .category = 1 },
	{ .name = SLICE_INIT("contact.postcode"), .category = 2 },
	{ .name = SLICE_INIT("pupil.forename"), .category = 3 },
	{ .name = SLICE_INIT("pupil.surname"), .category = 3 },
	{ .name = SLICE_INIT("pupil.upn"), .type = FIELD_UPN, .category = 3 },
};

const struct dictionary later_dictionary = {
	.categories = later_categories, .category_count = 4,
	.fields = later_fields, .field_count = 7,
};
/* clang-format on */

void office_open(struct office *office)
{
	struct error error;

	assert_success(register_open(&office->pupils, office->directory,
				     office->backend, office->secret,
				     &small_dictionary, &error),
		       &error);
}

void office_close(struct office *office)
{
	register_close(office->pupils);
	office->pupils = NULL;
}

void office_set_up(struct office *office, enum register_backend backend)
{
	static const uint8_t key[SECRET_KEY_BYTES] = {7, 7, 7};
	struct error error;

	*office = (struct office){.backend = backend};
	if (backend == REGISTER_SQLITE) {
		strcpy(office->directory, SCRATCH "register-XXXXXX");
		assert_non_null(mkdtemp(office->directory));
	}
	assert_success(secret_from_bytes(&office->secret, key, &error), &error);
	assert_success(register_create(office->directory, backend,
				       office->secret, &small_dictionary,
				       &error),
		       &error);
	office_open(office);
}

void office_tear_down(struct office *office)
{
	register_close(office->pupils);
	secret_free(office->secret);
	arena_release(&office->arena);
	if (office->directory[0] != '\0')
		directory_remove(office->directory, NULL);
}

void make_record(struct record *record, struct arena *arena,
		 const struct dictionary *dictionary, const struct cell *cells)
{
	struct record_maker maker = record_maker(dictionary, arena);
	struct error error;

	for (; cells->field < FIELD_COUNT; cells++)
		record_set(&maker, cells->field, slice_of(cells->period),
			   cells->item, slice_of(cells->text));
	assert_success(record_made(&maker, record, &error), &error);
}

struct origin origin_numbered(unsigned int number, int32_t recorded)
{
	struct origin origin = {.kind = SLICE("csv"),
				.name = SLICE("pupils.csv"),
				.recorded = recorded,
				.stated_by = SLICE("886 1101")};

	memcpy(origin.hash, &number, sizeof(number));
	return origin;
}

struct import_counts import_cells(struct office *office, unsigned int number,
				  const struct cell *cells)
{
	struct origin origin = origin_numbered(number, 20000 + (int)number);
	struct import_counts counts;
	struct import *import;
	struct record record;
	struct error error;

	assert_success(import_begin(&import, office->pupils, &origin, &error),
		       &error);
	make_record(&record, &office->arena, &small_dictionary, cells);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	return counts;
}

struct slice held_text(struct office *office, const char *upn, uint16_t field)
{
	struct record record;
	struct error error;
	uint64_t id;

	assert_success(
		register_find(office->pupils, slice_of(upn), &id, &error),
		&error);
	assert_success(register_read(office->pupils, id, ALL_CATEGORIES,
				     &record, &office->arena, &error),
		       &error);
	return record_text(&record, &small_dictionary, field);
}

/* Rule 1510: the letter is the weighted sum of what follows it, modulo 23. */
void make_upn(char upn[14], unsigned int serial)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	unsigned int sum = 0;

	snprintf(upn + 1, 13, "886110125%03u", serial % 1000);
	upn[1 + 4] = (char)('0' + serial / 100000 % 10);
	upn[1 + 5] = (char)('0' + serial / 10000 % 10);
	upn[1 + 6] = (char)('0' + serial / 1000 % 10);
	for (unsigned int i = 0; i < 12; i++)
		sum += (unsigned int)(upn[1 + i] - '0') * (i + 2);
	upn[0] = letters[sum % 23];
}
