#!/bin/sh
# Keys: the node's own, and those of the bodies it exchanges with.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq age minisign
. "$SOURCE/tests/cli/node.sh"

academy_notice=$SOURCE/demo/notices/northamptonshire-academy.notice

# A second node, whose card is academy.card.
make_academy() {
	hornbook --node academy --key-file academy.key init academy \
		--notice "$academy_notice" --today $today &&
	academy keys show --card >academy.card
}

academy() {
	hornbook --node academy --key-file academy.key --today $today "$@"
}

fingerprint() {
	academy keys show --json | jq -r .fingerprint
}

# Trusts the card given, with its own fingerprint.
trust() {
	card=$1 && shift &&
	hornbook keys trust "$card" --today $today \
		--yes-fingerprint "$(fingerprint)" "$@"
}

# Trusts keys that are typed, with the fingerprint that is shown of them.
trust_typed() {
	hornbook keys trust "$@" </dev/null >shown 2>/dev/null
	hornbook keys trust "$@" --yes-fingerprint \
		"$(sed -n "s/^  fingerprint *//p" shown)"
}

# What of the keys an attacker, or a mistake, must leave as it is.
keys_state() {
	hornbook keys show --json --today $today &&
	hornbook keys list --json --today $today
}

test_expect_success 'a new node has its keys, for two years' '
	make_node && make_academy && hornbook keys show --today $today >actual &&
	present "^  number       8861101$" actual &&
	present "^  fingerprint  ([0-9a-f]{4} ){7}[0-9a-f]{4}$" actual &&
	present "^  seal to      age1[a-z0-9]{58}$" actual &&
	present "^  signs with   RW[A-Za-z0-9+/]{54}$" actual &&
	present "^seal to  [0-9a-f]{16} +2026-01-15  2028-01-14  current" actual &&
	present "^sign     [0-9A-F]{1,16} +2026-01-15  2028-01-14  current" actual
'

test_expect_success 'they are made once, and for older nodes by hand' '
	expect_status 2 hornbook keys make --today $today 2>actual &&
	expect <<-\END &&
	hornbook: the node has keys already
	hint: '\''hornbook keys rotate'\'' puts new ones in their place
	END
	cp -r node old && rm old/keyring.json &&
	expect_status 3 hornbook --node old log --verify 2>actual &&
	present "the ledger knows a newer keyring.json" actual &&
	for change in show list make rotate; do
		expect_status 3 hornbook --node old keys $change 2>actual &&
		present "the ledger knows a newer keyring.json" actual || exit
	done &&
	expect_status 3 hornbook --node old log --verify && rm -r old
'

test_expect_success 'what is sealed at rest is not readable in the node' '
	hornbook keys export --secret --out one --today $today 2>actual &&
	present "whoever has this file" actual &&
	secret=$(grep ^AGE-SECRET one) &&
	! grep -rq "$secret" node && ! grep -rqi age-secret node &&
	test "$(stat -c %a one node/keyring.json)" = "600
600"
'

test_expect_success 'age opens with an exported secret what was sealed to the card' '
	recipient=$(hornbook keys show --card | jq -r ".keys[0].key") &&
	echo page | age -r "$recipient" >page.age &&
	age -d -i one page.age >actual && echo page | expect &&
	expect_status 2 hornbook keys export --secret --out one 2>actual &&
	present "not overwritten" actual &&
	expect_status 2 hornbook keys export --out other 2>actual &&
	present "only when --secret" actual && test ! -e other
'

test_expect_success 'a card is trusted when its fingerprint was compared' '
	trust academy.card --agreement DSA-1 --until 2026-12-31 >actual &&
	expect <<-\END &&
	Trusted: Oakfield Academy, under DSA-1, until 31 December 2026
	END
	hornbook keys list --today $today >actual && expect <<-\END
	Body    Number   Name              Agreement  Until       State    Keys
	school  9286905  Oakfield Academy  DSA-1      2026-12-31  current  seal, sign
	END
'

test_expect_success 'a card alone does not prolong an agreement' '
	trust academy.card --agreement DSA-1 >actual 2>note &&
	echo "Trusted: Oakfield Academy, under DSA-1, until 31 December 2026" |
		expect && test ! -s note &&
	trust academy.card --agreement DSA-1 --until 2027-03-31 >actual 2>note &&
	present "was to end on 2026-12-31, and now ends on 2027-03-31" note &&
	trust academy.card --agreement DSA-1 --until 2026-12-31 >actual 2>note &&
	present "now ends on 2026-12-31" note &&
	expect_status 1 trust academy.card --agreement DSA-1 --today 2027-01-01 \
		2>actual && present "has run out" actual
