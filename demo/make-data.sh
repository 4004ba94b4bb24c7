#!/bin/sh
# Writes the sample data, byte for byte the same each time.
#
#     demo/make-data.sh [DIRECTORY]
#
# into the given directory, or here.  MAKE_PUPILS names the generator, which
# `make` leaves in build/bench/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
directory=${1:-$here}
make_pupils=${MAKE_PUPILS:-$here/../build/bench/make_pupils}

mkdir -p "$directory/kent/ctf" "$directory/northamptonshire"

# Alternative provision in Kent, January 2026: 24 pupils come from another
# school, 40 are there, some of them over 16.
kent() {
	"$make_pupils" --seed 2026 --school 8861101 \
		--school-name "Westwood Learning Alliance" \
		--reference-date 2026-01-15 "$@"
}

joining() {
	kent --first 1 --count 24 --born 2009-09-01 2014-08-31 \
		--sender 8861102 --sender-name "Seabrook House School" "$@"
}

there() {
	kent --first 25 --count 40 --born 2007-09-01 2014-08-31 "$@"
}

joining --format ctf >"$directory/kent/ctf/8861102_CTF_8861101_001.xml"
there --format csv >"$directory/kent/pupils.csv"
{
	joining --format wishes-csv
	there --format wishes-csv | tail -n +2
} >"$directory/kent/wishes.csv"

# An academy in Northamptonshire in the spring of 2009.
"$make_pupils" --seed 2009 --school 9286905 --school-name "Oakfield Academy" \
	--reference-date 2009-03-02 --born 1992-01-01 1997-08-31 \
	--count 260 --format csv >"$directory/northamptonshire/pupils.csv"
