#!/bin/bash
# Installs what Hornbook needs on Debian 12, as far as it is missing.
#
#     scripts/install-dependencies.sh [run|test|develop]
#
# run: to build the program and run the demonstration; test (the default): to
# run the tests as well; develop: the tools of CONTRIBUTING.md too.  Does
# nothing, quickly, when all is there.  Never asks a question.
set -euo pipefail

# zlib1g-dev: coinor-libclp-dev asks for -lz too and does not bring it.
# fonts-liberation: what PDF documents are set in.
run=(
	gcc libc6-dev make meson ninja-build pkg-config
	libsodium-dev libssl-dev libsqlite3-dev libexpat1-dev libjansson-dev
	libutf8proc-dev
	coinor-libclp-dev zlib1g-dev fonts-liberation
)
test=(
	clang libcmocka-dev libxml2-utils jq sqlite3 scdoc mandoc age minisign
	golang-go golang-golang-x-mod-dev tidy chromium cmark-gfm
	poppler-utils qpdf librsvg2-bin
)
develop=(clang-format clang-tidy gcovr gdb valgrind)

say() {
	printf '%s\n' "install-dependencies: $*" >&2
}

# The run-time part of clang's sanitizers carries clang's version in its name
# and is only recommended by clang, not required.
release=$(sed -n 's/^VERSION_ID="\{0,1\}\([0-9]*\).*/\1/p' /etc/os-release \
	2>/dev/null || true)
case $release in
12) test+=(libclang-rt-14-dev) ;;
13) test+=(libclang-rt-19-dev) ;;
esac

case ${1:-test} in
run) packages=("${run[@]}") ;;
test) packages=("${run[@]}" "${test[@]}") ;;
develop) packages=("${run[@]}" "${test[@]}" "${develop[@]}") ;;
*)
	say "usage: $0 [run|test|develop]"
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	say "this is no Debian machine, so nothing is installed."
	say "What Debian calls: ${packages[*]}"
	say "must be there; the build says what it misses."
	exit 0
fi

missing=()
for package in "${packages[@]}"; do
	state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null ||
		true)
	[ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		say "these packages are missing and only root can install them:"
		say "    apt-get install ${missing[*]}"
		exit 3
	fi
	say "using sudo to install: ${missing[*]}"
	# Without a terminal nobody can type a password: fail, do not wait.
	if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
else
	say "installing: ${missing[*]}"
fi

apt() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 \
		-o Dpkg::Use-Pty=0 "$@" </dev/null >&2
}

if ! apt update; then
	say "the package lists could not be refreshed; trying once more"
	sleep 5
	apt update || say "still not; going on with the lists at hand"
fi
if ! apt install --no-install-recommends "${missing[@]}"; then
	say "these packages could not be installed: ${missing[*]}"
	exit 3
fi
