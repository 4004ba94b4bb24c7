/*
 * fault_list.h - what makes a text unusable, as a table: faults of the language,
 * of a dictionary, and of a notice read against one.  The tables in
 * docs/language.md and what `hornbook check --explain` prints come from it.
 *
 * FAULT(stage, id, severity, why, before, after): examples as in check_list.h; where they
 * are empty it takes many lines or other files to show it.
 */
/* clang-format off */
FAULT(LANGUAGE, "bad-character", ERROR,
      "a character that means nothing where it stands",
      "right access!\n",
      "right access\n")
FAULT(LANGUAGE, "bad-date", ERROR,
      "not a day of the calendar, or not written yyyy-mm-dd",
      "law a \"An Act\" from 2019-02-29\n",
      "law a \"An Act\" from 2019-02-28\n")
FAULT(LANGUAGE, "bad-escape", ERROR,
      "`\\` before something other than `\"` or `\\`",
      "law a \"An\\nAct\"\n",
      "law a \"An \\\"Act\\\"\"\n")
FAULT(LANGUAGE, "bad-number", ERROR,
      "digits run into letters: neither number nor name",
      "dictionary \"England\" version 1st\n",
      "dictionary \"England\" version 1\n")
FAULT(LANGUAGE, "condition-too-long", ERROR,
      "a condition of more than 256 parts",
      "",
      "")
FAULT(LANGUAGE, "expected-argument", ERROR,
      "something else should stand here, or something is missing",
      "right\n",
      "right access\n")
FAULT(LANGUAGE, "misplaced-brace", ERROR,
      "`{` on another line than its statement",
      "hold identity\n"
      "{\n"
      "    for teaching\n"
      "}\n",
      "hold identity {\n"
      "    for teaching\n"
      "}\n")
FAULT(LANGUAGE, "misplaced-statement", ERROR,
      "a statement in a block, or at the top, where it may not stand",
      "send pupil.name\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "}\n")
FAULT(LANGUAGE, "missing-clause", ERROR,
      "a block without a clause that it must have",
      "gateway transfer {\n"
      "    to next-school\n"
      "}\n",
      "gateway transfer {\n"
      "    to   next-school\n"
      "    data pupil.name\n"
      "}\n")
FAULT(LANGUAGE, "nesting-too-deep", ERROR,
      "more than 64 blocks and parentheses inside each other",
      "",
      "")
FAULT(LANGUAGE, "number-too-large", ERROR,
      "a number of 2^63 or more",
      "dictionary \"England\" version 9223372036854775808\n",
      "dictionary \"England\" version 1\n")
FAULT(LANGUAGE, "repeated-clause", ERROR,
      "a second clause of a kind that may stand once",
      "share with local-authority {\n"
      "    when age >= 13\n"
      "    when age < 20\n"
      "}\n",
      "share with local-authority {\n"
      "    when age >= 13 and age < 20\n"
      "}\n")
FAULT(LANGUAGE, "repeated-option", ERROR,
      "the same option twice in one statement",
      "law a \"An Act\" from 2019-01-01 from 2020-01-01\n",
      "law a \"An Act\" from 2019-01-01\n")
FAULT(LANGUAGE, "reserved-word", ERROR,
      "`and`, `or`, `not` or `in` as a name",
      "right not\n",
      "right access\n")
FAULT(LANGUAGE, "text-too-long", ERROR,
      "a text of more than 4000 bytes",
      "",
      "")
FAULT(LANGUAGE, "unclosed-block", ERROR,
      "a `{` without its `}`; also when a statement of the top follows at the margin",
      "hold identity {\n"
      "    for teaching\n"
      "right access\n",
      "hold identity {\n"
      "    for teaching\n"
      "}\n"
      "right access\n")
FAULT(LANGUAGE, "unclosed-parenthesis", ERROR,
      "a `(` without its `)`",
      "share with local-authority {\n"
      "    when age >= 13 and (carer or boarder\n"
      "}\n",
      "share with local-authority {\n"
      "    when age >= 13 and (carer or boarder)\n"
      "}\n")
FAULT(LANGUAGE, "unexpected-block", ERROR,
      "a block behind a statement that has none",
      "right access { }\n",
      "right access\n")
