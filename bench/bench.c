#include "bench.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
	double first = *(const double *)a;
	double second = *(const double *)b;

	return (first > second) - (first < second);
}

double bench_median(double *seconds, unsigned int count)
{
	qsort(seconds, count, sizeof(*seconds), by_size);
	return seconds[count / 2];
}

static int measure(bench_run *run, void *context, double *seconds)
{
	double start = bench_now();
	int result = run(context);

	*seconds = bench_now() - start;
	return result;
}

/* Three figures, whatever the size. */
static void print_result(const struct bench *bench, double seconds)
{
	bool time = bench->seconds > 0;
	double shown = time ? seconds / bench->amount / bench->seconds
			    : bench->amount / seconds;
	int decimals = shown >= 100 ? 0 : shown >= 10 ? 1 : 2;

	printf("%.*f %s%s\t", decimals, shown, bench->unit, time ? "" : "/s");
}

int bench_compare(const struct bench *bench)
{
	double ours[BENCH_RUNS_LIMIT];
	double peer[BENCH_RUNS_LIMIT];
	double our_median;
	double peer_median;
	unsigned int runs = bench->runs;

	if (runs == 0 || runs > BENCH_RUNS_LIMIT)
		return -1;
	for (unsigned int i = 0; i < runs; i++) {
		if (measure(bench->ours, bench->context, &ours[i]) != 0 ||
		    (bench->peer != NULL &&
		     measure(bench->peer, bench->context, &peer[i]) != 0)) {
			fprintf(stderr, "bench: '%s' failed\n", bench->what);
			return -1;
		}
	}
	our_median = bench_median(ours, runs);
	printf("%s\t", bench->what);
	print_result(bench, our_median);
	if (bench->peer == NULL) {
		printf("-\t-\t-\n");
		return 0;
	}
	peer_median = bench_median(peer, runs);
	printf("%s\t", bench->peer_name);
	print_result(bench, peer_median);
	/* How many times as fast: of times, how many times as short. */
	printf("%.2f\n", peer_median / our_median);
	return 0;
}
