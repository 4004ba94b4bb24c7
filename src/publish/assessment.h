/*
 * assessment.h - a data protection impact assessment, filled in as far as rules can
 * tell (law: UK GDPR article 35(7)), in the steps of the ICO's template.
 *
 * From the publication, which the engine proves: what is held and of what kind,
 * what goes to whom, how identified and by which law; what is promised and never
 * goes; the risks that follow from the rules and those that the checker found; and
 * the measures that are enforced, each with its clauses.  What only people can
 * judge is marked: how likely and how grave a risk is, whom one has asked, what is
 * decided.
 */
#ifndef HORNBOOK_PUBLISH_ASSESSMENT_H
#define HORNBOOK_PUBLISH_ASSESSMENT_H

#include <stddef.h>

struct document;
struct error;
struct findings;
struct publication;
struct voice;

/* Composes it, up to document_finish; `findings` are the checker's about the
 * notice.  `*open` becomes the number of places that are left to fill in. */
int assessment_compose(const struct publication *publication,
		       const struct findings *findings, struct voice *voice,
		       struct document *document, size_t *open,
		       struct error *error);

#endif