FAULT(LANGUAGE, "unexpected-brace", ERROR,
      "a `}` that closes nothing",
      "right access\n"
      "}\n",
      "right access\n")
FAULT(LANGUAGE, "unexpected-word", ERROR,
      "more than the statement can hold",
      "right access please\n",
      "right access\n")
FAULT(LANGUAGE, "unknown-statement", ERROR,
      "a statement begins with a word that is no keyword",
      "rigth access\n",
      "right access\n")
FAULT(LANGUAGE, "unterminated-string", ERROR,
      "a text without closing quote on its line",
      "law a \"An Act\n",
      "law a \"An Act\"\n")

FAULT(DICTIONARY, "bad-dates", ERROR,
      "an end before the beginning",
      "law a \"An Act\" from 2020-01-01 to 2019-01-01\n",
      "law a \"An Act\" from 2019-01-01 to 2020-01-01\n")
FAULT(DICTIONARY, "bad-identifiability", ERROR,
      "not 1 to 5",
      "category a \"A\" { field b text \"B\" identifiability 6 }\n",
      "category a \"A\" { field b text \"B\" identifiability 5 }\n")
FAULT(DICTIONARY, "bad-origin", ERROR,
      "a fact from two places, or from one that is none",
      "fact carer flag \"Cares for somebody\" of nobody\n",
      "fact carer flag \"Cares for somebody\" of request\n")
FAULT(DICTIONARY, "bad-requirement", ERROR,
      "a field both mandatory and voluntary",
      "category a \"A\" { field b text \"B\" mandatory voluntary }\n",
      "category a \"A\" { field b text \"B\" voluntary }\n")
FAULT(DICTIONARY, "bad-sensitivity", ERROR,
      "not A to E",
      "category a \"A\" { field b text \"B\" sensitivity F }\n",
      "category a \"A\" { field b text \"B\" sensitivity E }\n")
FAULT(DICTIONARY, "bad-type", ERROR,
      "a type that does not exist, or that does not agree with what it refers to",
      "category a \"A\" { field b texts \"B\" }\n",
      "category a \"A\" { field b text \"B\" }\n")
FAULT(DICTIONARY, "csv-column", ERROR,
      "a column of a CSV file that is missing, unknown or there twice",
      "",
      "")
FAULT(DICTIONARY, "csv-date", ERROR,
      "a date in a CSV file not written yyyy-mm-dd",
      "",
      "")
FAULT(DICTIONARY, "csv-form", ERROR,
      "quotes in a CSV file that do not close or stand wrongly, or too many cells",
      "",
      "")
FAULT(DICTIONARY, "csv-order", ERROR,
      "an order in a CSV file that is no whole number",
      "",
      "")
FAULT(DICTIONARY, "csv-row", ERROR,
      "a row with too few or too many cells, or without its code or name",
      "",
      "")
FAULT(DICTIONARY, "cyclic-area", ERROR,
      "an area within itself, perhaps over others",
      "category a \"A\" { field ward text \"Ward\" }\n"
      "area ward \"Ward\" from ward within ward\n",
      "category a \"A\" { field ward text \"Ward\" }\n"
      "area ward \"Ward\" from ward\n")
FAULT(DICTIONARY, "cyclic-body", ERROR,
      "a body within itself, perhaps over others",
      "body team \"Team\" within office\n"
      "body office \"Office\" within team\n",
      "body team \"Team\" within office\n"
      "body office \"Office\"\n")
FAULT(DICTIONARY, "cyclic-codes", ERROR,
      "a code set within itself, perhaps over others",
      "codes a \"A\" within b { code x \"X\" }\n"
      "codes b \"B\" within a { code y \"Y\" }\n",
      "codes a \"A\" within b { code x \"X\" class y }\n"
      "codes b \"B\" { code y \"Y\" }\n")
FAULT(DICTIONARY, "cyclic-fact", ERROR,
      "a fact that follows from itself, perhaps over others",
      "fact stage number \"Stage\" { is 1 when stage = 1 }\n",
      "fact carer flag \"Carer\" of request\n"
      "fact stage number \"Stage\" { is 1 when carer }\n")
