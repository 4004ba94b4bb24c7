#include "policy/controller.h"

#include "policy/notice.h"
#include "policy/request.h"

uint16_t controller_body(const struct dictionary *dictionary, uint16_t kind)
{
	static const struct {
		struct slice kind, body;
	} bodies[] = {
		{SLICE_INIT("school"), SLICE_INIT("school")},
		{SLICE_INIT("authority"), SLICE_INIT("local-authority")},
		{SLICE_INIT("department"), SLICE_INIT("department")},
	};
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	struct slice code;

	if (codes == DICTIONARY_NONE || kind == DICTIONARY_NONE)
		return DICTIONARY_NONE;
	code = dictionary->code_sets[codes].codes[kind].code;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		if (slice_equal(code, bodies[i].kind))
			return dictionary_body(dictionary, bodies[i].body,
					       NULL);
	return DICTIONARY_NONE;
}

struct discloser controller_discloser(const struct dictionary *dictionary,
				      const struct notice *notice,
				      const struct request *request)
{
	struct discloser discloser = {request->controller_kind, DICTIONARY_NONE,
				      DICTIONARY_NONE};

	if (notice != NULL)
		return (struct discloser){notice->kind, notice->body,
					  notice->holder};
	if (slice_empty(request->controller_as))
		discloser.body = controller_body(dictionary, discloser.kind);
	else
		discloser.body = dictionary_body(
			dictionary, request->controller_as, &discloser.holder);
	return discloser;
}

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
