#!/bin/bash
# Makes a build directory ready for ninja.
#
#     [CC=clang] scripts/configure.sh DIRECTORY [MESON OPTION...]
#
# Sets it up when it is not there, reconfigures it when the options are others
# than last time, starts again when the compiler is.  A directory that somebody
# configured by hand is used as it is.
set -euo pipefail

directory=$1
shift
stamp=$directory/.configured
compiler=${CC:-gcc}
wanted=$(printf '%s\n' "$compiler" "$@")

quietly() {
	local log
	log=$(mktemp)
	if CC=$compiler meson "$@" >"$log" 2>&1; then
		rm -f "$log"
		return
	fi
	cat "$log" >&2
	rm -f "$log"
	printf '%s\n' "configure: meson could not set up $directory" >&2
	exit 3
}

# What a killed setup leaves has no build.ninja, and meson refuses it.
if [ -d "$directory" ] && [ ! -e "$directory/build.ninja" ]; then
	rm -rf "$directory"
fi
if [ -e "$stamp" ] && [ "$(head -n 1 "$stamp")" != "$compiler" ]; then
	rm -rf "$directory"
fi

if [ ! -d "$directory" ]; then
	quietly setup "$directory" "$@"
elif [ ! -e "$stamp" ]; then
	exit 0
elif [ "$(cat "$stamp")" != "$wanted" ]; then
	quietly setup --reconfigure "$directory" "$@"
fi
printf '%s\n' "$wanted" >"$stamp"
