#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "seal/archive.h"
#include "tools.h"

static const struct archive_limits wide = {
	.entries = ARCHIVE_ENTRY_LIMIT,
	.entry_bytes = ARCHIVE_SIZE_LIMIT_BYTES,
	.total_bytes = UINT64_MAX,
};

/* Reads all of an archive; each file as "NAME SIZE\n" and its bytes. */
static int read_all(struct slice archive, struct archive_limits limits,
		    struct builder *out, struct error *error)
{
	struct stream_source source = stream_from_slice(&archive);
	struct archive_reader reader = archive_reader_over(source, limits);
	struct archive_entry entry;
	bool found;

	for (;;) {
		if (archive_next(&reader, &entry, &found, error) != 0)
			return -1;
		if (!found)
			break;
		builder_add_format(out, "%s %llu\n", entry.name,
				   (unsigned long long)entry.size);
		if (stream_copy(archive_reader_source(&reader),
				stream_to_builder(out), NULL, error) != 0)
			return -1;
	}
	assert_int_equal(archive.len, 0);
	return archive_next(&reader, &entry, &found, error);
}

static void refuses(struct slice archive, const char *label,
		    const char *message)
{
	struct builder out = {0};
	struct error error = {0};

	if (read_all(archive, wide, &out, &error) == 0)
		fail_msg("%s is not refused", label);
	if (error.code != ERROR_INPUT || strstr(error.message, message) == NULL)
		fail_msg("%s: '%s' is not '%s'", label, error.message, message);
	builder_release(&out);
}

static void add_file(struct archive_writer *writer, const char *name,
		     struct slice content)
{
	struct error error = {0};

	assert_success(archive_write_file(writer, slice_of(name), content.len,
					  1767225600, &error),
		       &error);
	assert_success(archive_write(writer, content, &error), &error);
}

/* An archive of "a.txt" (5 bytes) and "b.txt" (512 bytes). */
static void make_archive(struct builder *out)
{
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(out));
	char block[512];

	memset(block, 'b', sizeof(block));
	builder_clear(out);
	add_file(&writer, "a.txt", SLICE("page\n"));
	add_file(&writer, "b.txt", (struct slice){block, sizeof(block)});
	assert_int_equal(archive_write_end(&writer, NULL), 0);
	assert_int_equal(out->len, 512 * (2 + 2 + 2));
}

/* Puts the right sum into a header. */
static void sum_again(char *header)
{
	unsigned int sum = 0;

	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 7, "%06o", sum);
	header[154] = '\0';
	header[155] = ' ';
}

/* --- what is written is read ------------------------------------------------- */

static void files_are_read_as_written(void **state)
{
	struct builder archive = {0};
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	make_archive(&archive);
	assert_success(read_all(builder_slice(&archive), wide, &out, &error),
		       &error);
	assert_true(slice_starts_with(builder_slice(&out),
				      SLICE("a.txt 5\npage\nb.txt 512\nbbb")));
	assert_int_equal(out.len, 13 + 10 + 512);
	builder_release(&out);
	builder_release(&archive);
}

static void an_unread_file_is_stepped_over(void **state)
{
	struct builder archive = {0};
	struct archive_entry entry;
	struct archive_reader reader;
	struct slice rest;
	bool found;
	char byte;
	size_t got;

	(void)state;
	make_archive(&archive);
	rest = builder_slice(&archive);
	reader = archive_reader_over(stream_from_slice(&rest), wide);
	assert_int_equal(archive_next(&reader, &entry, &found, NULL), 0);
	assert_int_equal(archive_read(&reader, &byte, 1, &got, NULL), 0);
	assert_int_equal(byte, 'p');
	assert_int_equal(archive_next(&reader, &entry, &found, NULL), 0);
	assert_true(found);
	assert_string_equal(entry.name, "b.txt");
	assert_int_equal(archive_next(&reader, &entry, &found, NULL), 0);
	assert_false(found);
	assert_string_equal(entry.name, "b.txt");
	builder_release(&archive);
}

static void an_archive_of_nothing(void **state)
{
	struct builder archive = {0};
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(&archive));
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	assert_int_equal(archive_write_end(&writer, NULL), 0);
	assert_success(read_all(builder_slice(&archive), wide, &out, &error),
		       &error);
	assert_int_equal(out.len, 0);
	refuses(SLICE(""), "not a byte", "ends before");
	builder_release(&archive);
}

