/*
 * sqlite_statements.h - every statement that works on rows: name, file, SQL.
 */
#ifndef HORNBOOK_REGISTER_SQLITE_STATEMENTS_H
#define HORNBOOK_REGISTER_SQLITE_STATEMENTS_H

#define SECTION_COLUMNS "id, origin, recorded, period, sealed"
#define RELEASE_COLUMNS                                                    \
	"release.id, state, reference, recipient, holder, purpose, flow, " \
	"level, directory, date, considered, released, ledger_index, manifest"

/* clang-format off */
#define STATEMENTS(_)                                                          \
	_(SQL_KEYS_BEGIN, KEYS_FILE, "BEGIN IMMEDIATE")                            \
	_(SQL_KEYS_COMMIT, KEYS_FILE, "COMMIT")                                    \
	_(SQL_KEYS_UNDO, KEYS_FILE, "ROLLBACK")                                    \
	_(SQL_BEGIN, REGISTER_FILE, "BEGIN IMMEDIATE")                             \
	_(SQL_COMMIT, REGISTER_FILE, "COMMIT")                                     \
	_(SQL_UNDO, REGISTER_FILE, "ROLLBACK")                                     \
	_(SQL_KEYS_NODE, KEYS_FILE, "SELECT name FROM node")                       \
	_(SQL_KEYS_NODE_ADD, KEYS_FILE, "INSERT INTO node VALUES (1, ?1)")         \
	_(SQL_NODE, REGISTER_FILE, "SELECT name, proof FROM node")                 \
	_(SQL_NODE_ADD, REGISTER_FILE, "INSERT INTO node VALUES (1, ?1, ?2)")      \
	_(SQL_FIELDS, REGISTER_FILE,                                               \
	  "SELECT number, name FROM field_number ORDER BY number")             \
	_(SQL_FIELD_MOST, REGISTER_FILE,                                           \
	  "SELECT coalesce(max(number), 0) FROM field_number")                 \
	_(SQL_FIELD_ADD, REGISTER_FILE, "INSERT INTO field_number VALUES (?1, ?2)") \
	_(SQL_CATEGORIES, REGISTER_FILE,                                           \
	  "SELECT number, name FROM category_number ORDER BY number")          \
	_(SQL_CATEGORY_MOST, REGISTER_FILE,                                        \
	  "SELECT coalesce(max(number), 0) FROM category_number")              \
	_(SQL_CATEGORY_ADD, REGISTER_FILE,                                         \
	  "INSERT INTO category_number VALUES (?1, ?2)")                       \
	_(SQL_KEY_MOST, KEYS_FILE, "SELECT coalesce(max(pupil), 0) FROM key")      \
	_(SQL_KEY_ADD, KEYS_FILE, "INSERT INTO key VALUES (?1, ?2)")               \
	_(SQL_KEY, KEYS_FILE, "SELECT wrapped FROM key WHERE pupil = ?1")          \
	_(SQL_PUPIL_MOST, REGISTER_FILE, "SELECT coalesce(max(id), 0) FROM pupil") \
	_(SQL_PUPIL_COUNT, REGISTER_FILE, "SELECT count(*) FROM pupil")            \
	_(SQL_PUPILS, REGISTER_FILE, "SELECT id FROM pupil ORDER BY id")           \
	_(SQL_PUPIL_ADD, REGISTER_FILE, "INSERT INTO pupil VALUES (?1, ?2)")       \
	_(SQL_TOKEN, REGISTER_FILE, "SELECT pupil FROM token WHERE token = ?1")    \
	_(SQL_TOKEN_ADD, REGISTER_FILE,                                            \
	  "INSERT OR IGNORE INTO token VALUES (?1, ?2)")                       \
	_(SQL_LATEST, REGISTER_FILE,                                               \
	  "SELECT " SECTION_COLUMNS " FROM section"                            \
	  " WHERE id BETWEEN ?1 AND ?2 ORDER BY id")                           \
	_(SQL_SECTION_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO section(" SECTION_COLUMNS ")"                           \
	  " VALUES (?1, ?2, ?3, ?4, ?5)")                                      \
	_(SQL_ORIGIN_FIND, REGISTER_FILE,                                          \
	  "SELECT id, recorded FROM origin WHERE hash = ?1")                   \
	_(SQL_ORIGIN_ADD, REGISTER_FILE,                                           \
	  "INSERT INTO origin(kind, hash, recorded, sealed)"                   \
	  " VALUES (?1, ?2, ?3, ?4)")                                          \
	_(SQL_ORIGINS, REGISTER_FILE,                                              \
	  "SELECT id, kind, hash, recorded, sealed FROM origin ORDER BY id")   \
	_(SQL_PERMISSION_ADD, REGISTER_FILE,                                       \
	  "INSERT INTO permission(kind, given_by, recipient, purpose,"         \
	  " reference, valid_from, valid_until, recorded, given, terms, met)"  \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")            \
	_(SQL_PERMISSIONS, REGISTER_FILE,                                          \
	  "SELECT kind, given_by, recipient, purpose, reference, valid_from,"  \
	  " valid_until, recorded, given, terms, met"                          \
	  " FROM permission ORDER BY id")                                      \
	_(SQL_RELEASE_FIND, REGISTER_FILE,                                         \
	  "SELECT 1 FROM release WHERE reference = ?1")                        \
	_(SQL_RELEASE_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO release(state, reference, recipient, holder, purpose,"  \
	  " flow, level, directory, date, considered, released,"               \
	  " ledger_index, manifest)"                                           \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")  \
	_(SQL_RELEASE_STATE, REGISTER_FILE,                                        \
	  "SELECT state, ledger_index FROM release WHERE id = ?1")             \
	_(SQL_RELEASE_SET, REGISTER_FILE,                                          \
	  "UPDATE release SET state = ?2, ledger_index = ?3 WHERE id = ?1")    \
	_(SQL_RELEASES, REGISTER_FILE,                                             \
	  "SELECT " RELEASE_COLUMNS " FROM release ORDER BY id")               \
	_(SQL_LAST_RELEASE, REGISTER_FILE,                                         \
	  "SELECT max(date) FROM release"                                      \
	  " WHERE recipient = ?1 AND purpose = ?2 AND state = ?3")             \
	_(SQL_MASK_ADD, REGISTER_FILE,                                             \
	  "INSERT INTO release_mask VALUES (?1, ?2, ?3)")                      \
	_(SQL_MASK, REGISTER_FILE,                                                 \
	  "SELECT fields FROM release_mask WHERE release = ?1 AND mask = ?2")  \
	_(SQL_CHUNK_ADD, REGISTER_FILE,                                            \
	  "INSERT INTO roll(release, first, last, rows)"                       \
	  " VALUES (?1, ?2, ?3, ?4)")                                          \
	_(SQL_CHUNKS, REGISTER_FILE,                                               \
	  "SELECT " RELEASE_COLUMNS ", first, last, rows FROM release"         \
	  " JOIN roll ON roll.release = release.id"                            \
	  " AND first <= ?1 AND last >= ?1"                                    \
	  " WHERE state = ?2 ORDER BY release.id")                             \
	_(SQL_ANCHOR, REGISTER_FILE, "SELECT id FROM node")                        \
	_(SQL_CURSOR, REGISTER_FILE,                                               \
	  "SELECT " SECTION_COLUMNS " FROM section"                            \
	  " WHERE id >= ?1 AND id < ?2 ORDER BY id")
/* clang-format on */

#endif
