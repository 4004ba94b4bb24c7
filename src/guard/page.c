#include "guard/page.h"

#include <string.h>

#include "base/builder.h"
#include "base/mix.h"
#include "base/text.h"
#include "guard/table_cell.h"
#include "guard/table_check.h"

enum { SPAN_MOST = 64 };

struct page page_of(struct scanner *text, struct scanner *side, bool markdown)
{
	return (struct page){.text = text,
			     .side = side,
			     .markdown = markdown,
			     .everything = text->guard->everything};
}

static bool is_letter(uint32_t character)
{
	return (character >= 'a' && character <= 'z') ||
	       (character >= 'A' && character <= 'Z');
}

static bool is_blank(uint32_t character)
{
	return character == ' ' || character == '\n' || character == '\t' ||
	       character == '\f';
}

static char small_letter(uint32_t character)
{
	if (character >= 'A' && character <= 'Z')
		return (char)(character - 'A' + 'a');
	return character < 0x80 ? (char)character : '?';
}

static bool is_name(const char *text, size_t length, const char *name)
{
	return slice_is((struct slice){text, length}, name);
}

/* Adds to a name that is cut where it is longer than all that are known. */
static void add_small(char *name, size_t *length, uint32_t character)
{
	if (*length < PAGE_NAME_BYTES)
		name[(*length)++] = small_letter(character);
}

/* --- text ------------------------------------------------------------------- */

static void add_to_cell(struct page *page, uint32_t character,
			const struct spot *spot)
{
	if (page->cell_length == 0)
		page->cell_from = *spot;
	page->cell_to = *spot;
	if (page->cell_length < PAGE_CELL_BYTES)
		page->cell[page->cell_length++] =
			character == 0xa0     ? ' '
			: character == 0x2212 ? '-'
			: character < 0x80    ? (char)character
			: character == 0x2013 || character == 0x2014 ? '-'
								     : '?';
}

static void put_text(struct page *page, uint32_t character,
		     const struct spot *spot)
{
	if (page->in_cell && !page->is_raised)
		add_to_cell(page, character, spot);
	/* In HTML a line end is a space; in Markdown two part paragraphs. */
	if (character == '\n' && !page->markdown)
		character = ' ';
	/* Emphasis inside of a word parts nothing. */
	if (page->markdown && (character == '*' || character == '`' ||
			       character == '\\' || character == '~'))
		return;
	scanner_add(page->text, character, spot);
}

static void put_side(struct page *page, uint32_t character,
		     const struct spot *spot)
{
	scanner_add(page->side, character == '\n' ? ' ' : character, spot);
}

/* --- data that cannot be searched ------------------------------------------- */

static void look_for_embedded(struct page *page, uint32_t character,
			      const struct spot *spot)
{
	static const char mark[] = ";base64,";
	struct embedded *embedded = &page->embedded;

	if (embedded->hash == 0)
		embedded->from = *spot;
	embedded->to = *spot;
	/* Never 0 again. */
	embedded->hash = mix(embedded->hash ^ (character + MIX_STEP)) | 1;
	if (small_letter(character) == mark[embedded->at])
		embedded->at++;
	else
		embedded->at = character == ';';
	if (mark[embedded->at] == '\0') {
		embedded->at = 0;
		embedded->found = true;
	}
}

/* Its value or element has ended. */
static void end_embedded(struct page *page)
{
	const struct embedded embedded = page->embedded;
	struct guard_finding *finding;

	page->embedded = (struct embedded){0};
	if (!embedded.found)
		return;
	finding = scanner_found_at(page->side, GUARD_UNREAD, GUARD_WARNING,
				   &embedded.from, &embedded.to, "");
	if (finding != NULL)
		finding->context = embedded.hash;
}

/* --- cells ------------------------------------------------------------------ */

static void end_cell(struct page *page)
{
	struct slice text = {page->cell, page->cell_length};

	if (!page->in_cell)
		return;
	page->in_cell = false;
	table_check_cell(page->text->tables, slice_trim(text), &page->cell_from,
			 &page->cell_to);
	/* A heading over several columns is each one's; a number is one. */
	if (cell_read(text).content != CELL_TEXT)
		text.len = 0;
	for (uint32_t more = 1; more < page->cell_span; more++)
		table_check_cell(page->text->tables, text, &page->cell_from,
				 &page->cell_to);
}

