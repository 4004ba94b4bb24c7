#!/bin/bash
# Breaks the engine and the reference on purpose, one way at a time, and sees
# whether the tests notice.
#
#     [JOBS=2] [TABLE=FILE] scripts/mutation.sh [WORD...]
#     scripts/mutation.sh --check
#
# The ways stand in tests/policy/mutations.txt, which says how they are written.
# Each is applied to a copy of this tree in build-mutation/; only what it touches
# is built anew, and tests run from the quickest on until one fails.  WORDs pick
# those with all of them in file or label.  --check only sees whether each
# still finds its place.  Status: 0 when each is noticed; 1 when one is not, or
# no longer finds its place.
set -uo pipefail
cd "$(dirname "$0")/.."

table=${TABLE:-tests/policy/mutations.txt}
place=$PWD/build-mutation
jobs=${JOBS:-$(nproc)}
# As it was when this began, so that work on the tree can go on.
origin=$place/origin

# Those first that notice most; a program and its arguments.
tests=(
	'tests/test_policy_decide'
	'tests/policy/differential --decisions 20000 --quiet'
	'tests/test_policy_condition'
	'tests/test_base_dates'
	'tests/test_policy_level'
	'tests/test_policy_rule'
	'tests/test_policy_binding'
	'tests/test_policy_service'
	'tests/test_policy_metamorphic'
	'tests/policy/differential --decisions 300000 --quiet --seed 1000000'
)

# The table as lines "number <tab> file <tab> label <tab> after <tab> old <tab>
# new", of those with all the words.
rows() {
	awk -v words="$*" '
		BEGIN { many = split(tolower(words), word, " ") }
		function flush(	i, text) {
			if (label == "") return
			number++
			text = tolower(file " " label)
			for (i = 1; i <= many; i++)
				if (index(text, word[i]) == 0) { label = ""; return }
			printf "%d\t%s\t%s\t%s\t%s\t%s\n", number, file, label,
				after == "" ? "-" : after, old, new == "" ? "-" : new
			label = ""
		}
		/^file / { flush(); file = substr($0, 6); next }
		/^\* / { flush(); label = substr($0, 3); after = old = new = ""; next }
		/^after / { after = substr($0, 7); next }
		/^- / { old = substr($0, 3); next }
		/^\+/ { new = substr($0, 3); next }
		END { flush() }' "$table"
}

# Writes FILE changed to standard output.  Fails when the old text does not
# stand there just once; behind a line with AFTER the first counts.
change() {
	AFTER=$2 OLD=$3 NEW=$4 awk '
		BEGIN {
			after = ENVIRON["AFTER"]; old = ENVIRON["OLD"]
			new = ENVIRON["NEW"]
			if (new == "-") new = ""
			open = after == "-"
		}
		{
			at = index($0, old)
			if (open && at > 0 && (after == "-" || found == 0)) {
				found++
				$0 = substr($0, 1, at - 1) new \
					substr($0, at + length(old))
			}
			if (after != "-" && index($0, after) > 0) open = 1
			print
		}
		END { exit found != 1 }' "$1"
}

check_table() {
	local stale=0 number file label after old new
	while IFS=$'\t' read -r number file label after old new; do
		change "$file" "$after" "$old" "$new" >/dev/null && continue
		printf '%s\n' "$file: no longer finds its place: $label"
		stale=$((stale + 1))
	done < <(rows)
	[ "$stale" -eq 0 ]
}

copy_tree() {
	rm -rf "$origin"
	mkdir -p "$origin"
	git ls-files -z --cached --others --exclude-standard |
		tar --null -T - -cf - --ignore-failed-read 2>/dev/null |
		tar -xf - -C "$origin"
}

# Each worker has a copy and a build of its own.
prepare() {
	local tree=$place/tree-$1 build=$place/build-$1
	mkdir -p "$tree"
	# What differs gets a new date, so that it is built anew.
	(cd "$origin" && find . -type f -print0) |
		while IFS= read -r -d '' file; do
			cmp -s "$origin/$file" "$tree/$file" && continue
			mkdir -p "$tree/${file%/*}"
			cp "$origin/$file" "$tree/$file"
		done
	if [ ! -e "$build/build.ninja" ]; then
		meson setup "$build" "$tree" -Doptimization=1 -Ddebug=false \
			>"$place/setup-$1.log" 2>&1 ||
			{ cat "$place/setup-$1.log"; return 1; }
	fi
	for one in "${tests[@]}"; do printf '%s\n' "${one%% *}"; done | sort -u |
		xargs ninja -C "$build" --quiet >"$place/build-$1.log" 2>&1 ||
		{ tail "$place/build-$1.log"; return 1; }
}

# Says what notices the tree as it stands; nothing when nothing does.
noticed_by() {
	local build=$place/build-$1 one program status
	for one in "${tests[@]}"; do
		program=${one%% *}
		if ! ninja -C "$build" --quiet "$program" \
			>"$place/ninja-$1.log" 2>&1; then
			printf '%s\n' 'the compiler'
			return
		fi
		status=0
		# shellcheck disable=SC2086 # arguments are words
		(cd "$place/tree-$1" && timeout 300 "$build/"$one) \
			>"$place/test-$1.log" 2>&1 || status=$?
		case $one in
		# 3: something never came up in so few decisions.
		*differential*) [ "$status" -ne 3 ] || status=0 ;;
		esac
		if [ "$status" -ne 0 ]; then
			printf '%s\n' "${one##*/}"
			return
		fi
	done
}

try() {
	local worker=$1 number=$2 file=$3 label=$4 after=$5 old=$6 new=$7
	local target=$place/tree-$worker/$file noticed
	if ! change "$origin/$file" "$after" "$old" "$new" \
		>"$place/changed-$worker"; then
		printf 'stale\t%s\t%s\n' "$file" "$label"
		return
	fi
	cp "$place/changed-$worker" "$target"
	noticed=$(noticed_by "$worker")
	cp "$origin/$file" "$target"
	case $noticed in
	'') printf 'survived\t%s\t%s\n' "$file" "$label" ;;
	'the compiler') printf 'stale\t%s\t%s (does not compile)\n' "$file" "$label" ;;
	*) printf 'noticed\t%s\t%s\t%s\n' "$file" "$label" "$noticed" ;;
	esac
}

work() {
	local worker=$1 number file label after old new
	while IFS=$'\t' read -r number file label after old new; do
		[ $((number % jobs)) -eq "$worker" ] || continue
		try "$worker" "$number" "$file" "$label" "$after" "$old" "$new" |
			tee -a "$place/results-$worker"
	done <"$place/rows"
}

if [ "${1-}" = --check ]; then
	check_table
	exit
fi

mkdir -p "$place"
copy_tree
rows "$@" >"$place/rows"
rm -f "$place"/results-*
for ((worker = 0; worker < jobs; worker++)); do
	: >"$place/results-$worker"
	prepare "$worker" || exit 1
	if [ "$worker" -eq 0 ]; then
		noticed=$(noticed_by 0)
		if [ -n "$noticed" ]; then
			printf '%s\n' "the tests fail over the tree as it is: $noticed"
			exit 1
		fi
	fi
done
for ((worker = 0; worker < jobs; worker++)); do
	work "$worker" &
done
wait

cat "$place"/results-* | awk -F '\t' '
	{ count[$1]++; if ($1 != "noticed") bad = bad $1 ": " $2 ": " $3 "\n" }
	END {
		printf "%s%d noticed, %d survived, %d no longer apply\n", bad,
			count["noticed"], count["survived"], count["stale"]
		exit count["survived"] + count["stale"] > 0 || NR == 0
	}'
