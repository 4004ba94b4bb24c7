/*
 * statements.h - every statement of the language.  Included with STATEMENT
 * defined; see grammar.h for the patterns.  Within a block, the formatter
 * keeps the author's order.
 */
#define TOP (1ull << KEYWORD_NONE)
#define IN(keyword) (1ull << KEYWORD_##keyword)
#define ASSERTION PLACE_ASSERTION
/* clang-format off */

/* --- dictionaries and phrasebooks --------------------------------------------------- */
STATEMENT(INCLUDE, "include", TOP, TIMES_ANY, "STRING",
	"Reads another file of the same dictionary or phrasebook here; the path is relative to this file.")

/* --- dictionary: what exists ---------------------------------------------- */
STATEMENT(DICTIONARY, "dictionary", TOP, TIMES_AT_MOST_ONE, "STRING [version NUMBER]",
	"Names the dictionary.")
STATEMENT(CODES, "codes", TOP, TIMES_ANY, "NAME STRING [from STRING] [within NAME] [source STRING]",
	"A code set: from a CSV file with columns code, description and perhaps order, from, to, class; or listed in the block.  'within' names a coarser set, of which each code's class is a code.")
STATEMENT(CODE, "code", IN(CODES), TIMES_ANY, "VALUES STRING [order NUMBER] [from DATE] [to DATE] [class NAME]",
	"One code and its label; order makes codes comparable.")
STATEMENT(CATEGORY, "category", TOP, TIMES_ANY, "NAME STRING { each STRING | by NAME | special }",
	"A kind of data about a pupil.  'each' says that a pupil may have several items, 'by' that they are kept by period.")
STATEMENT(FIELD, "field", IN(CATEGORY), TIMES_ANY,
	"NAME NAME STRING { identifies | quasi | special | mandatory | voluntary | codes NAME | collected DATE to DATE | collected-from DATE | sensitivity NAME | identifiability NUMBER | most NUMBER | derived }",
	"A field: its name, its type (text, date, number, flag, code, upn, uln, postcode, laestab, lsoa), and its label.  'derived' says that a release works it out from other fields.")
STATEMENT(GROUP, "group", TOP, TIMES_ANY, "NAME STRING of NAMES",
	"A name for several fields together.")
STATEMENT(FACT, "fact", TOP, TIMES_ANY, "NAME NAME STRING { codes NAME | from NAME [in VALUES] | of NAME | otherwise VALUES }",
	"Something a condition may ask: a date, number, flag or code; from a field, of the controller, of the request, or given by conditions in the block.  A flag from a field 'of recipient' is true when the field is the number of the recipient asked for.  'otherwise' is its value where nothing is recorded.")
STATEMENT(IS, "is", IN(FACT), TIMES_ANY, "NUMBER when CONDITION",
	"The value of a number fact where the condition holds.")
STATEMENT(AREA, "area", TOP, TIMES_ANY, "NAME STRING { from NAME | within NAME }",
	"What an aggregate may be counted by: a field's value, and the next larger area.")
STATEMENT(PROFILE, "profile", TOP, TIMES_ANY, "NAME STRING { from DATE | to DATE | then NAME | unconfirmed }",
	"How counts are treated before a table of them is published, by which rules it says in the block.  'then' names the profile that takes its place when it ends.  A notice may have profiles of its own.")
STATEMENT(LAW, "law", TOP, TIMES_ANY, "NAME STRING { from DATE | to DATE | unconfirmed | pending | regime | basis | condition }",
	"A law or a provision of one, with the dates it is in force.  'pending' says that it is not known whether it has begun: no duty rests on it.")
STATEMENT(BODY, "body", TOP, TIMES_ANY, "NAME STRING { kind NAME | within NAME }",
	"A function that receives or sends data; who holds it, and when, stands in the block.")
STATEMENT(HELD, "held", IN(BODY), TIMES_ANY, "by STRING [as NAME] { from DATE | to DATE | unconfirmed | within NAME }",
	"One holder of the function, with dates.  'as' gives the holder a name of its own that requests may use, 'within' says of which body it is a part.")