static void begin_cell(struct page *page)
{
	end_cell(page);
	page->in_cell = page->in_table;
	page->is_raised = false;
	page->cell_length = 0;
	page->cell_from = page->open;
	page->cell_to = page->open;
	page->cell_span = page->span;
}

static void end_row(struct page *page)
{
	end_cell(page);
	table_check_row(page->text->tables);
}

/* --- tags ------------------------------------------------------------------- */

/* Elements that stand inside a line (HTML, "phrasing content"). */
static bool is_inline(const char *tag, size_t length)
{
	static const char *const names[] = {
		"a",      "abbr", "acronym", "b",    "bdi",   "bdo",   "big",
		"cite",   "code", "data",    "del",  "dfn",   "em",    "font",
		"i",      "img",  "ins",     "kbd",  "label", "mark",  "nobr",
		"q",      "rb",   "s",       "samp", "small", "span",  "strike",
		"strong", "sub",  "sup",     "time", "tt",    "tspan", "u",
		"var",    "wbr",  "script",  "style"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_name(tag, length, names[i]))
			return true;
	return false;
}

static void end_table(struct page *page)
{
	end_row(page);
	table_check_end(page->text->tables);
}

static void table_tag(struct page *page)
{
	const char *tag = page->tag;
	size_t length = page->tag_length;

	if (is_name(tag, length, "table")) {
		end_table(page);
		page->in_table = !page->closing;
	} else if (is_name(tag, length, "tr")) {
		end_row(page);
	} else if (is_name(tag, length, "td") || is_name(tag, length, "th")) {
		if (page->closing)
			end_cell(page);
		else
			begin_cell(page);
	}
}

static void end_tag(struct page *page)
{
	const char *tag = page->tag;
	size_t length = page->tag_length;
	bool raw =
		is_name(tag, length, "script") || is_name(tag, length, "style");

	table_tag(page);
	if (is_name(tag, length, "sup"))
		page->is_raised = !page->closing;
	if (is_name(tag, length, "td") || is_name(tag, length, "th"))
		scanner_part(page->text, GAP_CELL);
	else if (is_name(tag, length, "br"))
		scanner_add(page->text, '\n', &page->open);
	else if (!is_inline(tag, length))
		scanner_part(page->text, GAP_BREAK);
	scanner_part(page->side, GAP_BREAK);
	page->state = PAGE_TEXT;
	if (raw && !page->closing && !page->is_data) {
		page->state = PAGE_RAW;
		memcpy(page->raw, tag, length);
		page->raw[length] = '\0';
		page->raw_at = 0;
	}
}

static void begin_tag(struct page *page, bool closing)
{
	page->state = PAGE_TAG;
	page->closing = closing;
	page->tag_length = 0;
	page->is_data = false;
	page->span = 1;
}

/* --- attributes ------------------------------------------------------------- */

/* Values that are not for reading: how things look, shapes, sums of files. */
static bool is_skipped(const struct page *page)
{
	static const char *const names[] = {
		"class",     "style",     "d",     "points", "viewbox",
		"transform", "integrity", "nonce", "width",  "height"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_name(page->attribute, page->attribute_length, names[i]))
			return true;
	return slice_starts_with(
		(struct slice){page->value, page->value_length},
		SLICE("data:"));
}

static int hex_digit(uint32_t character)
{
	if (character >= '0' && character <= '9')
		return (int)character - '0';
	if (character >= 'a' && character <= 'f')
		return (int)character - 'a' + 10;
	if (character >= 'A' && character <= 'F')
		return (int)character - 'A' + 10;
	return -1;
}

/* "6% of them" has a percent sign. */
static void end_hex(struct page *page)
{
	if (page->hex_left == 2)
		put_side(page, '%', &page->hex_spot);
	page->hex_left = 0;
}

/* "%20" in an address is a space, "%27" an apostrophe; bytes of characters
 * beyond ASCII part words. */
