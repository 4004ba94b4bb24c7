#include "demo/promise_rule.h"

/*
 * The promises.  Each sentence is what its row holds the payload against, said as
 * to a parent.
 */

#define NUMBERS (MEANS(UPN) | MEANS(ULN) | MEANS(CANDIDATE))
#define WHO                                                                 \
	(MEANS(UPN) | MEANS(NAME) | MEANS(OTHER_NAME) | MEANS(BIRTH_DATE) | \
	 MEANS(SEX))
#define HOME (MEANS(ADDRESS) | MEANS(POSTCODE))
#define REACH (MEANS(TELEPHONE) | MEANS(EMAIL))
#define PARENT_AT_HOME \
	(MEANS(PARENT_NAME) | MEANS(PARENT_ADDRESS) | MEANS(PARENT_RELATION))
#define PARENT_REACH (MEANS(PARENT_TELEPHONE) | MEANS(PARENT_EMAIL))
#define AT_SCHOOL                                                        \
	(MEANS(SCHOOL) | MEANS(PHASE) | MEANS(YEAR) | MEANS(ENROLMENT) | \
	 MEANS(LEAVING))
#define CHARACTERISTICS                                                   \
	(MEANS(NATIONALITY) | MEANS(YOUTH_AGREEMENT) | MEANS(ETHNICITY) | \
	 MEANS(LANGUAGE) | MEANS(ENGLISH) | MEANS(MEALS) |                \
	 MEANS(SERVICE_CHILD) | MEANS(YOUNG_CARER) | MEANS(CARE))
#define AREAS (MEANS(LSOA) | MEANS(MSOA) | MEANS(AUTHORITY) | MEANS(PCT))
#define SCHOOLING \
	(MEANS(ATTENDANCE) | MEANS(ABSENCE) | MEANS(EXCLUSION) | MEANS(SEN))
#define RESULTS (MEANS(ASSESSMENT) | MEANS(PROGRESS) | MEANS(QUALIFICATION))

/* What is in no flow but those of safety and access. */
#define FILE (MEANS(FRAME))

