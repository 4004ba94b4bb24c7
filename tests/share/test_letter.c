/* Letters to families, one by one and when memory runs out. */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "document/html.h"
#include "document/text.h"
#include "language/diagnostic.h"
#include "register/record.h"
#include "share/letter.h"

struct world {
	struct arena arena;
	struct dictionary *dictionary;
	struct phrasebook *book;
	struct letter_frame frame;
};

static uint16_t field(const struct world *world, const char *name)
{
	const struct field *found =
		dictionary_field(world->dictionary, slice_of(name));

	assert_non_null(found);
	return (uint16_t)(found - world->dictionary->fields);
}

static int set_up(void **state)
{
	static struct world world;
	struct findings findings = findings_in(&world.arena);
	struct error error = {0};

	assert_success(dictionary_load(&world.dictionary,
				       "dictionaries/england", &findings,
				       &error),
		       &error);
	assert_success(phrasebook_load(&world.book, "phrases/english", NULL,
				       world.dictionary, &findings, &error),
		       &error);
	assert_non_null(world.book);
	world.frame = (struct letter_frame){
		.dictionary = world.dictionary,
		.book = world.book,
		.controller = SLICE("Wickerham <Public> Health"),
		.ask = {.name = SLICE("Nurses"), .telephone = SLICE("1234")},
		.object = {.name = SLICE("Officer"), .email = SLICE("o@x.org")},
		.date = date_from_civil(2026, 1, 15),
		.forename = field(&world, "pupil.forename"),
		.surname = field(&world, "pupil.surname"),
		.measured = field(&world, "measurement.date"),
		.height = field(&world, "measurement.height"),
		.weight = field(&world, "measurement.weight"),
		.band = field(&world, "measurement.clinical-band"),
	};
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	phrasebook_free(world->book);
	dictionary_free(world->dictionary);
	arena_release(&world->arena);
	return 0;
}

static struct record child(struct world *world, const char *height,
			   const char *weight, const char *band)
{
	struct record_maker maker =
		record_maker(world->dictionary, &world->arena);
	const struct slice year = SLICE("2025");
	const struct slice none = {NULL, 0};
	struct error error = {0};
	struct record record;

	record_set(&maker, world->frame.forename, none, 0, SLICE("Zoë"));
	record_set(&maker, world->frame.surname, none, 0, SLICE("D'Ash & Co"));
	record_set(&maker, world->frame.measured, year, 0, SLICE("2025-11-03"));
	record_set(&maker, world->frame.height, year, 0, slice_of(height));
	record_set(&maker, world->frame.weight, year, 0, slice_of(weight));
	record_set(&maker, world->frame.band, year, 0, slice_of(band));
	assert_success(record_made(&maker, &record, &error), &error);
	return record;
}

typedef void render(const struct document *document, bool sources,
		    struct builder *out);

/* False when memory ran out. */
static bool write_letter(struct world *world, const struct record *record,
			 render *write, struct builder *out)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct voice voice =
		voice_of(world->book, world->frame.audience, &arena);
	bool done;

	letter_begin(&document, &voice, &world->frame);
	letter_add(&document, &voice, &world->frame, record);
	done = document_finish(&document, &error) == 0 && !voice.failed;
	if (done)
		write(&document, false, out);
	else
		assert_int_equal(error.code == ERROR_MEMORY || voice.failed, 1);
	done = done && !out->failed;
	arena_release(&arena);
	return done;
}

static void check_says(struct world *world, const struct record *record,
		       const char *wanted, bool said)
{
	struct builder out = {0};

	assert_true(write_letter(world, record, text_write, &out));
	if ((strstr(builder_text(&out), wanted) != NULL) != said)
		fail_msg("'%s' in: %s", wanted, builder_text(&out));
	builder_release(&out);
}

static void measures_are_said_as_families_say_them(void **state)
{
	static const struct {
		const char *height, *weight, *said;
	} rows[] = {
		{"101.6", "19.05", "101.6 cm (about 3 ft 4 in)"},
		{"151.3", "19.05", "151.3 cm (about 5 ft 0 in)"},
		{"151.0", "19.05", "151.0 cm (about 4 ft 11 in)"},
		{"101.6", "19.05", "19.05 kg (about 3 st 0 lb)"},
		{"101.6", "18.5", "18.5 kg (about 2 st 13 lb)"},
	};
	struct world *world = *state;

	world->frame.audience = AUDIENCE_PARENT;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record record =
			child(world, rows[i].height, rows[i].weight, "healthy");

		check_says(world, &record, rows[i].said, true);
	}
}

static void each_band_has_its_own_words(void **state)
{
	static const struct {
		const char *band, *result;
	} rows[] = {
		{"underweight", "Result: Underweight\n"},
		{"healthy", "Result: Healthy weight\n"},
		{"overweight", "Result: Overweight\n"},
		{"obese", "Result: Very overweight\n"},
	};
	struct world *world = *state;

	world->frame.audience = AUDIENCE_PARENT;
	for (size_t i = 0; i < 4; i++) {
		struct record record = child(world, "110", "20", rows[i].band);

		for (size_t j = 0; j < 4; j++)
			check_says(world, &record, rows[j].result, i == j);
		check_says(world, &record, "What this means", true);
		check_says(world, &record, "obese", false);
	}
}

/* What was not released is not made up. */
static void what_is_not_there_is_not_said(void **state)
{
	struct world *world = *state;
	struct record record = child(world, "110", "20", "");

	world->frame.audience = AUDIENCE_PARENT;
	check_says(world, &record, "Height: 110 cm", true);
	check_says(world, &record, "Result", false);
	check_says(world, &record, "What this means", false);
	record = child(world, "110", "", "");
	check_says(world, &record, "Weight:", false);
}

static void a_child_is_not_judged(void **state)
{
	struct world *world = *state;
	struct record record = child(world, "110", "30", "obese");

	world->frame.audience = AUDIENCE_PRIMARY;
	check_says(world, &record, "Hello Zoë\n", true);
	check_says(world, &record, "How tall you are: 110 cm", true);
	check_says(world, &record, "Result", false);
	check_says(world, &record, "overweight", false);
	check_says(world, &record, "For Zoë D'Ash & Co\n", true);
}

static void names_are_no_markup(void **state)
{
	struct world *world = *state;
	struct record record = child(world, "110", "20", "healthy");
	struct builder out = {0};

	world->frame.audience = AUDIENCE_PARENT;
	assert_true(write_letter(world, &record, html_write, &out));
	assert_non_null(strstr(builder_text(&out), "Ash &amp; Co"));
	assert_non_null(strstr(builder_text(&out), "&lt;Public&gt;"));
	assert_null(strstr(builder_text(&out), "<Public>"));
	builder_release(&out);
}

static void memory_runs_out(void **state)
{
	struct world *world = *state;
	struct record record = child(world, "110", "20", "healthy");
	bool done = false;

	world->frame.audience = AUDIENCE_PARENT;
	for (uint64_t nth = 1; !done; nth++) {
		struct builder out = {0};

		memory_fail_at(nth);
		done = write_letter(world, &record, text_write, &out);
		memory_fail_at(0);
		builder_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures_are_said_as_families_say_them),
		cmocka_unit_test(each_band_has_its_own_words),
		cmocka_unit_test(what_is_not_there_is_not_said),
		cmocka_unit_test(a_child_is_not_judged),
		cmocka_unit_test(names_are_no_markup),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests_name("share letters", tests, set_up,
					   tear_down);
}
