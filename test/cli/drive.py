"""One study, driven in three ways: `run` once a point, `run --points`, and `serve-runs`. Prints where their numbers differ."""

import csv
import json
import subprocess
import sys

from rhizome_client import Rhizome

command = sys.argv[1:]
SCENARIO = "scenarios/plain.yaml"
OPTIONS = ["--weeks", "9"]
NAMES = ["gone@2001-02-26", "courage_mean@2001-02-05", "brave.yes@V1"]
POINTS = {
    "a": {"rate": 0.02},
    "b": {"rate": 0.05, "pull": 0.25},
    "c": {"rate": 0.1 + 0.2, "pull": 1 / 3, "dry_spring.size": 1.7},
    "d": {"rate": 0.07, "villagers": 2000, "dry_spring.date": "2001-01-15"},
}


def rhizome(*words):
    subprocess.run([*command, *words, *OPTIONS], check=True, stdout=subprocess.DEVNULL)


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def by_run(point):
    settings = [word for name, value in point.items() for word in ("--set", f"{name}={value}")]
    rhizome("run", SCENARIO, "--replicates", "1", "--out", "one", "--csv", "full", *settings)
    weekly = {row["date"]: row for row in rows("one/trajectories.csv") if row["where"] == "all"}
    answers = [row["mean"] for row in rows("one/survey.csv") if (row["item"], row["mode"]) == ("brave", "expected")]
    return [weekly["2001-02-26"]["gone"], weekly["2001-02-05"]["courage_mean"], answers[0]]


def by_table():
    usual = {"rate": 0.02, "pull": 0.1, "villagers": 4000, "dry_spring.size": 1, "dry_spring.date": "2001-02-19"}
    with open("points.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["point", *usual])
        table.writeheader()
        table.writerows({"point": name, **usual, **point} for name, point in POINTS.items())
    outcomes = ",".join(NAMES)
    rhizome("run", SCENARIO, "--points", "points.csv", "--replicates", "1", "--out", "table", "--outcomes", outcomes)
    found = {(row["point"], row["outcome"]): row["value"] for row in rows("table/outcomes.csv")}
    return {name: [found[name, outcome] for outcome in NAMES] for name in POINTS}


def by_process():
    with Rhizome(SCENARIO, "--threads", "2", "--outcomes", ",".join(NAMES), *OPTIONS, command=command) as model:
        assert [one["name"] for one in model.ready["outcomes"]] == NAMES
        answers = model.map(POINTS.values())
        assert model(POINTS["b"], replicate=1) == answers[1]
        assert model(POINTS["b"]) != answers[1]
        refused = ""
        try:
            model.map([{"rat": 1}, {"rate": 0.1}])
        except ValueError as error:
            refused = str(error)
        assert "did you mean `rate`?" in refused
        assert model.map([POINTS["b"]]) == [answers[1]]
        # As JSON prints them.
        return {name: [json.dumps(one[key]) for key in NAMES] for name, one in zip(POINTS, answers)}


runs = {name: by_run(point) for name, point in POINTS.items()}
table, process = by_table(), by_process()
for name, expected in runs.items():
    for how, found in (("--points", table[name]), ("serve-runs", process[name])):
        if list(map(float, found)) != list(map(float, expected)):
            print(f"{name} by {how}: {found}, but by run: {expected}")
    if table[name] != expected:
        print(f"{name}: printed otherwise")
if len({tuple(values) for values in runs.values()}) != len(POINTS):
    print("the points don't differ")
print("compared", len(POINTS) * len(NAMES))
