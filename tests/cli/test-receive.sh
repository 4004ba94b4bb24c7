#!/bin/sh
# Sealed releases from one school to another: share, open, receive, received.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq age minisign sha256sum
. "$SOURCE/tests/cli/node.sh"

pupils=G886200313024,J886200418025
transfer="--to next-school --collection common-transfer-file --on transfer
	--pupils $pupils --destination 8862345"

eastfield() {
	HORNBOOK_NODE=eastfield HORNBOOK_KEY_FILE=eastfield.key hornbook "$@"
}

# A school of the neighbourhood, without pupils.
make_eastfield() {
	sed -e "s|886/1101|886/2345|" \
		-e "s|\"Westwood Learning Alliance\"|\"Eastfield School\"|" \
		"$kent_notice" >eastfield.notice &&
	eastfield init eastfield --notice eastfield.notice --today $today
}

# Each has the other's card, and has compared the fingerprint.
exchange_cards() {
	hornbook keys show --card >westwood.card &&
	eastfield keys show --card >eastfield.card &&
	hornbook keys trust eastfield.card --agreement "DSA 7" --today $today \
		--yes-fingerprint "$(eastfield keys show --json | jq -r .fingerprint)" &&
	eastfield keys trust westwood.card --agreement "DSA 7" --today $today \
		--yes-fingerprint "$(hornbook keys show --json | jq -r .fingerprint)"
}

send() {
	hornbook share $transfer --today $today --out out "$@"
}

# What must not change when something is refused.
eastfield_state() {
	eastfield pupils --json && eastfield received --json &&
	eastfield log --verify --json && ls -A eastfield
}

# Refused with a status and words, and nothing is left of it:
#     refused 1 "received on .* already" FILE
refused() {
	eastfield_state >before &&
	expect_status $1 eastfield receive "$3" --today ${4-$today} 2>said &&
	present "$2" said && eastfield_state >actual && expect before
}

test_expect_success 'without a key of the recipient nothing is released' '
	fill_node && make_eastfield && node_state >before &&
	expect_status 1 send >said && present "^Nothing was released" said &&
	present "no key of next-school 8862345 is known" said &&
	present "hornbook keys trust" said && test ! -e out &&
	send --dry-run >said && present "^Would release" said &&
	present "cannot be sealed +no key of next-school 8862345" said &&
	node_state >actual && expect before
'

test_expect_success 'to nobody in particular nothing is sealed' '
	cp -r node nobody && cp node.key nobody.key &&
	nobody() {
		HORNBOOK_NODE=nobody HORNBOOK_KEY_FILE=nobody.key hornbook "$@" \
			--today $today
	}
	new_key() {
		age-keygen 2>/dev/null | sed -n "s/# public key: //p"
	}
	typed() {
		expect_status 2 nobody keys trust "$@" </dev/null >shown &&
		nobody keys trust "$@" --yes-fingerprint \
			"$(sed -n "s/^  fingerprint *//p" shown)"
	}
	typed --body next-school --number 8862345 --seal $(new_key) \
		--name "Eastfield School" --agreement "DSA 3" &&
	typed --body youth-support --number 933 --seal $(new_key) \
		--name "Somerset Council" --agreement "DSA 4" &&
	for destination in outside unknown; do
		expect_status 1 nobody share --to next-school --pupils $pupils \
			--collection common-transfer-file --on transfer \
			--destination $destination --out out >said &&
		tr -s " \n" " " <said >line &&
		present "destination .$destination. names no body" line &&
		test ! -e out || exit
	done &&
	expect_status 1 nobody share --to youth-support \
		--for youth-support-services --out out >said &&
	tr -s " \n" " " <said >line &&
	present "does not say which youth-support" line &&
	present "with --destination" line && test ! -e out && rm -r nobody
'

