/* phrases_pictures.h - what the flow map, the matrix and the timeline says; see phrase_keys.h. */
/* clang-format off */
