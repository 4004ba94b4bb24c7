# Schools that send each other sealed releases: `first`, the one in Kent of the
# sample data, with its pupils; `second` and `third`, its neighbours, without.
# Sourced after lib.sh and node.sh.

unset HORNBOOK_NODE HORNBOOK_KEY_FILE

first() {
	hornbook --node first --key-file first.key --today "${on:-$today}" "$@"
}
second() {
	hornbook --node second --key-file second.key --today "${on:-$today}" "$@"
}
third() {
	hornbook --node third --key-file third.key --today "${on:-$today}" "$@"
}

# make_school NAME LAESTAB LEGAL-NAME
make_school() {
	sed -e "s|886/1101|$2|" -e "s|^controller \"[^\"]*\"|controller \"$3\"|" \
		"$kent_notice" >"$1.notice" &&
	$1 init "$1" --notice "$1.notice" &&
	$1 keys show --card >"$1.card"
}

# WHO trusts WHOM.
trust() {
	$1 keys trust "$2.card" --agreement "DSA $1 $2" --yes-fingerprint \
		"$($2 keys show --json | jq -r .fingerprint)"
}

make_schools() {
	make_school first 886/1101 "Westwood Learning Alliance" &&
	make_school second 886/2345 "Eastfield Learning Centre" &&
	make_school third 886/3456 "Southfield Learning Centre" &&
	first import "$kent"/ctf/*.xml "$kent/pupils.csv" "$kent/wishes.csv" &&
	trust first second && trust second first &&
	trust second third && trust third second &&
	trust first third && trust third first
}

# WHO transfers its pupils (UPNs) to the school of this number; the file.
transfer() {
	sender=$1 number=$2
	shift 2
	$sender share --to next-school --collection common-transfer-file \
		--on transfer --destination "$number" --pupils "$(echo "$*" | tr " " ,)" \
		--out out-$sender --json | jq -r .file
}

# The only file of a directory that was not there before.
newest() {
	ls -t "$1"/*.tar.age | head -1
}
