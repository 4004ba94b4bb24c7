#include "growth/assess.h"

#include <math.h>

#include "base/date.h"

/* --- sources ------------------------------------------------------------------------ */

/* Centiles as z-scores: the 2nd, 85th, 95th and 99.6th of the normal curve. */
const struct growth_bands growth_population_bands = {
	.underweight = -2.053748910631823,
	.underweight_at = true,
	.overweight = 1.0364333894937896,
	.obese = 1.6448536269514722,
	.severely_obese = 2.6520698079021954,
	.source = "Office for Health Improvement and Disparities: child body "
		  "mass index classification, population monitoring (UK90)",
};

const struct growth_bands growth_clinical_bands = {
	.underweight = -2,
	.overweight = 4.0 / 3,
	.obese = 2,
	.severely_obese = 8.0 / 3,
	.source =
		"NHS England, 20 June 2025: BMI data for children measured as "
		"part of the NCMP; lines of the UK-WHO charts (RCPCH)",
};

/* Height, weight and index: the widest that anybody has been.  The z-score is no
 * reason not to assess a child, some are so heavy; but mostly it is a slip. */
const struct growth_limits growth_limits = {
	.height_low_um = 200000,
	.height_high_um = 3000000,
	.weight_low_mg = 150000,
	.weight_high_mg = 500000000,
	.bmi_low = 7.5,
	.bmi_high = 105,
	.z_low = -5,
	.z_high = 5,
	.source = "height, weight, body mass index: RCPCH growth engine "
		  "(rcpchgrowth, validation constants); z-score: WHO "
		  "AnthroPlus 2009, body mass index for age",
};

static const struct {
	const char *name, *text;
} states[GROWTH_STATE_COUNT] = {
	[GROWTH_ASSESSED] = {"assessed", "assessed"},
	[GROWTH_DOUBTFUL] = {"doubtful",
			     "the result is so far out that height and weight "
			     "should be looked at again"},
	[GROWTH_NO_MEASUREMENT] = {"no-measurement", "there is no measurement"},
	[GROWTH_NO_HEIGHT] = {"no-height", "the height is missing"},
	[GROWTH_NO_WEIGHT] = {"no-weight", "the weight is missing"},
	[GROWTH_NO_DATE] = {"no-date",
			    "it is not said when the child was measured"},
	[GROWTH_NO_BIRTH_DATE] = {"no-birth-date",
				  "the date of birth is missing"},
	[GROWTH_NO_SEX] = {"no-sex", "the sex is missing"},
	[GROWTH_HEIGHT_IMPLAUSIBLE] = {"implausible-height",
				       "the height cannot be right"},
	[GROWTH_WEIGHT_IMPLAUSIBLE] = {"implausible-weight",
				       "the weight cannot be right"},
	[GROWTH_BMI_IMPLAUSIBLE] = {"implausible-together",
				    "height and weight cannot both be right"},
	[GROWTH_BEFORE_BIRTH] = {"before-birth",
				 "the child was measured before its birth"},
	[GROWTH_TOO_YOUNG] =
		{"too-young",
		 "the child is too young for the growth reference"},
	[GROWTH_TOO_OLD] = {"too-old",
			    "the child is too old for the growth reference"},
	[GROWTH_OLD] = {"old", "the child was measured too long ago"},
	[GROWTH_AHEAD] = {"ahead",
			  "the child was measured on a day that has not come"},
};

const char *growth_state_name(enum growth_state state)
{
	return states[state].name;
}

const char *growth_state_text(enum growth_state state)
{
	return states[state].text;
}

/* --- one child ---------------------------------------------------------------------- */

/* So that a machine's last digit does not move a child over an edge. */
static const double nearly = 1e-9;

enum growth_band growth_band_of(const struct growth_bands *bands, double z)
{
	if (z >= bands->severely_obese - nearly)
		return GROWTH_SEVERELY_OBESE;
	if (z >= bands->obese - nearly)
		return GROWTH_OBESE;
	if (z >= bands->overweight - nearly)
		return GROWTH_OVERWEIGHT;
	if (bands->underweight_at ? z <= bands->underweight + nearly
				  : z < bands->underweight - nearly)
		return GROWTH_UNDERWEIGHT;
	return GROWTH_HEALTHY;
}

/* Powers nearer to 0 than this make less difference than a double has digits. */
static const double no_power = 1e-14;

