#include "guard/allow.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"
#include "guard/guard.h"

static const char first_line[] = "hornbook guard accepted 1";

void allow_begin(struct allow *allow, struct arena *arena)
{
	*allow = (struct allow){.arena = arena};
	randombytes_buf(allow->salt, sizeof(allow->salt));
}

/* --- reading ---------------------------------------------------------------- */

static int bad_line(struct error *error, uint32_t line, const char *what)
{
	error_set(error, ERROR_INPUT, "%s", what);
	error_hint(error, "--accept writes this file");
	return error_at(error, (struct slice){NULL, 0}, line, 0, 0);
}

static bool read_hex(struct slice text, uint8_t *bytes, size_t size)
{
	size_t length;

	return text.len == size * 2 &&
	       sodium_hex2bin(bytes, size, text.at, text.len, NULL, &length,
			      NULL) == 0 &&
	       length == size;
}

static bool is_kind(struct slice name)
{
	for (int k = 0; k < GUARD_KIND_COUNT; k++)
		if (slice_is(name, guard_kind_id((enum guard_kind)k)))
			return true;
	return false;
}

static int read_accepted(struct allow *allow, struct slice line,
			 uint32_t number, struct error *error)
{
	struct allowed allowed = {.kind = slice_cut(&line, ' ')};
	struct slice hash = slice_cut(&line, ' ');
	struct allowed *list;

	if (!is_kind(allowed.kind) ||
	    !read_hex(hash, allowed.hash, sizeof(allowed.hash)))
		return bad_line(error, number,
				"not a kind of finding, a hash and a place");
	list = arena_grow(allow->arena, allow->list, allow->count,
			  &allow->capacity, sizeof(*list));
	allowed.kind = arena_copy(allow->arena, allowed.kind);
	allowed.place = arena_copy(allow->arena, line);
	if (list == NULL || allowed.kind.at == NULL || allowed.place.at == NULL)
		return error_memory(error);
	allow->list = list;
	list[allow->count++] = allowed;
	return 0;
}

int allow_read(struct allow *allow, struct slice content, struct arena *arena,
	       struct error *error)
{
	struct allow read = {.arena = arena};
	struct slice salt;
	uint32_t number = 2;

	if (!slice_is(slice_trim(slice_cut(&content, '\n')), first_line))
		return bad_line(error, 1, "not a file of accepted findings");
	salt = slice_trim(slice_cut(&content, '\n'));
	if (!slice_is(slice_cut(&salt, ' '), "salt") ||
	    !read_hex(salt, read.salt, sizeof(read.salt)))
		return bad_line(error, 2, "the line of the salt is not there");
	while (!slice_empty(content)) {
		struct slice line = slice_trim(slice_cut(&content, '\n'));

		number++;
		if (!slice_empty(line) &&
		    !slice_starts_with(line, SLICE("#")) &&
		    read_accepted(&read, line, number, error) != 0)
			return -1;
	}
	*allow = read;
	return 0;
}

/* --- findings --------------------------------------------------------------- */

static void hash_finding(const struct allow *allow, struct slice name,
			 const struct guard_finding *finding,
			 uint8_t hash[ALLOW_HASH_BYTES])
{
	const char *kind = guard_kind_id(finding->kind);
	crypto_generichash_state state;
	uint8_t context[8];

	for (unsigned int i = 0; i < sizeof(context); i++)
		context[i] = (uint8_t)(finding->context >> 8 * i);
	crypto_generichash_init(&state, allow->salt, sizeof(allow->salt),
				ALLOW_HASH_BYTES);
	crypto_generichash_update(&state, (const uint8_t *)kind,
				  strlen(kind) + 1);
	if (name.len > 0)
		crypto_generichash_update(&state, (const uint8_t *)name.at,
					  name.len);
	crypto_generichash_update(&state, context, sizeof(context));
	crypto_generichash_final(&state, hash, ALLOW_HASH_BYTES);
}

static bool has_hash(const struct allow *allow,
		     const uint8_t hash[ALLOW_HASH_BYTES])
{
	for (size_t i = 0; i < allow->count; i++)
		if (memcmp(allow->list[i].hash, hash, ALLOW_HASH_BYTES) == 0)
			return true;
	return false;
}

bool allow_has(const struct allow *allow, struct slice name,
	       const struct guard_finding *finding)
{
	uint8_t hash[ALLOW_HASH_BYTES];

	hash_finding(allow, name, finding, hash);
	return has_hash(allow, hash);
}

int allow_add(struct allow *allow, struct slice name,
	      const struct guard_finding *finding, struct error *error)
{
	struct allowed allowed = {
		.kind = slice_of(guard_kind_id(finding->kind))};
	struct builder place = {0};
	struct allowed *list;

	hash_finding(allow, name, finding, allowed.hash);
	if (has_hash(allow, allowed.hash))
		return 0;
	text_add_clean(name, &place);
	builder_add_format(&place, ":%u:%u", finding->from.line,
			   finding->from.column);
	list = arena_grow(allow->arena, allow->list, allow->count,
			  &allow->capacity, sizeof(*list));
	allowed.place = arena_copy(allow->arena, builder_slice(&place));
	builder_release(&place);
	if (list == NULL || allowed.place.at == NULL || place.failed)
		return error_memory(error);
	allow->list = list;
	list[allow->count++] = allowed;
	return 0;
}

void allow_write(const struct allow *allow, struct builder *out)
{
	builder_add_text(out, first_line);
	builder_add_text(out, "\nsalt ");
	builder_add_hex(out, (struct slice){(const char *)allow->salt,
					    sizeof(allow->salt)});
	builder_add_byte(out, '\n');
	for (size_t i = 0; i < allow->count; i++) {
		const struct allowed *allowed = &allow->list[i];

		builder_add(out, allowed->kind);
		builder_add_byte(out, ' ');
		builder_add_hex(out, (struct slice){(const char *)allowed->hash,
						    sizeof(allowed->hash)});
		builder_add_byte(out, ' ');
		builder_add(out, allowed->place);
		builder_add_byte(out, '\n');
	}
}
