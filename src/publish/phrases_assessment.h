/* phrases_assessment.h - what the data protection impact assessment says; see phrase_keys.h. */
/* clang-format off */
