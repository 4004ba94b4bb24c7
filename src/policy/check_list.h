/*
 * check_list.h - everything that the checker can say, as a table.  The same
 * table stands in docs/language.md; a test keeps the two the same.
 *
 * CHECK(name, id, severity, why, law to 24 May 2018, law from 25 May 2018): the
 * places in law are those of the data protection regime of the date (law: DPA
 * 1998; GDPR); empty where there is none, or where a finding names its own.
 */
/* clang-format off */
CHECK(BAD_DATES, "bad-dates", ERROR,
      "the notice ends before it begins", "", "")
CHECK(CLOSED_BODY, "closed-body", ERROR,
      "a share goes to a body that nobody holds then, or that is named by a holder who is not the one then; nothing can be sent",
      "", "")
CHECK(MISSING_PURPOSE, "missing-purpose", ERROR,
      "a share does not say what for; without a purpose it promises nothing",
      "DPA 1998 schedule 1 part II paragraph 5", "GDPR article 13(1)(c)")
CHECK(MISSING_DATA, "missing-data", ERROR,
      "a share does not say what is sent", "", "GDPR article 14(1)(d)")
CHECK(OVERLAP_CONFLICT, "overlap-conflict", ERROR,
      "two shares, or a share and the law, ask for areas of which neither lies within the other; nothing can satisfy both",
      "", "")
CHECK(UNKNOWN_RIGHT, "unknown-right", ERROR,
      "no regime has a right of this name", "", "")

CHECK(BASIS_MISSING, "basis-missing", WARNING,
      "data is held and no lawful basis is cited", "", "GDPR article 6(1)")
CHECK(CONDITION_MISSING, "condition-missing", WARNING,
      "special category data is held and no condition for it is cited (C26)", "", "GDPR article 9(2)")
CHECK(BASIS_AGAINST_OBJECTION, "basis-against-objection", WARNING,
      "families are promised that they may object, and a legal obligation is cited, which leaves no objection", "", "GDPR article 21(1)")
CHECK(BASIS_AGAINST_RIGHT, "basis-against-right", WARNING,
      "a right is promised that does not exist for what is held under a legal obligation", "", "GDPR articles 17(3)(b) and 20(1)")
CHECK(REGIME_RIGHT, "regime-right", WARNING,
      "a right is promised that the data protection regime of the notice does not have (C01)", "", "")
CHECK(LAW_NOT_IN_FORCE, "law-not-in-force", WARNING,
      "a law is cited that is not in force", "", "")
CHECK(ENDED_PURPOSE, "ended-purpose", WARNING,
      "a purpose is named that has ended, or not begun (C32)", "", "")
CHECK(NO_GATEWAY, "no-gateway", WARNING,
      "nothing in the dictionary allows this controller the share; it will always be refused",
      "DPA 1998 schedule 1 part I paragraph 1", "GDPR article 5(1)(a)")
CHECK(BROADER_THAN_GATEWAY, "broader-than-gateway", WARNING,
      "a share promises more than any gateway allows: other data, without its trigger, more revealing, or more often; what goes beyond is withheld (C11)", "", "")
CHECK(DEAD_RULE, "dead-rule", WARNING,
      "a condition can never hold for the year groups of this type of school (C22)", "", "")
CHECK(COLLECTION_ENDED, "collection-ended", WARNING,
      "a share sends what is collected no longer, or not yet (C27); it is withheld", "", "GDPR article 5(1)(c)")
CHECK(SENT_BUT_NOT_HELD, "sent-but-not-held", WARNING,
      "a share sends what the notice does not say is held", "", "")
CHECK(DUPLICATE_SHARE, "duplicate-share", WARNING,
      "two shares are word for word the same", "", "")
CHECK(ROLE_UNKNOWN, "role-unknown", WARNING,
      "a provider acts for somebody else, and no terms say whether as controller or processor (C29)", "DPA 1998 schedule 1 part II paragraph 12", "GDPR article 28(3)")
CHECK(CLOSING_BODY, "closing-body", WARNING,
      "nobody will hold the recipient before the notice ends (C03, C07)", "", "")
