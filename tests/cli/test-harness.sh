#!/bin/sh
# The harness itself: that a failing test fails, and no test is forgotten.
. "$(dirname "$0")/lib.sh"

# Runs a script of its own over the harness; its TAP goes to `actual`.
script() {
	mkdir -p tests/cli && cp "$SOURCE/tests/cli/lib.sh" tests/cli/ &&
		{ echo '. "$(dirname "$0")/lib.sh"' && cat; } \
			>tests/cli/inner.sh &&
		sh tests/cli/inner.sh >actual
}

test_expect_success 'a test passes when its commands do' '
	script <<-\END &&
	test_expect_success "true" "true && true"
	test_done
	END
	expect <<-\END
	ok 1 - true
	1..1
	END
'

test_expect_success 'a test fails when a command does, and its output is shown' '
	! script <<-\END &&
	test_expect_success "false" "echo seen && false"
	test_expect_success "true" "true"
	test_done
	END
	expect <<-\END
	not ok 1 - false
	#    echo seen && false
	#  > seen
	ok 2 - true
	1..2
	END
'

test_expect_success 'a script that ends early is no success' '
	script <<-\END &&
	test_expect_success "true" "true"
	END
	present "^Bail out!" actual
'

test_expect_success 'a difference between expected and actual output fails' '
	echo one >actual && ! { echo two | expect; } &&
	echo two >actual && { echo two | expect; }
'

test_expect_success 'only the exit status asked for passes' '
	expect_status 2 sh -c "exit 2" && ! expect_status 2 sh -c "exit 3" &&
	! expect_status 1 true
'

test_expect_success 'what is absent is absent from a file that is there' '
	echo one >some && absent two some && ! absent one some &&
	! absent two missing
'

test_expect_success 'every test script is registered with meson' '
	for test in "$SOURCE"/tests/cli/test-*.sh; do
		name=${test##*/test-} && name=${name%.sh} &&
		present "^ *.$name.,\$" "$SOURCE/tests/cli/meson.build" || return 1
	done
'

test_done