FAULT(DICTIONARY, "duplicate-code", ERROR,
      "a code twice in its set",
      "codes sex \"Sex\" { code F \"Female\"; code F \"Feminine\" }\n",
      "codes sex \"Sex\" { code F \"Female\"; code M \"Male\" }\n")
FAULT(DICTIONARY, "duplicate-name", ERROR,
      "a name twice; fields, groups and categories share theirs, bodies and their holders' aliases too",
      "law a \"An Act\"\n"
      "law a \"Another Act\"\n",
      "law a \"An Act\"\n"
      "law b \"Another Act\"\n")
FAULT(DICTIONARY, "group-in-group", ERROR,
      "a group among the fields of a group",
      "category a \"A\" { field b text \"B\" }\n"
      "group c \"C\" of b\n"
      "group d \"D\" of c\n",
      "category a \"A\" { field b text \"B\" }\n"
      "group c \"C\" of b\n"
      "group d \"D\" of b\n")
FAULT(DICTIONARY, "include-depth", ERROR,
      "files that include each other more than 16 deep",
      "",
      "")
FAULT(DICTIONARY, "include-twice", ERROR,
      "a file that is read already",
      "include \"main.dictionary\"\n",
      "law a \"An Act\"\n")
FAULT(DICTIONARY, "no-codes", ERROR,
      "a code set without file and without codes",
      "codes sex \"Sex\"\n",
      "codes sex \"Sex\" { code F \"Female\" }\n")
FAULT(DICTIONARY, "not-in-dictionary", ERROR,
      "a statement of notices",
      "right access\n",
      "law a \"An Act\"\n")
FAULT(DICTIONARY, "number-out-of-range", ERROR,
      "a number too small or too large, or an authority's number without three digits",
      "authority kent \"Kent\" number \"86\"\n",
      "authority kent \"Kent\" number \"886\"\n")
FAULT(DICTIONARY, "one-code", ERROR,
      "several codes in one statement",
      "codes sex \"Sex\" { code F, M \"Sex\" }\n",
      "codes sex \"Sex\" { code F \"Female\" }\n")
FAULT(DICTIONARY, "one-recipient", ERROR,
      "a collection for no body or for several",
      "category a \"A\" { field b text \"B\" }\n"
      "collection census \"Census\" {\n"
      "    format csv\n"
      "    data   b\n"
      "}\n",
      "category a \"A\" { field b text \"B\" }\n"
      "body office \"Office\"\n"
      "collection census \"Census\" {\n"
      "    format csv\n"
      "    to     office\n"
      "    data   b\n"
      "}\n")
FAULT(DICTIONARY, "overlapping-holders", WARNING,
      "a body held by two on one day (a warning)",
      "body office \"Office\" {\n"
      "    held by \"One\" to 2020-12-31\n"
      "    held by \"Two\" from 2020-01-01\n"
      "}\n",
      "body office \"Office\" {\n"
      "    held by \"One\" to 2019-12-31\n"
      "    held by \"Two\" from 2020-01-01\n"
      "}\n")
FAULT(DICTIONARY, "path-outside", ERROR,
      "a file that would lie outside the dictionary's directory",
      "include \"../other.dictionary\"\n",
      "law a \"An Act\"\n")
FAULT(DICTIONARY, "too-many-fields", ERROR,
      "more than 512 fields",
      "",
      "")
FAULT(DICTIONARY, "too-many-files", ERROR,
      "more than 256 files",
      "",
      "")
FAULT(DICTIONARY, "too-many-names", ERROR,
      "more categories, facts or other things than there may be",
      "",
      "")
FAULT(DICTIONARY, "two-lists", ERROR,
      "codes in a file and in the block",
      "",
      "")
FAULT(DICTIONARY, "unknown-area", ERROR,
      "no area is called so",
      "category a \"A\" { field ward text \"Ward\" }\n"
      "area ward \"Ward\" from ward within town\n",
      "category a \"A\" { field ward text \"Ward\" }\n"
      "area ward \"Ward\" from ward\n")
FAULT(DICTIONARY, "bad-profile", ERROR,
      "a profile with a rule that cannot be so, or with none",
      "profile small \"Small areas\" {\n"
      "    suppress 9 to 1\n"
      "}\n",
      "profile small \"Small areas\" {\n"
      "    suppress 1 to 9\n"
      "}\n")
