/*
 * check_list.h - everything that the checker can say, as a table.  The table in
 * docs/language.md and what `hornbook check --explain` prints come from it.
 *
 * CHECK(name, id, severity, why, law to 24 May 2018, law from 25 May 2018, hint,
 * before, after): the places in law are those of the data protection regime of
 * the date (law: DPA 1998; GDPR); empty where there is none, or where a finding
 * names its own.  `before` is from a notice of which this is said, of a
 * secondary school in Kent from 2019-09-01 where it does not say otherwise;
 * `after` from one of which it is not.  A test checks both.  Empty: it takes
 * two versions, a law that England does not have, or many lines.
 */
/* clang-format off */
CHECK(BAD_DATES, "bad-dates", ERROR,
      "the notice ends before it begins",
      "", "",
      "put the later date behind 'to'",
      "notice \"Pupils\" version 1 from 2019-09-01 to 2018-08-31\n",
      "notice \"Pupils\" version 1 from 2019-09-01 to 2020-08-31\n")
CHECK(CLOSED_BODY, "closed-body", ERROR,
      "a share goes to a body that nobody holds then, or that is named by a holder who is not the one then; nothing can be sent",
      "", "",
      "name the function rather than who holds it, or take the share out",
      "share with lsc {\n"
      "    send pupil.birth-date\n"
      "    for  funding-statistics\n"
      "}\n",
      "share with post-16-funding {\n"
      "    send pupil.birth-date\n"
      "    for  funding-statistics\n"
      "}\n")
CHECK(MISSING_PURPOSE, "missing-purpose", ERROR,
      "a share does not say what for; without a purpose it promises nothing",
      "DPA 1998 schedule 1 part II paragraph 5", "GDPR article 13(1)(c)",
      "add 'for' and the purposes",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "}\n")
CHECK(MISSING_DATA, "missing-data", ERROR,
      "a share does not say what is sent",
      "", "GDPR article 14(1)(d)",
      "add 'send' and the fields, groups or categories",
      "share with local-authority {\n"
      "    for authority-functions\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "}\n")
CHECK(OVERLAP_CONFLICT, "overlap-conflict", ERROR,
      "two shares, or a share and the law, ask for areas of which neither lies within the other, or for profiles of which neither keeps what the other asks; nothing can satisfy both",
      "", "",
      "for one recipient and purpose, count by areas of which one lies within the other",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by school\n"
      "}\n"
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa\n"
      "}\n",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa\n"
      "}\n")
CHECK(PROFILE_ENDED, "profile-ended", ERROR,
      "a share names a profile that is not in use then and has no successor; nothing can be sent",
      "", "",
      "name a profile that is in use",
      "profile own \"Our own\" to 2018-12-31 {\n"
      "    suppress 1 to 19\n"
      "}\n"
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile own\n"
      "}\n",
      "profile own \"Our own\" from 2019-01-01 {\n"
      "    suppress 1 to 19\n"
      "}\n"
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile own\n"
      "}\n")
CHECK(UNKNOWN_RIGHT, "unknown-right", ERROR,
      "no regime has a right of this name",
      "", "",
      "the rights are listed in docs/language.md",
      "right acess\n",
      "right access\n")

CHECK(LOOSER_PROFILE, "looser-profile", WARNING,
      "a share's profile lets more be shown than that of the gateway, which is followed",
      "", "",
      "leave the profile out, or name one that keeps what the law asks",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile dfe-exclusions\n"
      "}\n",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa\n"
      "}\n")
CHECK(BASIS_MISSING, "basis-missing", WARNING,
      "data is held and no lawful basis is cited",
      "", "GDPR article 6(1)",
      "add the paragraph of article 6 to 'under'",
      "hold identity {\n"
      "    for   teaching\n"
      "    under ea-1996-s537a\n"
      "}\n",
      "hold identity {\n"
      "    for   teaching\n"
      "    under ea-1996-s537a, gdpr-6-1-e\n"
      "}\n")
CHECK(CONDITION_MISSING, "condition-missing", WARNING,
      "special category data is held and no condition for it is cited (C26)",
      "", "GDPR article 9(2)",
      "add the paragraph of article 9 to 'under'",
      "hold medical {\n"
      "    for   pastoral-care\n"
      "    under gdpr-6-1-e\n"
      "}\n",
      "hold medical {\n"
      "    for   pastoral-care\n"
      "    under gdpr-6-1-e, gdpr-9-2-g\n"
      "}\n")
CHECK(BASIS_AGAINST_OBJECTION, "basis-against-objection", WARNING,
      "families are promised that they may object, and a legal obligation is cited, which leaves no objection",
      "", "GDPR article 21(1)",
      "cite the basis that applies, such as a public task, or do not promise the objection",
      "hold identity { under gdpr-6-1-c }\n"
      "right object\n",
      "hold identity { under gdpr-6-1-e }\n"
      "right object\n")