static void names_are_portable_and_lead_nowhere(void **state)
{
	static const struct {
		const char *name;
		bool fine;
	} rows[] = {
		{"manifest.json", true},
		{"manifest.json.minisig", true},
		{"8861101_CTF_8867064_001.XML", true},
		{"a..b", true},
		{"7", true},
		{"", false},
		{".", false},
		{"..", false},
		{".hidden", false},
		{"-rf", false},
		{"_a", false},
		{"a/b", false},
		{"/etc/passwd", false},
		{"../a", false},
		{"a\\b", false},
		{"C:a", false},
		{"a b", false},
		{"a\nb", false},
		{"a\x1b[2J", false},
		{"caf\xc3\xa9", false},
	};
	struct builder archive = {0};
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(&archive));
	char longest[102];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slice name = slice_of(rows[i].name);

		if (archive_name_valid(name) != rows[i].fine ||
		    (archive_write_file(&writer, name, 0, 0, NULL) == 0) !=
			    rows[i].fine)
			fail_msg("'%s'", rows[i].name);
	}
	memset(longest, 'a', sizeof(longest));
	assert_true(archive_name_valid((struct slice){longest, 100}));
	assert_false(archive_name_valid((struct slice){longest, 101}));
	assert_false(archive_name_valid((struct slice)SLICE_INIT("a\0b")));
	builder_release(&archive);
}

static void a_writer_holds_to_what_was_announced(void **state)
{
	struct builder archive = {0};
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(&archive));
	struct error error = {0};

	(void)state;
	assert_int_equal(archive_write_file(&writer, SLICE("a"), 3, 0, &error),
			 0);
	assert_int_equal(archive_write(&writer, SLICE("ab"), &error), 0);
	assert_int_equal(archive_write_file(&writer, SLICE("b"), 3, 0, &error),
			 -1);
	assert_non_null(strstr(error.message, "too early"));
	assert_int_equal(archive_write_end(&writer, &error), -1);
	assert_int_equal(archive_write(&writer, SLICE("cd"), &error), -1);
	assert_non_null(strstr(error.message, "more bytes"));
	assert_int_equal(archive_write(&writer, SLICE("c"), &error), 0);
	assert_int_equal(archive_write_file(&writer, SLICE("b"),
					    ARCHIVE_SIZE_LIMIT_BYTES + 1, 0,
					    &error),
			 -1);
	assert_int_equal(
		archive_write_file(&writer, SLICE("b"), 0, UINT64_MAX, &error),
		-1);
	assert_int_equal(archive_write_end(&writer, &error), 0);
	builder_release(&archive);
}

/* --- headers of a hostile sender ----------------------------------------------- */