FAULT(DICTIONARY, "unknown-profile", ERROR,
      "no profile is called so",
      "profile old \"Old\" to 2020-10-28 then knew {\n"
      "    suppress 1 to 5\n"
      "}\n"
      "profile new \"New\" from 2020-10-29 {\n"
      "    suppress 1 to 7\n"
      "}\n",
      "profile old \"Old\" to 2020-10-28 then new {\n"
      "    suppress 1 to 5\n"
      "}\n"
      "profile new \"New\" from 2020-10-29 {\n"
      "    suppress 1 to 7\n"
      "}\n")
FAULT(DICTIONARY, "unknown-body", ERROR,
      "no body is called so",
      "body team \"Team\" within office\n",
      "body team \"Team\" within office\n"
      "body office \"Office\"\n")
FAULT(DICTIONARY, "unknown-code", ERROR,
      "not a code of the set",
      "codes phase \"Phase\" { code primary \"Primary\" }\n"
      "setting infant \"Infant school\" phase primry\n",
      "codes phase \"Phase\" { code primary \"Primary\" }\n"
      "setting infant \"Infant school\" phase primary\n")
FAULT(DICTIONARY, "unknown-codes", ERROR,
      "no code set is called so, or a code that does not say of which set",
      "category a \"A\" { field b code \"B\" codes sex }\n",
      "codes sex \"Sex\" { code F \"Female\" }\n"
      "category a \"A\" { field b code \"B\" codes sex }\n")
FAULT(DICTIONARY, "unknown-fact", ERROR,
      "no fact is called so",
      "fact stage number \"Stage\" { is 1 when carer }\n",
      "fact carer flag \"Carer\" of request\n"
      "fact stage number \"Stage\" { is 1 when carer }\n")
FAULT(DICTIONARY, "unknown-field", ERROR,
      "no field, group or category is called so",
      "group b \"B\" of name\n",
      "category a \"A\" { field name text \"Name\" }\n"
      "group b \"B\" of name\n")
FAULT(DICTIONARY, "unknown-kind", ERROR,
      "not a kind of body",
      "body office \"Office\" kind offices\n",
      "body office \"Office\" kind agency\n")
FAULT(DICTIONARY, "unknown-purpose", ERROR,
      "no purpose is called so",
      "category a \"A\" { field b text \"B\" }\n"
      "body office \"Office\"\n"
      "collection census \"Census\" {\n"
      "    format csv\n"
      "    to     office for counting\n"
      "    data   b\n"
      "}\n",
      "category a \"A\" { field b text \"B\" }\n"
      "body office \"Office\"\n"
      "purpose counting \"Counting\"\n"
      "collection census \"Census\" {\n"
      "    format csv\n"
      "    to     office for counting\n"
      "    data   b\n"
      "}\n")

FAULT(NOTICE, "bad-age", ERROR,
      "a right that passes on at an age nobody has",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    objection by parent until 160 then pupil leaves nothing\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    objection by parent until 16 then pupil leaves nothing\n"
      "}\n")
FAULT(NOTICE, "bad-number", ERROR,
      "a school's number that is not an authority's and four digits",
      "controller \"A School\" school secondary number \"1101\"\n",
      "controller \"A School\" school secondary number \"886/1101\"\n")
FAULT(NOTICE, "bad-profile", ERROR,
      "a profile with a rule that cannot be so, or with none, or one that says what takes its place",
      "profile own \"Our own\" {\n"
      "    suppress 19 to 1\n"
      "}\n",
      "profile own \"Our own\" {\n"
      "    suppress 1 to 19\n"
      "}\n")
FAULT(NOTICE, "duplicate-name", ERROR,
      "two profiles of the notice have one name",
      "profile own \"Our own\" {\n"
      "    suppress 1 to 19\n"
      "}\n"
      "profile own \"Our own\" {\n"
      "    suppress 1 to 29\n"
      "}\n",
      "profile own \"Our own\" {\n"
      "    suppress 1 to 19\n"
      "}\n"
      "profile wide \"Wide areas\" {\n"
      "    suppress 1 to 29\n"
      "}\n")
