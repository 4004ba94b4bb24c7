/*
 * bench.h - measuring something beside what others do with the same input.
 *
 * Both sides run in turn, so that a busy machine slows both, and the median
 * of the runs counts.  Each comparison is one line of tab-separated columns
 * on standard output, of which bench/run.sh makes a table:
 *
 *     what   our rate   the peer   its rate   ours / its
 *
 * Instead of rates it may give the time that one takes.
 */
#ifndef HORNBOOK_BENCH_BENCH_H
#define HORNBOOK_BENCH_BENCH_H

enum { BENCH_RUNS_LIMIT = 101 };

/* Does the work once; not 0 when it could not. */
typedef int bench_run(void *context);

struct bench {
	const char *what; /* "verify a ledger" */
	const char *unit; /* "MB"; of times: "ms" */
	double amount;    /* units that one run gets through; of times: how
			     often it does the work */
	bench_run *ours;
	const char *peer_name;
	bench_run *peer;   /* NULL: nobody to compare with */
	void *context;     /* of both */
	unsigned int runs; /* of each, at most BENCH_RUNS_LIMIT */
	double seconds;    /* 0: a rate.  Else a time, and how many seconds its
			      unit has */
};

/* Seconds from some moment on; never goes back. */
double bench_now(void);

/* The middle one; sorts `seconds`. */
double bench_median(double *seconds, unsigned int count);

/* Measures and prints the line.  Not 0 when a run failed. */
int bench_compare(const struct bench *bench);

#endif
