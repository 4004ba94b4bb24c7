/* A profile in words for officers, and as JSON. */
#include "dictionary/profile.h"

#include "base/builder.h"
#include "base/json.h"

static void add(struct builder *out, const char *format, uint32_t a, uint32_t b)
{
	builder_add_text(out, "; ");
	for (const char *at = format; *at != '\0'; at++) {
		if (*at != '%')
			builder_add_byte(out, *at);
		else
			builder_add_format(out, "%u", *++at == 'a' ? a : b);
	}
}

static void tell_counts(const struct profile *profile, struct builder *out)
{
	if (profile->high != 0)
		builder_add_format(out, "counts from %u to %u not shown",
				   profile->low, profile->high);
	else
		builder_add_text(out, "no count is too small to be shown");
	builder_add_text(out,
			 profile->zeros_hidden ? "; zeros not shown"
			 : profile->zeros_needed
				 ? "; zeros shown unless needed to hide others"
				 : "; zeros shown");
	if (profile->whole_hidden)
		builder_add_text(out, "; nor is a count that is everybody");
	switch (profile->rounding) {
	case ROUNDING_NEAREST:
		add(out, "rounded to the nearest %a", profile->base, 0);
		break;
	case ROUNDING_MIDPOINT:
		add(out, "rounded to the middle of %a", profile->base, 0);
		break;
	case ROUNDING_CONTROLLED:
		add(out, "rounded to multiples of %a that add up",
		    profile->base, 0);
		break;
	case ROUNDING_NONE:
		break;
	}
}

static void tell_rest(const struct profile *profile, struct builder *out)
{
	if (profile->cohort != 0)
		add(out, "nothing of groups of fewer than %a", profile->cohort,
		    0);
	if (profile->cohort_one != 0)
		add(out, "one percentage only of fewer than %a",
		    profile->cohort_one, 0);
	if (profile->records != 0)
		add(out, "means of at least %a records", profile->records, 0);
	if (profile->degrees != 0)
		add(out, "models with at least %a degrees of freedom",
		    profile->degrees, 0);
	if (profile->dominance_count != 0)
		add(out,
		    "sums of which %a contributors hold at most %b percent",
		    profile->dominance_count, profile->dominance_percent);
	if (profile->estimate_percent != 0)
		add(out,
		    "sums from which nobody's share can be told within "
		    "%a percent",
		    profile->estimate_percent, 0);
}

void profile_tell(const struct profile *profile, struct builder *out)
{
	builder_add(out, profile->name);
	builder_add_text(out, ": ");
	tell_counts(profile, out);
	tell_rest(profile, out);
}

static void put_number(struct json *json, const char *key, uint32_t number)
{
	if (number != 0)
		json_key_number(json, key, number);
}

static void put_rounding(const struct profile *profile, struct json *json)
{
	static const char *const names[] = {
		[ROUNDING_NEAREST] = "nearest",
		[ROUNDING_MIDPOINT] = "midpoint",
		[ROUNDING_CONTROLLED] = "controlled",
	};

	if (profile->rounding == ROUNDING_NONE)
		return;
	json_key_text(json, "rounding", slice_of(names[profile->rounding]));
	json_key_number(json, "base", profile->base);
}

void profile_json(const struct profile *profile, struct json *json)
{
	json_open_object(json);
	json_key_text(json, "profile", profile->name);
	json_key_text(json, "label", profile->label);
	if (profile->high != 0) {
		json_key_number(json, "suppressed-from", profile->low);
		json_key_number(json, "suppressed-to", profile->high);
		json_key_number(json, "interval", profile->interval);
	}
	json_key_boolean(json, "zeros-shown",
			 !profile->zeros_hidden && !profile->zeros_needed);
	if (profile->zeros_needed)
		json_key_boolean(json, "zeros-hidden-if-needed", true);
	json_key_boolean(json, "whole-shown", !profile->whole_hidden);
	put_rounding(profile, json);
	put_number(json, "cohort", profile->cohort);
	put_number(json, "cohort-for-one", profile->cohort_one);
	put_number(json, "records", profile->records);
	put_number(json, "degrees", profile->degrees);
	put_number(json, "dominance-contributors", profile->dominance_count);
	put_number(json, "dominance-percent", profile->dominance_percent);
	put_number(json, "estimate-percent", profile->estimate_percent);
	json_key_text(json, "source", profile->source);
	json_close_object(json);
}
