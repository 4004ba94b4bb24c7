#include "guard/fold.h"

#include <string.h>
#include <utf8proc.h>

enum { UNFOLDED = 8 };

/*
 * Letters that Unicode does not decompose into the one they are written for,
 * and those of other alphabets that cannot be told from it by looking (after
 * Unicode's confusables.txt, the single letters most like Latin ones), by their
 * folded form.  In order of code point.
 */
static const struct {
	uint32_t letter;
	char text[4];
} alike[] = {
	{0xe6, "ae"},  {0xf0, "d"},   {0xf8, "o"},   {0xfe, "th"},
	{0x111, "d"},  {0x127, "h"},  {0x131, "i"},  {0x138, "k"},
	{0x142, "l"},  {0x14b, "n"},  {0x153, "oe"}, {0x167, "t"},
	{0x180, "b"},  {0x183, "b"},  {0x188, "c"},  {0x18c, "d"},
	{0x192, "f"},  {0x199, "k"},  {0x1a5, "p"},  {0x1ad, "t"},
	{0x1b4, "y"},  {0x1b6, "z"},  {0x1e5, "g"},  {0x1dd, "e"},
	{0x237, "j"},  {0x23c, "c"},  {0x23f, "s"},  {0x240, "z"},
	{0x247, "e"},  {0x249, "j"},  {0x24d, "r"},  {0x24f, "y"},
	{0x251, "a"},  {0x253, "b"},  {0x256, "d"},  {0x257, "d"},
	{0x259, "e"},  {0x261, "g"},  {0x262, "g"},  {0x268, "i"},
	{0x269, "i"},  {0x26a, "i"},  {0x26f, "m"},  {0x275, "o"},
	{0x28b, "v"},  {0x3b1, "a"},  {0x3b2, "b"},  {0x3b5, "e"},
	{0x3b6, "z"},  {0x3b7, "h"},  {0x3b9, "i"},  {0x3ba, "k"},
	{0x3bc, "m"},  {0x3bd, "n"},  {0x3bf, "o"},  {0x3c1, "p"},
	{0x3c4, "t"},  {0x3c5, "y"},  {0x3c7, "x"},  {0x3f2, "c"},
	{0x3f3, "j"},  {0x430, "a"},  {0x432, "b"},  {0x433, "r"},
	{0x435, "e"},  {0x43a, "k"},  {0x43c, "m"},  {0x43d, "h"},
	{0x43e, "o"},  {0x43f, "n"},  {0x440, "p"},  {0x441, "c"},
	{0x442, "t"},  {0x443, "y"},  {0x445, "x"},  {0x455, "s"},
	{0x456, "i"},  {0x458, "j"},  {0x475, "v"},  {0x4af, "y"},
	{0x4bb, "h"},  {0x4cf, "l"},  {0x501, "d"},  {0x51b, "q"},
	{0x51d, "w"},  {0x561, "w"},  {0x570, "h"},  {0x578, "n"},
	{0x57d, "u"},  {0x581, "g"},  {0x585, "o"},  {0x1d26, "l"},
	{0x1e9f, "d"}, {0xa74b, "o"}, {0xab35, "f"}, {0xab5a, "y"},
};

