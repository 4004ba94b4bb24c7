/* What the 39 flows are called. */
#include "demo/outcome.h"

const char *const flow_titles[FLOW_COUNT] = {
	"school to authority",             /* F01 */
	"school census",                   /* F02 */
	"school to next school",           /* F03 */
	"the record of one who joins",     /* F04 */
	"school to commissioned provider", /* F05 */
	"registering learners",            /* F06 */
	"achievements for learner record", /* F07 */
	"learner numbers to school",       /* F08 */
	"learner record to those listed",  /* F09 */
	"tables for post-16 funding",      /* F10 */
	"post-16 funding to departments",  /* F11 */
	"course offers to learners",       /* F12 */
	"school to assessment agency",     /* F13 */
	"results to department",           /* F14 */
	"data for inspection",             /* F15 */
	"inspection reports",              /* F16 */
	"post-16 applications",            /* F17 */
	"feedback to school, authority",   /* F18 */
	"heights to health department",    /* F19 */
	"heights to health authorities",   /* F20 */
	"heights to health regulator",     /* F21 */
	"school to local NHS",             /* F22 */
	"a child's own result",            /* F23 */
	"local NHS to schools, authority", /* F24 */
	"statistics office, departments",  /* F25 */
	"samples for surveys",             /* F26 */
	"research into achievement",       /* F27 */
	"extracts for third parties",      /* F28 */
	"child protection enquiry",        /* F29 */
	"safeguarding directory",          /* F30 */
	"risks of crime by area",          /* F31 */
	"youth advice, on request",        /* F32 */
	"youth support, from 13",          /* F33 */
	"school to authority, from 16",    /* F34 */
	"what leavers do, to school",      /* F35 */
	"tracking data to department",     /* F36 */
	"higher education outreach",       /* F37 */
	"all that is held, to pupil",      /* F38 */
	"educational record, to parent",   /* F39 */
};
