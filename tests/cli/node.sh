# A node for the tests of commands that need one: the school in Kent of the
# sample data, on 15 January 2026.  Sourced after lib.sh.

HORNBOOK_NODE=node
HORNBOOK_KEY_FILE=node.key
export HORNBOOK_NODE HORNBOOK_KEY_FILE
kent_notice=$SOURCE/demo/notices/kent-alternative-provision.notice
kent=$SOURCE/demo/kent
today=2026-01-15
some_upn=G886200313024

make_node() {
	hornbook init node --notice "$kent_notice" --today $today
}

# With its 64 pupils and what their families have asked for.
fill_node() {
	make_node && hornbook import "$kent"/ctf/*.xml "$kent/pupils.csv" \
		"$kent/wishes.csv" --today $today
}

# What must not change when a command is refused.
node_state() {
	hornbook pupils --json && hornbook log --json &&
		hornbook log --verify --json
}