static const char *find_alike(uint32_t letter)
{
	size_t low = 0, high = sizeof(alike) / sizeof(alike[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (alike[middle].letter == letter)
			return alike[middle].text;
		if (alike[middle].letter < letter)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void add_text(struct folded *folded, const char *text, size_t length)
{
	if (folded->length + length > FOLD_BYTES)
		return;
	memcpy(folded->text + folded->length, text, length);
	folded->length = (uint8_t)(folded->length + length);
}

static void add_letter(struct folded *folded, utf8proc_int32_t letter)
{
	const char *text = find_alike((uint32_t)letter);
	utf8proc_uint8_t bytes[4];

	if (text != NULL) {
		add_text(folded, text, strlen(text));
		return;
	}
	add_text(folded, (const char *)bytes,
		 (size_t)utf8proc_encode_char(letter, bytes));
}

static bool is_digit(utf8proc_int32_t character)
{
	return utf8proc_category(character) == UTF8PROC_CATEGORY_ND;
}

/* What a letter or number decomposes into; a fraction or a Roman numeral is
 * what it is written with. */
static void fold_letters(struct folded *folded, uint32_t character)
{
	utf8proc_int32_t parts[UNFOLDED];
	int boundary = 0;
	utf8proc_ssize_t count = utf8proc_decompose_char(
		(utf8proc_int32_t)character, parts, UNFOLDED,
		UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
			UTF8PROC_STRIPMARK | UTF8PROC_IGNORE,
		&boundary);

	if (count < 0 || count > UNFOLDED)
		count = 0;
	for (utf8proc_ssize_t i = 0; i < count; i++)
		add_letter(folded, parts[i]);
	if (folded->length == 0)
		folded->class = FOLD_NOTHING;
	else if (folded->length == 1 && folded->text[0] >= '0' &&
		 folded->text[0] <= '9')
		folded->class = FOLD_DIGIT;
}

static enum fold_class class_of(uint32_t character)
{
	switch (character) {
	case 0xad:   /* soft hyphen */
	case 0x34f:  /* combining grapheme joiner */
	case 0x115f: /* Hangul fillers */
	case 0x1160:
	case 0x3164:
	case 0xffa0:
	case 0x2800: /* an empty Braille pattern */
		return FOLD_NOTHING;
	case '-':
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2212:
	case 0xfe58:
	case 0xfe63:
	case 0xff0d:
	case 0x30fb: /* the middle dot of Japanese transcriptions */
		return FOLD_HYPHEN;
	case '\'':
	case '`':
	case 0xb4:
	case 0x2bb:
	case 0x2bc:
	case 0x2b9:
	case 0x2018:
	case 0x2019:
	case 0x201b:
	case 0x2032:
	case 0xff07:
		return FOLD_APOSTROPHE;
	case '\n':
	case 0x0b:
	case 0x0c:
	case '\r':
	case 0x85:
	case 0x2028:
	case 0x2029:
		return FOLD_LINE;
	case ' ':
	case '\t':
		return FOLD_SPACE;
	default:
		break;
	}
	switch ((int)utf8proc_category((utf8proc_int32_t)character)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_SO: /* letters in circles and squares */
		return FOLD_LETTER;
	case UTF8PROC_CATEGORY_ND:
		return FOLD_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_CF:
		return FOLD_NOTHING;
	case UTF8PROC_CATEGORY_ZS:
		return FOLD_SPACE;
	default:
		return FOLD_OTHER;
	}
}

/* Decimal digits of every alphabet are runs of ten, from the nought on. */
static char digit_of(uint32_t character)
{
	char digit = '0';

	while (digit < '9' && is_digit((utf8proc_int32_t)character - 1) &&
	       character > 0) {
		character--;
		digit++;
	}
	return digit;
}

static struct folded fold_ascii(uint32_t character)
{
	struct folded folded = {.class = FOLD_LETTER, .length = 1};

	if (character >= 'A' && character <= 'Z') {
		folded.capital = true;
		folded.text[0] = (char)(character - 'A' + 'a');
	} else if (character >= 'a' && character <= 'z') {
		folded.text[0] = (char)character;
	} else if (character >= '0' && character <= '9') {
		folded.class = FOLD_DIGIT;
		folded.text[0] = (char)character;
	} else {
		folded.class = class_of(character);
		folded.length = 0;
	}
	return folded;
}

struct folded fold_character(uint32_t character)
{
	struct folded folded = {0};

	if (character < 0x80)
		return fold_ascii(character);
	folded.class = class_of(character);
	if (folded.class == FOLD_LETTER) {
		folded.capital =
			utf8proc_category((utf8proc_int32_t)character) ==
				UTF8PROC_CATEGORY_LU ||
			utf8proc_category((utf8proc_int32_t)character) ==
				UTF8PROC_CATEGORY_LT;
		fold_letters(&folded, character);
		/* A sign that is no letter under any disguise. */
		if (utf8proc_category((utf8proc_int32_t)character) ==
			    UTF8PROC_CATEGORY_SO &&
		    (folded.length == 0 || folded.text[0] < '0' ||
		     folded.text[0] > 'z'))
			folded = (struct folded){.class = FOLD_OTHER};
	} else if (folded.class == FOLD_DIGIT) {
		folded.length = 1;
		utf8proc_int32_t parts[UNFOLDED];
		int boundary = 0;

		/* Full-width and mathematical digits are compatible forms. */
		if (utf8proc_decompose_char(
			    (utf8proc_int32_t)character, parts, UNFOLDED,
			    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE,
			    &boundary) == 1 &&
		    parts[0] >= '0' && parts[0] <= '9')
			folded.text[0] = (char)parts[0];
		else
			folded.text[0] = digit_of(character);
	}
	return folded;
}