static void put_value(struct page *page, uint32_t character,
		      const struct spot *spot)
{
	int digit = hex_digit(character);

	if (page->value_length < PAGE_NAME_BYTES)
		add_small(page->value, &page->value_length, character);
	if (is_skipped(page)) {
		if (!page->everything)
			return;
		page->side->uncounted = true;
	}
	if (page->everything)
		look_for_embedded(page, character, spot);
	if (page->hex_left > 0 && digit >= 0) {
		page->hex = page->hex * 16 + (uint32_t)digit;
		if (--page->hex_left == 0)
			put_side(page,
				 page->hex >= 0x20 && page->hex < 0x7f
					 ? page->hex
					 : ';',
				 spot);
		return;
	}
	end_hex(page);
	if (character == '%') {
		page->hex_left = 2;
		page->hex = 0;
		page->hex_spot = *spot;
		return;
	}
	put_side(page, character, spot);
}

static void end_value(struct page *page)
{
	struct slice value = {page->value, page->value_length};
	uint64_t number;

	if (is_name(page->attribute, page->attribute_length, "colspan") &&
	    slice_number(value, SPAN_MOST, &number) && number > 0)
		page->span = (uint32_t)number;
	if (is_name(page->attribute, page->attribute_length, "type") &&
	    slice_ends_with(value, SLICE("json")))
		page->is_data = true;
	end_hex(page);
	scanner_part(page->side, GAP_BREAK);
	end_embedded(page);
	page->side->uncounted = false;
	page->state = PAGE_INSIDE;
}

/* --- references ------------------------------------------------------------- */

static void put_decoded(struct page *page, uint32_t character,
			const struct spot *spot)
{
	if (page->state == PAGE_VALUE)
		put_value(page, character, spot);
	else
		put_text(page, character, spot);
}

static void end_reference(struct page *page)
{
	struct slice name = {page->reference, page->reference_length};
	uint32_t character = page_reference(name);

	page->in_reference = false;
	if (character != 0) {
		put_decoded(page, character, &page->reference_spot);
		return;
	}
	put_decoded(page, '&', &page->reference_spot);
	for (size_t i = 0; i < name.len; i++)
		put_decoded(page, (uint8_t)name.at[i], &page->reference_spot);
}

/* Whether a character went into a reference. */
static bool take_reference(struct page *page, uint32_t character,
			   const struct spot *spot)
{
	if (!page->in_reference) {
		if (character != '&')
			return false;
		page->in_reference = true;
		page->reference_length = 0;
		page->reference_spot = *spot;
		return true;
	}
	if ((is_letter(character) || (character >= '0' && character <= '9') ||
	     (character == '#' && page->reference_length == 0)) &&
	    page->reference_length < PAGE_REFERENCE_BYTES) {
		page->reference[page->reference_length++] = (char)character;
		return true;
	}
	end_reference(page);
	if (character == ';')
		return true;
	return take_reference(page, character, spot);
}

/* --- states ----------------------------------------------------------------- */

static void in_text(struct page *page, uint32_t character,
		    const struct spot *spot)
{
	if (take_reference(page, character, spot))
		return;
	if (character == '<') {
		page->state = PAGE_OPEN;
		page->open = *spot;
		return;
	}
	put_text(page, character, spot);
}

static void after_open(struct page *page, uint32_t character,
		       const struct spot *spot)
{
	if (character == '/') {
		begin_tag(page, true);
	} else if (is_letter(character)) {
		begin_tag(page, false);
		add_small(page->tag, &page->tag_length, character);
	} else if (character == '!' || character == '?') {
		page->state = PAGE_DECLARATION;
		page->dashes = 0;
	} else {
		page->state = PAGE_TEXT;
		put_text(page, '<', &page->open);
		in_text(page, character, spot);
	}
}

static void in_tag(struct page *page, uint32_t character,
		   const struct spot *spot)
{
	(void)spot;
	if (character == '>')
		end_tag(page);
	else if (is_blank(character) || character == '/')
		page->state = PAGE_INSIDE;
	else
		add_small(page->tag, &page->tag_length, character);
}

static void inside_tag(struct page *page, uint32_t character,
		       const struct spot *spot)
{
	(void)spot;
	if (character == '>') {
		end_tag(page);
	} else if (!is_blank(character) && character != '/') {
		page->state = PAGE_ATTRIBUTE;
		page->attribute_length = 0;
		add_small(page->attribute, &page->attribute_length, character);
	}
}

