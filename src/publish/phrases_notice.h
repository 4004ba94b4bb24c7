/* phrases_notice.h - what the privacy notice says; see phrase_keys.h. */
/* clang-format off */
