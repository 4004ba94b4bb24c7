#include "guard/token.h"

#include <string.h>

#include "guard/fold.h"

struct tokenizer tokenizer_of(token_taker *take, void *context)
{
	return (struct tokenizer){
		.take = take,
		.context = context,
		.gap = GAP_BREAK,
	};
}

/* Abbreviations of titles: what follows belongs to them. */
static bool is_short(const struct token *token)
{
	static const char *const titles[] = {"mr", "mrs", "ms",  "miss",
					     "dr", "st",  "ste", "jr",
					     "sr", "rev", "prof"};

	if (token->number)
		return false;
	if (token->length <= 1)
		return true;
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (slice_is(token_text(token), titles[i]))
			return true;
	return false;
}

static void end_token(struct tokenizer *tokenizer)
{
	if (!tokenizer->open)
		return;
	tokenizer->open = false;
	tokenizer->short_before = is_short(&tokenizer->token);
	tokenizer->take(tokenizer->context, &tokenizer->token);
	tokenizer->gap = GAP_NONE;
	tokenizer->mark = '\0';
	tokenizer->hyphen = false;
	tokenizer->lines = 0;
}

static void widen(struct tokenizer *tokenizer, enum gap gap)
{
	if (tokenizer->gap < gap)
		tokenizer->gap = gap;
}

void tokenizer_part(struct tokenizer *tokenizer, enum gap gap)
{
	end_token(tokenizer);
	widen(tokenizer, gap);
	tokenizer->hyphen = false;
}

/* --- letters and digits ----------------------------------------------------- */

static void begin_token(struct tokenizer *tokenizer, bool number, bool capital,
			const struct spot *spot)
{
	struct token *token = &tokenizer->token;

	token->length = 0;
	token->number = number;
	token->capital = capital;
	token->cut = false;
	token->percent = false;
	token->mark = tokenizer->mark;
	token->gap = tokenizer->gap;
	token->from = *spot;
	tokenizer->open = true;
}

static void add_folded(struct tokenizer *tokenizer, const struct folded *folded,
		       const struct spot *spot)
{
	bool number = folded->class == FOLD_DIGIT;
	struct token *token = &tokenizer->token;

	if (tokenizer->open &&
	    (token->number != number ||
	     (folded->capital && tokenizer->small && !number)))
		end_token(tokenizer);
	if (!tokenizer->open)
		begin_token(tokenizer, number, folded->capital, spot);
	if ((size_t)token->length + folded->length <= TOKEN_TEXT_BYTES) {
		memcpy(token->text + token->length, folded->text,
		       folded->length);
		token->length = (uint8_t)(token->length + folded->length);
	} else {
		token->cut = true;
	}
	token->to = *spot;
	tokenizer->small = !folded->capital;
}

/* --- gaps ------------------------------------------------------------------- */

static void add_space(struct tokenizer *tokenizer, bool line)
{
	end_token(tokenizer);
	switch (tokenizer->gap) {
	case GAP_NONE:
		tokenizer->gap = GAP_SPACE;
		break;
	case GAP_JOINER:
		/* A hyphen at the end of a line parts a word; elsewhere one
		 * with a space is a dash. */
		if (tokenizer->hyphen && !line)
			tokenizer->gap =
				tokenizer->lines > 0 ? GAP_JOINER : GAP_COMMA;
		else if (!tokenizer->hyphen)
			tokenizer->gap = GAP_SPACE;
		break;
	case GAP_DOT:
		tokenizer->gap =
			tokenizer->short_before && tokenizer->mark == '.'
				? GAP_SPACE
				: GAP_STOP;
		break;
	case GAP_SPACE:
	case GAP_COMMA:
	case GAP_CELL:
	case GAP_STOP:
	case GAP_BREAK:
		break;
	}
	if (line && ++tokenizer->lines > 1)
		widen(tokenizer, GAP_BREAK);
}

static void add_hyphen(struct tokenizer *tokenizer)
{
	end_token(tokenizer);
	if (tokenizer->gap == GAP_NONE) {
		tokenizer->gap = GAP_JOINER;
		tokenizer->hyphen = true;
	} else {
		widen(tokenizer, GAP_COMMA);
	}
	tokenizer->mark = '-';
}

static void add_other(struct tokenizer *tokenizer, uint32_t character)
{
	tokenizer->token.percent = tokenizer->open && character == '%';
	end_token(tokenizer);
	tokenizer->hyphen = false;
	tokenizer->lines = 0;
	switch (character) {
	case '.':
	case '_':
	case '+':
		widen(tokenizer,
		      tokenizer->gap == GAP_NONE ? GAP_DOT : GAP_COMMA);
		break;
	case '!':
	case '?':
	case '@':
	case 0x2026:
		widen(tokenizer, GAP_STOP);
		break;
	case '|':
		widen(tokenizer, GAP_CELL);
		break;
	default:
		widen(tokenizer, GAP_COMMA);
		break;
	}
	tokenizer->mark = character < 0x80 ? (char)character : '?';
}

/* "Anna & Tom" is "Anna and Tom". */
static void add_and(struct tokenizer *tokenizer, const struct spot *spot)
{
	struct token *token = &tokenizer->token;

	end_token(tokenizer);
	widen(tokenizer, GAP_SPACE);
	begin_token(tokenizer, false, false, spot);
	memcpy(token->text, "and", 3);
	token->length = 3;
	token->to = *spot;
	end_token(tokenizer);
	tokenizer->gap = GAP_SPACE;
}

/* A letter of ASCII that goes on with a word: most of a text. */
static bool add_plain(struct tokenizer *tokenizer, uint32_t character,
		      const struct spot *spot)
{
	struct token *token = &tokenizer->token;
	bool small = character >= 'a' && character <= 'z';

	if (!tokenizer->open || token->number ||
	    token->length == TOKEN_TEXT_BYTES ||
	    (!small &&
	     (tokenizer->small || character < 'A' || character > 'Z')))
		return false;
	token->text[token->length++] =
		(char)(small ? character : character - 'A' + 'a');
	token->to = *spot;
	tokenizer->small = small;
	return true;
}

void tokenizer_add(struct tokenizer *tokenizer, uint32_t character,
		   const struct spot *spot)
{
	struct folded folded;

	if (add_plain(tokenizer, character, spot))
		return;
	if (character == ' ') {
		add_space(tokenizer, false);
		return;
	}
	folded = fold_character(character);

	switch (folded.class) {
	case FOLD_LETTER:
	case FOLD_DIGIT:
		add_folded(tokenizer, &folded, spot);
		break;
	case FOLD_NOTHING:
		break;
	case FOLD_HYPHEN:
		add_hyphen(tokenizer);
		break;
	case FOLD_APOSTROPHE:
		end_token(tokenizer);
		if (tokenizer->gap == GAP_NONE)
			tokenizer->gap = GAP_JOINER;
		break;
	case FOLD_SPACE:
		add_space(tokenizer, false);
		break;
	case FOLD_LINE:
		add_space(tokenizer, true);
		break;
	case FOLD_OTHER:
		if (character == '&')
			add_and(tokenizer, spot);
		else
			add_other(tokenizer, character);
		break;
	}
}
