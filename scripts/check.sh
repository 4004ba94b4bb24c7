#!/bin/bash
# Looks for what compilers do not see: clang-tidy over the program's sources,
# and files that clang-format would lay out differently.  Advice, not a gate:
# clang-tidy errs now and then.
set -uo pipefail
cd "$(dirname "$0")/.."

CC=clang scripts/configure.sh build-check || exit
ninja -C build-check --quiet configuration.h 2>/dev/null

status=0
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror || status=1
git ls-files 'src/*.c' | xargs -P "$(nproc)" -n 8 clang-tidy -quiet \
	-p build-check -checks='-*,bugprone-*,cert-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-cert-err33-c' ||
	status=1
exit $status