FAULT(NOTICE, "bad-requirement", ERROR,
      "families are told both that they must give something and that they may leave it out",
      "hold characteristics {\n"
      "    mandatory ethnicity\n"
      "    voluntary characteristics\n"
      "}\n",
      "hold characteristics { voluntary characteristics }\n")
FAULT(NOTICE, "bad-value", ERROR,
      "a value that cannot be compared with the fact",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when age >= thirteen\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when age >= 13\n"
      "}\n")
FAULT(NOTICE, "dictionary-in-notice", ERROR,
      "a statement of dictionaries",
      "law a \"An Act\"\n",
      "right access\n")
FAULT(NOTICE, "empty-range", ERROR,
      "a range whose end lies before its beginning",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when age in 20 to 13\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when age in 13 to 20\n"
      "}\n")
FAULT(NOTICE, "matched-beyond-own", ERROR,
      "recipients match by a number for a purpose, and a gateway to it lets through others than their own pupils",
      "",
      "")
FAULT(NOTICE, "no-birth-date", ERROR,
      "an age is asked, and the dictionary has no date of birth",
      "",
      "")
FAULT(NOTICE, "no-controller", ERROR,
      "nobody makes the promise",
      "",
      "")
FAULT(NOTICE, "no-notice", ERROR,
      "no title, version and date",
      "",
      "")
FAULT(NOTICE, "no-order", ERROR,
      "a comparison, or a range, of what has no order",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when setting > primary\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when setting = primary\n"
      "}\n")
FAULT(NOTICE, "not-a-flag", ERROR,
      "a fact asked as if it were true or false",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when setting\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    when academy\n"
      "}\n")
FAULT(NOTICE, "too-deep", ERROR,
      "a condition that cannot be evaluated in the space there is",
      "",
      "")
FAULT(NOTICE, "too-many-triggers", ERROR,
      "a trigger beyond the dictionary's first 64",
      "",
      "")
FAULT(NOTICE, "not-a-ground", ERROR,
      "a law under which a gateway stands in data protection law, and that is neither a basis nor a condition",
      "",
      "")
FAULT(NOTICE, "unknown-approval", ERROR,
      "no approval is called so",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    needs approval by sharing-panel\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    needs approval by data-sharing-panel\n"
      "}\n")
FAULT(NOTICE, "unknown-authority", ERROR,
      "no authority is called so",
      "controller \"A School\" school secondary in knet\n",
      "controller \"A School\" school secondary in kent\n")
FAULT(NOTICE, "unknown-category", ERROR,
      "no category is called so",
      "",
      "")
FAULT(NOTICE, "unknown-collection", ERROR,
      "no collection is called so",
      "",
      "")
FAULT(NOTICE, "unknown-gateway", ERROR,
      "no gateway is called so",
      "",
      "")
FAULT(NOTICE, "unknown-group", ERROR,
      "no group is called so",
      "",
      "")
FAULT(NOTICE, "unknown-holder", ERROR,
      "neither parent nor pupil",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    objection by guardian leaves nothing\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    objection by parent leaves nothing\n"
      "}\n")
FAULT(NOTICE, "unknown-kind", ERROR,
      "neither a kind of controller nor a body",
      "controller \"A School\" scool\n",
      "controller \"A School\" school\n")
FAULT(NOTICE, "unknown-law", ERROR,
      "no law is called so",
      "hold identity { under gdpr-6-1-z }\n",
      "hold identity { under gdpr-6-1-e }\n")
FAULT(NOTICE, "unknown-name", ERROR,
      "nothing is called so",
      "",
      "")
FAULT(NOTICE, "unknown-page", ERROR,
      "no page is called so",
      "link releases \"https://www.gov.uk/government/publications/dfe-external-data-shares\"\n",
      "link release-register \"https://www.gov.uk/government/publications/dfe-external-data-shares\"\n")
FAULT(NOTICE, "unknown-profile", ERROR,
      "neither the notice nor the dictionary has a profile called so",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile small-aeras\n"
      "}\n",
      "share with crime-reduction-partnership {\n"
      "    send  exclusions\n"
      "    for   crime-risk-profiling\n"
      "    level aggregate by lsoa profile default\n"
      "}\n")
