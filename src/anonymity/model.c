#include "anonymity/model.h"

#include "base/builder.h"
#include "base/error.h"

/*
 * A threshold of risk is one in k.  0.2 is the cell of five that most American
 * agencies and registers ask for, 0.09 what medicines agencies ask of clinical
 * reports that everybody may read (El Emam 2013; EMA policy 0070 and Health
 * Canada); ten is the rule of thumb of national statistics (law.md 2.14, V41).
 */
/* clang-format off */
const struct anonymity_profile anonymity_profiles[] = {
	{ "default", { .k = 5, .diversity = DIVERSITY_DISTINCT, .l = 2, .t = 1,
		       .leave_out = 50 }, 0.2,
	  "at least five alike, and two values of each sensitive column among them",
	  "a risk of at most 0.2 (El Emam 2013); two values (Machanavajjhala and others 2007)" },
	{ "ons-research", { .k = 10, .diversity = DIVERSITY_DISTINCT, .l = 2,
			    .t = 1, .leave_out = 50 }, 0.1,
	  "at least ten alike",
	  "Office for National Statistics, research outputs: at least 10 observations" },
	{ "public", { .k = 12, .diversity = DIVERSITY_DISTINCT, .l = 3, .t = 1,
		      .leave_out = 50 }, 0.09,
	  "for everybody to read: at least twelve alike, three sensitive values among them",
	  "a risk of at most 0.09 (European Medicines Agency, policy 0070, 2016)" },
	{ "close", { .k = 5, .diversity = DIVERSITY_ENTROPY, .l = 2, .t = 0.3,
		     .leave_out = 0 }, 0.2,
	  "nor does a sensitive value stand out in a class; nothing is left out",
	  "t-closeness (Li and others 2007) with entropy l-diversity" },
};
/* clang-format on */

const size_t anonymity_profile_count =
	sizeof(anonymity_profiles) / sizeof(anonymity_profiles[0]);

int anonymity_profile_need(struct slice name,
			   const struct anonymity_profile **profile,
			   struct error *error)
{
	struct builder names = {0};

	for (size_t i = 0; i < anonymity_profile_count; i++)
		if (slice_is(name, anonymity_profiles[i].name)) {
			*profile = &anonymity_profiles[i];
			return 0;
		}
	for (size_t i = 0; i < anonymity_profile_count; i++)
		builder_add_format(&names, "%s%s", i > 0 ? ", " : "",
				   anonymity_profiles[i].name);
	error_set(error, ERROR_INPUT, "there is no profile '%.*s' for rows",
		  name.len > 60 ? 60 : (int)name.len, name.at);
	error_hint(error, "there are %s", builder_text(&names));
	builder_release(&names);
	return -1;
}

int anonymity_model_check(const struct anonymity_model *model,
			  struct error *error)
{
	bool strict = model->diversity == DIVERSITY_ENTROPY ||
		      model->diversity == DIVERSITY_RECURSIVE || model->t < 1;

	if (model->k < 1)
		return error_set(error, ERROR_INPUT, "k is at least 1");
	if (model->diversity != DIVERSITY_NONE && !(model->l >= 1))
		return error_set(error, ERROR_INPUT, "l is at least 1");
	if (model->diversity == DIVERSITY_RECURSIVE && !(model->c > 0))
		return error_set(error, ERROR_INPUT, "c is more than 0");
	if (!(model->t >= 0 && model->t <= 1))
		return error_set(error, ERROR_INPUT, "t is from 0 to 1");
	if (model->leave_out > 1000)
		return error_set(error, ERROR_INPUT,
				 "no more than all rows can be left out");
	if (strict && model->leave_out > 0) {
		error_set(error, ERROR_INPUT,
			  "with entropy, (c,l) or t nothing can be left out");
		return error_hint(error, "it would change what the other rows "
					 "are measured against");
	}
	return 0;
}
