# Completion of hornbook's command line, for bash.

_hornbook_commands='init import validate pupils show learners correct erase wish authorise approve check compare
	format adopt explain decide prove share table open receive received
	notify recall outstanding due destroy log prove-disclosure access feedback enquiry directory cases verify witness keys
	notice publish served guard attack risk anonymise generate demo help version'
_hornbook_publish='all releases organisations processing assessment leaflet letter
	linked-data map matrix timeline'
_hornbook_served='record list prove'
_hornbook_directory='look-up authorise users shield'
_hornbook_keys='show make rotate revoke export trust distrust list'
_hornbook_global='--node --today --json --key-file --passphrase-file
	--dictionary --help --version'

# The options of each command, beside the global ones.
_hornbook_options() {
	case $1 in
	init) echo --notice --controller --number --passphrase ;;
	import) echo --format --mapping --accept-partial --report ;;
	learners) echo --answer --search ;;
	correct) echo --pupil --field --value-file ;;
	erase) echo --pupil --reason ;;
	wish) echo --pupil --kind --by --to --for --date --withdraw ;;
	authorise)
		echo --to --for --by --given --from --until --project \
			--reference --terms --signed --covers --identity
		;;
	approve)
		echo --by --to --for --weighs --given --from --until --project \
			--reference
		;;
	check) echo --program --stdin --format --explain ;;
	compare) echo --on --old-dictionary --quiet ;;
	format) echo --write --check ;;
	explain)
		echo --to --pupil --reader --values --for --collection --on \
			--role --destination --fields
		;;
	decide) echo --requests --notice ;;
	prove) echo --all --budget ;;
	share)
		echo --to --for --collection --on --role --destination \
			--fields --pupils --format --language \
			--growth-reference --report --out --expires --armor --plain \
			--hold-unusual --dry-run --project --sample --stratify \
			--draw --reserve \
			--profile --at-risk --ukprn --text --allow --accept
		;;
	table)
		echo --rows --columns --by --and --percent --mean \
			--growth-reference --preview --profile --threshold \
			--hierarchy --count --total --to --for --collection --on --role --destination \
			--format --out --expires --armor --plain \
			--hold-unusual --dry-run --text --allow --accept
		;;
	open) echo --out ;;
	receive) echo --reply ;;
	notify) echo --out --told ;;
	recall) echo --reason --out ;;
	generate)
		echo --pupils --schools --school-type --authority --seed \
			--since --format --out
		;;
	demo) echo --pupils --seed --only --flows --html --broken --keep --growth-reference --data ;;
	destroy) echo --due --reply ;;
	log)
		echo --pupil --verify --key --trust-witness --witness-request \
			--add-cosignature --for --compare --against --rotate-key
		;;
	access)
		echo --pupil --to --identity --by --out --parent --asked \
			--record --notes-read --language
		;;
	enquiry)
		echo --pupil --by --reason --to --reference --out \
			--not-shared --plain --armor --language
		;;
	feedback) echo --release ;;
	'directory look-up') echo --by --role --reason --pupil --who ;;
	'directory authorise') echo --by --role --from --until ;;
	'directory shield') echo --pupil --by --reason --lift ;;
	cases) echo --pupil --kind ;;
	witness) echo --trust-log --distrust-log --request --out ;;
	prove-disclosure) echo --release --pupil --out ;;
	notice) echo --layer --for --format --sources --language --draft --out ;;
	verify) echo --key --origin --witness --threshold ;;
	'publish all') echo --out --officers --with --sources --language ;;
	'publish releases')
		echo --format --from --until --to --level --all --address \
			--language --out
		;;
	'publish organisations') echo --format --language --out ;;
	'publish processing')
		echo --template --with --format --sources --language --out
		;;
	'publish assessment') echo --format --sources --language --draft --out ;;
	'publish letter') echo --for --format --sources --language --out ;;
	'publish linked-data') echo --as --format --base --terms --out --check ;;
	'publish leaflet') echo --for --format --sources --language --out ;;
	'publish map' | 'publish matrix')
		echo --for --format --draft --language --out
		;;
	'publish timeline') echo --pupil --for --format --language --out ;;
	risk)
		echo --quasi --sensitive --neither --population --hierarchy \
			--profile --k --diversity --l --c --t
		;;
	anonymise)
		echo --out --quasi --sensitive --neither --population \
			--hierarchy --profile --k --diversity --l --c --t --leave-out --loss
		;;
	'served record') echo --version --on --by --all --year --upns ;;
	'served list') echo --lacking --csv ;;
	'served prove') echo --pupil --version --out ;;
	validate) echo --format --out --rules --all --pupils --list ;;
	guard)
		echo --as --format --least --profile --threshold --allow \
			--accept --reveal
		;;
	attack)
		echo --hierarchy --count --total --percent-of --rounded \
			--midpoint --profile --threshold --zeros-hidden \
			--interval
		;;
	'keys show') echo --card ;;
	'keys make' | 'keys rotate') echo --until ;;
	'keys revoke') echo --reason ;;
	'keys export') echo --secret --out ;;
	'keys trust')
		echo --agreement --until --yes-fingerprint --body --number \
			--name --seal --sign
		;;
	'keys distrust') echo --number --reason ;;
	esac
}

