# Makes a C table of a file's lines: awk -f embed.awk name=NAME FILE
FNR == 1 { printf "static const char *const %s[] = {\n", name }
{
	gsub(/[\\"]/, "\\\\&")
	printf "\"%s\\n\",\n", $0
}
END { print "};" }