CHECK(BASIS_AGAINST_RIGHT, "basis-against-right", WARNING,
      "a right is promised that does not exist for what is held under a legal obligation",
      "", "GDPR articles 17(3)(b) and 20(1)",
      "cite the basis that applies, or do not promise the right",
      "hold identity { under gdpr-6-1-c }\n"
      "right erasure\n",
      "hold identity { under gdpr-6-1-c }\n"
      "right rectification\n")
CHECK(REGIME_RIGHT, "regime-right", WARNING,
      "a right is promised that the data protection regime of the notice does not have (C01)",
      "", "",
      "promise the right that the regime of the notice has",
      "right blocking\n",
      "right restriction\n")
CHECK(LAW_NOT_IN_FORCE, "law-not-in-force", WARNING,
      "a law is cited that is not in force",
      "", "",
      "cite the law of the notice's time",
      "notice \"Pupils\" version 1 from 2021-09-01\n"
      "hold identity { under dpa-1998 }\n",
      "notice \"Pupils\" version 1 from 2021-09-01\n"
      "hold identity { under uk-gdpr, gdpr-6-1-e }\n")
CHECK(CITATION_DIFFERS, "citation-differs", WARNING,
      "the words in which a law is cited name another place than the law (C24)",
      "", "",
      "write the words for the law that is meant, or name the law of the words",
      "share with local-authority {\n"
      "    send  pupil.name\n"
      "    for   authority-functions\n"
      "    under pupil-information-2013-r3 as \"regulation 5 of the Regulations 2013\"\n"
      "}\n",
      "share with local-authority {\n"
      "    send  pupil.name\n"
      "    for   authority-functions\n"
      "    under pupil-information-2013-r3 as \"regulation 3 of the Regulations 2013\"\n"
      "}\n")
CHECK(ENDED_PURPOSE, "ended-purpose", WARNING,
      "a purpose is named that has ended, or not begun (C32)",
      "", "",
      "take the purpose out; a flow with no other purpose has to end",
      "share with health-department {\n"
      "    send  measurements\n"
      "    for   obesity-target\n"
      "    level anonymised\n"
      "}\n",
      "share with health-department {\n"
      "    send  measurements\n"
      "    for   health-policy\n"
      "    level anonymised\n"
      "}\n")
CHECK(NO_GATEWAY, "no-gateway", WARNING,
      "nothing in the dictionary allows this controller the share; it will always be refused",
      "DPA 1998 schedule 1 part I paragraph 1", "GDPR article 5(1)(a)",
      "look for the law that allows it, or take the share out",
      "share with researcher {\n"
      "    send  assessments\n"
      "    for   achievement-research\n"
      "    level pupil\n"
      "}\n",
      "share with researcher by department {\n"
      "    send  assessments\n"
      "    for   achievement-research\n"
      "    level pupil\n"
      "}\n")
CHECK(BROADER_THAN_GATEWAY, "broader-than-gateway", WARNING,
      "a share promises more than any gateway allows: other data, without its trigger, more revealing, or more often; what goes beyond is withheld (C11)",
      "", "",
      "promise no more than the gateway: its data, its trigger, its level",
      "share with next-school {\n"
      "    send pupil.name\n"
      "    for  continuity-of-education\n"
      "}\n",
      "share with next-school {\n"
      "    send pupil.name\n"
      "    for  continuity-of-education\n"
      "    on   transfer\n"
      "}\n")
CHECK(CONSENT_FOR_DUTY, "consent-for-duty", WARNING,
      "consent is asked for, or cited as the basis, where the law requires the flow (C19)",
      "DPA 1998 schedule 2 paragraph 3", "GDPR article 6(1)(c)",
      "cite the duty, and do not ask for what cannot be refused",
      "share with department {\n"
      "    send  enrolment\n"
      "    for   school-funding\n"
      "    needs consent\n"
      "}\n",
      "share with department {\n"
      "    send  enrolment\n"
      "    for   school-funding\n"
      "    under ea-1996-s537a, gdpr-6-1-c\n"
      "}\n")
CHECK(MIXED_PURPOSES, "mixed-purposes", WARNING,
      "one share is for statistics and for writing to people; statistics never imply that (C18)",
      "DPA 1998 schedule 1 part I paragraph 2", "GDPR article 5(1)(b)",
      "make two shares, each with the data that it needs",
      "share with post-16-funding {\n"
      "    send pupil.name, pupil.address\n"
      "    for  funding-statistics, course-offers\n"
      "}\n",
      "share with post-16-funding {\n"
      "    send  pupil.birth-date, qualifications\n"
      "    for   funding-statistics\n"
      "    level aggregate by authority\n"
      "}\n"
      "share with post-16-funding {\n"
      "    send pupil.name, pupil.address\n"
      "    for  course-offers\n"
      "}\n")
CHECK(DEAD_RULE, "dead-rule", WARNING,
      "a condition can never hold for the year groups of this type of school (C22)",
      "", "",
      "take the share out, or correct the condition",
      "controller \"A School\" school junior in kent\n"
      "share with youth-support {\n"
      "    send pupil.name\n"
      "    for  careers-advice\n"
      "    when age >= 13\n"
      "}\n",
      "controller \"A School\" school secondary in kent\n"
      "share with youth-support {\n"
      "    send pupil.name\n"
      "    for  careers-advice\n"
      "    when age >= 13\n"
      "}\n")
