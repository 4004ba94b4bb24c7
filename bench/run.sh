#!/bin/bash
# Runs every measurement and prints one table.
#
#     [BUILD=build-bench] bench/run.sh [NAME...]
#
# NAME is decide, scale, ledger, growth, generate, seal, register, rolls, import, release,
# publish, table, guard, anonymity, protect or cedar;
# none: all.  rolls takes two minutes and 2 GB.
# A measurement whose program or peer is not there is left out with a word why.
# Rates are medians; both sides of a row are measured in turn in the same run,
# so the ratio is what counts.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${BUILD:-build-bench}
programs=$build/bench
today=2026-01-15
chosen=${*:-decide scale ledger growth generate seal register rolls import release publish table guard anonymity protect cedar}

# On the disk of the build, not in a /tmp that may be memory.
scratch=$(mktemp -d "$build/measure-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
rows=$scratch/rows.tsv
: >"$rows"
failed=0

left_out() {
	printf '%s\n' "bench: $1 is left out: $2" >&2
}

# Runs a program whose rows are tab-separated (bench/bench.h).
measure() {
	local name=$1
	shift
	if [ ! -x "$programs/$1" ]; then
		left_out "$name" "$programs/$1 is not built"
		return
	fi
	printf '%s\n' "bench: $name" >&2
	"$programs/$@" >>"$rows" || failed=1
}

pupils() {
	"$programs/make_pupils" --reference-date "$today" "$@"
}

measure_import() {
	pupils --count 20000 --format csv >"$scratch/pupils.csv"
	pupils --count 20000 --format ctf >"$scratch/8861102_CTF_8861101_001.xml"
	measure import import_bench dictionaries/england "$today" "$scratch" \
		"$scratch/pupils.csv" "$scratch/8861102_CTF_8861101_001.xml"
}

measure_ctf() {
	pupils --count 20000 --format ctf >"$scratch/read.xml"
	measure ctf ctf_bench dictionaries/england "$today" \
		"$scratch/read.xml" "$scratch"
}

measure_release() {
	pupils --count 50000 --format csv >"$scratch/many.csv"
	measure release release_bench dictionaries/england \
		demo/notices/kent-alternative-provision.notice "$today" "$scratch" \
		"$scratch/many.csv"
}

# What decide_bench measured of the same rules in this run; nothing when it was
# not asked for.
lines_per_second() {
	awk -F '\t' '$1 == "decide F33 as JSON lines" {
		split($2, part, " ")
		unit = part[2] == "M" ? 1000000 : part[2] == "k" ? 1000 : 1
		printf "%d", part[1] * unit
	}' "$rows"
}

measure_anonymity() {
	local status=0
	printf '%s\n' "bench: anonymity" >&2
	"${PYTHON:-python3}" bench/anonymity/measure.py \
		"$build/src/cli/hornbook" "$scratch" >>"$rows" || status=$?
	if [ $status = 3 ]; then
		left_out anonymity "pycanon is not there (pip install pycanon; PYTHON names the python that has it)"
	elif [ $status != 0 ]; then
		failed=1
	fi
}

measure_cedar() {
	local line ours
	if ! command -v node >/dev/null; then
		left_out cedar "there is no node"
		return
	fi
	if [ ! -d bench/cedar/node_modules/@cedar-policy/cedar-wasm ] &&
		! (cd bench/cedar && npm ci --silent >&2); then
		left_out cedar "its package could not be had from npm"
		return
	fi
	printf '%s\n' "bench: cedar" >&2
	pupils --count 2000 --ages 11 25 --format csv >"$scratch/young.csv"
	pupils --count 2000 --ages 11 25 --format wishes-csv \
		>"$scratch/wishes.csv"
	if ! line=$(node bench/cedar/decide.js "$scratch/young.csv" \
		"$scratch/wishes.csv" "$today"); then
		failed=1
		return
	fi
	ours=$(lines_per_second)
	printf '%s\n' "$line" | jq -r --argjson ours "${ours:-null}" '
		["decide, a pupil at a time, from JSON",
		 (if $ours then "\($ours) pupils/s" else "-" end), .peer,
		 "\(.pupils_per_second) pupils/s",
		 (if $ours then $ours / .pupils_per_second * 10 | round / 10
		  else "-" end)] | @tsv' >>"$rows"
}