'

test_expect_success 'no fingerprint, or another: nothing is trusted' '
	keys_state >before &&
	expect_status 2 hornbook keys trust academy.card --agreement DSA-1 \
		--today $today 2>actual &&
	present "no terminal to ask" actual &&
	present "by another way than the card came" actual &&
	expect_status 1 hornbook keys trust academy.card --agreement DSA-1 \
		--today $today --yes-fingerprint "$(fingerprint | tr 0-9 1-90)" \
		2>actual &&
	present "is not that of the card" actual &&
	sed "s/9286905/9286906/" academy.card >other.card &&
	expect_status 1 trust other.card --agreement DSA-1 2>actual &&
	present "is not that of the card" actual &&
	keys_state >after && cmp before after
'

test_expect_success 'at a terminal it is asked for' '
	command -v script >/dev/null || exit 0
	cp -r node asked && cp node.key asked.key &&
	ask() {
		(sleep 1; printf "%s\n" "$1"; sleep 1) |
			script -qec "$HORNBOOK --node asked --key-file asked.key \
				keys trust academy.card --agreement DSA-3 \
				--today $today" /dev/null | tr -d "\r" >actual
	}
	ask no && present "Type yes to trust" actual &&
	present "fingerprint  $(fingerprint)" actual &&
	present "was not confirmed, so nothing is trusted" actual &&
	hornbook --node asked keys list --today $today >actual &&
	absent DSA-3 actual &&
	ask yes && present "^Trusted: Oakfield Academy, under DSA-3" actual &&
	rm -r asked
'

test_expect_success 'hostile cards are refused' '
	keys_state >before &&
	jq ".name = \"Oakfield\\u001b[2J\"" academy.card >c &&
	expect_status 2 trust c --agreement DSA-1 2>actual &&
	present "control characters" actual &&
	jq ".number = \"../../etc\"" academy.card >c &&
	expect_status 2 trust c --agreement DSA-1 2>actual &&
	present "letters and digits" actual &&
	jq ".format = 2" academy.card >c &&
	expect_status 2 trust c --agreement DSA-1 2>actual &&
	present "newer Hornbook" actual &&
	jq ".keys[0].key = .keys[1].key" academy.card >c &&
	expect_status 2 trust c --agreement DSA-1 2>actual &&
	present "holds a key that is none" actual &&
	jq ".keys = []" academy.card >c &&
	expect_status 2 hornbook keys trust c --agreement DSA-1 --today $today \
		--yes-fingerprint "$(jq -cj . c | sha256sum | cut -c 1-32)" \
		2>actual && present "no key to trust" actual &&
	sed "s/\"format\": 1,/\"format\": 1, \"format\": 1,/" academy.card >c &&
	expect_status 2 trust c --agreement DSA-1 2>actual &&
	present "each name once" actual &&
	head -c 200000 /dev/zero >c &&
	expect_status 2 trust c --agreement DSA-1 2>actual &&
	present "larger than" actual &&
	expect_status 2 trust no-such-card --agreement DSA-1 2>actual &&
	keys_state >after && cmp before after
'

test_expect_success 'the command line fills a card and does not change it' '
	expect_status 2 trust academy.card --agreement DSA-1 --name Other \
		2>actual && present "name is not what the card says" actual &&
	expect_status 2 trust academy.card --agreement DSA-1 --number 9286906 \
		2>actual && present "number is not what the card says" actual &&
	expect_status 2 trust academy.card --agreement DSA-1 --body shcool \
		2>actual && present "did you mean .school" actual &&
	expect_status 2 trust academy.card --agreement DSA-1 --seal age1 \
		2>actual && present "the keys are in the card" actual &&
	expect_status 2 hornbook keys trust --agreement DSA-1 2>actual &&
	present "needs a card, or keys" actual
'