CHECK(COLLECTION_ENDED, "collection-ended", WARNING,
      "a share sends what is collected no longer, or not yet (C27); it is withheld",
      "", "GDPR article 5(1)(c)",
      "take out what is not collected",
      "share with department {\n"
      "    send ethnicity, nationality\n"
      "    for  department-statistics\n"
      "}\n",
      "share with department {\n"
      "    send ethnicity\n"
      "    for  department-statistics\n"
      "}\n")
CHECK(SENT_BUT_NOT_HELD, "sent-but-not-held", WARNING,
      "a share sends what the notice does not say is held",
      "", "",
      "hold its category, or do not send it",
      "hold identity\n"
      "share with local-authority {\n"
      "    send pupil.name, sen\n"
      "    for  authority-functions\n"
      "}\n",
      "hold identity, sen\n"
      "share with local-authority {\n"
      "    send pupil.name, sen\n"
      "    for  authority-functions\n"
      "}\n")
CHECK(DUPLICATE_SHARE, "duplicate-share", WARNING,
      "two shares are word for word the same",
      "", "",
      "leave one of them",
      "share with local-authority { send pupil.name; for authority-functions }\n"
      "share with local-authority { send pupil.name; for authority-functions }\n",
      "share with local-authority { send pupil.name; for authority-functions }\n")
CHECK(OBJECTIONS_DIFFER, "objections-differ", WARNING,
      "two objections to one flow leave different data; only what both leave is sent (C10)",
      "", "",
      "let one objection leave the same everywhere",
      "share with youth-support {\n"
      "    send      pupil.name, pupil.birth-date\n"
      "    for       careers-advice\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "    objection by parent until 16 then pupil leaves pupil.name, pupil.birth-date\n"
      "}\n",
      "share with youth-support {\n"
      "    send      pupil.name, pupil.birth-date\n"
      "    for       careers-advice\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "}\n")
CHECK(OBJECTION_NOT_TOLD, "objection-not-told", WARNING,
      "the law lets families object to the flow, and the share does not tell of it (R-193)",
      "", "",
      "add 'objection' with who may object and what is still sent",
      "share with youth-support {\n"
      "    send pupil.name, pupil.telephones\n"
      "    for  careers-advice\n"
      "    when age >= 13\n"
      "}\n",
      "share with youth-support {\n"
      "    send      pupil.name, pupil.telephones\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "}\n")
CHECK(WISH_AGAINST_PROTECTION, "wish-against-protection", WARNING,
      "an objection or a consent stands between a child and what would keep it safe (R-168)",
      "", "",
      "take it out: no wish stands against a child's safety",
      "share with childrens-services {\n"
      "    send  identity\n"
      "    for   child-protection\n"
      "    on    enquiry\n"
      "    needs consent\n"
      "}\n",
      "share with childrens-services {\n"
      "    send identity\n"
      "    for  child-protection\n"
      "    on   enquiry\n"
      "}\n")
CHECK(OBJECTION_CLOSED, "objection-closed", WARNING,
      "families are promised an objection that the law accepts no longer (C09)",
      "", "",
      "say until when it was accepted: 'stated to' and the date",
      "",
      "")
CHECK(NO_OBJECTION_ROUTE, "no-objection-route", WARNING,
      "families may object, and are not told whom to tell (R-192, R-193)",
      "DPA 1998 section 10", "GDPR article 12(2)",
      "write 'objections' behind the contact that takes them",
      "contact \"School office\" telephone \"01632 960000\"\n"
      "honour refusals\n",
      "contact \"School office\" telephone \"01632 960000\" objections\n"
      "honour refusals\n")
CHECK(NO_MARKETING_STOP, "no-marketing-stop", WARNING,
      "data goes out for marketing, and families are not told that they can stop it (R-196)",
      "DPA 1998 section 11", "GDPR article 21(2)",
      "add 'right stop-marketing'",
      "share with post-16-funding {\n"
      "    send pupil.name, pupil.address\n"
      "    for  course-offers\n"
      "}\n",
      "share with post-16-funding {\n"
      "    send pupil.name, pupil.address\n"
      "    for  course-offers\n"
      "}\n"
      "right stop-marketing\n")
CHECK(ROLE_UNKNOWN, "role-unknown", WARNING,
      "a provider acts for somebody else, and no terms say whether as controller or processor (C29)",
      "DPA 1998 schedule 1 part II paragraph 12", "GDPR article 28(3)",
      "agree terms that say so, and add 'needs terms'",
      "share with commissioned-provider {\n"
      "    send pupil.name\n"
      "    for  authority-services\n"
      "}\n",
      "share with commissioned-provider {\n"
      "    send  pupil.name\n"
      "    for   authority-services\n"
      "    needs terms\n"
      "}\n")