/* clang-format off */
static const struct promise promises[PROMISE_FLOWS + 1] = {
	[1] = {
		.sentence = "The school must tell its local authority about its own pupils, "
			    "by name: what the law lists, and nothing of medical notes, "
			    "child protection or religion.",
		.marks = "R-107, R-081, R-082",
		.because = "Results are in it: it is authorities that return those of phonics, and to 2023 "
			   "of key stage 1, for their schools, and they assess performance and set "
			   "targets (R-082).",
		.level = PROMISE_NAMED,
		.forms = FORM_CENSUS | FORM_CSV,
		.allowed = FILE | WHO | MEANS(ULN) | MEANS(ASSESSMENT) | HOME | PARENT_AT_HOME | PARENT_REACH | AREAS | AT_SCHOOL |
			   CHARACTERISTICS |
			   SCHOOLING | MEANS(EARLY_YEARS) | MEANS(SCHOOL_HISTORY),
		.each = MEANS(NAME),
		.to = "local-authority",
		.purposes = "authority-functions authority-statistics sen-assessment",
		.must = must_on_roll,
		.unfit = unfit_not_census,
	},
	[2] = {
		.sentence = "The school must return the census to the department: every pupil on "
			    "its roll, by name, with the items that the law lists. No parents, "
			    "no telephone numbers, no medical notes, no results.",
		.marks = "R-108, R-039, C27",
		.level = PROMISE_NAMED,
		.forms = FORM_CENSUS | FORM_CSV,
		.allowed = FILE | WHO | MEANS(ULN) | HOME | AREAS | AT_SCHOOL | CHARACTERISTICS | SCHOOLING |
			   MEANS(EARLY_YEARS),
		.each = MEANS(UPN) | MEANS(NAME) | MEANS(BIRTH_DATE),
		.all = true,
		.to = "department",
		.purposes = "department-statistics policy-development school-funding attainment-policy",
		.unfit = unfit_not_census,
	},
	[3] = {
		.sentence = "When a pupil moves to another school, that school gets the pupil's "
			    "record, and nobody else's. It goes to the school that the pupil "
			    "goes to, and an address that a court protects does not go along.",
		.marks = "R-110, R-004",
		.level = PROMISE_NAMED,
		.forms = FORM_TRANSFER | FORM_CSV,
		.allowed = FILE | WHO | NUMBERS | HOME | REACH | PARENT_AT_HOME | PARENT_REACH |
			   MEANS(CONTACT) | AT_SCHOOL | CHARACTERISTICS |
			   MEANS(MEDICAL) | MEANS(DISABILITY) | SCHOOLING | RESULTS |
			   MEANS(SCHOOL_HISTORY),
		.each = MEANS(UPN) | MEANS(NAME) | MEANS(BIRTH_DATE),
		.all = true,
		.only_subjects = true,
		.to = "next-school school post-16-institution",
		.purposes = "continuity-of-education",
		.unfit = unfit_none,
	},
	[4] = {
		.sentence = "When a pupil joins a school, the school before, the authority and the "
			    "department may send it the record of that pupil, and nobody else's.",
		.marks = "R-112, R-003, R-086",
		.level = PROMISE_NAMED,
		.forms = FORM_TRANSFER | FORM_CSV,
		.allowed = FILE | WHO | NUMBERS | HOME | REACH | PARENT_AT_HOME | PARENT_REACH |
			   MEANS(CONTACT) | AT_SCHOOL | CHARACTERISTICS |
			   MEANS(MEDICAL) | MEANS(DISABILITY) | SCHOOLING | RESULTS |
			   MEANS(SCHOOL_HISTORY),
		.each = MEANS(UPN) | MEANS(NAME) | MEANS(BIRTH_DATE),
		.all = true,
		.only_subjects = true,
		.to = "school next-school post-16-institution",
		.purposes = "continuity-of-education teaching progress pastoral-care data-checking "
			    "feedback",
		.unfit = unfit_none,
	},
	[5] = {
		.sentence = "Whoever runs a service for the local authority gets the names and what "
			    "that service needs of the school's own pupils; no results, no medical "
			    "notes, and nobody whose family said no.",
		.marks = "R-111, R-006, R-168, C29",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | HOME | REACH | PARENT_AT_HOME | PARENT_REACH | AT_SCHOOL |
			   MEANS(SEN) | MEANS(CARE) | MEANS(ATTENDANCE) | MEANS(EXCLUSION) |
			   MEANS(LANGUAGE) | MEANS(MEALS),
		.each = MEANS(NAME),
		.wish = WISH_OUT,
		.refusal = true,
		.to = "commissioned-provider",
		.purposes = "authority-services",
		.unfit = unfit_not_on_roll,
	},
	[6] = {
		.sentence = "To get a learner number, pupils of 14 and over, and those who enter for "
			    "a qualification after 14, are named to the learner registration: who "
			    "they are and where they live, no results and no ethnic group.",
		.marks = "R-114, R-148, R-069, R-219",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | MEANS(ULN) | HOME | MEANS(EMAIL) | MEANS(BIRTH_PLACE) |
			   MEANS(LEARNER_SHARING),
		.each = MEANS(NAME) | MEANS(BIRTH_DATE),
		.refusal = true,
		.to = "learner-registration",
		.purposes = "learner-registration",
		.unfit = unfit_under_14,
	},
	[7] = {
		.sentence = "For the learner record the school passes on what pupils of 14 and over "
			    "have achieved, and no more about them than says whose it is.",
		.marks = "R-114, R-148, R-070",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | MEANS(ULN) | RESULTS | MEANS(LEARNER_SHARING),
		.refusal = true,
		.to = "learner-registration",
		.purposes = "learner-record",
		.some = MEANS(QUALIFICATION),
		.unfit = unfit_under_14,
	},
	[8] = {
		.sentence = "The learner registration gives a school the numbers, the learning and "
			    "the qualifications of its own pupils who enter for a qualification "
			    "after 14.",
		.marks = "R-113, R-068",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | MEANS(ULN) | HOME | MEANS(EMAIL) | MEANS(BIRTH_PLACE) |
			   MEANS(QUALIFICATION) | MEANS(LEARNER_SHARING),
		.own = true,
		.to = "school",
		.purposes = "learner-registration learner-record award-processing",
		.unfit = unfit_under_14_anywhere,
	},
	[9] = {
		.sentence = "Organisations on the published list see the limited set of a learner. "
			    "Of whoever opted out they do not see what was achieved.",
		.marks = "R-115, R-187, R-191, C09",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | MEANS(ULN) | MEANS(POSTCODE) | MEANS(QUALIFICATION) |
			   MEANS(LEARNER_SHARING),
		.wish = WISH_NO_QUALIFICATIONS,
		.approved = true,
		.to = "approved-organisations awarding school post-16-institution",
		.purposes = "learner-registration learner-record award-processing careers-advice",
		.unfit = unfit_under_14_anywhere,
	},
	[10] = {
		.sentence = "The body that funds learning after 14 gets numbers of pupils, never "
			    "pupils: no count is so small that somebody could be found in it.",
		.marks = "R-116, R-094, R-148",
		.level = PROMISE_AGGREGATE,
		.forms = FORM_TABLE,
		.smallest = 10,
		.to = "post-16-funding young-peoples-learning",
		.purposes = "funding-statistics",
		.unfit = unfit_under_14_anywhere,
	},
	[11] = {
		.sentence = "What the funding body passes to other departments serves statistics and "
			    "research alone: no name, no number, no address, and nobody to be found "
			    "in any result.",
		.marks = "R-144, R-182, R-172",
		.level = PROMISE_INSIDE,
		.forms = FORM_TABLE | FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) | AREAS |
			   CHARACTERISTICS | MEANS(SEN) | RESULTS | MEANS(DESTINATION) |
			   MEANS(BIRTH_DATE) | MEANS(ENROLMENT),
		.smallest = 10,
		.to = "other-departments national-statistics",
		.purposes = "official-statistics",
		.unfit = unfit_under_14_anywhere,
	},
	[12] = {
		.sentence = "Learners may be written to about courses: a name and where to write, to "
			    "nobody who said that they want no such letters.",
		.marks = "R-145, R-095, R-196, C18",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV | FORM_PAPER,
		.allowed = FILE | MEANS(UPN) | MEANS(ULN) | MEANS(NAME) | MEANS(OTHER_NAME) | HOME | REACH,
		.each = MEANS(NAME),
		.wish = WISH_NO_MARKETING,
		.refusal = true,
		.to = "pupil funding-partners parent",
		.purposes = "course-offers",
		.unfit = unfit_under_14_anywhere,
	},
	[13] = {
		.sentence = "The agency that runs the national tests gets the assessments of pupils "
			    "in key stages 1 to 3 and what says whose they are.",
		.marks = "R-117, R-154, R-097",
		.level = PROMISE_NAMED,
		.forms = FORM_TRANSFER | FORM_CSV,
		.allowed = FILE | WHO | MEANS(YEAR) | MEANS(SCHOOL) | MEANS(ENROLMENT) | MEANS(ASSESSMENT),
		.each = MEANS(UPN) | MEANS(NAME),
		.stages = "KS1 KS2 KS3",
		.to = "assessment-agency",
		.purposes = "assessment-delivery curriculum-evaluation",
		.must = must_assessed,
		.some = MEANS(ASSESSMENT),
		.unfit = unfit_key_stage,
	},
	[14] = {
		.sentence = "The test agency passes results to the department for statistics, without "
			    "names, numbers or addresses.",
		.marks = "R-118, R-181, R-171",
		.because = "The date of birth is in it: the department's tables of each key stage have one for "
			   "every year (KS1_DOB, KS2_DOB: National Pupil Database data tables, identifiability 4), "
			   "and it is by it that results are matched.",
		.level = PROMISE_PUPIL,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(BIRTH_DATE) | MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) |
			   MEANS(ENROLMENT) | MEANS(ASSESSMENT),
		.each = MEANS(PSEUDONYM),
		.stages = "KS1 KS2 KS3",
		.to = "department",
		.purposes = "attainment-statistics",
		.some = MEANS(ASSESSMENT),
		.unfit = unfit_key_stage,
	},
	[15] = {
		.sentence = "Inspectors get how pupils do at school and what children say, pupil by "
			    "pupil but without names, numbers or addresses.",
		.marks = "R-120, R-092, R-183",
		.because = "There is no date of birth in it: inspection is of progress and performance (R-067, "
			   "R-092), which the year group tells, and no source speaks of it.",
		.level = PROMISE_PUPIL,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) |
			   MEANS(PHASE) | MEANS(ENROLMENT) | CHARACTERISTICS | SCHOOLING | RESULTS |
			   MEANS(VIEW) | MEANS(AUTHORITY),
		.each = MEANS(PSEUDONYM),
		.to = "inspectorate",
		.purposes = "inspection area-inspection",
		.unfit = unfit_none,
	},
	[16] = {
		.sentence = "An inspection report names no pupil, and no number in it is so small "
			    "that one could be found.",
		.marks = "R-121, R-189",
		.level = PROMISE_AGGREGATE,
		.forms = FORM_TABLE | FORM_PAPER,
		.smallest = 10,
		.by = "school authority",
		.to = "public",
		.purposes = "publication inspection area-inspection",
		.unfit = unfit_none,
	},
	[17] = {
		.sentence = "A college that a pupil applies to gets what the application and the "
			    "learning plan need, and no medical notes, absences or exclusions.",
		.marks = "R-122, R-093",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | NUMBERS | HOME | REACH | MEANS(SCHOOL) | MEANS(YEAR) |
			   MEANS(ENROLMENT) | RESULTS | MEANS(APPLICATION) | MEANS(PLAN) |
			   MEANS(SEN) | MEANS(LEARNER_SHARING),
		.each = MEANS(NAME),
		.to = "post-16-institution",
		.purposes = "course-application learning-plans",
		.refusal = true,
		.unfit = unfit_applicant,
	},
	[18] = {
		.sentence = "A school and an authority get back from the department what it made of "
			    "their own pupils, and of nobody else's; no names or addresses, and "
			    "each row is one that they know by its number.",
		.marks = "R-123, R-086",
		.level = PROMISE_PUPIL,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(SEX) | MEANS(BIRTH_DATE) | AT_SCHOOL |
			   CHARACTERISTICS | SCHOOLING | RESULTS | AREAS | MEANS(SCHOOL_HISTORY),
		.own = true,
		.matched = true,
		.to = "school local-authority",
		.purposes = "feedback data-checking self-evaluation",
		.unfit = unfit_none,
	},
	[19] = {
		.sentence = "The health department gets height and weight from primary and middle "
			    "schools so that nobody can tell whose they are.",
		.marks = "R-124, R-130, R-173, R-174, C06",
		.level = PROMISE_ANONYMISED,
		.forms = FORM_CSV | FORM_TABLE,
		.allowed = FILE | MEANS(SEX) | MEANS(YEAR) | MEANS(ETHNICITY) | MEANS(MEASUREMENT) |
			   MEANS(AUTHORITY) | MEANS(PCT) | MEANS(PHASE),
		.smallest = 6,
		.to = "health-department",
		.purposes = "health-policy",
		.unfit = unfit_young_years,
	},
	[20] = {
		.sentence = "Health authorities see how many children under 11 are too heavy in each "
			    "health area, and nothing smaller than an area; no longer than 2010.",
		.marks = "R-125, R-153, R-098, R-177, C32",
		.level = PROMISE_AGGREGATE,
		.by = "pct-area",
		.forms = FORM_TABLE,
		.smallest = 6,
		.until = 14974, /* 31 December 2010 */
		.to = "health-authorities",
		.purposes = "obesity-target health-policy",
		.unfit = unfit_under_11,
	},
	[21] = {
		.sentence = "The regulator of the health service gets numbers for health areas only.",
		.marks = "R-126, R-180, R-177",
		.level = PROMISE_AGGREGATE,
		.by = "pct-area",
		.forms = FORM_TABLE,
		.smallest = 6,
		.to = "health-regulator",
		.purposes = "health-performance",
		.unfit = unfit_none,
	},
	[22] = {
		.sentence = "To weigh and measure children the local health service gets who they are "
			    "and how to reach them; what it publishes names nobody.",
		.marks = "R-127, R-109, R-190",
		.because = "Home areas are in it: the service has the address and works them out itself, and "
			   "counts by them (R-072; the programme's extract has pupils' and schools' areas).",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | HOME | AREAS | MEANS(TELEPHONE) | PARENT_AT_HOME | PARENT_REACH |
			   MEANS(SCHOOL) | MEANS(YEAR) | MEANS(ENROLMENT) | MEANS(ETHNICITY) |
			   MEANS(MEASUREMENT),
		.wish = WISH_OUT,
		.refusal = true,
		.to = "local-nhs",
		.purposes = "local-health-services own-result",
		.must = must_measured,
		.unfit = unfit_measured,
	},
	[23] = {
		.sentence = "A family is told its own child's height and weight, and no other "
			    "child's.",
		.marks = "R-128, R-190, R-216",
		.level = PROMISE_NAMED,
		.forms = FORM_PAPER,
		.allowed = FILE | MEANS(NAME) | MEANS(MEASUREMENT) | MEANS(BIRTH_DATE) | HOME | PARENT_AT_HOME,
		.wish = WISH_OUT,
		.to = "parent pupil",
		.purposes = "own-result",
		.unfit = unfit_measured,
	},
	[24] = {
		.sentence = "Schools and authorities get from the health service how many children "
			    "are of which weight, by school or by authority, no child's own.",
		.marks = "R-129, R-190, R-175, R-178",
		.level = PROMISE_AGGREGATE,
		.by = "school authority pct-area",
		.forms = FORM_TABLE,
		.smallest = 6,
		.to = "school local-authority",
		.purposes = "local-health-services",
		.unfit = unfit_none,
	},
	[25] = {
		.sentence = "The statistics office matches pupils inside its own walls for statistics; "
			    "nobody can be found in what comes out, and no decision about a person "
			    "is made with it. The Chief Statistician has approved it.",
		.marks = "R-131, R-184, R-160, R-179, C17",
		.level = PROMISE_INSIDE,
		.forms = FORM_TABLE | FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(SEX) | MEANS(BIRTH_DATE) | AT_SCHOOL | AREAS |
			   CHARACTERISTICS | SCHOOLING | RESULTS | MEANS(DESTINATION),
		.approved = true,
		.smallest = 10,
		.to = "national-statistics other-departments",
		.purposes = "official-statistics",
		.unfit = unfit_none,
	},
	[26] = {
		.sentence = "For a survey the department may draw a sample and pass on how to reach "
			    "these families: name and address, no results, nobody who said no, and "
			    "no more than the sample.",
		.marks = "R-132, R-087, R-194",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(NAME) | MEANS(BIRTH_DATE) | MEANS(SEX) | HOME | REACH |
			   PARENT_AT_HOME | PARENT_REACH | MEANS(YEAR) | MEANS(SCHOOL),
		.each = MEANS(NAME),
		.wish = WISH_OUT,
		.refusal = true,
		.to = "survey-agency",
		.purposes = "survey-sampling",
		.unfit = unfit_none,
	},
	[27] = {
		.sentence = "Researchers into achievement get pupils' results without names, numbers "
			    "or addresses, once the Chief Statistician has approved that case.",
		.marks = "R-133, R-185, R-160, C15",
		.because = "The date of birth and the school's phase are in it where they were approved: both "
			   "are items of the National Pupil Database (identifiability 4 and 5), given case by case "
			   "(R-160), and what was promised is only that no name is stated (R-171).",
		.level = PROMISE_PUPIL,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(BIRTH_DATE) | MEANS(PHASE) | MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) |
			   MEANS(ENROLMENT) | CHARACTERISTICS | MEANS(SEN) | MEANS(ATTENDANCE) |
			   MEANS(EXCLUSION) | RESULTS | MEANS(AUTHORITY),
		.each = MEANS(PSEUDONYM),
		.approved = true,
		.to = "researcher",
		.purposes = "achievement-research",
		.some = MEANS(ASSESSMENT),
		.unfit = unfit_none,
	},
	[28] = {
		.sentence = "Third parties who promote children's education or well-being may get an "
			    "extract without names, numbers or addresses, once who asks, for what, "
			    "how sensitive it is and how it is kept were weighed and terms signed.",
		.marks = "R-134, R-161, R-162, R-186, R-220",
		.because = "The date of birth was an item of the most sensitive of four tiers, for which a panel "
			   "had to agree (of 887 requests to 2016, 334 were of that tier); the phase says nothing "
			   "of a pupil. What was promised is only that no name is stated (R-171).",
		.level = PROMISE_PUPIL,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(BIRTH_DATE) | MEANS(PHASE) | MEANS(EARLY_YEARS) | MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) |
			   MEANS(ENROLMENT) | CHARACTERISTICS | SCHOOLING | RESULTS |
			   MEANS(AUTHORITY) | MEANS(MSOA) | MEANS(LSOA),
		.each = MEANS(PSEUDONYM),
		.approved = true,
		.terms = true,
		.since = 15884 /* 28 June 2013 */,
		.to = "third-party",
		.purposes = "education-research education-statistics education-advice accredited-research",
		.unfit = unfit_none,
	},
	[29] = {
		.sentence = "When an enquiry about a child's safety is made, the school answers it "
			    "about that child, and about no other.",
		.marks = "R-135, R-074, R-106",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV | FORM_PAPER,
		.allowed = ~(UINT64_C(0)) & ~(MEANS(WISH) | MEANS(RELIGION)),
		.only_subjects = true,
		.protects = true,
		.to = "childrens-services",
		.purposes = "child-protection",
		.unfit = unfit_none,
	},
	[30] = {
		.sentence = "The children's index told authorised staff with a reason who a child is "
			    "and which services it has, and nothing of what they do for it; of a "
			    "shielded child it told only whom to ask.",
		.marks = "R-136, R-101, R-164",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV | FORM_PAPER,
		.allowed = FILE | WHO | HOME | PARENT_AT_HOME | MEANS(PARENT_TELEPHONE) |
			   MEANS(SCHOOL) | MEANS(SERVICE) | MEANS(ENROLMENT),
		.protects = true,
		.to = "child-index",
		.purposes = "safeguarding-coordination",
		.unfit = unfit_none,
	},
	[31] = {
		.sentence = "Who profiles risks of crime gets numbers for small areas, about twice a "
			    "year, and no count that could be a child. An academy's pupils are in it "
			    "only if the academy agreed.",
		.marks = "R-137, R-158, R-176, R-195, C21",
		.level = PROMISE_AGGREGATE,
		.by = "lsoa msoa authority",
		.months = 6,
		.forms = FORM_TABLE,
		.academy = true,
		.smallest = 10,
		.to = "crime-reduction-partnership",
		.purposes = "crime-risk-profiling",
		.unfit = unfit_none,
	},
	[32] = {
		.sentence = "When Connexions asks, it gets the name and address of each pupil of 13 "
			    "and over and of a parent, and what its advisers need; if the parent "
			    "objected, or the pupil from 16 on, name and address and no more.",
		.marks = "R-138, R-147, R-192, C10",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | HOME | REACH | PARENT_AT_HOME | PARENT_REACH | MEANS(YEAR) |
			   MEANS(SCHOOL) | MEANS(ENROLMENT) | MEANS(LEAVING) | MEANS(ETHNICITY) |
			   MEANS(LANGUAGE) | MEANS(SEN) | MEANS(DESTINATION) | MEANS(ATTENDANCE) |
			   MEANS(CARE) | MEANS(CIRCUMSTANCE) | MEANS(ULN) | MEANS(DISABILITY) |
			   MEANS(YOUNG_CARER) | MEANS(YOUTH_AGREEMENT),
		.each = MEANS(NAME),
		.floor = MEANS(NAME) | HOME | MEANS(PARENT_NAME) | MEANS(PARENT_ADDRESS),
		.wish = WISH_FLOOR,
		.to = "youth-support",
		.purposes = "careers-advice youth-support-services",
		.must = must_on_roll,
		.least = MEANS(NAME) | HOME | MEANS(PARENT_NAME),
		.unfit = unfit_under_13,
	},
	[33] = {
		.sentence = "From 13 on, youth support gets name, address and telephone of pupil and "
			    "parent, and what its advisers need beside: the child's date of birth, "
			    "sex, ethnic group, year and school, and what it knows of special needs, "
			    "attendance, circumstances and plans; if the parent objected, or the "
			    "pupil from 16 on, only the child's name, address and date of birth.",
		.marks = "R-139, R-147, R-149, R-193, C12",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | HOME | REACH | PARENT_AT_HOME | PARENT_REACH | MEANS(YEAR) |
			   MEANS(SCHOOL) | MEANS(ENROLMENT) | MEANS(LEAVING) | MEANS(ETHNICITY) |
			   MEANS(LANGUAGE) | MEANS(SEN) | MEANS(DESTINATION) | MEANS(ATTENDANCE) |
			   MEANS(CARE) | MEANS(CIRCUMSTANCE) | MEANS(ULN) | MEANS(DISABILITY) |
			   MEANS(YOUNG_CARER) | MEANS(YOUTH_AGREEMENT),
		.each = MEANS(NAME),
		.floor = MEANS(NAME) | HOME | MEANS(BIRTH_DATE),
		.wish = WISH_FLOOR,
		.to = "youth-support local-authority",
		.purposes = "youth-support-services careers-advice",
		.must = must_unless_refused,
		.least = MEANS(NAME) | HOME | MEANS(BIRTH_DATE),
		.unfit = unfit_under_13,
	},
	[34] = {
		.sentence = "Of pupils of 16 and over the authority gets certain information for "
			    "education and training after 16; if the pupil objected, only name, "
			    "address and date of birth.",
		.marks = "R-140, R-149, R-193",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | WHO | HOME | REACH | PARENT_AT_HOME | PARENT_REACH | MEANS(YEAR) |
			   MEANS(SCHOOL) | MEANS(ENROLMENT) | MEANS(LEAVING) | MEANS(ETHNICITY) |
			   MEANS(SEN) | MEANS(DESTINATION) | MEANS(ULN) | MEANS(QUALIFICATION) |
			   MEANS(CIRCUMSTANCE) | MEANS(CARE) | MEANS(LANGUAGE) | MEANS(DISABILITY) |
			   MEANS(YOUNG_CARER) | MEANS(YOUTH_AGREEMENT),
		.each = MEANS(NAME),
		.floor = MEANS(NAME) | HOME | MEANS(BIRTH_DATE),
		.wish = WISH_FLOOR,
		.to = "youth-support local-authority",
		.purposes = "youth-support-services careers-advice post-16-provision",
		.must = must_unless_refused,
		.least = MEANS(NAME) | HOME | MEANS(BIRTH_DATE),
		.unfit = unfit_under_16,
	},
	[35] = {
		.sentence = "The authority tells a school what its own leavers do, up to 19, or 25 "
			    "with a learning difficulty.",
		.marks = "R-141, R-150, R-188",
		.level = PROMISE_NAMED,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(UPN) | MEANS(ULN) | MEANS(NAME) | MEANS(BIRTH_DATE) |
			   MEANS(DESTINATION) | MEANS(SCHOOL) | MEANS(LEAVING),
		.own = true,
		.to = "school",
		.purposes = "leaver-decisions participation-tracking school-performance",
		.some = MEANS(DESTINATION),
		.unfit = unfit_tracked,
	},
	[36] = {
		.sentence = "Part of what the authority knows of leavers goes to the department for "
			    "national planning, without names, numbers or addresses.",
		.marks = "R-142, R-150, R-188",
		.level = PROMISE_PUPIL,
		.forms = FORM_TRACKING,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(SEX) | MEANS(YEAR) | MEANS(BIRTH_DATE) |
			   MEANS(ETHNICITY) | MEANS(SEN) | MEANS(DESTINATION) | MEANS(CIRCUMSTANCE) |
			   MEANS(AUTHORITY) | MEANS(ENROLMENT) | MEANS(CARE) | MEANS(DISABILITY),
		.each = MEANS(PSEUDONYM),
		.to = "department",
		.purposes = "post-16-planning participation-tracking",
		.some = MEANS(DESTINATION),
		.unfit = unfit_tracked,
	},
	[37] = {
		.sentence = "To encourage going to university, results and characteristics of pupils "
			    "in years 7 to 14 may be passed on without names; an academy's only if "
			    "the academy agreed.",
		.marks = "R-143, R-155, R-154, R-195, C21",
		.because = "There is no date of birth in it: results and characteristics of years 7 to 14 are "
			   "what was told of (R-054, R-064, R-155), and the year group is one of them.",
		.level = PROMISE_PUPIL,
		.forms = FORM_CSV,
		.allowed = FILE | MEANS(PSEUDONYM) | MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) |
			   CHARACTERISTICS | MEANS(SEN) | MEANS(ASSESSMENT) | MEANS(QUALIFICATION) |
			   MEANS(DISABILITY),
		.each = MEANS(PSEUDONYM),
		.academy = true,
		.refusal = true,
		.stages = "KS2 KS3 KS4 KS5",
		.to = "outreach",
		.purposes = "higher-education-progression",
		.some = MEANS(ASSESSMENT),
		.unfit = unfit_year_7_to_14,
	},
	[38] = {
		.sentence = "Who asks what is held about a pupil, and may, gets all of it and who has "
			    "had it; nothing about anybody else's child.",
		.marks = "R-199, R-200, R-203, R-205, C13",
		.level = PROMISE_NAMED,
		.forms = FORM_COPY,
		.allowed = ~UINT64_C(0),
		.copied = ~UINT64_C(0),
		.history = true,
		.only_subjects = true,
		.to = "pupil parent",
		.purposes = "access-right",
		.unfit = unfit_none,
	},
	[39] = {
		.sentence = "A parent who writes to the school gets the child's educational record, "
			    "whatever the child's age; nothing about anybody else's child.",
		.marks = "R-204, R-235, C14",
		.level = PROMISE_NAMED,
		.forms = FORM_COPY,
		.allowed = ~UINT64_C(0) & ~(MEANS(PROTECTION) | MEANS(RISK)),
		.copied = WHO | NUMBERS | (CHARACTERISTICS & ~(MEANS(MEALS) | MEANS(CARE))) | AT_SCHOOL | SCHOOLING | RESULTS |
			  MEANS(SCHOOL_HISTORY),
		.only_subjects = true,
		.to = "parent",
		.purposes = "educational-record",
		.unfit = unfit_none,
	},
};
/* clang-format on */

const struct promise *promise_of(unsigned int flow)
{
	return flow >= 1 && flow <= PROMISE_FLOWS ? &promises[flow] : NULL;
}

struct promise_told promise_told(unsigned int flow)
{
	static const char *const levels[] = {
		[PROMISE_NAMED] = "named",
		[PROMISE_PUPIL] = "pupil",
		[PROMISE_INSIDE] = "inside",
		[PROMISE_ANONYMISED] = "anonymised",
		[PROMISE_AGGREGATE] = "aggregate",
	};
	const struct promise *promise = promise_of(flow);

	return (struct promise_told){
		.flow = flow,
		.sentence = promise->sentence,
		.marks = promise->marks,
		.because = promise->because,
		.level = promise->level,
		.level_name = levels[promise->level],
		.rows = (promise->forms & FORM_CSV) != 0 &&
			(promise->forms & FORM_TABLE) == 0,
		.about = promise->only_subjects || flow == 8 || flow == 12,
	};
}