# (law: the Learning Records incident)  The firm goes on under another name.
test_expect_success 'who has another name or number needs a new agreement' '
	cp -r node renamed &&
	renamed() {
		field=$1 && value=$2 && shift 2 &&
		jq --arg value "$value" ".$field = \$value" academy.card >c &&
		hornbook --node renamed keys trust c --today $today \
			--yes-fingerprint "$(fingerprint_of c)" "$@"
	}
	# The fingerprint as anybody can compute it.
	fingerprint_of() {
		jq -cj . "$1" | sha256sum | cut -c 1-32
	}
	test "$(fingerprint | tr -d " ")" = "$(fingerprint_of academy.card)" &&
	expect_status 1 renamed name "Trust Online Ltd" --agreement DSA-1 \
		2>actual && present "another name than was agreed" actual &&
	expect_status 1 renamed number 9286906 --agreement DSA-1 2>actual &&
	present "another number than was agreed" actual &&
	jq ".name = \"Trust Online Ltd\" | .number = \"9286906\"" academy.card >c &&
	expect_status 1 hornbook --node renamed keys trust c --today $today \
		--yes-fingerprint "$(fingerprint_of c)" --agreement dsa-1 \
		2>actual && present "is with another body" actual &&
	renamed name "Trust Online Ltd" --agreement DSA-2 >actual &&
	present "under DSA-2, until 14 January 2028" actual &&
	hornbook --node renamed keys list --json --today $today |
		jq -r ".correspondents[] | [.name, .agreement, .state, .reason] |
			join(\"|\")" >actual &&
	expect <<-\END &&
	Oakfield Academy|DSA-1|ended|replaced by DSA-2
	Trust Online Ltd|DSA-2|current|
	END
	rm -r renamed
'

test_expect_success 'a function that went to another holder needs one too' '
	key=$(age-keygen 2>/dev/null | sed -n "s/# public key: //p") &&
	trust_typed --body post-16-funding --seal "$key" \
		--name "Education and Skills Funding Agency" \
		--agreement MOU-7 --until 2027-01-01 --today 2025-03-01 \
		>actual && present "until 1 January 2027" actual &&
	hornbook keys list --today 2025-03-31 >actual &&
	present "MOU-7 .* current  seal$" actual &&
	hornbook keys list --today 2025-04-01 >actual &&
	present "MOU-7 .* other holder  seal$" actual &&
	expect_status 1 trust_typed --body post-16-funding \
		--seal "$key" --name "Education and Skills Funding Agency" \
		--agreement MOU-7 --today 2025-04-02 2>actual &&
	present "another body holds the function" actual
'

test_expect_success 'a body with only age and minisign is trusted by its keys' '
	minisign -GWf -p p.pub -s s.key >/dev/null &&
	sign=$(tail -n 1 p.pub) &&
	key=$(age-keygen 2>/dev/null | sed -n "s/# public key: //p") &&
	expect_status 2 hornbook keys trust --body local-authority \
		--number 886 --name "Kent County Council" --seal "$key" \
		--agreement ISP-1 --today $today </dev/null 2>actual &&
	present "give their fingerprint with --yes-fingerprint" actual &&
	expect_status 1 hornbook keys trust --body local-authority --number 886 \
		--name "Kent County Council" --seal "$key" --sign "$sign" \
		--agreement ISP-1 --today $today --yes-fingerprint 1 2>actual &&
	present "not that of these keys" actual &&
	trust_typed --body local-authority --number 886 \
		--name "Kent County Council" --seal "$key" --sign "$sign" \
		--agreement ISP-1 --today $today >actual &&
	present "$key" shown &&
	present "^Trusted: Kent County Council" actual &&
	hornbook keys list --today $today >actual &&
	present "^local-authority +886 .* current +seal, sign$" actual &&
	expect_status 2 hornbook keys trust --body local-authority \
		--name x --seal "$sign" --agreement ISP-1 2>actual &&
	present "seal wants a public key that begins with age1" actual &&
	expect_status 2 hornbook keys trust --body local-authority \
		--name x --sign AGE-SECRET-KEY-1 --agreement ISP-1 2>actual &&
	present "sign wants a public key that begins with RW" actual &&
	absent AGE-SECRET actual
'

test_expect_success 'keys that came by a card are not changed by typing others' '
	key=$(age-keygen 2>/dev/null | sed -n "s/# public key: //p") &&
	keys_state >before &&
	expect_status 1 trust_typed --body school --number 9286905 \
		--name "Oakfield Academy" --seal "$key" --agreement DSA-1 \
		--today $today 2>actual &&
	present "the keys of this body came by a card" actual &&
	keys_state >after && cmp before after
'

test_expect_success 'an agreement is ended with a reason, and its reference is spent' '
	expect_status 2 hornbook keys distrust school 2>actual &&
	present "needs --reason" actual &&
	hornbook keys distrust school --number 9286905 --reason "left the scheme" \
		--today $today >actual &&
	echo "Ended: Oakfield Academy, under DSA-1" | expect &&
	expect_status 2 hornbook keys distrust school --number 9286905 \
		--reason again --today $today 2>actual &&
	expect_status 1 trust academy.card --agreement DSA-1 2>actual &&
	present "was ended: that needs a new agreement" actual &&
	trust academy.card --agreement DSA-9 >actual &&
	present "under DSA-9" actual
'

test_expect_success 'rotating and revoking' '
	hornbook keys rotate --today 2026-03-01 --until 2026-12-31 >actual &&
	test "$(grep -c "2026-01-15  2026-03-01  current" actual)" = 2 &&
	test "$(grep -c "2026-03-01  2026-12-31  current" actual)" = 2 &&
	id=$(hornbook keys show --json --today 2026-03-02 |
		jq -r ".keys[] | select(.use == \"sign\" and .state == \"current\").id") &&
	hornbook keys revoke "$id" --reason "laptop stolen" --today 2026-03-02 \
		>actual 2>note && present "others use the key until" note &&
	present "^  signs with   none$" actual &&
	present "$id .*revoked +laptop stolen$" actual &&
	hornbook keys show --card | jq -r ".keys[] | select(.id == \"$id\").revoked" \
		>actual && echo 2026-03-02 | expect &&
	expect_status 2 hornbook keys revoke "$id" --reason again 2>actual &&
	present "is revoked already" actual &&
	expect_status 2 hornbook keys revoke FFFF --reason x 2>actual &&
	expect_status 2 hornbook keys revoke 2>actual &&
	present "needs --reason" actual &&
	hornbook keys rotate --today 2026-03-03 >actual &&
	present "^  signs with   RW" actual
'

test_expect_success 'the ledger has every change, and nothing of whom' '
	hornbook log --verify >actual && present "The ledger holds" actual &&
	cat node/ledger/* node/ledger/*/* node/ledger/*/*/* >all 2>/dev/null
	for change in make export trust distrust rotate revoke; do
		grep -aq "\"entry\":\"keys\",\"date\":\"20[0-9-]*\",\"change\":\"$change\"" \
			all || exit
	done &&
	! grep -aqE "Oakfield|DSA-|9286905|age1|RW[A-Za-z]" all
'

test_expect_success 'files of another day are noticed' '
	cp node/correspondents.json kept &&
	hornbook keys distrust school --number 9286905 --reason stolen \
		--today 2026-03-04 &&
	hornbook log --verify && cp node/correspondents.json newest &&
	cp kept node/correspondents.json &&
	expect_status 3 hornbook log --verify 2>actual &&
	present "the ledger knows a newer correspondents.json" actual &&
	rm node/correspondents.json &&
	expect_status 3 hornbook log --verify 2>actual &&
	sed s/9286905/9286907/ newest >node/correspondents.json &&
	expect_status 3 hornbook log 2>actual &&
	present "correspondents.json: is not as this node wrote it" actual &&
	cp academy/keyring.json node/correspondents.json &&
	expect_status 2 hornbook log 2>actual &&
	cp newest node/correspondents.json && hornbook log --verify
'

test_expect_success 'a change of keys that is killed is whole or was not' '
	for ms in 1 2 4 6 8 10 12 15 20 30; do
		"$HORNBOOK" keys rotate --today 2026-03-05 >/dev/null 2>&1 &
		sleep "$(printf "0.%03d" $ms)" && kill -9 $! 2>/dev/null
		wait $! 2>/dev/null
		hornbook log --verify >actual && hornbook keys show >actual ||
			exit
		for file in node/*.next; do
			test ! -e "$file" || exit
		done
	done
'

test_expect_success 'what is said without a word, or with a wrong one' '
	expect_status 2 hornbook keys >actual && present "  keys trust" actual &&
	expect_status 2 hornbook keys trsut 2>actual && expect <<-\END &&
	hornbook: there is no command '\''keys trsut'\''
	hint: did you mean '\''keys trust'\''?
	END
	expect_status 2 hornbook help keys trsut 2>other && cmp actual other &&
	expect_status 2 hornbook keys show --reason x 2>actual &&
	present "no option --reason of keys show" actual &&
	hornbook help keys trust >one && hornbook keys trust --help >other &&
	cmp one other
'

test_done