CHECK(CLOSING_BODY, "closing-body", WARNING,
      "nobody will hold the recipient before the notice ends (C03, C07)",
      "", "",
      "end the share with the body, or name who will hold its function",
      "notice \"Pupils\" version 1 from 2008-09-01 to 2012-08-31\n"
      "share with lsc {\n"
      "    send pupil.birth-date\n"
      "    for  funding-statistics\n"
      "}\n",
      "notice \"Pupils\" version 1 from 2008-09-01 to 2012-08-31\n"
      "share with post-16-funding {\n"
      "    send pupil.birth-date\n"
      "    for  funding-statistics\n"
      "}\n")
CHECK(TOLD_OF_CLOSED_BODY, "told-of-closed-body", WARNING,
      "families are told of what a body does that nobody holds then",
      "", "",
      "take it out, or name who holds the function now",
      "receive pupil.uln from miap\n",
      "receive pupil.uln from learner-registration\n")
CHECK(WIDER_LAW, "wider-law", WARNING,
      "families are told that a body passes data on, and the law lets it do so for more than they are told of (C15)",
      "DPA 1998 schedule 1 part II paragraph 2", "GDPR article 13(1)(e)",
      "tell families of what the law allows now, or of what the body promises not to do",
      "hold assessments\n"
      "share with survey-agency by department {\n"
      "    send  pupil.name\n"
      "    for   survey-sampling\n"
      "}\n"
      "share with researcher by department {\n"
      "    send  assessments\n"
      "    for   achievement-research\n"
      "    level pupil\n"
      "}\n",
      "hold attendance-codes\n"
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research, education-statistics, education-advice\n"
      "    level pupil\n"
      "}\n")
CHECK(RECEIVE_WITHOUT_GATEWAY, "receive-without-gateway", WARNING,
      "nothing in the dictionary allows the body to give the controller what is received",
      "DPA 1998 schedule 1 part I paragraph 1", "GDPR article 5(1)(a)",
      "look for the law under which it is given, or take it out",
      "receive medical from crime-reduction-partnership\n",
      "receive pupil.uln from learner-registration\n")
CHECK(HELD_FOR_NOTHING, "held-for-nothing", WARNING,
      "data is held, and it is not said what for",
      "DPA 1998 schedule 1 part II paragraph 5", "GDPR article 13(1)(c)",
      "add 'for' and the purposes",
      "hold identity { under gdpr-6-1-e }\n",
      "hold identity {\n"
      "    for   teaching\n"
      "    under gdpr-6-1-e\n"
      "}\n")
CHECK(NOTHING_HELD, "nothing-held", WARNING,
      "the notice does not say what is held (R-224)",
      "", "GDPR article 14(1)(d)",
      "add 'hold' with the categories, what for, under which law and for how long",
      "right access\n",
      "hold identity\n"
      "right access\n")
CHECK(SETTING_NOT_COVERED, "setting-not-covered", WARNING,
      "the notice is for a type of school and does not hold what such schools collect (C30)",
      "", "GDPR article 14(1)(d)",
      "hold it, or give that type of school a notice of its own",
      "controller \"A School\" school primary also early-years in kent\n"
      "hold identity, attendance\n",
      "controller \"A School\" school primary also early-years in kent\n"
      "hold identity, attendance, early-years\n")
CHECK(REQUIREMENT_DIFFERS, "requirement-differs", WARNING,
      "families are told that they must give something which is voluntary, or the reverse (R-169)",
      "", "GDPR article 13(2)(e)",
      "tell families what the law says",
      "hold characteristics { mandatory nationality }\n",
      "hold characteristics { voluntary nationality }\n")
CHECK(TWO_RETENTIONS, "two-retentions", WARNING,
      "the same data is kept for two different times",
      "DPA 1998 schedule 1 part I paragraph 5", "GDPR article 13(2)(a)",
      "decide on one of them",
      "hold identity, sen { keep until age 25 then destroy }\n"
      "hold sen { keep until age 31 then destroy }\n",
      "hold identity { keep until age 25 then destroy }\n"
      "hold sen { keep until age 31 then destroy }\n")
CHECK(MISSING_RETENTION, "missing-retention", WARNING,
      "data is held or received, and it is not said how long (R-215, R-216)",
      "DPA 1998 schedule 1 part I paragraph 5", "GDPR article 13(2)(a)",
      "add 'keep until age 25 then destroy' or the period that applies",
      "hold identity { for teaching }\n",
      "hold identity {\n"
      "    for  teaching\n"
      "    keep until age 25 then destroy\n"
      "}\n")
CHECK(MISSING_REVIEW, "missing-review", WARNING,
      "the notice does not say how often it is reviewed (C23, R-227)",
      "", "GDPR article 24(1)",
      "write 'review every 2 years'",
      "notice \"Pupils\" version 1 from 2019-09-01\n",
      "notice \"Pupils\" version 1 from 2019-09-01 review every 2 years\n")