static void in_attribute(struct page *page, uint32_t character,
			 const struct spot *spot)
{
	(void)spot;
	if (character == '>')
		end_tag(page);
	else if (character == '=')
		page->state = PAGE_EQUALS;
	else if (is_blank(character) || character == '/')
		page->state = PAGE_INSIDE;
	else
		add_small(page->attribute, &page->attribute_length, character);
}

static void after_equals(struct page *page, uint32_t character,
			 const struct spot *spot)
{
	if (is_blank(character))
		return;
	if (character == '>') {
		end_tag(page);
		return;
	}
	page->state = PAGE_VALUE;
	page->value_length = 0;
	page->quote = '\0';
	if (character == '"' || character == '\'')
		page->quote = (char)character;
	else if (!take_reference(page, character, spot))
		put_value(page, character, spot);
}

static void in_value(struct page *page, uint32_t character,
		     const struct spot *spot)
{
	bool ends = page->quote != '\0'
			    ? character == (uint8_t)page->quote
			    : is_blank(character) || character == '>';

	if (ends) {
		if (page->in_reference)
			end_reference(page);
		end_value(page);
		if (character == '>')
			end_tag(page);
		return;
	}
	if (!take_reference(page, character, spot))
		put_value(page, character, spot);
}

static void in_declaration(struct page *page, uint32_t character,
			   const struct spot *spot)
{
	if (page->everything)
		put_side(page, character, spot);
	if (character == '-' && ++page->dashes == 2) {
		page->state = PAGE_COMMENT;
		page->dashes = 2; /* "<!-->" is whole */
	} else if (character == '>') {
		scanner_part(page->side, GAP_BREAK);
		page->state = PAGE_TEXT;
	}
}

static void in_comment(struct page *page, uint32_t character,
		       const struct spot *spot)
{
	if (character == '>' && page->dashes >= 2) {
		scanner_part(page->side, GAP_BREAK);
		page->state = PAGE_TEXT;
		return;
	}
	page->dashes = character == '-' ? page->dashes + 1 : 0;
	scanner_add(page->side, character, spot);
}

static void put_raw(struct page *page, uint32_t character,
		    const struct spot *spot)
{
	if (!page->everything)
		return;
	page->side->uncounted = strcmp(page->raw, "style") == 0;
	look_for_embedded(page, character, spot);
	put_side(page, character, spot);
}

/* Up to "</script" or "</style", and the blank or ">" after it. */
static void in_raw(struct page *page, uint32_t character,
		   const struct spot *spot)
{
	size_t length = strlen(page->raw);
	size_t at = page->raw_at;
	char letter = small_letter(character);

	if (at == length + 2) {
		if (character == '>' || character == '/' ||
		    is_blank(character)) {
			scanner_part(page->side, GAP_BREAK);
			end_embedded(page);
			page->side->uncounted = false;
			page->open = *spot;
			begin_tag(page, true);
			memcpy(page->tag, page->raw, length);
			page->tag_length = length;
			in_tag(page, character, spot);
			return;
		}
		at = 0;
	}
	put_raw(page, character, spot);
	if ((at == 0 && letter == '<') || (at == 1 && letter == '/') ||
	    (at >= 2 && letter == page->raw[at - 2]))
		page->raw_at = at + 1;
	else
		page->raw_at = letter == '<' ? 1 : 0;
}

void page_add(struct page *page, uint32_t character, const struct spot *spot)
{
	static void (*const states[])(struct page *, uint32_t,
				      const struct spot *) = {
		[PAGE_TEXT] = in_text,
		[PAGE_OPEN] = after_open,
		[PAGE_TAG] = in_tag,
		[PAGE_INSIDE] = inside_tag,
		[PAGE_ATTRIBUTE] = in_attribute,
		[PAGE_EQUALS] = after_equals,
		[PAGE_VALUE] = in_value,
		[PAGE_DECLARATION] = in_declaration,
		[PAGE_COMMENT] = in_comment,
		[PAGE_RAW] = in_raw,
	};

	states[page->state](page, character, spot);
}

void page_end(struct page *page)
{
	if (page->in_reference)
		end_reference(page);
	end_embedded(page);
	if (page->state == PAGE_RAW && !page->everything)
		page->text->report->note =
			"a script or style is never closed: what follows it "
			"was not looked at";
	end_table(page);
	scanner_part(page->side, GAP_BREAK);
}