STATEMENT(PURPOSE, "purpose", TOP, TIMES_ANY, "NAME STRING { from DATE | to DATE | marketing | protects | statistics | matched by NAME }",
	"What data is used for.  'marketing' yields to a stop on marketing, 'protects' keeps a child safe.  'matched by' names a number that the recipient holds of its own pupils, and by which it may tell them at level pupil.")
STATEMENT(TRIGGER, "trigger", TOP, TIMES_ANY, "NAME STRING",
	"What may set a disclosure off.")
STATEMENT(APPROVAL, "approval", TOP, TIMES_ANY, "NAME STRING { from DATE | to DATE | lasts NUMBER ( months | years | days | month | year | day ) }",
	"Who or what may approve a release, the dates between which it gives approvals, and how long one of them lasts.")
STATEMENT(WEIGHS, "weighs", IN(APPROVAL), TIMES_ANY, "NAME STRING",
	"A criterion that must be met before the approval is given.")
STATEMENT(TERMS, "terms", TOP, TIMES_ANY, "NAME STRING",
	"Terms that a recipient signs.")
STATEMENT(COVERS, "covers", IN(TERMS), TIMES_ANY, "NAME STRING",
	"A subject that the terms must cover.")
STATEMENT(ROLE, "role", TOP, TIMES_ANY, "NAME STRING",
	"What somebody who asks for data does.")
STATEMENT(SETTING, "setting", TOP, TIMES_ANY, "NAME STRING { phase NAME | years VALUES | academy | data NAMES }",
	"A type of school: its phase; the year groups it teaches, for finding rules that can never match; 'data' are categories that this type collects.")
STATEMENT(AUTHORITY, "authority", TOP, TIMES_ANY, "NAME STRING number STRING { from DATE | to DATE }",
	"A local authority and its three-digit number.")
STATEMENT(AUTHORITIES, "authorities", TOP, TIMES_ANY, "from STRING [source STRING]",
	"Local authorities from a CSV file with columns number, name and perhaps from, to.")
STATEMENT(PAGE, "page", TOP, TIMES_ANY, "NAME STRING [of NAMES]",
	"A web page that notices link to: those that tell of a share with these bodies.  Its addresses stand in the block.")
STATEMENT(AT, "at", IN(PAGE), TIMES_ANY, "STRING { from DATE | to DATE | unconfirmed }",
	"Where a page was found, and when.")
STATEMENT(COLLECTION, "collection", TOP, TIMES_ANY, "NAME STRING",
	"A statutory collection: to whom, for what, in which format, which data.")
STATEMENT(FORMAT, "format", IN(COLLECTION), TIMES_ONCE, "NAME",
	"The file format the recipient of a collection expects.")
STATEMENT(GATEWAY, "gateway", TOP, TIMES_ANY, "NAME [STRING]",
	"What the law allows, or requires: to whom, for what, which data, when.")
STATEMENT(LAWS, "law", IN(GATEWAY)|IN(NEVER), TIMES_ANY, "NAMES",
	"The law behind it; it is in force when all of these are.")
STATEMENT(FROM, "from", IN(GATEWAY), TIMES_AT_MOST_ONE, "DATE [to DATE]",
	"Dates of the gateway itself, beside its law's.")
STATEMENT(BY, "by", IN(GATEWAY)|IN(NEVER), TIMES_AT_MOST_ONE, "NAMES",
	"Who may disclose: kinds of controller (school, authority, department, agency), and bodies or holders of one.  Left out: anybody.")
STATEMENT(TO, "to", IN(GATEWAY)|IN(NEVER)|IN(COLLECTION), TIMES_ANY, "NAMES [for NAMES]",
	"Recipients, and the purposes they may have it for.")
STATEMENT(DATA, "data", IN(GATEWAY)|IN(COLLECTION), TIMES_SOME, "NAMES [and held categories]",
	"Fields, groups and categories; 'held categories' are all that the notice holds.")
STATEMENT(WITHIN, "within", IN(GATEWAY), TIMES_AT_MOST_ONE, "NUMBER ( school-days | months | weeks | days | month | week | day )",
	"How soon after its trigger the law wants it done.")