CHECK(REVIEW_OVERDUE, "review-overdue", WARNING,
      "the review that the notice promises has not been made (R-226)",
      "", "GDPR article 24(1)",
      "review the notice, then write 'reviewed' and the date",
      "notice \"Pupils\" version 1 from 2019-09-01 review every 2 years\n",
      "notice \"Pupils\" version 1 from 2019-09-01 review every 2 years reviewed 2025-09-01\n")
CHECK(NO_CONTACT, "no-contact", WARNING,
      "no contact says whom families can ask, and how (R-210)",
      "DPA 1998 schedule 1 part II paragraph 3", "GDPR article 13(1)(a)",
      "add 'contact' with email, telephone, web or post",
      "contact \"School office\"\n",
      "contact \"School office\" telephone \"01632 960000\"\n")
CHECK(NO_COMPLAINT_ROUTE, "no-complaint-route", WARNING,
      "no contact takes complaints (R-208)",
      "", "GDPR article 13(2)(d)",
      "write 'complaints' behind the contact that takes them",
      "contact \"School office\" telephone \"01632 960000\"\n",
      "contact \"School office\" telephone \"01632 960000\" complaints\n")
CHECK(NO_ACCESS_RIGHT, "no-access-right", WARNING,
      "families are not told that they may ask for what is held (R-199)",
      "DPA 1998 section 7", "GDPR article 13(2)(b)",
      "add 'right access'",
      "right rectification\n",
      "right access by pupil when able\n"
      "right rectification\n")
CHECK(BAD_LINK, "bad-link", WARNING,
      "what should be a web address is none",
      "", "",
      "write it in full, from 'https://' on",
      "link department \"www.gov.uk/dfe\"\n",
      "link department \"https://www.gov.uk/dfe\"\n")
CHECK(OUTDATED_LINK, "outdated-link", WARNING,
      "a web address is one that a page had earlier, or has later (C28)",
      "", "GDPR article 12(1)",
      "give the address that the page has now",
      "link release-register \"https://www.gov.uk/government/publications/national-pupil-database-requests-received\"\n",
      "link release-register \"https://www.gov.uk/government/publications/dfe-external-data-shares\"\n")
CHECK(MISSING_LINK, "missing-link", WARNING,
      "families are told of a recipient, and not where to find what is published about it (R-220 to R-222)",
      "", "",
      "add 'link' with the page and its address",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "}\n",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "}\n"
      "link release-register \"https://www.gov.uk/government/publications/dfe-external-data-shares\"\n"
      "link sharing-process  \"https://www.gov.uk/guidance/data-protection-how-we-collect-and-share-research-data\"\n")
CHECK(ONWARD_BROADER, "onward-broader", WARNING,
      "a share lets the recipient pass data on to whom the law does not",
      "", "",
      "name only bodies and purposes that the gateway's 'onward' names",
      "share with assessment-agency {\n"
      "    send   assessments\n"
      "    for    assessment-delivery\n"
      "    onward to researcher\n"
      "}\n",
      "share with assessment-agency {\n"
      "    send   assessments\n"
      "    for    assessment-delivery\n"
      "    onward to department for attainment-statistics\n"
      "}\n")

CHECK(PROFILE_REPLACED, "profile-replaced", ADVICE,
      "a share names a profile whose place another has taken, which is followed",
      "", "",
      "name the one that is in use, so that families can look it up",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile dfe-performance-to-2010\n"
      "}\n",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile dfe-performance\n"
      "}\n")
CHECK(UNCONFIRMED_LAW, "unconfirmed-law", ADVICE,
      "a law is cited whose dates or text the dictionary has not confirmed",
      "", "",
      "look up its text and dates before relying on it",
      "hold identity { under dpa-2018-sch1-p18 }\n",
      "hold identity { under gdpr-6-1-e }\n")
CHECK(LAW_ENDING, "law-ending", ADVICE,
      "a law that is cited ends before the notice does",
      "", "",
      "let the notice end with it, or cite what follows",
      "notice \"Pupils\" version 1 from 2019-09-01\n"
      "hold identity { under eu-gdpr }\n",
      "notice \"Pupils\" version 1 from 2019-09-01 to 2020-12-31\n"
      "hold identity { under eu-gdpr }\n")
CHECK(CITATION_FORM, "citation-form", ADVICE,
      "the words in which a law is cited call its provisions by another name (C24)",
      "", "",
      "Acts have sections, regulations have regulations, the GDPR has articles",
      "share with local-authority {\n"
      "    send  pupil.name\n"
      "    for   authority-functions\n"
      "    under pupil-information-2013-r3 as \"section 3 of the Regulations 2013\"\n"
      "}\n",
      "share with local-authority {\n"
      "    send  pupil.name\n"
      "    for   authority-functions\n"
      "    under pupil-information-2013-r3 as \"regulation 3 of the Regulations 2013\"\n"
      "}\n")
CHECK(CITED_LAW_DIFFERS, "cited-law-differs", ADVICE,
      "the law that a share cites is not the one whose gateway it goes through (C25)",
      "", "",
      "cite the law of the gateway beside the other",
      "share with youth-support {\n"
      "    send  pupil.name\n"
      "    for   careers-advice\n"
      "    under ea-1996-s507b\n"
      "}\n",
      "share with youth-support {\n"
      "    send  pupil.name\n"
      "    for   careers-advice\n"
      "    under ea-1996-s507b, esa-2008-s14\n"
      "}\n")