static void only_plain_files_are_taken(void **state)
{
	static const struct {
		const char *label;
		size_t at; /* in the first header */
		struct slice bytes;
		const char *message;
	} rows[] = {
		{"a hard link", 156, SLICE_INIT("1"), "is a link"},
		{"a symbolic link", 156, SLICE_INIT("2"), "is a link"},
		{"a character device", 156, SLICE_INIT("3"), "is a device"},
		{"a block device", 156, SLICE_INIT("4"), "is a device"},
		{"a directory", 156, SLICE_INIT("5"), "is a directory"},
		{"a pipe", 156, SLICE_INIT("6"), "is a device"},
		{"a contiguous file", 156, SLICE_INIT("7"), "no plain file"},
		{"a file of the seventies", 156, SLICE_INIT("\0"),
		 "no plain file"},
		{"a pax header", 156, SLICE_INIT("x"), "extended header"},
		{"a global pax header", 156, SLICE_INIT("g"),
		 "extended header"},
		{"a GNU long name", 156, SLICE_INIT("L"), "no plain file"},
		{"a GNU long link", 156, SLICE_INIT("K"), "no plain file"},
		{"a GNU sparse file", 156, SLICE_INIT("S"), "no plain file"},
		{"a GNU volume label", 156, SLICE_INIT("V"), "no plain file"},
		{"a file with a target", 157, SLICE_INIT("/etc/passwd"),
		 "more in its header"},
		{"something at the end", 500, SLICE_INIT("x"),
		 "more in its header"},
		{"GNU's magic", 257, SLICE_INIT("ustar  \0"), "GNU's format"},
		{"no magic", 257, SLICE_INIT("\0\0\0\0\0\0\0\0"),
		 "no ustar header"},
		{"another version", 263, SLICE_INIT("01"), "no ustar header"},
		{"a directory before the name", 345, SLICE_INIT(".."),
		 "has a name"},
		{"a path", 0, SLICE_INIT("../../.profile"), "has a name"},
		{"an absolute path", 0, SLICE_INIT("/etc/cron.d/a"),
		 "has a name"},
		{"a Windows path", 0, SLICE_INIT("..\\a"), "has a name"},
		{"a hidden file", 0, SLICE_INIT(".ssh"), "has a name"},
		{"an option", 0, SLICE_INIT("--"), "has a name"},
		{"an escape", 0, SLICE_INIT("\x1b]0;a\a"), "has a name"},
		{"no name", 0, SLICE_INIT("\0\0\0\0\0"), "has a name"},
		{"something behind the name", 50, SLICE_INIT("x"),
		 "has a name"},
		{"the other file's name", 0, SLICE_INIT("b.txt"),
		 "the name of one before"},
		{"a negative size", 124, SLICE_INIT("-0000000005\0"),
		 "has no size"},
		{"a size in base 256", 124,
		 SLICE_INIT("\x80\0\0\0\0\0\0\0\0\0\0\x05"), "has no size"},
		{"a negative size in base 256", 124,
		 SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfb"),
		 "has no size"},
		{"a size without end", 124, SLICE_INIT("777777777777"),
		 "has no size"},
		{"no size", 124, SLICE_INIT("\0\0\0\0\0\0\0\0\0\0\0\0"),
		 "has no size"},
		{"a size with spaces before", 124, SLICE_INIT("          5\0"),
		 "has no size"},
		{"a decimal size", 124, SLICE_INIT("00000000009\0"),
		 "has no size"},
		{"two sizes", 124, SLICE_INIT("5 5\0\0\0\0\0\0\0\0\0"),
		 "has no size"},
		{"8 GiB that are not there", 124, SLICE_INIT("77777777777\0"),
		 "ends before"},
	};
	struct builder archive = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_archive(&archive);
		memcpy(archive.at + rows[i].at, rows[i].bytes.at,
		       rows[i].bytes.len);
		sum_again(archive.at);
		refuses(builder_slice(&archive), rows[i].label,
			rows[i].message);
	}
	builder_release(&archive);
}

/* Not looked at, and so without effect: a small change of each. */
static void what_is_not_looked_at_has_no_effect(void **state)
{
	static const size_t places[] = {100, 108, 116, 136, 265, 297, 329, 337};
	struct builder archive = {0};
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		make_archive(&archive);
		archive.at[places[i]] = '7';
		sum_again(archive.at);
		assert_success(
			read_all(builder_slice(&archive), wide, &out, &error),
			&error);
	}
	builder_release(&out);
	builder_release(&archive);
}

/* What ends the digits of the sum may be a NUL or a space. */
static bool ends_sum(size_t bit)
{
	return (bit / 8 == 154 || bit / 8 == 155) && 1 << bit % 8 == ' ';
}

static void no_bit_of_a_header_can_be_flipped(void **state)
{
	struct builder archive = {0};
	struct builder out = {0};

	(void)state;
	make_archive(&archive);
	for (size_t bit = 0; bit < 8 * 512; bit++) {
		char *at = archive.at + bit / 8;

		*at ^= (char)(1 << bit % 8);
		builder_clear(&out);
		if (!ends_sum(bit) &&
		    read_all(builder_slice(&archive), wide, &out, NULL) == 0)
			fail_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		*at ^= (char)(1 << bit % 8);
	}
	builder_release(&out);
	builder_release(&archive);
}

static void an_archive_ends_nowhere_before_its_end(void **state)
{
	struct builder archive = {0};

	(void)state;
	make_archive(&archive);
	for (size_t size = 0; size < archive.len; size++)
		refuses(slice_part(builder_slice(&archive), 0, size),
			"a first part", "ends before");
	builder_release(&archive);
}