STATEMENT(DUTY, "duty", IN(GATEWAY), TIMES_AT_MOST_ONE, "[on NAMES]",
	"The law requires it, always or on these triggers: promise and wishes do not stop it, and the record says so.")

/* --- notice: what one controller promises --------------------------------- */
STATEMENT(NOTICE, "notice", TOP, TIMES_AT_MOST_ONE, "STRING version NUMBER from DATE { to DATE | review every NUMBER ( months | years | month | year ) | reviewed DATE | signed VALUES }",
	"The title, version and dates of a privacy notice; 'signed' are the offices of those who signed the last review.")
STATEMENT(CONTROLLER, "controller", TOP, TIMES_AT_MOST_ONE, "STRING NAME [NAME] { as NAME | in NAME | number STRING | also NAMES }",
	"Who makes the promise: name, kind (school, authority, department, agency), setting, the body that it is, authority, LAESTAB.  'also' names further settings that the notice is for.")
STATEMENT(CONTACT, "contact", TOP, TIMES_ANY, "STRING { of NAME | email STRING | telephone STRING | web STRING | post STRING | complaints | objections | requests }",
	"Whom families can ask, and at which body.  The words say what else it takes: complaints, objections, requests for what is held.")
STATEMENT(LINK, "link", TOP, TIMES_ANY, "NAME STRING",
	"A web address that the notice gives: of a page of the dictionary, or of a body.")
STATEMENT(HOLD, "hold", TOP, TIMES_ANY, "NAMES",
	"What the controller holds (fields, groups, categories), why, under which law, and for how long.")
STATEMENT(RECEIVE, "receive", TOP, TIMES_ANY, "NAMES from NAME",
	"What the controller is given by another body.")
STATEMENT(SHARE, "share", TOP, TIMES_ANY, "with NAME [by NAME]",
	"A flow that families are told of.  'by' names another controller who does it; such a flow is told, not enforced here.")
STATEMENT(SEND, "send", IN(SHARE)|IN(NEVER), TIMES_ANY, "NAMES [and held categories]",
	"What goes out.")
STATEMENT(FOR, "for", IN(SHARE)|IN(HOLD)|IN(RECEIVE)|IN(NEVER), TIMES_ANY, "NAMES",
	"Purposes.")
STATEMENT(UNDER, "under", IN(SHARE)|IN(HOLD)|IN(RECEIVE)|IN(GATEWAY), TIMES_ANY, "NAMES [as STRING]",
	"Laws that the notice cites; 'as' gives the words in which it does.  In a gateway the basis and the conditions that data protection law has for it.")
STATEMENT(MANDATORY, "mandatory", IN(HOLD), TIMES_ANY, "NAMES",
	"What families are told that they must give.")
STATEMENT(VOLUNTARY, "voluntary", IN(HOLD), TIMES_ANY, "NAMES",
	"What families are told that they may leave out.")
STATEMENT(KEEP, "keep", IN(HOLD)|IN(RECEIVE), TIMES_AT_MOST_ONE, "until ( age NUMBER | NUMBER ( months | years | month | year ) after NAME ) [then NAME]",
	"Retention: until an age, or a time after an event; then destroy or review.")
STATEMENT(NEVER, "never", TOP, TIMES_ANY, "NAME [STRING]",
	"A prohibition; it overrides every permission.  In a dictionary it is the law's, in a notice the controller's.")
STATEMENT(HONOUR, "honour", TOP, TIMES_AT_MOST_ONE, "refusals",
	"A family's general refusal of sharing is honoured; it yields only to a legal duty or to keeping the child safe.")
STATEMENT(RIGHT, "right", TOP, TIMES_ANY, "NAME [by pupil ( from NUMBER | when able )]",
	"A right that the notice tells families of, and from when pupils use it themselves: from an age, or when able to understand.")

/* --- both gateways and shares --------------------------------------------- */
STATEMENT(WHEN, "when", IN(GATEWAY)|IN(SHARE)|IN(NEVER), TIMES_AT_MOST_ONE, "CONDITION",
	"Which pupils.")