CHECK(CONDITION_UNSTATED, "condition-unstated", ADVICE,
      "a share sends special category data and cites no condition for this flow (C26)",
      "", "GDPR article 9(2)",
      "add the paragraph of article 9 to 'under' of the share",
      "share with childrens-services {\n"
      "    send  medical\n"
      "    for   child-protection\n"
      "    on    enquiry\n"
      "}\n",
      "share with childrens-services {\n"
      "    send  medical\n"
      "    for   child-protection\n"
      "    on    enquiry\n"
      "    under ca-1989-s47, dpa-2018-sch1-p18\n"
      "}\n")
CHECK(CONDITION_DIFFERS, "condition-differs", ADVICE,
      "the condition that a share cites is not the one its gateway rests on (C26)",
      "", "GDPR article 9(2)",
      "cite the condition that the dictionary takes it to rest on",
      "",
      "")
CHECK(SAME_CONDITION, "same-condition", ADVICE,
      "one condition is cited for special category data of different kinds (C26)",
      "", "GDPR article 9(2)",
      "cite for each flow the condition that it rests on",
      "hold medical, characteristics { under gdpr-9-2-b }\n",
      "hold medical { under gdpr-9-2-h }\n"
      "hold characteristics { under gdpr-9-2-g }\n")
CHECK(NARROWER_THAN_DUTY, "narrower-than-duty", ADVICE,
      "the law requires more than the notice tells of; when it is sent, a notice gap is recorded (C12)",
      "", "",
      "tell families of all that the duty requires, or send less and say so in the record",
      "hold identity, enrolment, attendance\n"
      "share with department {\n"
      "    send identity\n"
      "    for  school-funding\n"
      "}\n",
      "")
CHECK(OBJECTION_AGAINST_DUTY, "objection-against-duty", ADVICE,
      "an objection is said to keep back what the law requires of those who object too (C12)",
      "", "",
      "leave what the law leaves, or tell families that it is sent when asked for",
      "share with youth-support {\n"
      "    send      pupil.name, parent.name, pupil.telephones\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "}\n",
      "share with youth-support {\n"
      "    send      pupil.name, parent.name, pupil.telephones\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    objection by parent until 16 then pupil leaves pupil.name, parent.name\n"
      "}\n")
CHECK(UNASKED, "unasked", ADVICE,
      "the law requires a flow on request or the like, and the share goes without (C11)",
      "", "",
      "add 'on' and the trigger, or do not say that the law requires it",
      "share with youth-support {\n"
      "    send      pupil.name, pupil.address, pupil.birth-date\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    objection by parent until 16 then pupil leaves pupil.name, pupil.address, pupil.birth-date\n"
      "}\n",
      "share with youth-support {\n"
      "    send      pupil.name, pupil.address, pupil.birth-date\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    on        request\n"
      "    objection by parent until 16 then pupil leaves pupil.name, pupil.address, pupil.birth-date\n"
      "}\n")
CHECK(DUTY_NOT_TOLD, "duty-not-told", ADVICE,
      "the law requires a flow of which the notice tells nothing",
      "", "GDPR article 13(1)(e)",
      "add a share for it",
      "hold identity, enrolment\n",
      "")
CHECK(ONWARD_UNTOLD, "onward-untold", ADVICE,
      "the law lets a recipient pass data on to bodies of which the notice tells nothing",
      "", "GDPR article 13(1)(e)",
      "add 'share with ... by ...' for what the recipient does",
      "share with department {\n"
      "    send assessments, characteristics\n"
      "    for  department-statistics\n"
      "}\n",
      "")
CHECK(COLLECTION_ENDING, "collection-ending", ADVICE,
      "the collection of what a share sends ends before the notice does",
      "", "",
      "plan the next version of the notice for that day",
      "notice \"Pupils\" version 1 from 2017-09-01\n"
      "share with department {\n"
      "    send nationality\n"
      "    for  department-statistics\n"
      "}\n",
      "notice \"Pupils\" version 1 from 2017-09-01 to 2018-06-30\n"
      "share with department {\n"
      "    send nationality\n"
      "    for  department-statistics\n"
      "}\n")
CHECK(HELD_PAST_COLLECTION, "held-past-collection", ADVICE,
      "data is held that is collected no longer, or not yet (C27)",
      "DPA 1998 schedule 1 part I paragraph 5", "GDPR article 5(1)(e)",
      "destroy what was collected, or be able to say why it is kept",
      "hold characteristics\n",
      "hold identity\n")
CHECK(RETENTION_END_UNSTATED, "retention-end-unstated", ADVICE,
      "it is not said what happens to data when its time is up (R-215)",
      "", "GDPR article 13(2)(a)",
      "add 'then destroy' or 'then review'",
      "hold identity { keep until age 25 }\n",
      "hold identity { keep until age 25 then destroy }\n")
