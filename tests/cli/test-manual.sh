#!/bin/sh
# Manual page, completion and help agree on commands and options.
. "$(dirname "$0")/lib.sh"

# The commands of the manual page, sorted; a part of one is two words.
manual_parts() {
	sed -n '/^# COMMANDS/,/^# EXIT/s/^\*\([a-z-]* *[a-z-]*\)\*.*/\1/p' \
		"$SOURCE/man/hornbook.1.scd" | sort
}
manual_commands() {
	manual_parts | sed "s/ .*//" | sort -u
}

# What bash offers after the words given; an empty one last for a fresh word.
complete_words() {
	bash -c '
		. "$1/completions/hornbook.bash"
		shift
		COMP_WORDS=(hornbook "$@") COMP_CWORD=$#
		_hornbook 2>/dev/null
		printf "%s\n" "${COMPREPLY[@]}"' - "$SOURCE" "$@"
}

test_expect_success 'the manual page is made without a complaint' '
	command -v scdoc >/dev/null && command -v mandoc >/dev/null || exit 0
	scdoc <"$SOURCE/man/hornbook.1.scd" >hornbook.1 &&
	# Empty paragraphs are how scdoc writes.
	mandoc -T lint -W warning hornbook.1 |
		grep -v "skipping paragraph macro" >actual
	expect /dev/null
'

test_expect_success 'completion offers the commands of the manual page' '
	complete_words "" | grep -v "^-" | sort >actual &&
	manual_commands | expect
'

test_expect_success 'completion offers the options of the manual page' '
	manual_parts | while read -r command; do
		sed -n "s/^\*$command\*//p" "$SOURCE/man/hornbook.1.scd" >synopsis &&
		{ grep -oE "[*]--[a-z-]+" synopsis | tr -d "*" || true; } |
			grep -vxE -e "--(today|version)" |
			sort -u >expected
		complete_words $command -- | grep -e "^--" |
			grep -vxE -e "--(node|today|json|key-file|passphrase-file|dictionary|help|version)" |
			sort >actual
		diff -u expected actual || exit
	done &&
	complete_words keys "" | grep -v "^-" | sort >actual &&
	manual_parts | sed -n "s/^keys //p" | sort | expect &&
	complete_words served "" | grep -v "^-" | sort >actual &&
	manual_parts | sed -n "s/^served //p" | sort | expect &&
	complete_words publish "" | grep -v "^-" | sort >actual &&
	manual_parts | sed -n "s/^publish //p" | sort | expect
'

test_expect_success 'a command is found behind global options' '
	complete_words --node somewhere --today 2026-01-15 log --v >actual &&
	expect <<-\END
	--verify
	--version
	END
'

test_expect_success 'completion knows names of the dictionary' '
	printf "%s\n" "body youth-support \"Youth\"" "body school \"School\"" \
		>small.dictionary &&
	HORNBOOK_DICTIONARY=small.dictionary complete_words share --to you >actual &&
	echo youth-support | expect
'

test_expect_success 'the program has the commands of the manual page' '
	[ -x "$HORNBOOK" ] || exit 0
	hornbook help | sed -n "s/^  \([a-z-]*\) .*/\1/p" | sort >actual &&
	manual_commands | expect
'

# A synopsis without its marks, one word on each line.
words_of() {
	tr -d "*_" | tr -s " \t\n" "\n" | sed "/^$/d"
}

test_expect_success 'the program has the operands and options of the manual page' '
	[ -x "$HORNBOOK" ] || exit 0
	manual_parts | while read -r command; do
		sed -n "s/^\*$command\*//p" "$SOURCE/man/hornbook.1.scd" |
			words_of >expected &&
		hornbook help $command | sed -n "1,/^$/p" |
			sed "1s/^usage: hornbook $command//" | words_of >actual &&
		if ! diff -u expected actual; then
			echo "$command" && exit 1
		fi
	done
'

test_expect_success 'the global options of the program are in the manual page' '
	[ -x "$HORNBOOK" ] || exit 0
	sed -n "/^# OPTIONS/,/^# COMMANDS/s/^[*]\(--[a-z-]*\)[*].*/\1/p" \
		"$SOURCE/man/hornbook.1.scd" >expected &&
	hornbook help version | sed -n "s/^  \(--[a-z-]*\).*/\1/p" >actual &&
	sort expected >sorted && sort actual >other && diff -u sorted other
'

test_done
