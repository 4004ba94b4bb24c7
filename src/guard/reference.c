/* Character references of HTML: those of HTML 4 that stand in names and between
 * words, and the numeric ones. */
#include "base/text.h"
#include "guard/page.h"

/* From U+00A0 on (HTML 4.01, section 24.2.1), in order. */
static const char *const latin_1[] = {
	"nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar",
	"sect",   "uml",    "copy",   "ordf",   "laquo",  "not",    "shy",
	"reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",
	"micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",
	"frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
	"Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute",
	"Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",
	"Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",
	"Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
	"szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",
	"aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
	"iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute",
	"ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute",
	"ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

static const struct {
	const char *name;
	uint32_t character;
} others[] = {
	{"amp", '&'},
	{"lt", '<'},
	{"gt", '>'},
	{"quot", '"'},
	{"apos", '\''},
	{"ndash", 0x2013},
	{"mdash", 0x2014},
	{"lsquo", 0x2018},
	{"rsquo", 0x2019},
	{"ldquo", 0x201c},
	{"rdquo", 0x201d},
	{"hellip", 0x2026},
	{"ensp", 0x2002},
	{"emsp", 0x2003},
	{"thinsp", 0x2009},
	{"zwnj", 0x200c},
	{"zwj", 0x200d},
	{"lrm", 0x200e},
	{"rlm", 0x200f},
	{"bull", 0x2022},
	{"prime", 0x2032},
	{"OElig", 0x152},
	{"oelig", 0x153},
	{"Scaron", 0x160},
	{"scaron", 0x161},
	{"Yuml", 0x178},
	{"Zcaron", 0x17d},
	{"zcaron", 0x17e},
	{"Ccaron", 0x10c},
	{"ccaron", 0x10d},
	{"Cacute", 0x106},
	{"cacute", 0x107},
	{"Lstrok", 0x141},
	{"lstrok", 0x142},
	{"Sacute", 0x15a},
	{"sacute", 0x15b},
	{"Zacute", 0x179},
	{"zacute", 0x17a},
	{"Zdot", 0x17b},
	{"zdot", 0x17c},
	{"Aogon", 0x104},
	{"aogon", 0x105},
	{"Eogon", 0x118},
	{"eogon", 0x119},
	{"Nacute", 0x143},
	{"nacute", 0x144},
	{"Abreve", 0x102},
	{"abreve", 0x103},
	{"Gbreve", 0x11e},
	{"gbreve", 0x11f},
	{"imath", 0x131},
	{"inodot", 0x131},
	{"Idot", 0x130},
	{"Scedil", 0x15e},
	{"scedil", 0x15f},
	{"Tcedil", 0x162},
	{"tcedil", 0x163},
	{"ecaron", 0x11b},
	{"rcaron", 0x159},
	{"uring", 0x16f},
	{"Dstrok", 0x110},
	{"dstrok", 0x111},
	{"Amacr", 0x100},
	{"amacr", 0x101},
	{"Emacr", 0x112},
	{"emacr", 0x113},
	{"Omacr", 0x14c},
	{"omacr", 0x14d},
	{"Umacr", 0x16a},
	{"umacr", 0x16b},
	{"hyphen", 0x2010},
	{"dash", 0x2010},
	{"ZeroWidthSpace", 0x200b},
	{"NoBreak", 0x2060},
	{"Tab", '\t'},
	{"NewLine", '\n'},
	{"period", '.'},
	{"comma", ','},
	{"lowbar", '_'},
	{"commat", '@'},
	{"percnt", '%'},
};

/* Decimal or hexadecimal digits; 0 for what is no character. */
static uint32_t numeric(struct slice digits)
{
	bool hex =
		digits.len > 0 && (digits.at[0] == 'x' || digits.at[0] == 'X');
	uint32_t base = hex ? 16 : 10;
	uint32_t value = 0;

	digits = slice_part(digits, hex ? 1 : 0, digits.len);
	if (digits.len == 0)
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		char c = digits.at[i];
		uint32_t digit = base;

		if (c >= '0' && c <= '9')
			digit = (uint32_t)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			digit = (uint32_t)(c - 'a') + 10;
		else if (hex && c >= 'A' && c <= 'F')
			digit = (uint32_t)(c - 'A') + 10;
		if (digit >= base)
			return 0;
		value = value * base + digit;
		if (value > 0x10ffff)
			return 0;
	}
	/* Browsers take these for Windows-1252's. */
	if (value >= 0x80 && value <= 0x9f)
		return text_windows_1252((unsigned char)value);
	return value >= 0xd800 && value <= 0xdfff ? 0 : value;
}

uint32_t page_reference(struct slice name)
{
	if (slice_starts_with(name, SLICE("#")))
		return numeric(slice_part(name, 1, name.len));
	for (size_t i = 0; i < sizeof(latin_1) / sizeof(latin_1[0]); i++)
		if (slice_is(name, latin_1[i]))
			return 0xa0 + (uint32_t)i;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (slice_is(name, others[i].name))
			return others[i].character;
	return 0;
}