CHECK(REQUIREMENT_NOT_TOLD, "requirement-not-told", ADVICE,
      "families are not told what they must give and what they may leave out (R-169)",
      "", "GDPR article 13(2)(e)",
      "add 'mandatory' and 'voluntary' to the holding",
      "hold meals\n",
      "hold meals { voluntary meals }\n")
CHECK(OBJECTION_HOLDER_GAP, "objection-holder-gap", ADVICE,
      "the right to object does not pass to the pupil, or not when the law says so (R-193)",
      "", "",
      "write 'objection by parent until 16 then pupil'",
      "share with youth-support {\n"
      "    send      pupil.name\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    objection by parent leaves pupil.name\n"
      "}\n",
      "share with youth-support {\n"
      "    send      pupil.name\n"
      "    for       careers-advice\n"
      "    when      age >= 13\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "}\n")
CHECK(OBJECTION_LEAVES_UNSENT, "objection-leaves-unsent", ADVICE,
      "an objection leaves what the share does not send",
      "", "",
      "leave only what is sent",
      "share with youth-support {\n"
      "    send      pupil.name\n"
      "    for       careers-advice\n"
      "    objection by parent until 16 then pupil leaves pupil.name, pupil.address\n"
      "}\n",
      "share with youth-support {\n"
      "    send      pupil.name\n"
      "    for       careers-advice\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "}\n")
CHECK(REFUSAL_BESIDE_OBJECTION, "refusal-beside-objection", ADVICE,
      "a refusal of all sharing is honoured, and a share's objection withholds less (C20)",
      "", "",
      "tell families of both, so that they can choose",
      "honour refusals\n"
      "share with youth-support {\n"
      "    send      pupil.name, pupil.telephones\n"
      "    for       careers-advice\n"
      "    objection by parent until 16 then pupil leaves pupil.name\n"
      "}\n",
      "honour refusals\n"
      "share with youth-support {\n"
      "    send      pupil.name, pupil.telephones\n"
      "    for       careers-advice\n"
      "    objection by parent until 16 then pupil leaves nothing\n"
      "}\n")
CHECK(ACADEMY_AUTHORISATION, "academy-authorisation", ADVICE,
      "the law asks for the academy's authorisation, and the share does not tell of it (C21)",
      "", "",
      "add 'needs authorisation where academy'",
      "notice \"Pupils\" version 1 from 2009-09-01\n"
      "controller \"An Academy\" school academy-secondary in kent\n"
      "share with outreach {\n"
      "    send  assessments\n"
      "    for   higher-education-progression\n"
      "    level pupil\n"
      "}\n",
      "notice \"Pupils\" version 1 from 2009-09-01\n"
      "controller \"An Academy\" school academy-secondary in kent\n"
      "share with outreach {\n"
      "    send  assessments\n"
      "    for   higher-education-progression\n"
      "    level pupil\n"
      "    needs authorisation where academy\n"
      "}\n")
CHECK(SAFEGUARD_NOT_TOLD, "safeguard-not-told", ADVICE,
      "the law asks for an approval, terms, consent or a checked identity, and the share does not tell of it (C16)",
      "", "",
      "add what the gateway 'needs'",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "}\n",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "    needs approval by data-sharing-panel\n"
      "    needs terms\n"
      "}\n")
CHECK(OTHER_APPROVAL, "other-approval", ADVICE,
      "a share names another approval than the law asks for (C16)",
      "", "",
      "name the approval of the gateway",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "    needs approval by chief-statistician\n"
      "}\n",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "    needs approval by data-sharing-panel\n"
      "}\n")
CHECK(IDENTIFIED_STATISTICS, "identified-statistics", ADVICE,
      "a share is for statistics alone and names the pupil (C31)",
      "DPA 1998 section 33", "GDPR article 89(1)",
      "write 'level inside', so that results identify nobody, or leave the names out",
      "share with other-departments by department {\n"
      "    send  pupil.name, ethnicity\n"
      "    for   official-statistics\n"
      "}\n",
      "share with other-departments by department {\n"
      "    send  pupil.name, ethnicity\n"
      "    for   official-statistics\n"
      "    level inside\n"
      "}\n")
CHECK(RESULTS_UNSTATED, "results-unstated", ADVICE,
      "a share at pupil level is for statistics alone, and does not tell what may come out of them (C31)",
      "DPA 1998 section 33", "GDPR article 89(1)",
      "add 'results nobody' behind the level",
      "share with researcher by department {\n"
      "    send  assessments\n"
      "    for   achievement-research\n"
      "    level pupil\n"
      "}\n",
      "share with researcher by department {\n"
      "    send  assessments\n"
      "    for   achievement-research\n"
      "    level pupil results nobody\n"
      "}\n")
CHECK(PROMISE_WEAKENED, "promise-weakened", ADVICE,
      "an earlier version promised that the recipient does without something; that stays promised (C17)",
      "", "",
      "add the 'without' of the earlier version",
      "",
      "")
