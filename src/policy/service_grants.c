/* From a line of JSON to what has been granted: approvals, authorisations,
 * identity and terms. */
#include "base/arena.h"
#include "base/date.h"
#include "policy/service_parts.h"

/* What is granted to nobody, or by nobody, is granted to none. */
static bool says_enough(struct reading *reading, const struct grant *grant)
{
	if (grant->kind == NEED_APPROVAL && slice_empty(grant->by))
		return service_fault(reading,
				     "an approval says in 'by' whose it is");
	if (grant->kind == NEED_AUTHORISATION && slice_empty(grant->recipient))
		return service_fault(reading,
				     "an authorisation says in 'to' for whom");
	return true;
}

/* "kind" of an entry; left out: what the list is of. */
static bool read_grant_kind(struct reading *reading, const json_t *entry,
			    enum need_kind *kind)
{
	static const struct {
		const char *word;
		enum need_kind kind;
	} kinds[] = {
		{"approval", NEED_APPROVAL},
		{"authorisation", NEED_AUTHORISATION},
		{"identity", NEED_IDENTITY},
		{"terms", NEED_TERMS},
	};
	const json_t *stated = json_object_get(entry, "kind");

	if (stated == NULL)
		return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_is(service_text(stated), kinds[i].word)) {
			*kind = kinds[i].kind;
			return true;
		}
	return service_fault(reading, "'kind' is approval, authorisation, "
				      "identity or terms");
}

/* The criteria of an approval, or the subjects of terms. */
static const struct term *parts_of(const struct reading *reading,
				   const struct grant *grant, uint16_t *count)
{
	const struct dictionary *dictionary = reading->dictionary;
	uint16_t approval =
		dictionary_find(dictionary, KIND_APPROVAL, grant->by);
	uint16_t terms = dictionary_find(dictionary, KIND_TERMS, grant->terms);

	*count = 0;
	if (grant->kind == NEED_APPROVAL && approval != DICTIONARY_NONE) {
		*count = dictionary->approvals[approval].criterion_count;
		return dictionary->approvals[approval].criteria;
	}
	if (grant->kind == NEED_TERMS && terms != DICTIONARY_NONE) {
		*count = dictionary->terms[terms].subject_count;
		return dictionary->terms[terms].subjects;
	}
	return NULL;
}

/* What was weighed, or is covered; a misspelt name would count for nothing. */
static bool read_met(struct reading *reading, const json_t *entry,
		     struct grant *grant)
{
	const char *name = grant->kind == NEED_TERMS ? "covers" : "weighs";
	const json_t *list, *value;
	struct slice *met;
	uint16_t known;
	const struct term *parts = parts_of(reading, grant, &known);
	size_t i;

	if (!service_read_list(reading, entry, name, &list))
		return false;
	if (list == NULL)
		return true;
	met = arena_array(reading->arena, json_array_size(list), sizeof(*met));
	if (met == NULL)
		return service_out_of_memory(reading);
	json_array_foreach(list, i, value)
	{
		uint16_t part = 0;

		while (part < known &&
		       !slice_equal(parts[part].name, service_text(value)))
			part++;
		if (part == known)
			return service_fault(reading,
					     "entry %zu of '%s' is nothing "
					     "that is asked for there",
					     i + 1, name);
		met[i] = parts[part].name;
	}
	grant->met = met;
	grant->met_count = json_array_size(list);
	return true;
}

static bool read_grant_name(struct reading *reading, const json_t *entry,
			    struct grant *grant)
{
	struct slice *name =
		grant->kind == NEED_APPROVAL ? &grant->by : &grant->recipient;

	*name = arena_copy(reading->arena, service_text(entry));
	if (name->at == NULL)
		return service_out_of_memory(reading);
	return service_known_scope(reading, grant->recipient, grant->purpose,
				   "an approval or authorisation");
}

/* An entry of "approvals" or "authorisations": an object, or just the name of
 * the approval or of the recipient. */
static bool read_grant(struct reading *reading, const json_t *entry,
		       enum need_kind kind, struct grant *grant)
{
	static const char *const known[] = {
		"kind",    "by",    "to",    "recipient", "for",
		"purpose", "from",  "until", "given",     "weighs",
		"covers",  "terms", NULL};

	*grant = (struct grant){.kind = kind,
				.given = DATE_NONE,
				.from = DATE_NONE,
				.until = DATE_NONE};
	if (json_is_string(entry))
		return read_grant_name(reading, entry, grant);
	if (!json_is_object(entry))
		return service_fault(reading,
				     "an approval or authorisation is an "
				     "object or a name");
	return service_only_known(reading, entry, known,
				  "an approval or authorisation") &&
	       read_grant_kind(reading, entry, &grant->kind) &&
	       service_read_text(reading, entry, "by", &grant->by) &&
	       service_read_text(reading, entry, "terms", &grant->terms) &&
	       service_read_either(reading, entry, "to", "recipient",
				   &grant->recipient) &&
	       service_read_either(reading, entry, "for", "purpose",
				   &grant->purpose) &&
	       service_read_date(reading, entry, "given", &grant->given) &&
	       service_read_date(reading, entry, "from", &grant->from) &&
	       service_read_date(reading, entry, "until", &grant->until) &&
	       read_met(reading, entry, grant) && says_enough(reading, grant) &&
	       service_known_scope(reading, grant->recipient, grant->purpose,
				   "an approval or authorisation");
}

static bool read_grant_list(struct reading *reading, const json_t *line,
			    const char *name, enum need_kind kind,
			    struct grant *grants, size_t *count)
{
	const json_t *list, *entry;
	size_t i;

	if (!service_read_list(reading, line, name, &list))
		return false;
	json_array_foreach(
		list, i,
		entry) if (!read_grant(reading, entry, kind,
				       &grants[(*count)++])) return false;
	return true;
}

bool service_read_grants(struct reading *reading, const json_t *line)
{
	size_t most = json_array_size(json_object_get(line, "approvals")) +
		      json_array_size(json_object_get(line, "authorisations")) +
		      2;
	struct grant *grants =
		arena_array(reading->arena, most, sizeof(*grants));
	size_t count = 0;
	bool identity, terms;

	if (grants == NULL)
		return service_out_of_memory(reading);
	if (!read_grant_list(reading, line, "approvals", NEED_APPROVAL, grants,
			     &count) ||
	    !read_grant_list(reading, line, "authorisations",
			     NEED_AUTHORISATION, grants, &count))
		return false;
	if (!service_read_flag(reading, line, "identity", &identity) ||
	    !service_read_flag(reading, line, "terms", &terms))
		return false;
	if (identity)
		grants[count++] = (struct grant){.kind = NEED_IDENTITY,
						 .given = DATE_NONE,
						 .from = DATE_NONE,
						 .until = DATE_NONE};
	if (terms)
		grants[count++] = (struct grant){.kind = NEED_TERMS,
						 .given = DATE_NONE,
						 .from = DATE_NONE,
						 .until = DATE_NONE};
	reading->request.grants = grants;
	reading->request.grant_count = count;
	return true;
}
