/* writers.h - invented pupils as files.  Each writes to `file`; whether all
 * was written shows when it is closed. */
#ifndef HORNBOOK_BENCH_WRITERS_H
#define HORNBOOK_BENCH_WRITERS_H

#include <stdio.h>

#include "invented.h"

struct ctf_frame {
	char sender[8]; /* LAESTAB of the school they come from */
	const char *sender_name;
};

/* Columns are fields of dictionaries/england. */
void csv_begin(FILE *file);
void csv_pupil(FILE *file, const struct invented_pupil *pupil);

/* Only pupils for whom a wish was stated. */
void wishes_begin(FILE *file);
void wishes_pupil(FILE *file, const struct invented_pupil *pupil);

/* Common Transfer File, version by the academic year of the class's date. */
void ctf_begin(FILE *file, const struct invented_class *class,
	       const struct ctf_frame *frame);
void ctf_pupil(FILE *file, const struct invented_pupil *pupil,
	       const struct ctf_frame *frame);
void ctf_end(FILE *file);

#endif
