/* To whom a package is sealed, and by whom it is signed. */
#include "share/disclosure.h"

#include "base/arena.h"
#include "base/error.h"

struct sealing {
	const char **ids;
	size_t count;
	const char *signer;
};

const char *sealing_recipient(const struct sealing *sealing, size_t index)
{
	return index < sealing->count ? sealing->ids[index] : NULL;
}

const char *sealing_signer(const struct sealing *sealing)
{
	return sealing->signer;
}

void sealing_free(struct sealing *sealing)
{
	(void)sealing;
}

int sealing_find(struct disclosure *disclosure, struct error *error)
{
	(void)error;
	disclosure_refuse(disclosure,
			  SLICE("no key of this recipient is known"),
			  SLICE("--plain releases it in the clear, for the "
				"recipient's own upload page"));
	return 0;
}

int seal_package(struct disclosure *disclosure, struct error *error)
{
	(void)disclosure;
	return error_set(error, ERROR_KEY, "no key of this recipient is known");
}
