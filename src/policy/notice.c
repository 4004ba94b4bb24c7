#include "policy/notice.h"

#include "base/date.h"
#include "base/error.h"
#include "dictionary/identifier.h"
#include "language/parser.h"
#include "policy/controller.h"
#include "policy/resolve.h"

struct reader {
	struct resolver resolver;
	struct notice *notice;
	struct error *error;
};

static size_t count_statements(const struct tree *tree, enum keyword keyword)
{
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++)
		count += tree->statements[i].keyword == keyword;
	return count;
}

static void read_heading(struct notice *notice,
			 const struct statement *statement)
{
	notice->title = statement_text(statement, "");
	notice->version = statement_number(statement, "version", 0);
	notice->from = statement_date(statement, "from", DATE_NONE);
	notice->to = statement_date(statement, "to", DATE_NONE);
	notice->review_months = statement_months(statement, "every");
	notice->reviewed = statement_date(statement, "reviewed", DATE_NONE);
	notice->range = statement->range;
}

static void read_kind(struct reader *reader, const struct argument *kind)
{
	const struct dictionary *dictionary = reader->resolver.dictionary;
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));

	if (kind != NULL && codes != DICTIONARY_NONE)
		reader->notice->kind =
			code_set_find(dictionary, codes, kind->names[0].text);
	if (kind != NULL && reader->notice->kind == DICTIONARY_NONE)
		findings_add(reader->resolver.findings, SEVERITY_ERROR,
			     "unknown-kind", kind->range,
			     "'%.*s' is no kind of controller",
			     SLICE_ARGS(kind->names[0].text));
}

static void read_laestab(struct reader *reader,
			 const struct statement *statement)
{
	const struct argument *number = statement_argument(statement, "number");
	char text[LAESTAB_BYTES + 1];

	if (number == NULL)
		return;
	if (laestab_normalise(number->names[0].text, text)) {
		reader->notice->laestab =
			arena_copy(reader->resolver.arena, slice_of(text));
		return;
	}
	findings_add(reader->resolver.findings, SEVERITY_ERROR, "bad-number",
		     number->range,
		     "a school's number is that of the authority and four "
		     "digits, like 886/1101");
}

static int read_controller(struct reader *reader,
			   const struct statement *statement)
{
	const struct argument *setting = statement_argument(statement, "2");
	const struct argument *in = statement_argument(statement, "in");
	const struct argument *as = statement_argument(statement, "as");
	struct notice *notice = reader->notice;

	notice->controller = statement_text(statement, "");
	notice->controller_range = statement->range;
	read_kind(reader, statement_argument(statement, "1"));
	if (setting != NULL)
		notice->setting = resolve_name(&reader->resolver, KIND_SETTING,
					       &setting->names[0]);
	if (in != NULL)
		notice->authority = resolve_name(&reader->resolver,
						 KIND_AUTHORITY, &in->names[0]);
	if (as != NULL)
		notice->body = resolve_body(&reader->resolver, &as->names[0],
					    &notice->holder);
	else
		notice->body = controller_body(reader->resolver.dictionary,
					       notice->kind);
	read_laestab(reader, statement);
	return resolve_names(&reader->resolver, KIND_SETTING,
			     statement_argument(statement, "also"),
			     &notice->also, &notice->also_count, reader->error);
}

void holding_keep(struct holding *holding, const struct statement *keep)
{
	/* `until age NUMBER`, or `until NUMBER years after NAME`. */
	holding->keep_until_age = (int)statement_number(keep, "age", 0);
	holding->keep_months = statement_months(keep, "until");
	holding->keep_event = statement_text(keep, "after");
	holding->then = statement_text(keep, "then");
}

int32_t holding_due(const struct holding *holding, int32_t from)
{
	int32_t due;

	if (from == DATE_NONE ||
	    (holding->keep_until_age == 0 && holding->keep_months == 0))
		return DATE_NONE;
	if (holding->keep_until_age == 0)
		return date_add_months(from, holding->keep_months);
	/* One born on 29 February reaches an age on 1 March (FLRA 1969 s9). */
	due = date_add_months(from, 12 * holding->keep_until_age);
	return due + (date_age(from, due) < holding->keep_until_age);
}

static struct field_set told_fields(struct reader *reader,
				    const struct statement *hold,
				    enum keyword keyword)
{
	const struct statement *told = NULL;
	struct field_set fields = {0};

	while ((told = statement_child(hold, keyword, told)) != NULL)
		fields = field_set_union(
			fields, resolve_fields(&reader->resolver,
					       statement_argument(told, "")));
	return fields;
}

