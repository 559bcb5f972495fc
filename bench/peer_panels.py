"""Runs in the environment of sortition-algorithms: an instance a line in, seconds out.

``{"features": ..., "people": ..., "size": ..., "address": [...]}`` is answered with
``{"seconds", "processor", "cost"}``.

Timed is what follows the reading of the files: its model, one feasible panel, else its relaxation.
"""

import csv
import json
import os
import sys
import time
from typing import Any

from sortition_algorithms.committee_generation.common import setup_committee_generation  # type: ignore[import-not-found]  # no part of our environment
from sortition_algorithms.errors import InfeasibleQuotasCantRelaxError, InfeasibleQuotasError  # type: ignore[import-not-found]  # no part of our environment
from sortition_algorithms.features import iterate_feature_collection, read_in_features  # type: ignore[import-not-found]  # no part of our environment
from sortition_algorithms.people import read_in_people  # type: ignore[import-not-found]  # no part of our environment
from sortition_algorithms.settings import Settings  # type: ignore[import-not-found]  # no part of our environment


def rows(path: str) -> tuple[list[str], list[dict[str, str]]]:
    """Headings and rows of a CSV file, without notes above the headings."""
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
        lines = [line for line in file if not line.startswith("#")]
    reader = csv.DictReader(lines)
    return list(reader.fieldnames or []), list(reader)


def cost(before: Any, after: Any) -> float:  # noqa: ANN401  # the peer's own collections
    """What a relaxation costs by the peer's measure."""
    new = {(f, v): m for f, v, m in iterate_feature_collection(after)}
    total = 0.0
    for feature, value, old in iterate_feature_collection(before):
        now = new[feature, value]
        total += (old.min - now.min) * (1 + 2 / old.min) if old.min > now.min else 0
        total += now.max - old.max
    return total


def answer(task: dict[str, Any]) -> dict[str, Any]:
    """One instance."""
    features = read_in_features(*rows(task["features"]))[0]
    head, body = rows(task["people"])
    settings = Settings(id_column="id", columns_to_keep=list(task["address"]))
    people = read_in_people(head, body, features, settings)[0]
    start, own = time.perf_counter(), time.process_time()
    found: float | None = None
    try:
        setup_committee_generation(features, people, task["size"], list(task["address"]))
    except InfeasibleQuotasError as error:
        found = cost(features, error.features)
    except InfeasibleQuotasCantRelaxError:
        found = float("inf")
    spent = {"seconds": time.perf_counter() - start, "processor": time.process_time() - own}
    return spent | {"cost": found}


if __name__ == "__main__":
    # Its engine prints a banner on stdout; the answers go where stdout was.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()
