/*
 * How the notices of the sources and of the demonstration read: the words in a
 * sentence, and long words, as measured on the finished pages.  Lists of data are
 * long whatever one does; the means are over all sentences, those included.
 */
#include "tests/test.h"

#include <ctype.h>
#include <stdlib.h>

#include "tests/publish/reading.h"

static const struct {
	const char *path;
	const char *date;
} notices[] = {
	{"notices/all-saints-denstone.notice", "2017-03-01"},
	{"notices/crofton-junior.notice", "2017-03-01"},
	{"notices/department-third-parties.notice", "2011-01-15"},
	{"notices/enterprise-learning-alliance.notice", "2019-01-15"},
	{"notices/northamptonshire.notice", "2009-01-15"},
	{"demo/notices/assessment-agency.notice", "2026-01-15"},
	{"demo/notices/education-department.notice", "2026-01-15"},
	{"demo/notices/funding-body.notice", "2026-01-15"},
	{"demo/notices/health-department.notice", "2026-01-15"},
	{"demo/notices/kent-alternative-provision.notice", "2026-01-15"},
	{"demo/notices/kent-authority.notice", "2026-01-15"},
	{"demo/notices/northamptonshire-academy.notice", "2018-01-15"},
	{"demo/notices/other-department.notice", "2026-01-15"},
};

/* At most; a long word has eleven letters or more. */
static const struct {
	enum audience audience;
	double words;      /* in a sentence, in the mean */
	double long_words; /* of a hundred */
} limits[] = {
	{AUDIENCE_PRIMARY, 16, 3},
	{AUDIENCE_SECONDARY, 17, 4},
	{AUDIENCE_PARENT, 17, 4},
};

struct count {
	size_t sentences, words, long_words;
	size_t letters, length; /* of the word, of the sentence */
};

static void end_word(struct count *count)
{
	count->length += count->letters > 0;
	count->words += count->letters > 0;
	count->long_words += count->letters > 10;
	count->letters = 0;
}

static void end_sentence(struct count *count)
{
	end_word(count);
	count->sentences += count->length > 0;
	count->length = 0;
}

static void count_text(struct count *count, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool last = i + 1 == text.len || text.at[i + 1] == ' ';

		if (isalpha(c) || c >= 0x80 || c == '\'' || c == '-')
			count->letters++;
		else if (strchr(".?!:", c) != NULL && last)
			end_sentence(count);
		else
			end_word(count);
	}
	end_sentence(count);
}

static void notices_read_plainly(void **state)
{
	struct library library = {0};

	(void)state;
	library_open(&library);
	for (size_t n = 0; n < sizeof(notices) / sizeof(notices[0]); n++)
		for (size_t a = 0; a < sizeof(limits) / sizeof(limits[0]);
		     a++) {
			struct count count = {0};
			struct reading reading = {0};
			struct edition_of edition = {0};
			int32_t date;
			double words, long_words;

			assert_true(
				date_parse(slice_of(notices[n].date), &date));
			edition_open(&edition, &library, notices[n].path, date);
			reading_make(&reading,
				     edition_page(&edition, &library,
						  limits[a].audience),
				     &edition.arena);
			for (size_t i = 0; i < reading.count; i++)
				if (reading.pieces[i].kind != PIECE_HEADING &&
				    reading.pieces[i].kind != PIECE_TERM)
					count_text(&count,
						   reading.pieces[i].text);
			words = (double)count.words / (double)count.sentences;
			long_words = 100 * (double)count.long_words /
				     (double)count.words;
			if (getenv("HORNBOOK_TEST_TELL") != NULL)
				print_message("# %s, %s: %.1f words, %.1f%%\n",
					      notices[n].path,
					      audience_name(limits[a].audience),
					      words, long_words);
			if (words > limits[a].words ||
			    long_words > limits[a].long_words)
				fail_msg("%s for %s: %.1f words in a sentence, "
					 "%.1f of a hundred are long",
					 notices[n].path,
					 audience_name(limits[a].audience),
					 words, long_words);
			edition_close(&edition);
		}
	library_close(&library);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notices_read_plainly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
