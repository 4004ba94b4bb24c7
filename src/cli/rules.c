#include "cli/rules.h"

#include "cli/find.h"
#include "language/diagnostic.h"
#include "policy/policy.h"

int rules_read(struct rules *rules, struct run *run, const char *const *files,
	       size_t count, struct findings *findings)
{
	if (open_dictionary(run, &rules->dictionary, findings) != 0)
		return -1;
	if (rules->dictionary == NULL)
		return 0;
	rules->notices = arena_array(&run->arena, count + 1,
				     sizeof(const struct notice *));
	if (rules->notices == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < count; i++) {
		struct source *source;
		struct notice *notice;

		if (source_from_file(&source, files[i], &run->arena,
				     &run->error) != 0 ||
		    notice_read(&notice, source, rules->dictionary, &run->arena,
				findings, &run->error) != 0)
			return -1;
		rules->notices[rules->notice_count++] = notice;
	}
	if (findings->errors > 0)
		return 0;
	return policy_make(&rules->policy, rules->dictionary, rules->notices,
			   rules->notice_count, findings, &run->error);
}

void rules_release(struct rules *rules)
{
	policy_free(rules->policy);
	dictionary_free(rules->dictionary);
	rules->policy = NULL;
	rules->dictionary = NULL;
}
