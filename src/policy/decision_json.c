#include "policy/decision_json.h"

#include "base/builder.h"
#include "base/json.h"
#include "policy/level.h"

/* Takes the text. */
static void put_text(struct json *json, const char *key, struct builder *text)
{
	if (key != NULL)
		json_key(json, key);
	json_put_text(json, builder_slice(text));
	json->out->failed |= text->failed;
	builder_release(text);
}

void clause_json(struct json *json, const char *key, struct range clause)
{
	struct builder text = {0};

	clause_write(clause, &text);
	put_text(json, key, &text);
}

void level_json(struct json *json, const char *key,
		const struct dictionary *dictionary, struct level level)
{
	struct builder text = {0};

	level_write(dictionary, level, &text);
	put_text(json, key, &text);
}

void fields_json(struct json *json, const char *key,
		 const struct dictionary *dictionary,
		 const struct field_set *fields)
{
	if (key != NULL)
		json_key(json, key);
	json_open_array(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		json_put_text(json, dictionary->fields[f].name);
	json_close_array(json);
}

void outcome_json(struct json *json, const struct dictionary *dictionary,
		  const struct decision *decision)
{
	json_key_text(json, "outcome",
		      slice_of(outcome_name(decision->outcome)));
	if (decision->outcome == OUTCOME_PERMIT) {
		level_json(json, "level", dictionary, decision->level);
		if (decision->profile != NULL)
			json_key_text(json, "profile", decision->profile->name);
	} else {
		json_key(json, "level");
		json_put_null(json);
	}
	if (decision->regime != DICTIONARY_NONE)
		json_key_text(json, "regime",
			      dictionary->laws[decision->regime].name);
}
