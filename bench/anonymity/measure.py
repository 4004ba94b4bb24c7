"""Measures the same rows with hornbook and with pycanon: figures must agree.

    measure.py HORNBOOK DIRECTORY

Prints a line for bench/run.sh; exits with 1 when the figures differ, and with 3
when pycanon is not there.
"""
import json
import math
import random
import statistics
import subprocess
import sys
import time

# The peer takes most of a minute: once is enough.
ROWS, OUR_RUNS, THEIR_RUNS = 20000, 3, 1
QUASI = ["area", "sex", "year"]


def write_rows(path):
    draw = random.Random(20)
    with open(path, "w", encoding="ascii") as file:
        file.write("area,sex,year,need,score\n")
        for _ in range(ROWS):
            area = "A%d" % min(int(draw.expovariate(0.2)), 40)
            file.write("%s,%s,%d,%s,%d\n" % (
                area, draw.choice("FM"), draw.randint(1, 11),
                draw.choices("NKEA", [70, 20, 8, 2])[0],
                draw.randint(80, 120)))


def ours(program, path):
    answer = subprocess.run(
        [program, "risk", path, "--json", "--quasi", ",".join(QUASI),
         "--sensitive", "need,score"], stdout=subprocess.PIPE, check=False)
    measured = json.loads(answer.stdout)["measured"]
    need, score = measured["sensitive"]
    return {
        "k": measured["k"],
        "l": min(need["distinct-l"], score["distinct-l"]),
        "entropy l": math.floor(min(need["entropy-l"], score["entropy-l"])),
        "t of need": round(need["t"], 3),
        "t of score": round(score["t"], 3),
    }


def theirs(path):
    import pandas
    from pycanon import anonymity
    rows = pandas.read_csv(path)
    return {
        "k": anonymity.k_anonymity(rows, QUASI),
        "l": anonymity.l_diversity(rows, QUASI, ["need", "score"]),
        "entropy l": anonymity.entropy_l_diversity(rows, QUASI,
                                                   ["need", "score"]),
        "t of need": round(anonymity.t_closeness(rows, QUASI, ["need"]), 3),
        "t of score": round(anonymity.t_closeness(rows, QUASI, ["score"]), 3),
    }


def timed(work, runs):
    seconds = []
    for _ in range(runs):
        start = time.monotonic()
        answer = work()
        seconds.append(time.monotonic() - start)
    return answer, statistics.median(seconds)


def main():
    try:
        import pycanon  # noqa: F401
    except ImportError:
        return 3
    path = sys.argv[2] + "/rows.csv"
    write_rows(path)
    our_figures, our_time = timed(lambda: ours(sys.argv[1], path),
                                  OUR_RUNS)
    their_figures, their_time = timed(lambda: theirs(path), THEIR_RUNS)
    if our_figures != their_figures:
        print("hornbook: %s\npycanon:  %s" % (our_figures, their_figures),
              file=sys.stderr)
        return 1
    print("measure k, l and t of %d rows\t%.0f rows/s\tpycanon\t%.0f rows/s"
          "\t%.1f" % (ROWS, ROWS / our_time, ROWS / their_time,
                      their_time / our_time))
    return 0


sys.exit(main())
