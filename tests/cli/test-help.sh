#!/bin/sh
# Help, version, and how the command line is read.
. "$(dirname "$0")/lib.sh"
test_needs_program

# The commands that the program knows.
commands() {
	hornbook help | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

test_expect_success 'help tells of every command, and each has help of its own' '
	commands >list && test "$(wc -l <list)" -ge 5 &&
	for command in $(cat list); do
		hornbook help $command >one && hornbook $command --help >other &&
		hornbook -h $command >third &&
		{ cmp one other && cmp one third || test $command = help; } &&
		{ test $command = help ||
			present "^usage: hornbook $command" one; } || exit
	done
'

test_expect_success 'help is 80 columns wide at most' '
	hornbook help >actual &&
	for command in $(commands); do hornbook help $command >>actual; done &&
	absent "^.{81}" actual
'

test_expect_success 'the version is printed for -V, --version and version' '
	hornbook version >actual && present "^hornbook [0-9]+\.[0-9]+" actual &&
	hornbook -V >other && cmp actual other &&
	hornbook --version >other && cmp actual other
'

test_expect_success 'without a command the commands are listed, with status 2' '
	expect_status 2 hornbook >actual && present "^  check " actual
'

test_expect_success 'a mistyped command or option gets the nearest one as a hint' '
	expect_status 2 hornbook chekc 2>actual && expect <<-\END &&
	hornbook: there is no command '\''chekc'\''
	hint: did you mean '\''check'\''?
	END
	expect_status 2 hornbook help chekc 2>other && cmp actual other &&
	expect_status 2 hornbook check --progarm 2>actual && expect <<-\END
	hornbook: there is no option --progarm of check
	hint: did you mean --program?
	END
'

test_expect_success 'what an option lacks, or has too much, is said' '
	expect_status 2 hornbook check --dictionary 2>actual &&
	expect_status 2 hornbook check --json=yes 2>>actual &&
	expect_status 2 hornbook check --dictionary= 2>>actual &&
	expect_status 2 hornbook check --today 15/01/2026 2>>actual &&
	expect_status 2 hornbook check --today 2026-02-30 2>>actual &&
	expect_status 2 hornbook check -x 2>>actual &&
	expect_status 2 hornbook decide --requests a --requests b 2>>actual &&
	expect_status 2 hornbook decide 2>>actual &&
	expect_status 2 hornbook format 2>>actual &&
	expect_status 2 hornbook version more 2>>actual &&
	expect <<-\END
	hornbook: --dictionary wants a value: --dictionary PATH
	hornbook: --json takes no value
	hornbook: the value of --dictionary is empty
	hornbook: --today wants a date like 2026-01-15
	hornbook: --today wants a date like 2026-01-15
	hint: there is no such day in the years 1800 to 2999
	hornbook: there is no option -x; options are long, as --help
	hornbook: --requests is given twice
	hornbook: decide needs --requests FILE
	hint: '\''hornbook help decide'\'' says more
	hornbook: format needs FILE...
	hint: '\''hornbook help format'\'' says more
	hornbook: version takes no names
	hint: '\''hornbook help version'\'' says more
	END
'

test_expect_success 'options stand before or after the command, with = or without' '
	cp "$SOURCE/demo/notices/northamptonshire-academy.notice" a.notice &&
	hornbook --json check --today=2009-03-02 a.notice >one &&
	hornbook check a.notice --today 2009-03-02 --json >other &&
	hornbook check --json --today 2009-03-02 -- a.notice >third &&
	cmp one other && cmp one third
'

test_expect_success 'output that cannot be written is a failure' '
	test -c /dev/full || exit 0
	expect_status 3 hornbook help >/dev/full 2>actual &&
	expect <<-\END
	hornbook: standard output: No space left on device
	END
'

test_expect_success 'a reader that goes away is none' '
	{ hornbook help check; echo $? >status; } 2>actual | true &&
	expect /dev/null
'

test_done
