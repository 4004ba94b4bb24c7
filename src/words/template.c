#include "words/template.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"
#include "language/diagnostic.h"
#include "language/tree.h"

/* --- plurals ---------------------------------------------------------------- */

static bool compares(uint64_t number, enum comparison comparison, int64_t value)
{
	int64_t n = number > INT64_MAX ? INT64_MAX : (int64_t)number;

	switch (comparison) {
	case COMPARE_EQUAL:
		return n == value;
	case COMPARE_NOT_EQUAL:
		return n != value;
	case COMPARE_LESS:
		return n < value;
	case COMPARE_LESS_EQUAL:
		return n <= value;
	case COMPARE_GREATER:
		return n > value;
	case COMPARE_GREATER_EQUAL:
		return n >= value;
	}
	return false;
}

static bool is_member(const struct condition *condition, uint64_t number)
{
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];

		if (compares(number, COMPARE_GREATER_EQUAL,
			     member->low.number) &&
		    compares(number, COMPARE_LESS_EQUAL, member->high.number))
			return true;
	}
	return false;
}

static bool holds(const struct condition *condition, uint64_t number)
{
	switch (condition->kind) {
	case CONDITION_AND:
		return holds(condition->left, number) &&
		       holds(condition->right, number);
	case CONDITION_OR:
		return holds(condition->left, number) ||
		       holds(condition->right, number);
	case CONDITION_NOT:
		return !holds(condition->left, number);
	case CONDITION_COMPARE:
		return compares(number, condition->comparison,
				condition->value.number);
	case CONDITION_IN:
		return is_member(condition, number);
	case CONDITION_FLAG:
		break;
	}
	return false;
}

size_t plural_of(const struct plurals *plurals, uint64_t number)
{
	for (size_t i = 0; i < plurals->count; i++)
		if (plurals->when[i] == NULL || holds(plurals->when[i], number))
			return i;
	return plurals->count > 0 ? plurals->count - 1 : 0;
}

/* --- compiling ---------------------------------------------------------------- */

enum { PLACEHOLDERS = 16 };

struct placeholder {
	struct slice name;
	bool optional, number;
	bool used;
};

struct compiler {
	struct template *template;
	struct template_part parts[TEMPLATE_PARTS];
	struct placeholder placeholders[PLACEHOLDERS];
	size_t placeholder_count;
	const struct template_words *words;
	struct builder text; /* since the last part */
	struct range range;
	struct arena *arena;
	struct findings *findings;
	bool inside;  /* an option */
	bool faulty;  /* the rest is not read */
	bool failed;  /* memory ran out */
	bool capital; /* what comes next begins a sentence */
};