STATEMENT(ON, "on", IN(GATEWAY)|IN(SHARE), TIMES_AT_MOST_ONE, "NAMES",
	"Only when one of these triggers has set it off.")
STATEMENT(EVERY, "every", IN(GATEWAY)|IN(SHARE), TIMES_AT_MOST_ONE, "NUMBER ( months | years | month | year )",
	"Not again before this time has passed since the last release to the same recipient for the same purpose.")
STATEMENT(LEVEL, "level", IN(GATEWAY)|IN(SHARE), TIMES_AT_MOST_ONE, "( named | pupil | inside | anonymised | aggregate by NAME [profile NAME] ) [results ( nobody | aggregate by NAME )]",
	"The most revealing level of identification allowed; named when left out.  'profile' says how small counts are treated; that called 'default' when left out.  'results' says what may come out of the recipient's work with it.")
STATEMENT(WITHOUT, "without", IN(GATEWAY)|IN(SHARE), TIMES_AT_MOST_ONE, "NAMES",
	"What the recipient must not do with it: 'decisions' about a person, 'identification' of anybody in results.")
STATEMENT(NEEDS, "needs", IN(GATEWAY)|IN(SHARE), TIMES_ANY, "( approval by NAME | authorisation | consent [by NAME] | identity | terms [NAME] | role NAME ) [where CONDITION]",
	"A safeguard that must be in place; 'authorisation' is the controller's own for this recipient, 'role' that of whoever asks.")
STATEMENT(OBJECTION, "objection", IN(GATEWAY)|IN(SHARE), TIMES_ANY, "by NAME [until NUMBER then NAME] [stated ( from DATE [to DATE] | to DATE )] leaves ( nothing | NAMES )",
	"Who may object, who after a birthday, between which dates, and what is still sent when they have.")
STATEMENT(ONWARD, "onward", IN(GATEWAY)|IN(SHARE), TIMES_ANY, "( none | to NAMES [for NAMES] [at ( named | pupil | inside | anonymised | aggregate by NAME )] [then by law] )",
	"To whom the recipient may pass it on, and at which level of identification at most; "
	"'then by law' leaves what they do with it to the law and promise of that step.")
STATEMENT(DELETE, "delete", IN(GATEWAY)|IN(SHARE), TIMES_AT_MOST_ONE, "( after NUMBER ( months | years | days | month | year | day ) | by DATE )",
	"When the recipient must have destroyed it.")

/* --- profiles: how counts are treated ---------------------------------------- */
STATEMENT(SOURCE, "source", IN(PROFILE), TIMES_AT_MOST_ONE, "STRING",
	"Where the rules are from; it is published with every table.")
STATEMENT(SUPPRESS, "suppress", IN(PROFILE), TIMES_AT_MOST_ONE, "NUMBER to NUMBER [interval NUMBER]",
	"Counts from one to the other are not shown.  'interval' says how many different counts each of them must be able to be, for all that a reader can work out; 3 when left out.")
STATEMENT(ZEROS, "zeros", IN(PROFILE), TIMES_AT_MOST_ONE, "( shown | hidden [if needed] )",
	"Whether a 0 is shown, as it is when left out, or hidden as a small count is; 'if needed' it is hidden only where that keeps another count from being worked out, so that fewer others are.")
STATEMENT(WHOLE, "whole", IN(PROFILE), TIMES_AT_MOST_ONE, "( shown | hidden )",
	"Whether a count that is everybody of its group, which tells of each of them, is shown, as it is when left out.")
STATEMENT(ROUND, "round", IN(PROFILE), TIMES_AT_MOST_ONE, "( nearest NUMBER | midpoint NUMBER | controlled NUMBER )",
	"How counts are rounded: each to the nearest multiple; to the middle of the so many counts that it is among; or to a neighbouring multiple such that totals still add up.")
STATEMENT(PERCENTAGES, "percentages", IN(PROFILE), TIMES_AT_MOST_ONE, "( none | from ( counts | rounded ) [decimals NUMBER [of NUMBER or more]] [hidden NUMBER to NUMBER] )",
	"What percentages are made from; their decimals, and from which denominator on they have them; and which numerators and denominators hide them, those of hidden counts when left out.")
