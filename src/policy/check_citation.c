/* The words in which the notice cites a law (C24). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "policy/check_parts.h"
#include "policy/citation.h"

/* "regulation 3", in the arena. */
static const char *write_citation(struct checker *checker,
				  const struct citation *citation)
{
	const char *unit = citation_unit_name(citation->unit);
	size_t size = strlen(unit) + citation->number.len + 2;
	char *text = arena_allocate(checker->arena, size);

	if (text == NULL) {
		checker->findings->failed = true;
		return "";
	}
	snprintf(text, size, "%s %.*s", unit, SLICE_ARGS(citation->number));
	return text;
}

static void tell_form(struct checker *checker, struct range words,
		      const struct citation *cited)
{
	struct citation right = *cited;
	struct finding *finding;
	const char *name;

	right.unit = citation_unit_of(cited->instrument);
	name = write_citation(checker, &right);
	finding = tell(checker, CHECK_CITATION_FORM, words,
		       "in %s it is called '%s', not '%s'",
		       instrument_name(cited->instrument), name,
		       write_citation(checker, cited));
	finding_hint(checker->findings, finding, "write '%s'", name);
}

static void check_words(struct checker *checker, struct range words,
			struct slice text, const struct name *name)
{
	uint16_t index =
		dictionary_find(checker->dictionary, KIND_LAW, name->text);
	struct citation cited = citation_read(text);
	struct citation known;
	const struct law *law;
	struct finding *finding;

	if (index == DICTIONARY_NONE)
		return;
	law = &checker->dictionary->laws[index];
	known = citation_read(law->label);
	if (cited.instrument == INSTRUMENT_NONE)
		cited.instrument = known.instrument;
	if (!citation_fits(&cited))
		tell_form(checker, words, &cited);
	if (citation_agrees(&cited, &known))
		return;
	finding = tell(checker, CHECK_CITATION_DIFFERS, words,
		       "the words cite another place than '%.*s'",
		       SLICE_ARGS(law->name));
	finding->law = law->label;
}

static void check_clauses(struct checker *checker,
			  const struct statement *statement)
{
	const struct statement *under = NULL;

	while ((under = statement_child(statement, KEYWORD_UNDER, under)) !=
	       NULL) {
		const struct argument *names = statement_argument(under, "");
		const struct argument *words = statement_argument(under, "as");

		/* Of several laws it cannot be said which words are whose. */
		if (names != NULL && words != NULL && names->name_count == 1)
			check_words(checker, words->range, words->names[0].text,
				    &names->names[0]);
	}
}

void check_citations(struct checker *checker)
{
	static const enum keyword keywords[] = {KEYWORD_HOLD, KEYWORD_SHARE,
						KEYWORD_RECEIVE};

	for (size_t k = 0; k < sizeof(keywords) / sizeof(keywords[0]); k++) {
		const struct statement *at = NULL;

		while ((at = check_next(checker, keywords[k], at)) != NULL)
			check_clauses(checker, at);
	}
}
