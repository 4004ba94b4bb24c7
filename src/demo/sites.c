/* Who is in the world.  Names and numbers of invented schools are invented. */
#include "demo/world.h"

#include <string.h>

#define ENGLAND "demo/england/notices/"

const struct site sites[] = {
#define AGENCY(id_, body_, name_, from_)                               \
	{                                                              \
		.id = id_, .body = body_, .number = "", .name = name_, \
		.from = from_, .notices = {ENGLAND id_ ".notice"},     \
	}
#define AUTHORITY(id_, number_, name_, from_)                            \
	{                                                                \
		.id = id_, .body = "local-authority", .number = number_, \
		.name = name_, .from = from_,                            \
		.notices = {ENGLAND id_ ".notice"},                      \
	}

	/* --- the five controllers of the sources ------------------------- */

	{
		.id = "northamptonshire-school", /* S1 */
		.body = "school",
		.number = "9284021",
		.name = "A school of Northamptonshire",
		.from = "2008-09-01",
		.notices = {"notices/northamptonshire.notice"},
		.setting = "all-through",
		.filled = {"2008-09-15"},
		.share = 200,
	},
	{
		.id = "department", /* S0 */
		.body = "department",
		.number = "",
		.name = "Department for Education",
		.from = "2010-05-12",
		.notices = {"notices/department-third-parties.notice",
			    ENGLAND "department-2012.notice",
			    ENGLAND "department-2018.notice"},
	},
	{
		.id = "all-saints-denstone", /* S3 */
		.body = "school",
		.number = "8603051",
		.name = "All Saints, Denstone",
		.from = "2015-01-01",
		.notices = {"notices/all-saints-denstone.notice"},
		.setting = "primary",
		.filled = {"2016-09-12"},
		.share = 40,
	},
	{
		.id = "crofton-junior", /* S2 */
		.body = "school",
		.number = "3842180",
		.name = "Crofton Junior School",
		.from = "2017-02-01",
		.notices = {"notices/crofton-junior.notice"},
		.setting = "junior",
		.filled = {"2017-02-06"},
		.share = 50,
	},
	{
		.id = "enterprise-learning-alliance", /* S4 */
		.body = "school",
		.number = "8861107",
		.name = "Enterprise Learning Alliance",
		.from = "2018-05-25",
		.notices = {"notices/enterprise-learning-alliance.notice"},
		.setting = "alternative-provision",
		.filled = {"2018-09-10", "2023-09-11"},
		.share = 15,
	},

	/* --- ten more schools -------------------------------------------- */

	{
		.id = "oakfield-academy",
		.body = "school",
		.number = "9286905",
		.name = "Oakfield Academy",
		.from = "2008-09-01",
		.notices = {"demo/notices/northamptonshire-academy.notice"},
		.setting = "academy-secondary",
		.filled = {"2008-09-15"},
		.share = 120,
	},
	{
		.id = "brookside-primary",
		.body = "school",
		.number = "9282205",
		.name = "Brookside Primary School",
		.from = "2008-09-01",
		.notices = {ENGLAND "brookside-primary.notice"},
		.setting = "primary",
		.filled = {"2008-09-15"},
		.share = 60,
	},
	{
		.id = "calder-infant",
		.body = "school",
		.number = "3842181",
		.name = "Calder Infant School",
		.from = "2016-09-01",
		.notices = {ENGLAND "calder-infant.notice"},
		.setting = "infant",
		.filled = {"2016-09-12"},
		.share = 40,
	},
	{
		.id = "moorland-nursery",
		.body = "school",
		.number = "8601012",
		.name = "Moorland Nursery School",
		.from = "2025-09-01",
		.notices = {ENGLAND "moorland-nursery.notice"},
		.setting = "nursery",
		.filled = {"2025-09-15"},
		.share = 10,
	},
	{
		.id = "dove-middle",
		.body = "school",
		.number = "8604162",
		.name = "Dove Valley Middle School",
		.from = "2025-09-01",
		.notices = {ENGLAND "dove-middle.notice"},
		.setting = "middle",
		.filled = {"2025-09-15"},
		.share = 80,
	},
	{
		.id = "vale-secondary",
		.body = "school",
		.number = "8864105",
		.name = "Vale Secondary School",
		.from = "2023-09-01",
		.notices = {ENGLAND "vale-secondary.notice"},
		.setting = "secondary",
		.filled = {"2023-09-11", "2024-09-09", "2025-09-08"},
		.share = 225,
	},
	{
		.id = "trentside-sixth-form",
		.body = "school",
		.number = "8608603",
		.name = "Trentside Sixth Form College",
		.from = "2025-09-01",
		.notices = {ENGLAND "trentside-sixth-form.notice"},
		.setting = "sixth-form",
		.filled = {"2025-09-15"},
		.share = 80,
	},
	{
		.id = "stour-special",
		.body = "school",
		.number = "8867042",
		.name = "Stour Special School",
		.from = "2025-09-01",
		.notices = {ENGLAND "stour-special.notice"},
		.setting = "special",
		.filled = {"2025-09-15"},
		.share = 15,
	},
	{
		.id = "harbour-unit",
		.body = "school",
		.number = "3841104",
		.name = "Harbour Pupil Referral Unit",
		.from = "2025-09-01",
		.notices = {ENGLAND "harbour-unit.notice"},
		.setting = "pupil-referral-unit",
		.filled = {"2025-09-15"},
		.share = 5,
	},
	{
		.id = "weald-independent",
		.body = "school",
		.number = "8866088",
		.name = "Weald School",
		.from = "2025-09-01",
		.notices = {ENGLAND "weald-independent.notice"},
		.setting = "independent",
		.filled = {"2025-09-15"},
		.share = 60,
	},

	/* --- authorities ------------------------------------------------- */

	AUTHORITY("northamptonshire", "928", "Northamptonshire County Council",
		  "2008-09-01"),
	AUTHORITY("wakefield", "384", "Wakefield Metropolitan District Council",
		  "2016-09-01"),
	AUTHORITY("staffordshire", "860", "Staffordshire County Council",
		  "2015-01-01"),
	AUTHORITY("kent", "886", "Kent County Council", "2018-05-25"),

	/* --- the department before 2010, and its agencies ------------------ */

	AGENCY("dcsf", "department",
	       "Department for Children, Schools and Families", "2008-09-01"),
	AGENCY("ofsted", "inspectorate", "Ofsted", "2008-09-01"),
	AGENCY("qca", "assessment-agency",
	       "Qualifications and Curriculum Authority", "2008-09-01"),
	AGENCY("qcda", "assessment-agency",
	       "Qualifications and Curriculum Development Agency",
	       "2010-04-01"),
	AGENCY("sta", "assessment-agency", "Standards and Testing Agency",
	       "2011-10-03"),
	AGENCY("miap", "learner-registration",
	       "Managing Information Across Partners", "2008-09-01"),
	AGENCY("lrs", "learner-registration", "Learning Records Service",
	       "2010-04-01"),
	AGENCY("listed-organisation", "approved-organisations",
	       "Midland Careers Partnership", "2008-09-01"),
	AGENCY("lsc", "post-16-funding", "Learning and Skills Council",
	       "2008-09-01"),
	AGENCY("sfa", "post-16-funding", "Skills Funding Agency", "2010-04-01"),
	AGENCY("dfe-funding", "post-16-funding",
	       "Department for Education, funding", "2025-09-01"),
	AGENCY("funding-partner", "funding-partners",
	       "Partners of the Learning and Skills Council", "2008-09-01"),
	AGENCY("other-department", "other-departments",
	       "Department for Work and Pensions", "2008-09-01"),
	AGENCY("ons", "national-statistics", "Office for National Statistics",
	       "2008-09-01"),
	AGENCY("college", "post-16-institution", "Kent County College",
	       "2010-09-01"),

	/* --- health -------------------------------------------------------- */

	AGENCY("dh", "health-department", "Department of Health", "2008-09-01"),
	AGENCY("dhsc", "health-department",
	       "Department of Health and Social Care", "2018-01-08"),
	AGENCY("sha", "health-authorities",
	       "East Midlands Strategic Health Authority", "2008-09-01"),
	AGENCY("healthcare-commission", "health-regulator",
	       "Healthcare Commission", "2008-09-01"),
	AGENCY("cqc", "health-regulator", "Care Quality Commission",
	       "2009-04-01"),
	AGENCY("pct", "local-nhs", "Northamptonshire Primary Care Trust",
	       "2008-09-01"),
	AGENCY("public-health", "local-nhs", "Wakefield public health",
	       "2013-04-01"),

	/* --- young people, safety, research -------------------------------- */

	AGENCY("connexions", "youth-support", "Connexions Northamptonshire",
	       "2008-09-01"),
	AGENCY("youth-support", "youth-support", "Kent youth support",
	       "2018-05-25"),
	AGENCY("commissioned-provider", "commissioned-provider",
	       "Thanet Tuition Service", "2018-05-25"),
	AGENCY("aimhigher", "outreach", "Aimhigher Northamptonshire",
	       "2008-09-01"),
	AGENCY("compass", "crime-reduction-partnership",
	       "ComPASS, for the partnerships of Northamptonshire",
	       "2008-09-01"),
	AGENCY("contactpoint", "child-index", "ContactPoint", "2009-01-26"),
	AGENCY("childrens-services", "childrens-services",
	       "Kent children's services", "2018-05-25"),
	AGENCY("survey-agency", "survey-agency", "National Survey Institute",
	       "2008-09-01"),
	AGENCY("researcher", "researcher", "University of the Fens",
	       "2008-09-01"),
	AGENCY("third-party", "third-party", "Foundation for Schooling",
	       "2010-05-12"),
};
const size_t site_count = sizeof(sites) / sizeof(sites[0]);

const struct site *site_find(const char *id)
{
	for (size_t i = 0; i < site_count; i++)
		if (strcmp(sites[i].id, id) == 0)
			return &sites[i];
	return NULL;
}

struct slice site_authority(const struct site *site)
{
	struct slice number = slice_of(site->number);

	if (number.len > 3)
		number.len = 3;
	return number;
}
