/* Look-ups in the directory: the steps of directory.h. */
#include "share/directory.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "dictionary/dictionary.h"
#include "guard/fold.h"
#include "policy/notice.h"
#include "policy/policy.h"
#include "register/register.h"
#include "share/case_index.h"
#include "share/letter.h"
#include "share/node.h"
#include "share/pupil_find.h"
#include "share/node_entry.h"

enum { SCAN_PUPILS = 1024 };

static const struct slice index_name = SLICE_INIT("child-index");
static const struct slice index_purpose =
	SLICE_INIT("safeguarding-coordination");

/* What the law says of the index on a day. */
struct index_law {
	uint16_t body, purpose;
	uint64_t roles; /* bit n: role n of the dictionary is accepted */
	struct field_set fields;
	bool in_force;
};

struct looking {
	struct node *node;
	const struct directory_query *query;
	struct directory_answer *answer;
	struct index_law law;
	uint64_t pupil; /* found; 0: none */
	bool several;
	struct arena *arena;
};

/* --- the law ---------------------------------------------------------------------- */

static void take_rule(struct index_law *law, const struct rule *rule)
{
	law->in_force = true;
	law->fields = field_set_union(law->fields, rule->fields);
	for (size_t i = 0; i < rule->need_count; i++)
		if (rule->needs[i].kind == NEED_ROLE)
			law->roles |= 1ull << rule->needs[i].role;
}

static int find_law(struct index_law *law, const struct node *node,
		    int32_t date, struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	const struct policy *policy = node->policy;

	*law = (struct index_law){
		.body = dictionary_find(dictionary, KIND_BODY, index_name),
		.purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   index_purpose),
	};
	if (law->body == DICTIONARY_NONE || law->purpose == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the node's dictionary knows no directory of "
				 "children");
	if (node->notice->body != law->body)
		return error_set(error, ERROR_INPUT,
				 "this node is not that of the directory");
	for (size_t i = 0; i < policy->gateway_count; i++) {
		const struct rule *rule = &policy->gateways[i].rule;

		if (rule_reaches(rule, dictionary, law->body, law->purpose,
				 date) &&
		    rule_in_force(rule, dictionary, date, NULL))
			take_rule(law, rule);
	}
	return 0;
}

/* --- users -------------------------------------------------------------------------- */

static const struct slice user_kind = SLICE_INIT("directory-user");

int directory_authorise(struct node *node, const struct directory_user *user,
			int32_t today, struct error *error)
{
	struct permission permission = {
		.kind = user_kind,
		.by = user->role,
		.recipient = index_name,
		.purpose = index_purpose,
		.reference = slice_trim(user->name),
		.from = user->from,
		.until = user->until,
		.recorded = today,
		.given = DATE_NONE,
	};

	if (slice_empty(permission.reference) ||
	    permission.reference.len > CASE_TEXT_BYTES)
		return error_set(error, ERROR_INPUT,
				 "a user of the directory has a name");
	if (dictionary_find(node->dictionary, KIND_ROLE, user->role) ==
	    DICTIONARY_NONE) {
		error_set(error, ERROR_INPUT,
			  "the dictionary has no role '%.*s'",
			  user->role.len > 60 ? 60 : (int)user->role.len,
			  user->role.at);
		return error_hint(error, "'safeguarding-staff' is one");
	}
	return register_permit(node->pupils, &permission, error);
}

static size_t user_place(const struct directory_user *list, size_t count,
			 struct slice name)
{
	size_t i = 0;

	while (i < count && slice_compare(list[i].name, name) < 0)
		i++;
	return i;
}

/* What is said last of a name takes the place of what was said before. */
static size_t take_user(struct directory_user *list, size_t count,
			struct directory_user user)
{
	size_t at = user_place(list, count, user.name);

	if (at < count && slice_equal(list[at].name, user.name)) {
		list[at] = user;
		return count;
	}
	for (size_t i = count; i > at; i--)
		list[i] = list[i - 1];
	list[at] = user;
	return count + 1;
}