/* */
static void read_requirements(struct reader *reader,
			      const struct statement *hold)
{
	struct notice *notice = reader->notice;

	notice->mandatory =
		field_set_union(notice->mandatory,
				told_fields(reader, hold, KEYWORD_MANDATORY));
	notice->voluntary =
		field_set_union(notice->voluntary,
				told_fields(reader, hold, KEYWORD_VOLUNTARY));
	if (!field_set_empty(field_set_intersection(notice->mandatory,
						    notice->voluntary)))
		findings_add(reader->resolver.findings, SEVERITY_ERROR,
			     "bad-requirement", hold->keyword_range,
			     "families are told that they must give something "
			     "and that they may leave it out");
}

static int read_holding(struct reader *reader, struct holding *holding,
			const struct statement *statement)
{
	struct resolver *resolver = &reader->resolver;
	const struct statement *child;

	holding->range = statement->keyword_range;
	holding->fields =
		resolve_fields(resolver, statement_argument(statement, ""));
	reader->notice->held =
		field_set_union(reader->notice->held, holding->fields);
	if (resolve_all(resolver, statement, KEYWORD_FOR, KIND_PURPOSE,
			&holding->purposes, NULL, &holding->purpose_count,
			reader->error) != 0 ||
	    resolve_all(resolver, statement, KEYWORD_UNDER, KIND_LAW,
			&holding->laws, NULL, &holding->law_count,
			reader->error) != 0)
		return -1;
	child = statement_child(statement, KEYWORD_KEEP, NULL);
	if (child != NULL)
		holding_keep(holding, child);
	read_requirements(reader, statement);
	return 0;
}

static void check_argument_body(struct reader *reader,
				const struct statement *statement,
				const char *label)
{
	const struct argument *body = statement_argument(statement, label);
	uint16_t holder;

	if (body != NULL)
		resolve_body(&reader->resolver, &body->names[0], &holder);
}

static int check_received(struct reader *reader,
			  const struct statement *statement)
{
	struct resolver *resolver = &reader->resolver;
	const uint16_t *indexes;
	size_t count = 0;

	resolve_fields(resolver, statement_argument(statement, ""));
	check_argument_body(reader, statement, "from");
	if (resolve_all(resolver, statement, KEYWORD_FOR, KIND_PURPOSE,
			&indexes, NULL, &count, reader->error) != 0)
		return -1;
	count = 0;
	return resolve_all(resolver, statement, KEYWORD_UNDER, KIND_LAW,
			   &indexes, NULL, &count, reader->error);
}

/* A link is to a page of the dictionary, or to a body. */
static void check_link(struct reader *reader, const struct statement *statement)
{
	const struct dictionary *dictionary = reader->resolver.dictionary;
	const struct argument *what = statement_argument(statement, "");

	if (what != NULL && dictionary_body(dictionary, what->names[0].text,
					    NULL) == DICTIONARY_NONE)
		resolve_name(&reader->resolver, KIND_PAGE, &what->names[0]);
}

/* What is told to families and not decided on; its names must still be
 * known. */
static int check_told(struct reader *reader, const struct statement *statement)
{
	switch ((int)statement->keyword) {
	case KEYWORD_RECEIVE:
		return check_received(reader, statement);
	case KEYWORD_LINK:
		check_link(reader, statement);
		return 0;
	case KEYWORD_CONTACT:
		check_argument_body(reader, statement, "of");
		return 0;
	default:
		return 0;
	}
}

/* They are read first: a share may stand before the profile that it names. */
static int read_profiles(struct reader *reader)
{
	struct notice *notice = reader->notice;
	const struct tree *tree = notice->tree;
	struct findings *findings = reader->resolver.findings;
	struct profile *profiles = arena_array(
		reader->resolver.arena, count_statements(tree, KEYWORD_PROFILE),
		sizeof(*profiles));

	if (profiles == NULL)
		return error_memory(reader->error);
	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *statement = &tree->statements[i];
		struct profile *profile = &profiles[notice->profile_count];

		if (statement->keyword != KEYWORD_PROFILE)
			continue;
		profile_read(profile, statement, findings);
		for (size_t e = 0; e < notice->profile_count; e++)
			if (slice_equal(profiles[e].name, profile->name))
				findings_add(findings, SEVERITY_ERROR,
					     "duplicate-name", profile->range,
					     "'%.*s' is already the name of a "
					     "profile",
					     SLICE_ARGS(profile->name));
		if (!slice_empty(profile->then))
			findings_add(
				findings, SEVERITY_ERROR, "bad-profile",
				statement_argument(statement, "then")->range,
				"only a dictionary's profile has one that "
				"takes its place; change the notice then");
		notice->profile_count++;
	}
	notice->profiles = profiles;
	return 0;
}