CHECK(TOLD_OF_CLOSED_BODY, "told-of-closed-body", WARNING,
      "families are told of what a body does that nobody holds then", "", "")
CHECK(HELD_FOR_NOTHING, "held-for-nothing", WARNING,
      "data is held, and it is not said what for", "DPA 1998 schedule 1 part II paragraph 5", "GDPR article 13(1)(c)")
CHECK(MISSING_RETENTION, "missing-retention", WARNING,
      "data is held, and it is not said how long", "DPA 1998 schedule 1 part I paragraph 5", "GDPR article 13(2)(a)")
CHECK(MISSING_REVIEW, "missing-review", WARNING,
      "the notice does not say how often it is reviewed (C23, R-227)", "", "GDPR article 24(1)")
CHECK(REVIEW_OVERDUE, "review-overdue", WARNING,
      "the review that the notice promises has not been made (R-226)", "", "GDPR article 24(1)")
CHECK(NO_CONTACT, "no-contact", WARNING,
      "no contact says whom families can ask, and how (R-210)", "DPA 1998 schedule 1 part II paragraph 3", "GDPR article 13(1)(a)")
CHECK(NO_COMPLAINT_ROUTE, "no-complaint-route", WARNING,
      "no contact takes complaints (R-208)", "", "GDPR article 13(2)(d)")
CHECK(NO_ACCESS_RIGHT, "no-access-right", WARNING,
      "families are not told that they may ask for what is held (R-199)", "DPA 1998 section 7", "GDPR article 13(2)(b)")

CHECK(UNCONFIRMED_LAW, "unconfirmed-law", ADVICE,
      "a law is cited whose dates or text the dictionary has not confirmed", "", "")
CHECK(LAW_ENDING, "law-ending", ADVICE,
      "a law that is cited ends before the notice does", "", "")
CHECK(CITED_LAW_DIFFERS, "cited-law-differs", ADVICE,
      "the law that a share cites is not the one whose gateway it goes through (C25)", "", "")
CHECK(CONDITION_UNSTATED, "condition-unstated", ADVICE,
      "a share sends special category data and cites no condition for this flow (C26)", "", "GDPR article 9(2)")
CHECK(CONDITION_DIFFERS, "condition-differs", ADVICE,
      "the condition that a share cites is not the one its gateway rests on (C26)", "", "GDPR article 9(2)")
CHECK(SAME_CONDITION, "same-condition", ADVICE,
      "one condition is cited for special category data of different kinds (C26)", "", "GDPR article 9(2)")
CHECK(NARROWER_THAN_DUTY, "narrower-than-duty", ADVICE,
      "the law requires more than the notice tells of; when it is sent, a notice gap is recorded (C12)", "", "")
CHECK(DUTY_NOT_TOLD, "duty-not-told", ADVICE,
      "the law requires a flow of which the notice tells nothing", "", "GDPR article 13(1)(e)")
CHECK(COLLECTION_ENDING, "collection-ending", ADVICE,
      "the collection of what a share sends ends before the notice does", "", "")
CHECK(HELD_PAST_COLLECTION, "held-past-collection", ADVICE,
      "data is held that is collected no longer, or not yet (C27)", "DPA 1998 schedule 1 part I paragraph 5", "GDPR article 5(1)(e)")
CHECK(OBJECTION_HOLDER_GAP, "objection-holder-gap", ADVICE,
      "the right to object does not pass to the pupil, or not when the law says so (R-193)", "", "")
CHECK(OBJECTION_LEAVES_UNSENT, "objection-leaves-unsent", ADVICE,
      "an objection leaves what the share does not send", "", "")
CHECK(ACADEMY_AUTHORISATION, "academy-authorisation", ADVICE,
      "the law asks for the academy's authorisation, and the share does not tell of it (C21)", "", "")
CHECK(NO_REFUSALS, "no-refusals", ADVICE,
      "families are not told that a refusal is honoured (R-168)", "", "")
/* clang-format on */
#undef CHECK