static struct finding *tell(struct compiler *compiler, const char *id,
			    const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static struct finding *tell(struct compiler *compiler, const char *id,
			    const char *format, ...)
{
	char message[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	compiler->faulty = true;
	return findings_add(compiler->findings, SEVERITY_ERROR, id,
			    compiler->range, "%s", message);
}

static void read_placeholders(struct compiler *compiler, const char *text)
{
	struct slice rest = slice_of(text);

	while (rest.len > 0 && compiler->placeholder_count < PLACEHOLDERS) {
		struct slice name = slice_cut(&rest, ' ');
		struct placeholder *placeholder =
			&compiler->placeholders[compiler->placeholder_count++];

		while (name.len > 0 && strchr("?#", name.at[name.len - 1])) {
			if (name.at[name.len - 1] == '?')
				placeholder->optional = true;
			else
				placeholder->number = true;
			name.len--;
		}
		placeholder->name = name;
	}
}

static struct placeholder *find_placeholder(struct compiler *compiler,
					    struct slice name)
{
	for (size_t i = 0; i < compiler->placeholder_count; i++)
		if (slice_equal(compiler->placeholders[i].name, name))
			return &compiler->placeholders[i];
	return NULL;
}

static struct template_part *add_part(struct compiler *compiler,
				      enum template_kind kind)
{
	struct template_part *part;

	if (compiler->template->count == TEMPLATE_PARTS) {
		tell(compiler, "phrase-too-long",
		     "the phrase has too many parts");
		return NULL;
	}
	part = &compiler->parts[compiler->template->count++];
	*part = (struct template_part){.kind = kind};
	return part;
}

static void flush_text(struct compiler *compiler)
{
	struct template_part *part;

	if (compiler->text.len == 0)
		return;
	part = add_part(compiler, TEMPLATE_TEXT);
	if (part != NULL) {
		part->text = arena_copy(compiler->arena,
					builder_slice(&compiler->text));
		compiler->failed |= part->text.at == NULL;
	}
	builder_clear(&compiler->text);
}

static void tell_unknown(struct compiler *compiler, struct slice name)
{
	struct slice names[PLACEHOLDERS];
	struct finding *finding =
		tell(compiler, "unknown-placeholder",
		     "there is neither a placeholder nor a word '%.*s'",
		     SLICE_ARGS(name));
	struct slice nearest;

	for (size_t i = 0; i < compiler->placeholder_count; i++)
		names[i] = compiler->placeholders[i].name;
	nearest = text_nearest(name, names, compiler->placeholder_count);
	if (nearest.len == 0)
		nearest = text_nearest(name, compiler->words->names,
				       compiler->words->name_count);
	if (nearest.len > 0)
		finding_hint(compiler->findings, finding,
			     "did you mean '%.*s'?", SLICE_ARGS(nearest));
}

static const char *keep_name(struct compiler *compiler, struct slice name)
{
	struct slice copy = arena_copy(compiler->arena, name);

	compiler->failed |= copy.at == NULL;
	return copy.at;
}

/* {number|one|many}: the forms, as many as there are plurals. */
static void add_plural(struct compiler *compiler, struct slice name,
		       struct slice forms)
{
	const struct plurals *plurals = compiler->template->plurals;
	struct placeholder *placeholder = find_placeholder(compiler, name);
	struct template_part *part;
	struct slice *list;
	size_t count = 0;

	if (placeholder == NULL) {
		tell_unknown(compiler, name);
		return;
	}
	if (!placeholder->number) {
		tell(compiler, "not-a-number", "'%.*s' is no number",
		     SLICE_ARGS(name));
		return;
	}
	list = arena_array(compiler->arena, PLURAL_LIMIT, sizeof(*list));
	if (list == NULL) {
		compiler->failed = true;
		return;
	}
	for (bool more = true; more && count < PLURAL_LIMIT; count++) {
		more = memchr(forms.at, '|', forms.len) != NULL;
		list[count] =
			arena_copy(compiler->arena, slice_cut(&forms, '|'));
		compiler->failed |= list[count].at == NULL;
	}
	if (count != plurals->count) {
		tell(compiler, "plural-forms",
		     "beside '%.*s' stand more or fewer forms than the "
		     "phrasebook has plurals",
		     SLICE_ARGS(name));
		return;
	}
	flush_text(compiler);
	part = add_part(compiler, TEMPLATE_PLURAL);
	if (part == NULL)
		return;
	part->forms = list;
	part->name = keep_name(compiler, name);
}

static void add_value(struct compiler *compiler,
		      struct placeholder *placeholder)
{
	struct template_part *part;

	if (placeholder->optional && !compiler->inside)
		tell(compiler, "placeholder-may-be-empty",
		     "'%.*s' may be empty and stands in [ ] only",
		     SLICE_ARGS(placeholder->name));
	flush_text(compiler);
	part = add_part(compiler, TEMPLATE_VALUE);
	if (part != NULL)
		part->name = keep_name(compiler, placeholder->name);
	placeholder->used = true;
}

static void add_placeholder(struct compiler *compiler, struct slice inside)
{
	struct slice name = slice_cut(&inside, '|');
	struct placeholder *placeholder;
	struct slice word;

	if (inside.len > 0) {
		add_plural(compiler, name, inside);
		return;
	}
	placeholder = find_placeholder(compiler, name);
	if (placeholder != NULL) {
		add_value(compiler, placeholder);
	} else if (compiler->words->find(compiler->words->context, name,
					 &word)) {
		/* A part of its own, so that it can have a capital. */
		flush_text(compiler);
		builder_add(&compiler->text, word);
		flush_text(compiler);
	} else {
		tell_unknown(compiler, name);
	}
}

static void open_option(struct compiler *compiler)
{
	if (compiler->inside) {
		tell(compiler, "phrase-form",
		     "what is left out has no parts that are left out");
		return;
	}
	flush_text(compiler);
	add_part(compiler, TEMPLATE_OPTION);
	compiler->inside = true;
}

static void close_option(struct compiler *compiler)
{
	if (!compiler->inside) {
		tell(compiler, "phrase-form", "a ']' without '['");
		return;
	}
	flush_text(compiler);
	for (size_t i = 0; i < compiler->template->count; i++)
		if (compiler->parts[i].kind == TEMPLATE_OPTION &&
		    compiler->parts[i].end == 0)
			compiler->parts[i].end = compiler->template->count;
	compiler->inside = false;
}

static void read_text(struct compiler *compiler, struct slice text)
{
	while (text.len > 0 && !compiler->faulty) {
		size_t len = 0;

		while (len < text.len && strchr("{}[]", text.at[len]) == NULL)
			len++;
		builder_add(&compiler->text, slice_part(text, 0, len));
		if (len == text.len)
			break;
		text = slice_part(text, len, text.len);
		if (text.at[0] == '{' &&
		    memchr(text.at, '}', text.len) != NULL) {
			text = slice_part(text, 1, text.len);
			add_placeholder(compiler, slice_cut(&text, '}'));
			continue;
		}
		if (text.at[0] == '[')
			open_option(compiler);
		else if (text.at[0] == ']')
			close_option(compiler);
		else
			tell(compiler, "phrase-form",
			     "'{' and '}' do not match");
		text = slice_part(text, 1, text.len);
	}
	if (compiler->inside && !compiler->faulty)
		tell(compiler, "phrase-form", "a '[' without ']'");
	flush_text(compiler);
}

static void check_used(struct compiler *compiler)
{
	for (size_t i = 0; i < compiler->placeholder_count; i++) {
		const struct placeholder *placeholder =
			&compiler->placeholders[i];

		if (!placeholder->used && !placeholder->optional &&
		    !compiler->faulty)
			tell(compiler, "placeholder-left-out",
			     "'%.*s' is not said",
			     SLICE_ARGS(placeholder->name));
	}
}

/* Sentences end with a mark, headings without. */
static void check_form(struct compiler *compiler, struct slice text,
		       enum phrase_form form)
{
	char last = text.at[text.len - 1];

	if (last == ']' && text.len > 1)
		last = text.at[text.len - 2];
	if (form == SENTENCES && strchr(".?!:}", last) == NULL)
		tell(compiler, "phrase-form",
		     "sentences end with a mark: '.', '?', '!' or ':'");
	if (form == HEADING && last == '.')
		tell(compiler, "phrase-form", "a heading has no full stop");
}

int template_compile(struct template *out, struct slice text,
		     struct range range, enum phrase_form form,
		     const char *placeholders,
		     const struct template_words *words,
		     const struct plurals *plurals, struct arena *arena,
		     struct findings *findings, struct error *error)
{
	struct compiler compiler = {
		.template = out,
		.words = words,
		.range = range,
		.arena = arena,
		.findings = findings,
	};
	struct template_part *parts;

	*out = (struct template){.form = form, .plurals = plurals};
	if (text.len == 0)
		return 0;
	read_placeholders(&compiler, placeholders);
	read_text(&compiler, text);
	check_used(&compiler);
	if (!compiler.faulty)
		check_form(&compiler, text, form);
	compiler.failed |= compiler.text.failed;
	builder_release(&compiler.text);
	parts = arena_array(arena, out->count + 1, sizeof(*parts));
	if (parts == NULL || compiler.failed)
		return error_memory(error);
	for (size_t i = 0; i < out->count; i++)
		parts[i] = compiler.parts[i];
	out->parts = parts;
	return 0;
}

/* --- filling ------------------------------------------------------------------ */

struct filling {
	const struct phrase_value *values;
	size_t value_count;
	char (*digits)[TEMPLATE_DIGITS];
	struct template_piece *pieces;
	size_t count;
	enum phrase_form form;
	char last, before; /* the last two bytes said */
	bool said;
};

static const struct phrase_value *find_value(const struct filling *filling,
					     const char *name)
{
	for (size_t i = 0; i < filling->value_count; i++)
		if (strcmp(filling->values[i].name, name) == 0)
			return &filling->values[i];
	return NULL;
}

static bool is_empty(const struct phrase_value *value)
{
	return value == NULL || (!value->is_number && value->text.len == 0);
}

static bool begins_sentence(const struct filling *filling)
{
	if (filling->form == PIECE)
		return false;
	if (!filling->said)
		return true;
	return filling->form == SENTENCES && filling->last == ' ' &&
	       filling->before != '\0' &&
	       strchr(".?!", filling->before) != NULL;
}

static void add_piece(struct filling *filling, struct slice text,
		      const char *name)
{
	if (text.len == 0)
		return;
	filling->pieces[filling->count++] =
		(struct template_piece){text, name, begins_sentence(filling)};
	filling->before = text.len > 1 ? text.at[text.len - 2] : filling->last;
	filling->last = text.at[text.len - 1];
	filling->said = true;
}

static void add_value_piece(struct filling *filling, const char *name)
{
	const struct phrase_value *value = find_value(filling, name);
	char *digits = filling->digits[filling->count];

	if (value == NULL)
		return;
	if (!value->is_number) {
		add_piece(filling, value->text, value->name);
		return;
	}
	snprintf(digits, TEMPLATE_DIGITS, "%" PRIu32,
		 (uint32_t)(value->number > UINT32_MAX ? UINT32_MAX
						       : value->number));
	add_piece(filling, slice_of(digits), value->name);
}

/* Whether all values in the parts from `from` up to `end` are there. */
static bool is_full(const struct filling *filling,
		    const struct template *template, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (template->parts[i].name != NULL &&
		    is_empty(find_value(filling, template->parts[i].name)))
			return false;
	return true;
}

size_t template_fill(const struct template *template,
		     const struct phrase_value *values, size_t value_count,
		     char digits[TEMPLATE_PARTS][TEMPLATE_DIGITS],
		     struct template_piece pieces[TEMPLATE_PARTS])
{
	struct filling filling = {
		.values = values,
		.value_count = value_count,
		.digits = digits,
		.pieces = pieces,
		.form = template->form,
	};
	size_t i = 0;

	while (i < template->count) {
		const struct template_part *part = &template->parts[i++];
		const struct phrase_value *value;

		switch (part->kind) {
		case TEMPLATE_TEXT:
			add_piece(&filling, part->text, NULL);
			break;
		case TEMPLATE_VALUE:
			add_value_piece(&filling, part->name);
			break;
		case TEMPLATE_PLURAL:
			value = find_value(&filling, part->name);
			if (value != NULL)
				add_piece(
					&filling,
					part->forms[plural_of(template->plurals,
							      value->number)],
					NULL);
			break;
		case TEMPLATE_OPTION:
			if (!is_full(&filling, template, i, part->end))
				i = part->end;
			break;
		}
	}
	return filling.count;
}

/* --- capitals ------------------------------------------------------------------- */

/* The letters of Latin-1 and Latin Extended-A, of which Welsh needs some; their
 * capitals take as many bytes. */
static uint32_t capital_of(uint32_t letter)
{
	if (letter >= 0xE0 && letter <= 0xFE && letter != 0xF7)
		return letter - 0x20;
	if ((letter >= 0x100 && letter <= 0x137) ||
	    (letter >= 0x14A && letter <= 0x177))
		return letter & ~1u;
	return letter;
}

void text_capital(struct slice text, char *out)
{
	struct slice rest = text;
	uint32_t letter;

	if (text.len == 0)
		return;
	memcpy(out, text.at, text.len);
	if (out[0] >= 'a' && out[0] <= 'z') {
		out[0] = (char)(out[0] - 'a' + 'A');
		return;
	}
	if (!text_next(&rest, &letter) || text.len - rest.len != 2)
		return;
	letter = capital_of(letter);
	out[0] = (char)(0xC0 | letter >> 6);
	out[1] = (char)(0x80 | (letter & 0x3F));
}