static void nothing_stands_between_or_behind(void **state)
{
	struct builder archive = {0};
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	make_archive(&archive);
	archive.at[512 + 5] = 'x';
	refuses(builder_slice(&archive), "a byte of padding", "behind file 1");

	make_archive(&archive);
	archive.at[archive.len - 1] = 'x';
	refuses(builder_slice(&archive), "a byte in the end", "behind the end");

	make_archive(&archive);
	builder_add_byte(&archive, 'x');
	refuses(builder_slice(&archive), "a byte behind", "behind the end");
	make_archive(&archive);
	builder_add_byte(&archive, '\0');
	refuses(builder_slice(&archive), "a zero behind", "ends before");

	make_archive(&archive);
	for (size_t i = 0; i < ARCHIVE_PADDING_LIMIT_BYTES; i++)
		builder_add_byte(&archive, '\0');
	assert_success(read_all(builder_slice(&archive), wide, &out, &error),
		       &error);
	for (size_t i = 0; i < 512; i++)
		builder_add_byte(&archive, '\0');
	refuses(builder_slice(&archive), "zeros without end", "behind the end");

	/* A second archive behind the first, which tar -i would read. */
	make_archive(&archive);
	builder_clear(&out);
	builder_add(&out, builder_slice(&archive));
	builder_add(&archive, builder_slice(&out));
	refuses(builder_slice(&archive), "two archives", "behind the end");
	builder_release(&out);
	builder_release(&archive);
}

static void limits_hold(void **state)
{
	static const struct {
		struct archive_limits limits;
		const char *message; /* NULL: fine */
	} rows[] = {
		{{2, 512, 517}, NULL},
		{{1, 512, 517}, "more than 1 files"},
		{{2, 511, 517}, "file 2 of the archive is larger"},
		{{2, 512, 516}, "file 2 of the archive is larger"},
		{{0, 512, 517}, "more than 0 files"},
	};
	struct builder archive = {0};
	struct builder out = {0};

	(void)state;
	make_archive(&archive);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error error = {0};
		int result = read_all(builder_slice(&archive), rows[i].limits,
				      &out, &error);

		assert_int_equal(result, rows[i].message != NULL ? -1 : 0);
		if (rows[i].message != NULL)
			assert_non_null(strstr(error.message, rows[i].message));
	}
	builder_release(&out);
	builder_release(&archive);
}

static void thousands_of_files_are_too_many(void **state)
{
	struct builder archive = {0};
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(&archive));
	char name[16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "file%d", i);
		add_file(&writer, name, SLICE("x"));
	}
	assert_int_equal(archive_write_end(&writer, NULL), 0);
	refuses(builder_slice(&archive), "five thousand", "more than 16 files");
	builder_release(&archive);
}

/* --- tar itself ----------------------------------------------------------------- */

static const size_t sizes[] = {0, 1, 511, 512, 513, 1024, 65536, 1000003};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

static void tar_unpacks_what_we_pack(void **state)
{
	struct builder archive = {0};
	struct builder content = {0};
	struct builder out = {0};
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(&archive));
	char name[32];

	for (size_t i = 0; i < SIZES; i++) {
		tools_fill(&content, sizes[i]);
		snprintf(name, sizeof(name), "file%zu.csv", i);
		add_file(&writer, name, builder_slice(&content));
	}
	assert_int_equal(archive_write_end(&writer, NULL), 0);
	tools_write(state, "a.tar", builder_slice(&archive));
	assert_int_equal(tools_run(state, "tar -xf a.tar --warning=all"), 0);
	tools_read(state, "out.log", &out);
	assert_slice(builder_slice(&out), "");
	for (size_t i = 0; i < SIZES; i++) {
		tools_fill(&content, sizes[i]);
		snprintf(name, sizeof(name), "file%zu.csv", i);
		tools_read(state, name, &out);
		assert_true(slice_equal(builder_slice(&out),
					builder_slice(&content)));
	}
	assert_int_equal(tools_run(state, "TZ=UTC tar --full-time -tvf a.tar | "
					  "head -n 1 | grep -q -- '^-rw------- "
					  "0/0 .* 0 2026-01-01 00:00:00 "
					  "file0.csv$'"),
			 0);
	builder_release(&out);
	builder_release(&content);
	builder_release(&archive);
}