static int read_statement(struct reader *reader, struct holding *holdings,
			  struct rule *shares, struct rule *prohibitions,
			  const struct statement *statement)
{
	struct notice *notice = reader->notice;
	struct resolver *resolver = &reader->resolver;
	struct profile_list own = {notice->profiles, notice->profile_count};

	/* Few of the keywords stand at the top of a notice. */
	if (statement->keyword == KEYWORD_NOTICE)
		read_heading(notice, statement);
	else if (statement->keyword == KEYWORD_CONTROLLER)
		return read_controller(reader, statement);
	else if (statement->keyword == KEYWORD_HONOUR)
		notice->honour = statement;
	else if (statement->keyword == KEYWORD_HOLD)
		return read_holding(reader, &holdings[notice->holding_count++],
				    statement);
	else if (statement->keyword == KEYWORD_SHARE)
		return rule_resolve(&shares[notice->share_count++], statement,
				    resolver->dictionary, own, resolver->arena,
				    resolver->findings, reader->error);
	else if (statement->keyword == KEYWORD_NEVER)
		return rule_resolve(&prohibitions[notice->prohibition_count++],
				    statement, resolver->dictionary, own,
				    resolver->arena, resolver->findings,
				    reader->error);
	else if (statement->keyword != KEYWORD_PROFILE &&
		 statement->keyword != KEYWORD_RECEIVE &&
		 statement->keyword != KEYWORD_RIGHT &&
		 statement->keyword != KEYWORD_LINK &&
		 statement->keyword != KEYWORD_CONTACT)
		findings_add(resolver->findings, SEVERITY_ERROR,
			     "dictionary-in-notice", statement->keyword_range,
			     "'%s' belongs in a %s, not in a notice",
			     grammar_rule(statement->keyword)->word,
			     grammar_is_phrasebook(statement->keyword)
				     ? "phrasebook"
				     : "dictionary");
	return check_told(reader, statement);
}

static void require(struct reader *reader, enum keyword keyword, const char *id,
		    const char *what)
{
	const struct source *source = reader->notice->source;

	if (count_statements(reader->notice->tree, keyword) > 0)
		return;
	findings_add(reader->resolver.findings, SEVERITY_ERROR, id,
		     (struct range){source, 0, 0}, "%s", what);
}

static int read_statements(struct reader *reader)
{
	struct notice *notice = reader->notice;
	const struct tree *tree = notice->tree;
	struct arena *arena = reader->resolver.arena;
	struct holding *holdings;
	struct rule *shares, *prohibitions;

	holdings = arena_array(arena, count_statements(tree, KEYWORD_HOLD),
			       sizeof(*holdings));
	shares = arena_array(arena, count_statements(tree, KEYWORD_SHARE),
			     sizeof(*shares));
	prohibitions = arena_array(arena, count_statements(tree, KEYWORD_NEVER),
				   sizeof(*prohibitions));
	if (holdings == NULL || shares == NULL || prohibitions == NULL)
		return error_memory(reader->error);
	notice->holdings = holdings;
	notice->shares = shares;
	notice->prohibitions = prohibitions;
	if (read_profiles(reader) != 0)
		return -1;
	for (size_t i = 0; i < tree->count; i++)
		if (read_statement(reader, holdings, shares, prohibitions,
				   &tree->statements[i]) != 0)
			return -1;
	return 0;
}

int notice_read(struct notice **out, const struct source *source,
		const struct dictionary *dictionary, struct arena *arena,
		struct findings *findings, struct error *error)
{
	struct notice *notice = arena_allocate(arena, sizeof(*notice));
	struct reader reader = {{dictionary, arena, findings}, notice, error};
	struct tree *tree;

	if (notice == NULL)
		return error_memory(error);
	if (parse(&tree, source, arena, findings, error) != 0)
		return -1;
	*notice = (struct notice){
		.source = source,
		.tree = tree,
		.dictionary = dictionary,
		.from = DATE_NONE,
		.to = DATE_NONE,
		.reviewed = DATE_NONE,
		.range = {source, 0, 0},
		.kind = DICTIONARY_NONE,
		.setting = DICTIONARY_NONE,
		.authority = DICTIONARY_NONE,
		.body = DICTIONARY_NONE,
		.holder = DICTIONARY_NONE,
	};
	if (read_statements(&reader) != 0)
		return -1;
	require(&reader, KEYWORD_NOTICE, "no-notice",
		"the file has no 'notice' statement with title, version and "
		"date");
	require(&reader, KEYWORD_CONTROLLER, "no-controller",
		"the file does not say whose notice it is: no 'controller'");
	if (findings->failed)
		return error_memory(error);
	*out = notice;
	return 0;
}
