/* phrases_processing.h - what the record of processing says; see phrase_keys.h. */
/* clang-format off */
