#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static void
fill(char *text, size_t size, const char *format, va_list arguments)
{
	if (vsnprintf(text, size, format, arguments) < 0)
		text[0] = '\0';
}

int error_set(struct error *error, enum error_code code, const char *format,
	      ...)
{
	va_list arguments;

	if (error == NULL)
		return -1;
	*error = (struct error){.code = code};
	va_start(arguments, format);
	fill(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	return -1;
}

int error_system(struct error *error, const char *format, ...)
{
	int number = errno;
	va_list arguments;
	size_t used;

	if (error == NULL)
		return -1;
	*error = (struct error){.code = ERROR_SYSTEM};
	va_start(arguments, format);
	fill(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	used = strlen(error->message);
	snprintf(error->message + used, sizeof(error->message) - used, ": %s",
		 strerror(number));
	return -1;
}

int error_memory(struct error *error)
{
	return error_set(error, ERROR_MEMORY, "not enough memory");
}

int error_hint(struct error *error, const char *format, ...)
{
	va_list arguments;

	if (error == NULL)
		return -1;
	va_start(arguments, format);
	fill(error->hint, sizeof(error->hint), format, arguments);
	va_end(arguments);
	return -1;
}

int error_at(struct error *error, struct slice file, uint32_t line,
	     uint32_t column, uint64_t record)
{
	if (error == NULL)
		return -1;
	snprintf(error->place.file, sizeof(error->place.file), "%.*s",
		 SLICE_ARGS(file));
	for (char *c = error->place.file; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	error->place.line = line;
	error->place.column = column;
	error->place.record = record;
	return -1;
}

void error_text(const struct error *error, char *text, size_t size)
{
	const struct place *place = &error->place;
	char where[320] = "";
	char record[40] = "";

	if (size == 0)
		return;
	if (place->file[0] != '\0' && place->line > 0 && place->column > 0)
		snprintf(where, sizeof(where), "%s:%u:%u: ", place->file,
			 place->line, place->column);
	else if (place->file[0] != '\0' && place->line > 0)
		snprintf(where, sizeof(where), "%s:%u: ", place->file,
			 place->line);
	else if (place->file[0] != '\0')
		snprintf(where, sizeof(where), "%s: ", place->file);
	if (place->record > 0)
		snprintf(record, sizeof(record),
			 "record %llu: ", (unsigned long long)place->record);
	snprintf(text, size, "%s%s%s%s%s%s", where, record, error->message,
		 error->hint[0] != '\0' ? " (" : "", error->hint,
		 error->hint[0] != '\0' ? ")" : "");
}
