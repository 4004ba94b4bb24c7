#include "policy/controller.h"

#include "policy/notice.h"

static int32_t code_value(const struct dictionary *dictionary,
			  const struct fact *fact, uint16_t code)
{
	if (code == DICTIONARY_NONE)
		return DATE_NONE;
	return code_fact_value(&dictionary->code_sets[fact->codes], code);
}

int32_t controller_fact(const struct dictionary *dictionary,
			const struct notice *notice, uint16_t kind,
			const struct fact *fact)
{
	const struct setting *setting = NULL;
	struct slice code = {NULL, 0};

	if (notice != NULL && notice->setting != DICTIONARY_NONE)
		setting = &dictionary->settings[notice->setting];
	if (fact->type == FACT_FLAG)
		return slice_is(fact->name, "academy") && setting != NULL
			       ? setting->academy
			       : DATE_NONE;
	if (fact->type != FACT_CODE)
		return DATE_NONE;
	if (slice_is(fact->name, "kind"))
		return code_value(dictionary, fact,
				  notice != NULL ? notice->kind : kind);
	if (setting != NULL && slice_is(fact->name, "setting"))
		code = setting->name;
	else if (setting != NULL && slice_is(fact->name, "phase"))
		code = setting->phase;
	return code_value(dictionary, fact,
			  code_set_find(dictionary, fact->codes, code));
}
