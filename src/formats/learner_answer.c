#include "formats/learner_answer.h"

/* clang-format off */
const struct learner_answer learner_answers[] = {
	{ SLICE_INIT("WSRC0001"), LEARNER_NUMBER_NONE,
	  "no learner matches",
	  "register the learner" },
	{ SLICE_INIT("WSRC0002"), LEARNER_NUMBER_NONE,
	  "more than ten learners match",
	  "ask again with the postcode, a former surname or the school at 16" },
	{ SLICE_INIT("WSRC0003"), LEARNER_NUMBER_NONE,
	  "one to ten learners may be meant",
	  "compare by hand and ask the family; take no number unseen" },
	{ SLICE_INIT("WSRC0004"), LEARNER_NUMBER_GOOD,
	  "the learner was found", NULL },
	{ SLICE_INIT("WSRC0005"), LEARNER_NUMBER_GOOD,
	  "the learner is registered and has a new number", NULL },
	{ SLICE_INIT("WSRC0021"), LEARNER_NUMBER_NONE,
	  "the learner was not registered",
	  "put the record right and send it again" },
	{ SLICE_INIT("WSRC0022"), LEARNER_NUMBER_LINKED,
	  "two numbers of this learner were made one",
	  "use the number given from now on, and no longer the old one" },
	{ SLICE_INIT("WSVRC001"), LEARNER_NUMBER_GOOD,
	  "the number is this learner's", NULL },
	{ SLICE_INIT("WSVRC002"), LEARNER_NUMBER_LINKED,
	  "the number is this learner's, and was made one with another",
	  "use the number given from now on, and no longer the old one" },
	{ SLICE_INIT("WSVRC003"), LEARNER_NUMBER_NONE,
	  "the number is there, with a name like this one",
	  "compare the names by hand before you use the number" },
	{ SLICE_INIT("WSVRC004"), LEARNER_NUMBER_NONE,
	  "the number is there with a name like this one, and was made one "
	  "with another",
	  "compare the names by hand, then use the number given" },
	{ SLICE_INIT("WSVRC005"), LEARNER_NUMBER_NONE,
	  "the number is there, and the details do not match",
	  "look at what differs; do not use the number until it is put right" },
	{ SLICE_INIT("WSVRC006"), LEARNER_NUMBER_NONE,
	  "there is no such number",
	  "do not use the number; search for the learner" },
	{ SLICE_INIT("WSEC0001"), LEARNER_NUMBER_NONE,
	  "the request was badly formed",
	  "put the record right and send it again" },
	{ SLICE_INIT("WSEC0136"), LEARNER_NUMBER_NONE,
	  "the number asked for is not a learner number",
	  "correct the number: its check digit is wrong" },
	{ SLICE_INIT("WSEC0206"), LEARNER_NUMBER_GOOD,
	  "the learner does not share the learner record: nothing was returned",
	  "ask the learner for certificates; do not ask the registration again" },
	{ SLICE_INIT("WSEC0208"), LEARNER_NUMBER_NONE,
	  "number and names do not belong together",
	  "check number and names, then ask again" },
};

static const struct {
	struct slice flag;
	const char *meaning;
} flags[] = {
	{ SLICE_INIT("VRF1"), "given name and given name" },
	{ SLICE_INIT("VRF2"), "given name and family name" },
	{ SLICE_INIT("VRF3"), "given name and previous family name" },
	{ SLICE_INIT("VRF4"), "family name and given name" },
	{ SLICE_INIT("VRF5"), "family name and family name" },
	{ SLICE_INIT("VRF6"), "family name and previous family name" },
	{ SLICE_INIT("VRF7"), "date of birth" },
	{ SLICE_INIT("VRF8"), "sex" },
};
/* clang-format on */

const size_t learner_answer_count =
	sizeof(learner_answers) / sizeof(learner_answers[0]);

const struct learner_answer *learner_answer_find(struct slice code)
{
	for (size_t i = 0; i < learner_answer_count; i++)
		if (slice_equal(learner_answers[i].code, code))
			return &learner_answers[i];
	return NULL;
}

const char *learner_flag(struct slice flag)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (slice_equal(flags[i].flag, flag))
			return flags[i].meaning;
	return NULL;
}