static void we_unpack_what_tar_packs(void **state)
{
	struct builder archive = {0};
	struct builder content = {0};
	struct builder expected = {0};
	struct builder out = {0};
	struct error error = {0};
	char name[32];

	for (size_t i = 0; i < SIZES; i++) {
		tools_fill(&content, sizes[i]);
		snprintf(name, sizeof(name), "file%zu.csv", i);
		tools_write(state, name, builder_slice(&content));
		builder_add_format(&expected, "%s %zu\n", name, sizes[i]);
		builder_add(&expected, builder_slice(&content));
	}
	assert_int_equal(tools_run(state, "tar --format=ustar -cf a.tar "
					  "file?.csv"),
			 0);
	tools_read(state, "a.tar", &archive);
	assert_success(read_all(builder_slice(&archive), wide, &out, &error),
		       &error);
	assert_true(slice_equal(builder_slice(&out), builder_slice(&expected)));
	builder_release(&out);
	builder_release(&expected);
	builder_release(&content);
	builder_release(&archive);
}

static void what_tar_packs_beyond_plain_files_is_refused(void **state)
{
	static const struct {
		const char *label, *command, *message;
	} rows[] = {
		{"a symbolic link",
		 "ln -sf /etc/passwd s && tar --format=ustar -cf a.tar s",
		 "is a link"},
		{"a hard link", "ln -f f h && tar --format=ustar -cf a.tar f h",
		 "is a link"},
		{"a directory", "mkdir -p d && tar --format=ustar -cf a.tar d",
		 "is a directory"},
		{"a pipe", "mkfifo p && tar --format=ustar -cf a.tar p",
		 "is a device or a pipe"},
		{"a path out of the directory",
		 "tar --format=ustar -P -cf a.tar ../*/f", "has a name"},
		{"an absolute path",
		 "tar --format=ustar -P -cf a.tar \"$PWD/f\"", "has a name"},
		{"a path inside",
		 "mkdir -p d && cp f d && tar --format=ustar -cf a.tar d/f",
		 "has a name"},
		{"pax", "tar --format=pax -cf a.tar f", "extended header"},
		{"GNU's format", "tar --format=gnu -cf a.tar f",
		 "GNU's format"},
		{"a sparse file",
		 "truncate -s 1M z && tar -S --format=gnu -cf a.tar z",
		 "GNU's format"},
		{"the format of the seventies", "tar --format=v7 -cf a.tar f",
		 "no ustar header"},
		{"the same name twice",
		 "tar --format=ustar -cf a.tar f --hard-dereference f",
		 "the name of one before"},
		{"two archives",
		 "tar --format=ustar -cf b.tar f && cat b.tar b.tar >a.tar",
		 "behind the end"},
		{"gzip", "tar --format=ustar -czf a.tar f", "ends before"},
	};
	struct builder archive = {0};

	tools_write(state, "f", SLICE("page\n"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (tools_run(state, "%s", rows[i].command) != 0)
			fail_msg("%s", rows[i].label);
		tools_read(state, "a.tar", &archive);
		refuses(builder_slice(&archive), rows[i].label,
			rows[i].message);
	}
	builder_release(&archive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read_as_written),
		cmocka_unit_test(an_unread_file_is_stepped_over),
		cmocka_unit_test(an_archive_of_nothing),
		cmocka_unit_test(names_are_portable_and_lead_nowhere),
		cmocka_unit_test(a_writer_holds_to_what_was_announced),
		cmocka_unit_test(only_plain_files_are_taken),
		cmocka_unit_test(what_is_not_looked_at_has_no_effect),
		cmocka_unit_test(no_bit_of_a_header_can_be_flipped),
		cmocka_unit_test(an_archive_ends_nowhere_before_its_end),
		cmocka_unit_test(nothing_stands_between_or_behind),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(thousands_of_files_are_too_many),
		cmocka_unit_test_setup_teardown(tar_unpacks_what_we_pack,
						tools_setup, tools_teardown),
		cmocka_unit_test_setup_teardown(we_unpack_what_tar_packs,
						tools_setup, tools_teardown),
		cmocka_unit_test_setup_teardown(
			what_tar_packs_beyond_plain_files_is_refused,
			tools_setup, tools_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