FAULT(NOTICE, "unknown-role", ERROR,
      "no role is called so",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    needs role safeguarder\n"
      "}\n",
      "")
FAULT(NOTICE, "unknown-setting", ERROR,
      "no type of school is called so",
      "controller \"A School\" school secundary\n",
      "controller \"A School\" school secondary\n")
FAULT(NOTICE, "unknown-terms", ERROR,
      "no terms are called so",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    needs terms xyz\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    needs terms\n"
      "}\n")
FAULT(NOTICE, "unknown-trigger", ERROR,
      "no trigger is called so",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    on transfre\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    on transfer\n"
      "}\n")
FAULT(NOTICE, "unknown-use", ERROR,
      "neither decisions nor identification, behind `without`",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    without mistakes\n"
      "}\n",
      "share with local-authority {\n"
      "    send pupil.name\n"
      "    for  authority-functions\n"
      "    without decisions\n"
      "}\n")
FAULT(NOTICE, "unordered-code", ERROR,
      "a code without a place in the order of its set, where one is needed",
      "",
      "")
FAULT(PHRASEBOOK, "name-of", ERROR,
      "a code, criterion or subject whose name is not `of` its set, or something else that is",
      "",
      "")
FAULT(PHRASEBOOK, "no-phrasebook", ERROR,
      "no title and language",
      "",
      "")
FAULT(PHRASEBOOK, "not-a-number", ERROR,
      "plural forms beside what is no number, or plurals that ask something else",
      "",
      "")
FAULT(PHRASEBOOK, "not-in-phrasebook", ERROR,
      "a statement of dictionaries or notices",
      "",
      "")
FAULT(PHRASEBOOK, "path-outside", ERROR,
      "a file that does not lie beside the main one, or is included by another",
      "",
      "")
FAULT(PHRASEBOOK, "phrase-form", ERROR,
      "braces that do not match; sentences without a mark at their end, or a heading with a full stop",
      "",
      "")
FAULT(PHRASEBOOK, "phrase-missing", ERROR,
      "a whole phrasebook has nothing to say for a key",
      "",
      "")
FAULT(PHRASEBOOK, "phrase-too-long", ERROR,
      "a phrase of more than 64 parts",
      "",
      "")
FAULT(PHRASEBOOK, "placeholder-left-out", ERROR,
      "a phrase does not say what it must",
      "",
      "")
FAULT(PHRASEBOOK, "placeholder-may-be-empty", ERROR,
      "what may be empty stands outside of `[ ]`",
      "",
      "")
FAULT(PHRASEBOOK, "plural-forms", ERROR,
      "more or fewer forms of a word than the phrasebook has plurals",
      "",
      "")
FAULT(PHRASEBOOK, "said-twice", ERROR,
      "a phrase, a name or a word is worded twice for one audience",
      "",
      "")
FAULT(PHRASEBOOK, "same-name", WARNING,
      "two things that the dictionary tells apart are called the same",
      "",
      "")
FAULT(PHRASEBOOK, "too-many-names", ERROR,
      "more than 8 plurals",
      "",
      "")
FAULT(PHRASEBOOK, "unknown-audience", ERROR,
      "an audience other than parent, primary, secondary and staff",
      "",
      "")
FAULT(PHRASEBOOK, "unknown-kind", ERROR,
      "a kind of thing that has no names",
      "",
      "")
FAULT(PHRASEBOOK, "unknown-name", WARNING,
      "the dictionary has nothing of that name",
      "",
      "")
FAULT(PHRASEBOOK, "unknown-owner", ERROR,
      "data that is neither the pupil's nor a parent's nor a contact's",
      "",
      "")
FAULT(PHRASEBOOK, "unknown-phrase", ERROR,
      "a key that no document asks for",
      "",
      "")
FAULT(PHRASEBOOK, "unknown-placeholder", ERROR,
      "neither a placeholder of the key nor a word",
      "",
      "")
FAULT(PHRASEBOOK, "untranslated", WARNING,
      "what a phrasebook that is laid over another does not say",
      "",
      "")
/* clang-format on */
#undef FAULT
