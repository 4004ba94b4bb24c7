# Completion of hornbook's command line, for bash.

_hornbook_commands='init import check format share explain pupils show log
	decide authorise approve wish help version'
_hornbook_global='--node --today --json --key-file --help --version'

# The options of each command, beside the global ones.
_hornbook_options() {
	case $1 in
	init) echo --controller --notice ;;
	import) echo --format --mapping --accept-partial ;;
	check) echo --program ;;
	format) echo --write --check ;;
	share) echo --to --for --collection --pupils --on --out --dry-run ;;
	explain) echo --to --for --pupil ;;
	log) echo --pupil --verify ;;
	decide) echo --requests --notice ;;
	authorise | approve) echo --for --by --until --reference ;;
	wish) echo --pupil --kind --by --to --for --withdraw ;;
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
		--node | --today | --key-file) skip=yes ;;
		-*) ;;
		*)
			command=${COMP_WORDS[index]}
			break
			;;
		esac
	done

	case $command:$previous in
	*:--node | *:--out)
		compopt -o dirnames 2>/dev/null
		return
		;;
	*:--key-file | *:--mapping | *:--notice | *:--requests | *:--pupils)
		compopt -o default 2>/dev/null
		return
		;;
	*:--today | *:--until | *:--controller | *:--pupil | *:--reference) return ;;
	*:--to) words=$(_hornbook_names body) ;;
	*:--for) words=$(_hornbook_names purpose) ;;
	*:--collection) words=$(_hornbook_names collection) ;;
	*:--on) words=$(_hornbook_names trigger) ;;
	approve:--by) words=$(_hornbook_names approval) ;;
	wish:--by) words='parent pupil' ;;
	wish:--kind)
		words='objection refusal consent restriction marketing-stop opt-out'
		;;
	import:--format) words='csv ctf' ;;
	:*) words="$_hornbook_commands $_hornbook_global" ;;
	help:*) words=$_hornbook_commands ;;
	*)
		case $current in
		-*) words="$(_hornbook_options "$command") $_hornbook_global" ;;
		*)
			case $command in
			authorise | approve) words=$(_hornbook_names body) ;;
			*) compopt -o default 2>/dev/null ;;
			esac
			;;
		esac
		;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -F _hornbook hornbook
