/*
 * clock.h - the machine's clock, for those who ask it.
 */
#ifndef HORNBOOK_CLI_CLOCK_H
#define HORNBOOK_CLI_CLOCK_H

#include <stdint.h>

struct arguments;

/* The date that --today states, else the machine's, where it is. */
int32_t clock_today(const struct arguments *arguments);

/* Seconds since 1970; noon of the day that --today states, else now. */
uint64_t clock_seconds(const struct arguments *arguments);

enum { CLOCK_TIME_BYTES = 9 };

/* "10:00:00" and a NUL. */
void clock_time(char text[CLOCK_TIME_BYTES]);

/* Milliseconds, for measuring how long something takes. */
uint64_t clock_elapsed_ms(void);

#endif