CHECK(TWO_LEVELS, "two-levels", ADVICE,
      "two shares of the same data for the same have different levels; the less revealing one counts (C06)",
      "", "",
      "leave the level that is meant",
      "share with health-department by department {\n"
      "    send  measurements\n"
      "    for   health-policy\n"
      "    level anonymised\n"
      "}\n"
      "share with health-department by department {\n"
      "    send  measurements\n"
      "    for   health-policy\n"
      "    level aggregate by year-group\n"
      "}\n",
      "share with health-department by department {\n"
      "    send  measurements\n"
      "    for   health-policy\n"
      "    level aggregate by year-group\n"
      "}\n")
CHECK(NO_DELETION, "no-deletion", ADVICE,
      "it is not said when a researcher must have destroyed the data (R-217)",
      "", "GDPR article 89(1)",
      "add 'delete after' and the period of the terms",
      "share with third-party by department {\n"
      "    send  assessments\n"
      "    for   education-research\n"
      "    level pupil\n"
      "}\n",
      "share with third-party by department {\n"
      "    send   assessments\n"
      "    for    education-research\n"
      "    level  pupil\n"
      "    delete after 2 years\n"
      "}\n")
CHECK(BOTH_DIRECTIONS, "both-directions", ADVICE,
      "the same data goes to a body and comes from it, for the same purpose (C08)",
      "", "",
      "tell of two flows, each with its own data",
      "share with learner-registration {\n"
      "    send pupil.name, pupil.uln\n"
      "    for  learner-registration\n"
      "}\n"
      "receive pupil.uln from learner-registration { for learner-registration }\n",
      "share with learner-registration {\n"
      "    send pupil.name\n"
      "    for  learner-registration\n"
      "}\n"
      "receive pupil.uln from learner-registration { for learner-registration }\n")
CHECK(NO_REFUSALS, "no-refusals", ADVICE,
      "families are not told that a refusal is honoured (R-168)",
      "", "",
      "add 'honour refusals'",
      "right access\n",
      "right access\n"
      "honour refusals\n")
CHECK(ACCESS_AGE, "access-age", ADVICE,
      "an age is given from which pupils have a right; in England understanding decides (C13, R-151, R-152)",
      "", "",
      "write 'by pupil when able', and record each decision on who is",
      "right access by pupil from 12\n",
      "right access by pupil when able\n")
CHECK(ACCESS_HOLDER_UNSTATED, "access-holder-unstated", ADVICE,
      "it is not said from when pupils ask for what is held themselves (R-205)",
      "", "",
      "write 'right access by pupil when able'",
      "right access\n",
      "right access by pupil when able\n")
CHECK(NO_ACCESS_ROUTE, "no-access-route", ADVICE,
      "families may ask for what is held, and are not told whom (R-204, R-209)",
      "DPA 1998 section 7", "GDPR article 12(2)",
      "write 'requests' behind the contact that takes them",
      "contact \"School office\" telephone \"01632 960000\"\n"
      "right access\n",
      "contact \"School office\" telephone \"01632 960000\" requests\n"
      "right access\n")
CHECK(NO_RECORD_RIGHT, "no-record-right", ADVICE,
      "parents are not told that they may see the educational record (C14, R-204)",
      "", "",
      "add 'right educational-record'",
      "right access\n",
      "right access\n"
      "right educational-record\n")
CHECK(RIGHT_NOT_BINDING, "right-not-binding", ADVICE,
      "parents are told of a right to the educational record at a school that the law does not bind (C14)",
      "SI 2005/1437 regulation 5", "SI 2005/1437 regulation 5",
      "say that it is shown by choice, or tell of the right of access",
      "controller \"An Academy\" school academy-secondary in kent\n"
      "right educational-record\n",
      "controller \"An Academy\" school academy-secondary in kent\n"
      "right access\n")
CHECK(RECIPIENT_UNREACHABLE, "recipient-unreachable", ADVICE,
      "families are not told how to reach a recipient (R-210, R-213)",
      "", "",
      "add 'link' with its name and web address, or 'contact ... of' it",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "}\n"
      "link local-authority \"https://www.kent.gov.uk\"\n")
CHECK(OTHER_LINK, "other-link", ADVICE,
      "the dictionary knows a page at another address (C28)",
      "", "",
      "give the address that the dictionary has, or correct the dictionary",
      "link release-register \"https://www.gov.uk/somewhere-else\"\n",
      "link release-register \"https://www.gov.uk/government/publications/dfe-external-data-shares\"\n")
CHECK(REVIEW_UNSIGNED, "review-unsigned", ADVICE,
      "the last review does not have two signatures (R-226)",
      "", "",
      "write 'signed' and the offices of those who signed it",
      "notice \"Pupils\" version 1 from 2019-09-01 review every 2 years reviewed 2021-09-01\n",
      "notice \"Pupils\" version 1 from 2019-09-01 review every 2 years reviewed 2021-09-01 signed \"Head teacher\", \"Chair of governors\"\n")
/* clang-format on */
#undef CHECK
