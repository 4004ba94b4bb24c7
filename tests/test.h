/*
 * test.h - what every test program includes: cmocka with its preamble, and
 * helpers over our own errors.
 */
#ifndef HORNBOOK_TESTS_TEST_H
#define HORNBOOK_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/slice.h"
#include "configuration.h"

/* With a name behind it, the template of a path where a test may write. */
#define SCRATCH HORNBOOK_SCRATCH_DIRECTORY "/hornbook-"

/* clang-format off */

/*
 * Leaves the test and says why.  Not cmocka's skip(), whose line, "not ok N # SKIP",
 * is a failure to whoever reads TAP.
 */
#define not_run(...)                                                           \
	do {                                                                   \
		print_message("# not run: " __VA_ARGS__);                      \
		print_message("\n");                                           \
		return;                                                        \
	} while (0)

/* Fails the test with the error's text when `call` is not 0. */
#define assert_success(call, error)                                            \
	do {                                                                   \
		if ((call) != 0) {                                             \
			char text_[1024];                                      \
			error_text((error), text_, sizeof(text_));             \
			fail_msg("%s: %s", #call, text_);                      \
		}                                                              \
	} while (0)

#define assert_slice(actual, expected)                                         \
	do {                                                                   \
		struct slice a_ = (actual);                                    \
		struct slice e_ = slice_of(expected);                          \
		if (!slice_equal(a_, e_))                                      \
			fail_msg("'%.*s' is not '%.*s'", SLICE_ARGS(a_),       \
				 SLICE_ARGS(e_));                              \
	} while (0)
/* clang-format on */

#endif