# The peer's rate goes into the row of the same count.
measure_table() {
	local line
	if [ ! -x "$programs/table_bench" ]; then
		left_out table "$programs/table_bench is not built"
		return
	fi
	printf '%s\n' "bench: table" >&2
	"$programs/table_bench" "$scratch/counted.csv" >"$scratch/table.tsv" ||
		failed=1
	line='{}'
	if ! command -v node >/dev/null; then
		left_out "table's peer" "there is no node"
	elif [ ! -d bench/duckdb/node_modules/@duckdb/node-api ] &&
		! (cd bench/duckdb && npm ci --silent >&2); then
		left_out "table's peer" "its package could not be had from npm"
	elif ! line=$(node bench/duckdb/group.js "$scratch/counted.csv"); then
		failed=1
		line='{}'
	fi
	awk -F '\t' -v OFS='\t' \
		-v peer="$(printf '%s' "$line" | jq -r '.peer // ""')" \
		-v rate="$(printf '%s' "$line" |
			jq -r 'if .peer then .pupils / .seconds / 1e6 else "" end')" '
		NR == 1 && peer != "" {
			split($2, part, " ")
			$3 = peer
			$4 = sprintf("%.1f M cells/s", rate)
			$5 = sprintf("%.2f", part[1] / rate)
		}
		{ print }' "$scratch/table.tsv" >>"$rows"
}

measure_protect() {
	local made=../shared/data/tables/gen_tables.py
	if [ -f "$made" ] && python3 "$made" "$scratch" >/dev/null; then
		measure protect protect_bench "$scratch/t1.csv" \
			"$scratch/t2.csv"
	else
		left_out "protect t1 and t2" "$made is not there"
		measure protect protect_bench
	fi
}

for name in $chosen; do
	case $name in
	protect) measure_protect ;;
	decide) measure decide decide_bench ;;
	scale) measure scale scale_bench notices/*.notice ;;
	ledger) measure ledger ledger_bench "$scratch" ;;
	growth) measure growth growth_bench ;;
	generate)
		mkdir "$scratch/made"
		measure generate generate_bench dictionaries/england \
			"$today" "$scratch/made"
		;;
	seal) measure seal seal_bench "$scratch" ;;
	register) measure register register_bench "$scratch" ;;
	rolls) measure rolls rolls_bench "$scratch" ;;
	import) measure_import ;;
	release) measure_release ;;
	publish)
		measure publish publish_bench \
			demo/notices/kent-alternative-provision.notice "$today"
		;;
	ctf) measure_ctf ;;
	guard) measure guard guard_bench "$scratch" ;;
	table) measure_table ;;
	anonymity) measure_anonymity ;;
	cedar) measure_cedar ;;
	*)
		printf '%s\n' "bench: there is no measurement '$name'" >&2
		exit 2
		;;
	esac
done

processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
printf '%s, %s processors, %s\n\n' "${processor:-unknown processor}" \
	"$(nproc)" "$(uname -sr)"
awk -F '\t' '
	BEGIN {
		cell[0, 1] = "measured"; cell[0, 2] = "Hornbook"
		cell[0, 3] = "beside"; cell[0, 4] = ""; cell[0, 5] = "ratio"
		for (i = 1; i <= 5; i++) width[i] = length(cell[0, i])
	}
	{
		for (i = 1; i <= 5; i++) {
			cell[NR, i] = $i
			if (length($i) > width[i]) width[i] = length($i)
		}
	}
	END {
		for (row = 0; row <= NR; row++)
			printf "%-*s  %*s  %-*s  %*s  %*s\n",
				width[1], cell[row, 1], width[2], cell[row, 2],
				width[3], cell[row, 3], width[4], cell[row, 4],
				width[5], cell[row, 5]
	}' "$rows"
exit "$failed"