STATEMENT(COHORT, "cohort", IN(PROFILE), TIMES_AT_MOST_ONE, "NUMBER [one percentage to NUMBER]",
	"Nothing is said of a group of fewer; and 'to' so many one percentage only, with the reason.")
STATEMENT(MEANS, "means", IN(PROFILE), TIMES_AT_MOST_ONE, "of NUMBER or more",
	"The fewest records that a mean or a sum is shown of.")
STATEMENT(DEGREES, "degrees", IN(PROFILE), TIMES_AT_MOST_ONE, "NUMBER",
	"The fewest residual degrees of freedom of a model.")
STATEMENT(DOMINANCE, "dominance", IN(PROFILE), TIMES_AT_MOST_ONE, "NUMBER hold NUMBER percent",
	"A sum is hidden of which so many contributors hold more than this.")
STATEMENT(ESTIMATE, "estimate", IN(PROFILE), TIMES_AT_MOST_ONE, "within NUMBER percent",
	"A sum is hidden from which a contributor could estimate the largest contribution so closely.")
STATEMENT(SYMBOLS, "symbols", IN(PROFILE), TIMES_AT_MOST_ONE, "{ suppressed STRING | low STRING | not-applicable STRING | unavailable STRING | unreliable STRING }",
	"What stands in place of a count; c, low, z, x and u when left out.")

/* --- phrasebook: what published documents say ------------------------------ */
STATEMENT(PHRASEBOOK, "phrasebook", TOP, TIMES_AT_MOST_ONE, "STRING language STRING [of STRING] [whole]",
	"Names the phrasebook, the language of its documents as a tag (en-GB), and the dictionary whose things it names.  'whole' says that it has everything; another is laid over a whole one.")
STATEMENT(PLURAL, "plural", TOP, TIMES_ANY, "NAME [when CONDITION]",
	"A form that words take beside a number, for the numbers of the condition, which asks the fact 'number'; without one for all others.")
STATEMENT(WORD, "word", TOP, TIMES_ANY, "NAME [for NAMES] STRING",
	"A word that stands in braces in phrases and names, for an audience (parent, primary, secondary, staff) or for everybody.")
STATEMENT(PHRASE, "phrase", TOP, TIMES_ANY, "NAME [for NAMES] STRING",
	"What is said for a key, to an audience or to everybody.")
STATEMENT(NAME, "name", TOP, TIMES_ANY, "NAME VALUES { of NAME | for NAMES | owner NAME | whole | denied | heading | explained } STRING",
	"What a thing of the dictionary is called: its kind and name, a code 'of' its set.  'owner' says whose a category's data is (pupil, parent, contact), 'whole' that a name stands without 'your child's' before it, 'denied' is said of a fact that is not so, 'heading' where it stands alone, 'explained' where a reader meets it first.")

/* --- assertions ----------------------------------------------------------- */
STATEMENT(NEVER_TO, "never", ASSERTION, TIMES_ANY,
	"NAMES to ( any body [outside ( kind NAMES | NAMES )] | kind NAMES | NAMES ) { for NAMES | when CONDITION | at ( named | pupil | inside | anonymised | aggregate by NAME ) or more revealing | after objection by NAME | on DATE | from DATE to DATE | directly }",
	"No walk of the data, from one controller to the next, ends with these recipients.")
STATEMENT(ONLY, "only", ASSERTION, TIMES_ANY,
	"( kind NAMES | NAMES ) get NAMES { for NAMES | when CONDITION | at ( named | pupil | inside | anonymised | aggregate by NAME ) or more revealing | after objection by NAME | on DATE | from DATE to DATE | directly }",
	"The same of all recipients but these.")
STATEMENT(ALWAYS, "always", ASSERTION, TIMES_ANY,
	"NAMES to NAMES for NAMES { when CONDITION | on DATE | from DATE to DATE }",
	"Each controller whose notice is given lets the data go, whatever families wish or were told.")
/* clang-format on */
#undef TOP
#undef IN
#undef ASSERTION