int directory_users(struct node *node, struct directory_user **list,
		    size_t *count, struct arena *arena, struct error *error)
{
	struct permission *permissions;
	size_t all, users = 0;

	if (register_permissions(node->pupils, &permissions, &all, arena,
				 error) != 0)
		return -1;
	*list = arena_array(arena, all, sizeof(**list));
	if (*list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < all; i++)
		if (slice_equal(permissions[i].kind, user_kind))
			users = take_user(*list, users,
					  (struct directory_user){
						  permissions[i].reference,
						  permissions[i].by,
						  permissions[i].from,
						  permissions[i].until,
					  });
	*count = users;
	return 0;
}

/* --- whether an answer may be given ---------------------------------------------------- */

static void refuse(struct looking *looking, const char *why)
{
	looking->answer->outcome = CASE_REFUSED;
	looking->answer->refusal = slice_of(why);
}

static bool is_authorised(const struct directory_user *user,
			  const struct directory_query *query)
{
	return slice_equal(user->name, slice_trim(query->user)) &&
	       slice_equal(user->role, query->role) &&
	       query->today >= user->from &&
	       (user->until == DATE_NONE || query->today <= user->until);
}

static int check_user(struct looking *looking, struct error *error)
{
	struct directory_user *users;
	size_t count;

	if (directory_users(looking->node, &users, &count, looking->arena,
			    error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (is_authorised(&users[i], looking->query))
			return 0;
	refuse(looking, "the directory has not authorised this user in this "
			"role on this day");
	return 0;
}

static int check_may(struct looking *looking, struct error *error)
{
	const struct dictionary *dictionary = looking->node->dictionary;
	const struct directory_query *query = looking->query;
	const struct index_law *law = &looking->law;
	uint16_t role = dictionary_find(dictionary, KIND_ROLE, query->role);

	if (body_holder(&dictionary->bodies[law->body], query->today) == NULL)
		refuse(looking, "the directory does not exist on this day");
	else if (!law->in_force)
		refuse(looking, "no law in force lets the directory answer");
	else if (role == DICTIONARY_NONE || (law->roles >> role & 1) == 0)
		refuse(looking, "the law lets nobody in this role look a child "
				"up");
	else
		return check_user(looking, error);
	return 0;
}

/* --- finding one child ------------------------------------------------------------------- */

/* Letters and digits alone, in one spelling. */
static void add_folded(struct slice text, struct builder *out)
{
	uint32_t character;

	while (text_next(&text, &character)) {
		struct folded folded = fold_character(character);

		if (folded.class == FOLD_LETTER || folded.class == FOLD_DIGIT)
			builder_add(out,
				    (struct slice){folded.text, folded.length});
	}
}

static int same_name(struct slice one, struct slice other, bool *same,
		     struct error *error)
{
	struct builder left = {0}, right = {0};
	int result = 0;

	add_folded(one, &left);
	add_folded(other, &right);
	if (left.failed || right.failed)
		result = error_memory(error);
	else
		*same = left.len > 0 && slice_equal(builder_slice(&left),
						    builder_slice(&right));
	builder_release(&left);
	builder_release(&right);
	return result;
}

static int is_meant(const struct looking *looking, const struct record *record,
		    bool *meant, struct error *error)
{
	const struct directory_query *query = looking->query;
	int32_t born;

	*meant = false;
	if (!date_parse(record_text_called(record, looking->node->dictionary,
					   "pupil.birth-date"),
			&born) ||
	    born != query->birth_date)
		return 0;
	if (same_name(record_text_called(record, looking->node->dictionary,
					 "pupil.surname"),
		      query->surname, meant, error) != 0)
		return -1;
	if (!*meant)
		return 0;
	return same_name(record_text_called(record, looking->node->dictionary,
					    "pupil.forename"),
			 query->forename, meant, error);
}

static int take_batch(struct looking *looking, const struct record *records,
		      size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		bool meant;

		if (is_meant(looking, &records[i], &meant, error) != 0)
			return -1;
		if (!meant)
			continue;
		looking->several |= looking->pupil != 0;
		looking->pupil = records[i].pupil;
	}
	return 0;
}

static int scan_names(struct looking *looking, struct error *error)
{
	const struct dictionary *dictionary = looking->node->dictionary;
	uint16_t identity =
		dictionary_find(dictionary, KIND_CATEGORY, SLICE("identity"));
	struct record *records =
		arena_array(looking->arena, SCAN_PUPILS, sizeof(*records));
	struct arena batch = {0};
	struct register_scan *scan;
	size_t count;
	uint64_t *ids;
	int result;

	if (records == NULL)
		return error_memory(error);
	if (identity == DICTIONARY_NONE)
		return 0;
	if (register_pupils(looking->node->pupils, &ids, &count, looking->arena,
			    error) != 0 ||
	    register_scan_open(&scan, looking->node->pupils, ids, count,
			       1ull << identity, error) != 0)
		return -1;
	do {
		arena_clear(&batch);
		result = register_scan_next(scan, records, SCAN_PUPILS, &count,
					    &batch, error);
		if (result == 0)
			result = take_batch(looking, records, count, error);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	arena_release(&batch);
	return result;
}

static int find_number(struct looking *looking, struct error *error)
{
	return pupil_known(looking->node->pupils, register_find,
			   looking->query->upn, &looking->pupil, error);
}

/* --- shielding ------------------------------------------------------------------------------ */

/* What stands for the child when the entry is gone, and received again under
 * another row; empty: it has no UPN. */
static int child_of(struct node *node, uint64_t pupil, struct slice *child,
		    struct arena *arena, struct error *error)
{
	uint16_t field = dictionary_find(node->dictionary, KIND_FIELD,
					 SLICE("pupil.upn"));
	char hex[NODE_COMMITMENT_DIGITS + 1];
	struct record record;
	struct slice upn;

	*child = (struct slice){NULL, 0};
	if (field == DICTIONARY_NONE)
		return 0;
	if (register_read(node->pupils, pupil,
			  1ull << node->dictionary->fields[field].category,
			  &record, arena, error) != 0)
		return -1;
	upn = record_text(&record, node->dictionary, field);
	if (slice_empty(upn))
		return 0;
	node_entry_commit(node, "child", upn, hex);
	*child = arena_copy(arena, slice_of(hex));
	return child->at != NULL ? 0 : error_memory(error);
}

int directory_shielded(struct node *node, uint64_t pupil, bool *shielded,
		       struct arena *arena, struct error *error)
{
	struct slice child;

	*shielded = false;
	if (case_index_update(node, error) != 0)
		return -1;
	if (!case_index_shields(node))
		return 0;
	if (child_of(node, pupil, &child, arena, error) != 0)
		return -1;
	*shielded = case_index_shielded(node, pupil, child);
	return 0;
}

int directory_shield(struct node *node, const struct directory_shield *shield,
		     struct slice *reference, struct arena *arena,
		     struct error *error)
{
	struct case_entry entry = {
		.kind = shield->lift ? CASE_UNSHIELD : CASE_SHIELD,
		.outcome = CASE_DONE,
		.date = shield->today,
		.by = shield->by,
		.reason = shield->reason,
	};
	struct index_law law;
	bool shielded;

	if (find_law(&law, node, shield->today, error) != 0 ||
	    register_find(node->pupils, shield->upn, &entry.pupil, error) !=
		    0 ||
	    child_of(node, entry.pupil, &entry.child, arena, error) != 0 ||
	    directory_shielded(node, entry.pupil, &shielded, arena, error) != 0)
		return -1;
	if (shielded != shield->lift)
		return error_set(error, ERROR_INPUT,
				 shielded ? "the entry is shielded already"
					  : "the entry is not shielded");
	if (case_enter(node, &entry, arena, error) != 0)
		return -1;
	*reference = entry.reference;
	return 0;
}

/* --- answering -------------------------------------------------------------------------------- */

/* No more than the law lets into the index, in place. */
static void keep_lawful(struct record *record, const struct field_set *fields)
{
	uint32_t sections = 0;

	for (uint32_t s = 0; s < record->count; s++) {
		struct section *section = &record->sections[s];
		uint32_t values = 0;

		for (uint32_t i = 0; i < section->count; i++) {
			struct item *item = &section->items[i];
			uint32_t kept = 0;

			for (uint32_t v = 0; v < item->count; v++)
				if (field_set_has(fields,
						  item->values[v].field))
					item->values[kept++] = item->values[v];
			item->count = kept;
			values += kept;
		}
		if (values > 0)
			record->sections[sections++] = *section;
	}
	record->count = sections;
}

static uint64_t categories_of(const struct dictionary *dictionary,
			      const struct field_set *fields)
{
	uint64_t categories = 0;

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		categories |= 1ull << dictionary->fields[f].category;
	return categories;
}

static int show(struct looking *looking, struct error *error)
{
	struct directory_answer *answer = looking->answer;
	const struct field_set *fields = &looking->law.fields;
	bool shielded;

	if (directory_shielded(looking->node, looking->pupil, &shielded,
			       looking->arena, error) != 0)
		return -1;
	if (shielded) {
		answer->outcome = CASE_SHIELDED;
		answer->ask =
			letter_contact_for(looking->node->notice, "requests")
				.name;
		return 0;
	}
	answer->outcome = CASE_FOUND;
	if (register_read(looking->node->pupils, looking->pupil,
			  categories_of(looking->node->dictionary, fields),
			  &answer->record, looking->arena, error) != 0)
		return -1;
	keep_lawful(&answer->record, fields);
	return 0;
}

static int answer_query(struct looking *looking, struct error *error)
{
	const struct directory_query *query = looking->query;

	if (check_may(looking, error) != 0)
		return -1;
	if (looking->answer->outcome == CASE_REFUSED)
		return 0;
	if ((slice_empty(query->upn) ? scan_names(looking, error)
				     : find_number(looking, error)) != 0)
		return -1;
	if (looking->several)
		looking->pupil = 0;
	if (looking->pupil != 0)
		return show(looking, error);
	looking->answer->outcome =
		looking->several ? CASE_SEVERAL : CASE_NOT_FOUND;
	return 0;
}

static int check_query(const struct directory_query *query, struct error *error)
{
	bool named = !slice_empty(query->surname) &&
		     !slice_empty(query->forename) &&
		     query->birth_date != DATE_NONE;

	if (named == !slice_empty(query->upn)) {
		error_set(error, ERROR_INPUT,
			  "a look-up is of one child, by number, or by "
			  "surname, forename and date of birth");
		return -1;
	}
	if (slice_empty(slice_trim(query->user)))
		return error_set(error, ERROR_INPUT,
				 "who looks the child up is not said");
	if (slice_empty(slice_trim(query->reason)))
		return error_set(error, ERROR_INPUT,
				 "a look-up needs a reason");
	return 0;
}

int directory_look_up(struct node *node, const struct directory_query *query,
		      struct directory_answer *answer, struct arena *arena,
		      struct error *error)
{
	struct looking looking = {
		.node = node,
		.query = query,
		.answer = answer,
		.arena = arena,
	};
	struct case_entry entry = {
		.kind = CASE_LOOK_UP,
		.date = query->today,
		.by = slice_trim(query->user),
		.role = query->role,
		.with = index_name,
		.reason = query->reason,
	};

	*answer = (struct directory_answer){.outcome = CASE_DONE};
	if (check_query(query, error) != 0 ||
	    find_law(&looking.law, node, query->today, error) != 0 ||
	    answer_query(&looking, error) != 0)
		return -1;
	entry.outcome = answer->outcome;
	entry.pupil = looking.pupil;
	entry.note = answer->refusal;
	if (case_enter(node, &entry, arena, error) != 0) {
		*answer = (struct directory_answer){.outcome = CASE_DONE};
		return -1;
	}
	answer->reference = entry.reference;
	return 0;
}
