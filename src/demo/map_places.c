/* Where everybody stands on the map. */
#include <string.h>

#include "demo/map_parts.h"
#include "demo/outcome.h"
#include "demo/step.h"
#include "demo/world.h"

/* Five columns: those near the child, schools, who works beside them, the
 * departments, and to whom those give.  Families are below, across. */
enum {
	NEAR_X = 20,
	SCHOOLS_X = 330,
	BESIDE_X = 680,
	DEPARTMENTS_X = 1000,
	FAR_X = 1290,
	NARROW = 170,
	WIDE = 190,
};

const struct map_place places[] = {
	{"Children's services", {"childrens-services"}, NEAR_X, 20, NARROW, 60},
	{"Safeguarding directory", {"child-index"}, NEAR_X, 104, NARROW, 60},
	{"Commissioned provider",
	 {"commissioned-provider"},
	 NEAR_X,
	 188,
	 NARROW,
	 60},
	{"Crime-reduction profiling",
	 {"crime-reduction-partnership"},
	 NEAR_X,
	 272,
	 NARROW,
	 94},
	{"Youth support", {"youth-support"}, NEAR_X, 390, NARROW, 92},
	{"Outreach", {"outreach"}, NEAR_X, 506, NARROW, 66},
	{"Local NHS", {"local-nhs"}, NEAR_X, 596, NARROW, 170},

	{"Schools",
	 {"school", "next-school", "previous-school"},
	 SCHOOLS_X,
	 20,
	 WIDE,
	 790},

	{"Local authority", {"local-authority"}, BESIDE_X, 130, WIDE, 200},
	{"Assessment agency", {"assessment-agency"}, BESIDE_X, 356, WIDE, 112},
	{"Inspectorate", {"inspectorate"}, BESIDE_X, 494, WIDE, 66},
	{"Post-16 institution",
	 {"post-16-institution"},
	 BESIDE_X,
	 586,
	 WIDE,
	 58},
	{"Learner registration",
	 {"learner-registration"},
	 BESIDE_X,
	 670,
	 WIDE,
	 92},
	{"Post-16 funding", {"post-16-funding"}, BESIDE_X, 788, WIDE, 100},

	{"Education department", {"department"}, DEPARTMENTS_X, 20, WIDE, 500},
	{"Health department",
	 {"health-department"},
	 DEPARTMENTS_X,
	 575,
	 WIDE,
	 80},

	{"Office for National Statistics",
	 {"national-statistics"},
	 FAR_X,
	 20,
	 NARROW,
	 66},
	{"Survey agency", {"survey-agency"}, FAR_X, 118, NARROW, 60},
	{"Researchers", {"researcher"}, FAR_X, 210, NARROW, 60},
	{"Third parties", {"third-party"}, FAR_X, 302, NARROW, 60},
	{"Other departments", {"other-departments"}, FAR_X, 394, NARROW, 76},
	{"Health authorities", {"health-authorities"}, FAR_X, 502, NARROW, 60},
	{"Health regulator", {"health-regulator"}, FAR_X, 594, NARROW, 66},
	{"Listed organisations",
	 {"approved-organisations"},
	 FAR_X,
	 692,
	 NARROW,
	 66},
	{"Funding partners", {"funding-partners"}, FAR_X, 790, NARROW, 60},

	{"Pupil and parent", {"pupil", "parent"}, NEAR_X, 940, 850, 50},
	{"The public", {"public"}, 1000, 940, 460, 50},
};
const size_t place_count = sizeof(places) / sizeof(places[0]);

const struct map_place *place_of(const char *body)
{
	for (size_t i = 0; i < place_count; i++)
		for (size_t j = 0; j < PLACE_BODIES; j++)
			if (places[i].bodies[j] != NULL &&
			    strcmp(places[i].bodies[j], body) == 0)
				return &places[i];
	return NULL;
}

struct slice step_recipient(const struct step_result *result)
{
	if (result->step->body != NULL)
		return slice_of(result->step->body);
	if (result->to != NULL)
		return slice_of(result->to->body);
	return (struct slice){0};
}

const char *level_class(const char *level)
{
	static const char *const classes[] = {"named", "pupil", "inside",
					      "anonymised", "aggregate"};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strncmp(level, classes[i], strlen(classes[i])) == 0)
			return classes[i];
	return "none";
}