/* expm1 keeps its digits where L is near 0. */
double growth_z(const struct growth_lms *lms, double y)
{
	double x = log(y / lms->m);

	if (fabs(lms->l) < no_power)
		return x / lms->s;
	return expm1(lms->l * x) / (lms->l * lms->s);
}

double growth_centile(double z)
{
	return 50 * erfc(-z / sqrt(2.0));
}

double growth_decimal_age(int32_t birth, int32_t on)
{
	return ((double)on - (double)birth) / 365.25;
}

enum { TERM_DAYS = 280 };

static enum growth_state what_is_missing(const struct growth_columns *columns,
					 size_t i)
{
	uint32_t height = columns->height_um[i], weight = columns->weight_mg[i];
	bool dated = columns->measured[i] != DATE_NONE;

	if (height == 0 && weight == 0 && !dated)
		return GROWTH_NO_MEASUREMENT;
	if (height == 0)
		return GROWTH_NO_HEIGHT;
	if (weight == 0)
		return GROWTH_NO_WEIGHT;
	if (!dated)
		return GROWTH_NO_DATE;
	if (columns->birth[i] == DATE_NONE)
		return GROWTH_NO_BIRTH_DATE;
	if (columns->sex[i] >= GROWTH_SEX_UNKNOWN)
		return GROWTH_NO_SEX;
	return GROWTH_ASSESSED;
}

static enum growth_state what_is_implausible(const struct growth_limits *limits,
					     uint32_t height, uint32_t weight,
					     double bmi)
{
	if (height < limits->height_low_um || height > limits->height_high_um)
		return GROWTH_HEIGHT_IMPLAUSIBLE;
	if (weight < limits->weight_low_mg || weight > limits->weight_high_mg)
		return GROWTH_WEIGHT_IMPLAUSIBLE;
	if (bmi < limits->bmi_low || bmi > limits->bmi_high)
		return GROWTH_BMI_IMPLAUSIBLE;
	return GROWTH_ASSESSED;
}

/* The age in days that the curves are read at. */
static enum growth_state age_of(const struct growth_reference *reference,
				const struct growth_columns *columns, size_t i,
				int64_t *days)
{
	*days = (int64_t)columns->measured[i] - columns->birth[i];
	if (*days < 0)
		return GROWTH_BEFORE_BIRTH;
	if (columns->gestation != NULL)
		*days += columns->gestation[i] - TERM_DAYS;
	if (*days < reference->first_day)
		return GROWTH_TOO_YOUNG;
	if (*days > reference->last_day)
		return GROWTH_TOO_OLD;
	return GROWTH_ASSESSED;
}

static void assess(const struct growth_reference *reference,
		   const struct growth_limits *limits,
		   const struct growth_columns *columns,
		   const struct growth_results *results, size_t i)
{
	enum growth_state state = what_is_missing(columns, i);
	enum growth_band population = GROWTH_BAND_NONE;
	enum growth_band clinical = GROWTH_BAND_NONE;
	double bmi = NAN, z = NAN, metres;
	int64_t days;

	if (state == GROWTH_ASSESSED) {
		metres = columns->height_um[i] / 1e6;
		bmi = columns->weight_mg[i] / 1e6 / (metres * metres);
		state = what_is_implausible(limits, columns->height_um[i],
					    columns->weight_mg[i], bmi);
	}
	if (state == GROWTH_ASSESSED)
		state = age_of(reference, columns, i, &days);
	if (state == GROWTH_ASSESSED) {
		z = growth_z(&reference->days[columns->sex[i]]
					     [days - reference->first_day],
			     bmi);
		population = growth_band_of(&growth_population_bands, z);
		clinical = growth_band_of(&growth_clinical_bands, z);
		if (z < limits->z_low - nearly || z > limits->z_high + nearly)
			state = GROWTH_DOUBTFUL;
	} else {
		bmi = NAN;
	}
	if (results->state != NULL)
		results->state[i] = (uint8_t)state;
	if (results->bmi != NULL)
		results->bmi[i] = bmi;
	if (results->z != NULL)
		results->z[i] = z;
	if (results->population != NULL)
		results->population[i] = (uint8_t)population;
	if (results->clinical != NULL)
		results->clinical[i] = (uint8_t)clinical;
}

void growth_assess(const struct growth_reference *reference,
		   const struct growth_limits *limits,
		   const struct growth_columns *columns,
		   const struct growth_results *results)
{
	for (size_t i = 0; i < columns->count; i++)
		assess(reference, limits, columns, results, i);
}