# Names that the dictionary gives to one kind of thing ("body", "purpose").
_hornbook_names() {
	local dictionary=${HORNBOOK_DICTIONARY:-/usr/local/share/hornbook/dictionaries/england}

	if [ -d "$dictionary" ]; then
		set -- "$1" "$dictionary"/*.dictionary
	else
		set -- "$1" "$dictionary"
	fi
	sed -n "s/^$1 \([a-z0-9-]*\).*/\1/p" "${@:2}" 2>/dev/null
}

# Names that clauses of one kind give ("weighs", "covers").
_hornbook_clauses() {
	local dictionary=${HORNBOOK_DICTIONARY:-/usr/local/share/hornbook/dictionaries/england}

	if [ -d "$dictionary" ]; then
		set -- "$1" "$dictionary"/*.dictionary
	else
		set -- "$1" "$dictionary"
	fi
	sed -n "s/.*[ {;]$1  *\([a-z0-9-]*\).*/\1/p" "${@:2}" 2>/dev/null |
		sort -u
}

_hornbook() {
	local current=${COMP_WORDS[COMP_CWORD]}
	local previous=${COMP_WORDS[COMP_CWORD - 1]}
	local command= words= index skip=

	for ((index = 1; index < COMP_CWORD; index++)); do
		if [ -n "$skip" ]; then
			skip=
			continue
		fi
		case ${COMP_WORDS[index]} in
		--node | --today | --key-file | --passphrase-file | --dictionary)
			skip=yes
			;;
		-*) ;;
		*)
			command="$command${command:+ }${COMP_WORDS[index]}"
			case $command in keys | publish | served | directory) ;; *) break ;; esac
			;;
		esac
	done

	case $command:$previous in
	'publish all:--out')
		compopt -o dirnames 2>/dev/null
		return
		;;
	validate:--out | validate:--rules | guard:--allow | attack:--hierarchy | anonymise:--out | notice:--out | *:--language | prove-disclosure:--out | verify:--key | 'keys export:--out' | \
		'served prove:--out' | 'served record:--upns' | 'publish '*:--out | \
		'publish linked-data:--check')
		compopt -o default 2>/dev/null
		return
		;;
	*:--node | *:--out)
		compopt -o dirnames 2>/dev/null
		return
		;;
	*:--key-file | *:--passphrase-file | *:--dictionary | *:--old-dictionary | *:--mapping | \
		*:--who | *:--notice | *:--requests | *:--pupils | *:--report | *:--population)
		compopt -o default 2>/dev/null
		return
		;;
	compare:--on | 'served record:--on' | *:--version | *:--year | *:--today | *:--date | *:--given | *:--from | *:--until | *:--controller | *:--pupil | \
		*:--reference | *:--project | *:--destination | *:--ukprn | *:--fields | *:--sample | *:--stratify | *:--draw | *:--reserve | authorise:--by | access:--by | access:--identity | access:--parent | access:--asked | enquiry:--by | directory*:--by | \
		*:--reason | *:--agreement | *:--yes-fingerprint | *:--number | \
		*:--name | *:--seal | *:--sign | *:--release | *:--origin | \
		*:--quasi | *:--sensitive | *:--neither | *:--at-risk | *:--hierarchy | *:--k | *:--l | *:--c | \
		*:--t | *:--leave-out | *:--witness | *:--threshold | attack:--* | *:--address | *:--base | *:--terms)
		return
		;;
	access:--to) words='parent pupil' ;;
	*:--to | *:--body) words=$(_hornbook_names body) ;;
	notice:--for) words='parents primary secondary staff' ;;
	share:--profile | risk:--profile | anonymise:--profile) words='default ons-research public close' ;;
	*:--diversity) words='none distinct entropy recursive' ;;
	anonymise:--loss) words='entropy granularity' ;;
	notice:--layer) words='short full sharing' ;;
	notice:--format | 'publish assessment:--format' | 'publish leaflet:--format' | 'publish letter:--format')
		words='html markdown text pdf'
		;;
	'publish leaflet:--for') words='parents secondary' ;;
	guard:--as) words='text markdown html csv' ;;
	guard:--format) words='text json sarif' ;;
	validate:--format) words='text json csv html' ;;
	guard:--least) words='note warning error' ;;
	'publish linked-data:--as') words='dpv odrl processing vocabulary' ;;
	'publish linked-data:--format') words='jsonld turtle' ;;
	'publish letter:--for' | 'publish map:--for' | 'publish matrix:--for' | \
		'publish timeline:--for')
		words='parents primary secondary staff'
		;;
	'publish map:--format' | 'publish matrix:--format' | \
		'publish timeline:--format')
		words='html svg markdown text pdf'
		;;
	'publish releases:--format') words='html csv atom json markdown text pdf' ;;
	'publish processing:--format') words='html csv markdown text pdf' ;;
	'publish organisations:--format') words='html csv json markdown text pdf' ;;
	'publish releases:--level')
		words='named pupil inside anonymised aggregate'
		;;
	*:--for) words=$(_hornbook_names purpose) ;;
	*:--collection) words=$(_hornbook_names collection) ;;
	*:--on) words=$(_hornbook_names trigger) ;;
	*:--role) words=$(_hornbook_names role) ;;
	*:--signed) words=$(_hornbook_names terms) ;;
	*:--weighs) words=$(_hornbook_clauses weighs) ;;
	*:--covers) words=$(_hornbook_clauses covers) ;;
	approve:--by) words=$(_hornbook_names approval) ;;
	wish:--by) words='parent pupil' ;;
	'served record:--by') words='letter email web handed' ;;
	cases:--kind) words='look-up shield unshield shared not-shared access' ;;
	wish:--kind)
		words='objection refusal consent restriction marketing-stop opt-out'
		;;
	import:--format) words='csv ctf school-census census-extract
		assessments-eyf assessments-pho assessments-ks1 assessments-ks2 assessments-mtc assessments-ks3
		assessment-results ccis inspection leaver-activities ncmp nccis outreach' ;;
	generate:--format) words='ctf school-census census-extract csv' ;;
	share:--format) words='csv ctf school-census
		assessments-eyf assessments-pho assessments-ks1 assessments-ks2 assessments-mtc assessments-ks3
		assessment-results ccis inspection leaver-activities ncmp nccis outreach' ;;
	table:--format) words='csv wide json' ;;
	table:--percent) words='rows columns total' ;;
	table:--rows | table:--columns | table:--by | table:--and)
		words="$(_hornbook_names area) $(_hornbook_names field)"
		;;
	:*) words="$_hornbook_commands $_hornbook_global" ;;
	help:keys | keys:*) words="$_hornbook_keys $_hornbook_global" ;;
	help:served | served:*) words="$_hornbook_served $_hornbook_global" ;;
	help:directory | directory:*) words="$_hornbook_directory $_hornbook_global" ;;
	help:publish | publish:*) words="$_hornbook_publish $_hornbook_global" ;;
	help:*) words=$_hornbook_commands ;;
	*)
		case $current in
		-*) words="$(_hornbook_options "$command") $_hornbook_global" ;;
		*)
			if [ "$command" = 'keys distrust' ]; then
				words=$(_hornbook_names body)
			else
				compopt -o default 2>/dev/null
			fi
			;;
		esac
		;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -F _hornbook hornbook
