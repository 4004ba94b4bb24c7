/*
 * The leaflet that goes with a form: every question has one label, that of the
 * notice or the dictionary, and nothing is asked that is not collected.
 */
#include "tests/test.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "document/document.h"
#include "publish/leaflet.h"
#include "words/phrasebook.h"
#include "publish/publication.h"
#include "tests/policy/lawbook.h"

static const char labelled[] =
	"notice \"Forms\" version 1 from 2016-10-01\n"
	"controller \"Elmtree School\" school secondary\n"
	"contact \"The office\" telephone \"01632 960123\"\n"
	"contact \"Records\" email \"records@elmtree.example\" requests\n"
	"hold identity, contact, parents, characteristics, enrolment {\n"
	"    for       teaching\n"
	"    under     ea-1996-s537a, gdpr-6-1-c\n"
	"    mandatory pupil.address, parent.surname, ethnicity\n"
	"    voluntary pupil.telephones, pupil.surname\n"
	"    keep      until age 25 then destroy\n"
	"}\n"
	"hold medical {\n"
	"    for       pastoral-care\n"
	"    voluntary medical\n"
	"}\n";

struct form {
	struct lawbook book;
	struct publication *publication;
	struct leaflet leaflet;
};

static void form_open(struct form *form, int year, const char *path)
{
	struct error error = {0};

	*form = (struct form){0};
	lawbook_england(&form->book);
	if (path != NULL)
		lawbook_notice_file(&form->book, slice_of(path));
	else
		lawbook_notice(&form->book, slice_of(labelled));
	lawbook_policy(&form->book);
	assert_non_null(form->book.policy);
	assert_success(publication_make(&form->publication, form->book.policy,
					date_from_civil(year, 11, 1), &error),
		       &error);
	form->leaflet = leaflet_of(form->publication);
}

static void form_close(struct form *form)
{
	publication_free(form->publication);
	lawbook_release(&form->book);
}

static bool has(const struct form *form, const struct field_set *set,
		const char *name)
{
	const struct dictionary *dictionary = form->publication->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));

	assert_non_null(field);
	return field_set_has(set, (uint16_t)(field - dictionary->fields));
}

static void the_notice_labels_what_the_dictionary_does_not(void **state)
{
	struct form form;
	const struct leaflet *leaflet = &form.leaflet;

	(void)state;
	form_open(&form, 2019, NULL);
	assert_true(has(&form, &leaflet->mandatory, "pupil.address-street"));
	assert_true(has(&form, &leaflet->mandatory, "parent.surname"));
	assert_true(has(&form, &leaflet->voluntary, "pupil.mobile"));
	assert_true(has(&form, &leaflet->voluntary, "medical.flag"));
	/* Nobody says of these whether they must be given. */
	assert_false(has(&form, &leaflet->mandatory, "parent.forename"));
	assert_false(has(&form, &leaflet->voluntary, "parent.forename"));
	/* The dictionary does. */
	assert_true(has(&form, &leaflet->mandatory, "pupil.birth-date"));
	assert_true(has(&form, &leaflet->voluntary, "pupil.middle-names"));
	/* A number that is issued, and what says nothing of a person. */
	assert_false(has(&form, &leaflet->mandatory, "pupil.upn"));
	assert_false(has(&form, &leaflet->mandatory, "enrolment.entry-date"));
	form_close(&form);
}

/* What the notice says is told as a finding; what a file cannot do without is
 * what it is. */
static void where_they_differ_the_dictionary_counts(void **state)
{
	struct form form;

	(void)state;
	form_open(&form, 2019, NULL);
	assert_true(has(&form, &form.leaflet.mandatory, "pupil.surname"));
	assert_false(has(&form, &form.leaflet.voluntary, "pupil.surname"));
	assert_true(has(&form, &form.leaflet.voluntary, "ethnicity"));
	assert_false(has(&form, &form.leaflet.mandatory, "ethnicity"));
	form_close(&form);
}

static void what_is_not_collected_is_not_asked(void **state)
{
	struct form form;

	(void)state;
	form_open(&form, 2016, NULL);
	assert_true(has(&form, &form.leaflet.voluntary, "nationality"));
	assert_true(field_set_empty(form.leaflet.ended));
	form_close(&form);
	form_open(&form, 2018, NULL);
	assert_false(has(&form, &form.leaflet.voluntary, "nationality"));
	assert_true(has(&form, &form.leaflet.ended, "nationality"));
	assert_true(has(&form, &form.leaflet.ended, "country-of-birth"));
	assert_int_equal(field_set_count(form.leaflet.ended), 2);
	form_close(&form);
}

static void a_refusal_is_a_code_where_there_is_one(void **state)
{
	static const struct {
		const char *field, *refused, *not_obtained;
	} rows[] = {
		{"ethnicity", "REFU", "NOBT"}, {"first-language", "REF", NULL},
		{"nationality", "REF", "NYO"}, {"service-child", "R", NULL},
		{"young-carer", NULL, NULL},   {"pupil.surname", NULL, NULL},
	};
	const struct dictionary *dictionary;
	struct form form;

	(void)state;
	form_open(&form, 2019, NULL);
	dictionary = form.publication->dictionary;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct field *field =
			dictionary_field(dictionary, slice_of(rows[i].field));
		uint16_t refused = leaflet_refused(dictionary, field);
		uint16_t missing = leaflet_not_obtained(dictionary, field);
		const struct code *codes =
			field->codes != DICTIONARY_NONE
				? dictionary->code_sets[field->codes].codes
				: NULL;

		assert_int_equal(refused != DICTIONARY_NONE,
				 rows[i].refused != NULL);
		if (rows[i].refused != NULL)
			assert_slice(codes[refused].code, rows[i].refused);
		assert_int_equal(missing != DICTIONARY_NONE,
				 rows[i].not_obtained != NULL);
		if (rows[i].not_obtained != NULL)
			assert_slice(codes[missing].code, rows[i].not_obtained);
	}
	form_close(&form);
}