test_expect_success 'with one it is a sealed file, and nothing else is there' '
	exchange_cards && send >said &&
	present "^  sealed +to [0-9a-f]{16}$" said &&
	present "^  to be received by +14 February 2026" said &&
	ls -A out >actual && echo R-2026-0001-next-school.tar.age | expect &&
	head -c 21 out/*.age >actual && printf age-encryption.org/v1 | expect
'

test_expect_success 'the ordinary tools open it and find it genuine' '
	eastfield keys export --secret --out identity.txt &&
	mkdir opened && age --decrypt -i identity.txt out/R-2026-0001*.age |
		tar -xf - -C opened && (
		cd opened &&
		ls -A | sort >../actual &&
		minisign -Vm manifest.json -P "$(jq -r \
			".keys[] | select(.use == \"sign\") | .key" \
			../westwood.card)" >../verified &&
		jq -r ".payload | .sha256 + \"  \" + .file" manifest.json |
			sha256sum -c - >/dev/null
	) && expect <<-\END &&
	8861101_CTF_8862345_001.xml
	manifest.json
	manifest.json.minisig
	END
	present "^Trusted comment: reference:R-2026-0001 sha256:$(sha256sum \
		<opened/manifest.json | cut -c 1-64) date:2026-01-15$" verified &&
	jq -e ".manifest == 2 and .\"signed-by\" != null and
		(.\"sealed-to\" | length) == 1 and .grant.level == \"named\"" \
		opened/manifest.json
'

test_expect_success 'open tells what it is and takes nothing in' '
	eastfield_state >before &&
	eastfield open out/R-2026-0001*.age --today $today >said &&
	present "^R-2026-0001 of Westwood Learning Alliance \(school 8861101\)" said &&
	present "^  terms +for " said && present "^  can be received +yes$" said &&
	tr -s " \n" " " <said >line && present \
		"signed with the key [0-9A-F]+ of Westwood .* agreement DSA 7 to" line &&
	eastfield_state >actual && expect before &&
	eastfield open out/R-2026-0001*.age --today $today --out looked &&
	diff -r opened looked &&
	eastfield open out/R-2026-0001*.age --today 2026-02-15 --json >said &&
	present "\"receivable\":false,\"refusal\":\"it could be received until" said
'

# not_opened STATUS WORDS FILE DIRECTORY [DAY]
not_opened() {
	eastfield_state >before && ls -A >files &&
	expect_status $1 eastfield open "$3" --out "$4" --today ${5-$today} 2>said &&
	present "$2" said && ls -A >actual && diff files actual &&
	eastfield_state >actual && expect before
}

test_expect_success 'what is put into a directory is entered, and only what may be held' '
	file=$(echo out/R-2026-0001*.age) && touch said before actual files &&
	grep -ac "\"entry\":\"opened\"" eastfield/ledger/entries >count &&
	test "$(cat count)" = 1 &&
	not_opened 1 "until 2026-02-14" $file late 2026-02-15 &&
	not_opened 2 "of this name already" $file looked &&
	not_opened 2 "own directory" $file eastfield/there &&
	mkdir open && chmod 777 open && not_opened 2 "may change the directory" \
		$file open/there && test -z "$(ls -A open)"
'

test_expect_success 'receive takes it in, under its terms' '
	cp out/R-2026-0001*.age "R-2026-0001-next-school.tar (1).age" &&
	eastfield receive "R-2026-0001-next-school.tar (1).age" --today $today >said &&
	present "^Received R-2026-0001 of Westwood Learning Alliance" said &&
	present "^  pupils +2 new" said && present "^  grant +1$" said &&
	eastfield pupils --json >actual && present "\"count\":2" actual &&
	eastfield received >actual && present "^ *1 +2026-01-15 .*R-2026-0001.* live$" actual &&
	eastfield received --json >actual &&
	jq -e ".grants[0].senderNumber == \"8861101\"" actual &&
	eastfield log --verify >actual && present "The ledger holds" actual &&
	grep -a "\"entry\":\"receipt\"" -r eastfield/ledger >actual &&
	! grep -aE "Westwood|R-2026-0001" actual
'

test_expect_success 'the same is not received again, under any name' '
	refused 1 "R-2026-0001 of this sender was received on 2026-01-15 already" \
		out/R-2026-0001-next-school.tar.age &&
	cp out/R-2026-0001*.age other.age && refused 1 already other.age
'

test_expect_success 'what a name claims must be so' '
	send >/dev/null && cp out/R-2026-0002*.age R-2026-0003-next-school.tar.age &&
	refused 1 "is called R-2026-0003, and holds release R-2026-0002" \
		R-2026-0003-next-school.tar.age
'

test_expect_success 'what has expired is refused, and what is of tomorrow' '
	refused 1 "until 2026-02-14" out/R-2026-0002*.age 2026-02-15 &&
	send --today 2026-01-16 >/dev/null &&
	refused 1 "has not come" out/R-2026-0003*.age 2026-01-15 &&
	send --expires 2026-01-15 >/dev/null &&
	refused 1 "until 2026-01-15" out/R-2026-0004*.age 2026-01-16 &&
	expect_status 2 send --expires 2026-01-14 2>said &&
	present "expired before" said
'

test_expect_success 'what was cut, altered or is nothing of the kind is refused' '
	for bytes in 0 10 200 4000 $(($(wc -c <out/R-2026-0002-next-school.tar.age) - 1)); do
		head -c $bytes out/R-2026-0002*.age >bad.age &&
		refused 2 "" bad.age || exit
	done &&
	{ head -c 3000 out/R-2026-0002*.age && printf x &&
		tail -c +3002 out/R-2026-0002*.age; } >bad.age &&
	refused 2 "" bad.age &&
	{ cat out/R-2026-0002*.age && printf x; } >bad.age && refused 2 "" bad.age &&
	{ yes | head -c 1000000; } >bad.age && refused 2 "age" bad.age &&
	{ echo age-encryption.org/v1 && yes "-> X25519 abc" | head -c 2000000; } \
		>bad.age && refused 2 "" bad.age &&
	refused 2 "no such file" missing.age
'

payload=8861101_CTF_8862345_002.xml

# Seals what is in a directory as a package, member by member as given.
seal() {
	directory=$1 && shift &&
	tar --format=ustar --owner=0 --group=0 -cf - -C "$directory" "$@" |
		age -r "$(jq -r ".keys[] | select(.use == \"seal\") | .key" \
			eastfield.card)" >forged.age
}

test_expect_success 'a package whose members are not as they were is refused' '
	rm -rf m && mkdir m && age --decrypt -i identity.txt out/R-2026-0002*.age |
		tar -xf - -C m && seal m manifest.json manifest.json.minisig "$payload" &&
	eastfield open forged.age --today $today >said && present "receive.* yes" said &&
	seal m manifest.json.minisig manifest.json "$payload" &&
	refused 2 "no manifest.json where it belongs" forged.age &&
	seal m manifest.json "$payload" manifest.json.minisig &&
	refused 2 "no manifest.json.minisig where" forged.age &&
	seal m manifest.json manifest.json.minisig &&
	refused 2 "no payload" forged.age &&
	seal m manifest.json manifest.json.minisig "$payload" "$payload" &&
	refused 2 "" forged.age &&
	mv "m/$payload" m/other.xml && seal m manifest.json manifest.json.minisig \
		other.xml && refused 2 "another name" forged.age
'

test_expect_success 'a payload or a manifest that is another is refused' '
	mv m/other.xml "m/$payload" && sed "s/<Sex>F/<Sex>M/;s/8862345/8862346/" \
		"m/$payload" >x && ! cmp -s x "m/$payload" && cp "m/$payload" good &&
	mv x "m/$payload" && seal m manifest.json manifest.json.minisig "$payload" &&
	refused 2 "SHA-256 is another" forged.age &&
	yes | head -c 3000000 >"m/$payload" &&
	seal m manifest.json manifest.json.minisig "$payload" &&
	refused 2 "its manifest says" forged.age &&
	expect_status 2 eastfield open forged.age --today $today 2>said &&
	present "forged.age: the payload is not the one that was signed" said &&
	mv good "m/$payload" &&
	cp m/manifest.json kept && sed "s/2026-02-14/2036-02-14/" kept >m/manifest.json &&
	seal m manifest.json manifest.json.minisig "$payload" &&
	refused 2 "" forged.age &&
	sed "s/\"manifest\": 2/\"manifest\": 3/" kept >m/manifest.json &&
	seal m manifest.json manifest.json.minisig "$payload" &&
	refused 2 "newer Hornbook" forged.age && cp kept m/manifest.json
'

# What a terminal would obey: an escape, the one-byte form of it, and what turns
# the direction of writing.
test_expect_success 'what comes from elsewhere reaches no terminal as it is' '
	for bad in "\\u009b31m" "\\u202e"; do
		jq ".recipient.name = \"a${bad}b\"" kept >m/manifest.json &&
		seal m manifest.json manifest.json.minisig "$payload" &&
		refused 2 "name. holds control characters" forged.age || exit
	done && cp kept m/manifest.json &&
	for bad in "\\033[31m" "\\302\\23331m" "\\342\\200\\256"; do
		expect_status 2 eastfield keys trust --body "a$(printf "$bad")b" \
			--name N --agreement A --today $today 2>said &&
		expect_status 2 eastfield open "a$(printf "$bad")b" 2>>said &&
		present "a[?].*b" said &&
		! LC_ALL=C grep -q "$(printf "\\033\\|\\302\\233\\|\\342\\200\\256")" said ||
			exit
	done
'

test_expect_success 'names that lead elsewhere, links and giants are refused' '
	seal m manifest.json manifest.json.minisig && ln -s /etc/passwd m/link &&
	seal m link manifest.json && refused 2 "" forged.age &&
	seal m --transform "s|^|../|" manifest.json && refused 2 "" forged.age &&
	seal m --transform "s|^|/tmp/|" -P manifest.json && refused 2 "" forged.age &&
	mkdir m/d && seal m d && refused 2 "" forged.age &&
	head -c 2000000 /dev/zero >m/manifest.json &&
	seal m manifest.json && refused 2 "manifest.json is larger than" forged.age &&
	cp kept m/manifest.json && head -c 100000 /dev/zero >m/manifest.json.minisig &&
	seal m manifest.json manifest.json.minisig &&
	refused 2 "minisig is larger than" forged.age && test ! -e passwd
'

test_expect_success 'what age sealed without us is told so' '
	echo "a letter" | age -r "$(jq -r ".keys[] | select(.use == \"seal\") | .key" \
		eastfield.card)" >letter.age &&
	refused 2 "sealed, but is no package" letter.age &&
	expect_status 2 eastfield open letter.age 2>said &&
	present "hint: .age --decrypt" said
'

test_expect_success 'a file that was damaged on its way is told so, by its name' '
	whole=out/R-2026-0002-next-school.tar.age &&
	size=$(wc -c <$whole) && head -c $((size - 9)) $whole >cut.age &&
	(cat $whole && echo x) >longer.age && head -c 90 $whole >short.age &&
	for file in cut.age longer.age short.age; do
		refused 2 "^hornbook: $file: .*sealed file" $file &&
		present "^hint: the file was damaged" said || exit
	done && : >empty.age && refused 2 "empty.age: the file is empty" empty.age &&
	cp $whole R-2026-0009-x.age &&
	refused 1 "by a name that is no reference" R-2026-0009-x.age
'

test_expect_success 'what was sealed to another key does not open' '
	age-keygen -o stranger.txt 2>/dev/null &&
	age -r "$(age-keygen -y stranger.txt)" <westwood.card >strange.age &&
	refused 2 "" strange.age
'

test_expect_success 'a signer that is not trusted any more, or has new keys, is refused' '
	cp -r eastfield kept-eastfield &&
	eastfield keys distrust school --number 8861101 --reason "agreement ended" \
		--today $today && refused 2 "of nobody that is trusted" \
			out/R-2026-0002*.age &&
	cp kept-eastfield/correspondents.json eastfield/ &&
	for attempt in "open out/R-2026-0002-next-school.tar.age" \
		"receive out/R-2026-0002-next-school.tar.age" \
		"keys list" "keys rotate"; do
		expect_status 3 eastfield $attempt --today $today 2>said &&
		present "the ledger knows a newer correspondents.json" said ||
			exit
	done && expect_status 3 eastfield log --verify &&
	rm -r eastfield && cp -r kept-eastfield eastfield &&
	cp -r node kept-node &&
	signing=$(jq -r ".keys[] | select(.use == \"sign\") | .id" westwood.card) &&
	hornbook keys revoke $signing --reason "laptop lost" --today $today &&
	expect_status 1 send >said && present "key" said &&
	hornbook keys rotate --today $today && send >/dev/null &&
	refused 2 "of nobody that is trusted" out/R-2026-0005*.age &&
	hornbook keys show --card >westwood.card &&
	eastfield keys trust westwood.card --agreement "DSA 7" --today $today \
		--yes-fingerprint "$(hornbook keys show --json | jq -r .fingerprint)" &&
	refused 2 "revoked" out/R-2026-0002*.age &&
	eastfield receive out/R-2026-0005*.age --today $today >said &&
	present "^Received R-2026-0005" said
'

test_expect_success 'armored it travels as text' '
	send --armor >/dev/null && head -n 1 out/R-2026-0006*.age >actual &&
	echo "-----BEGIN AGE ENCRYPTED FILE-----" | expect &&
	eastfield receive out/R-2026-0006*.age --today $today --json >said &&
	jq -e ".packages[0].received and .packages[0].grant == 3" said
'

test_expect_success 'out of pattern is told, or held' '
	hornbook log >said && present "R-2026-0001 .* !$" said &&
	expect_status 1 hornbook share --to youth-support \
		--for youth-support-services --plain --hold-unusual \
		--today $today --out out >said &&
	present "out of pattern: the first release" said &&
	hornbook log --json >said &&
	jq -e ".releases[0].unusual == [\"first\"]" said
'

test_done