/* --- the document ------------------------------------------------------------------ */

static struct phrasebook *open_book(const struct dictionary *dictionary)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error = {0};
	struct phrasebook *book;

	assert_success(phrasebook_load(&book, "phrases/english", NULL,
				       dictionary, &findings, &error),
		       &error);
	assert_non_null(book);
	arena_release(&arena);
	return book;
}

static const struct document_block *
find_section(const struct document_block *root, const char *id)
{
	for (const struct document_block *block = root->children; block != NULL;
	     block = block->next)
		if (slice_is(block->id, id))
			return block;
	return NULL;
}

/* The row whose first cell says this, in any table of a section. */
static const struct document_block *
find_row(const struct document_block *section, const char *part)
{
	for (const struct document_block *table = section->children;
	     table != NULL; table = table->next)
		for (const struct document_block *row = table->children;
		     row != NULL && row->kind == BLOCK_ROW; row = row->next)
			if (slice_is(row->children->runs->text, part))
				return row;
	return NULL;
}

static void questions_are_said_once(void **state)
{
	const struct document_block *questions, *contact;
	struct arena arena = {0};
	struct error error = {0};
	struct document document;
	struct phrasebook *book;
	struct voice voice;
	struct form form;

	(void)state;
	form_open(&form, 2019, NULL);
	book = open_book(form.publication->dictionary);
	voice = voice_of(book, AUDIENCE_PARENT, &arena);
	assert_success(
		leaflet_compose(form.publication, &voice, &document, &error),
		&error);
	assert_success(document_finish(&document, &error), &error);
	questions = find_section(document.root, "questions");
	assert_non_null(questions);
	/* Two reasons: two paragraphs, each with its table. */
	assert_int_equal(questions->count, 4);
	assert_null(find_row(questions, "Your child's school details"));
	assert_non_null(
		find_row(questions, "Your child's medical information"));
	contact = find_row(questions, "Your child's contact details");
	assert_non_null(contact);
	assert_slice(contact->children->next->runs->text, "Home address");
	assert_slice(contact->last->runs->text,
		     "Telephone numbers and e-mail address");
	/* The notice's clauses, and the dictionary's for the e-mail. */
	assert_int_equal(contact->source_count, 3);
	assert_non_null(find_section(document.root, "no-longer-asked"));
	assert_int_equal(find_section(document.root, "contacts")->last->count,
			 2);
	phrasebook_free(book);
	arena_release(&arena);
	form_close(&form);
}

/* Of every notice: what is asked is held, and has one label. */
static void every_question_has_one_label(void **state)
{
	static const struct {
		const char *path;
		int year;
	} notices[] = {
		{"notices/all-saints-denstone.notice", 2016},
		{"notices/crofton-junior.notice", 2017},
		{"notices/department-third-parties.notice", 2011},
		{"notices/enterprise-learning-alliance.notice", 2019},
		{"notices/northamptonshire.notice", 2008},
		{"demo/notices/kent-alternative-provision.notice", 2026},
		{"demo/notices/kent-authority.notice", 2026},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++) {
		struct form form;
		struct field_set all, both, unheld;

		form_open(&form, notices[i].year, notices[i].path);
		both = field_set_intersection(form.leaflet.mandatory,
					      form.leaflet.voluntary);
		assert_true(field_set_empty(both));
		all = field_set_union(form.leaflet.mandatory,
				      form.leaflet.voluntary);
		both = field_set_intersection(all, form.leaflet.ended);
		assert_true(field_set_empty(both));
		unheld = field_set_difference(all,
					      form.publication->notice->held);
		assert_true(field_set_empty(unheld));
		form_close(&form);
	}
}

static void without_memory_there_is_no_leaflet(void **state)
{
	struct phrasebook *book;
	struct form form;

	(void)state;
	form_open(&form, 2019, NULL);
	book = open_book(form.publication->dictionary);
	for (uint64_t n = 1;; n++) {
		struct arena arena = {0};
		struct error error = {0};
		struct document document;
		struct voice voice = voice_of(book, AUDIENCE_SECONDARY, &arena);
		int result;

		memory_fail_at(n);
		result = leaflet_compose(form.publication, &voice, &document,
					 &error);
		if (result == 0)
			result = document_finish(&document, &error);
		memory_fail_at(0);
		arena_release(&arena);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	phrasebook_free(book);
	form_close(&form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_notice_labels_what_the_dictionary_does_not),
		cmocka_unit_test(where_they_differ_the_dictionary_counts),
		cmocka_unit_test(what_is_not_collected_is_not_asked),
		cmocka_unit_test(a_refusal_is_a_code_where_there_is_one),
		cmocka_unit_test(questions_are_said_once),
		cmocka_unit_test(every_question_has_one_label),
		cmocka_unit_test(without_memory_there_is_no_leaflet),
	};

	return cmocka_run_group_tests_name("publish leaflet", tests, NULL,
					   NULL);
}
