"""The peers' benchmark: ours and theirs in turns, one table. See ../README.md; `make bench-peers` runs it."""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import case_agreement
import case_choice
import case_exported
import case_labels
import case_liblinear
import case_objective
import case_optimum
import case_path
import case_process
import case_scoring
import case_sparse
import case_sparse_data
import case_sweep
import case_tables
import case_training
import machine
from measure import Mismatch, print_head, print_rows

# A further case is a module with TITLE and run(settings), which yields the rows of the table, and a line here.
CASES = {
    "a": case_training, "b": case_process, "c": case_scoring, "d": case_objective, "e": case_optimum,
    "f": case_agreement, "g": case_sparse, "h": case_sweep, "i": case_tables, "j": case_exported,
    "k": case_path, "l": case_liblinear, "m": case_choice, "n": case_labels, "o": case_sparse_data,
}
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass
class Settings:
    """What every case needs to know."""

    command: str
    peer_rounds: str
    fashion_folder: str
    work_folder: str
    rounds: int
    quick: bool


def arguments():
    """The command line."""
    cases = "; ".join(f"{letter}: {module.TITLE}" for letter, module in CASES.items())
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=f"Cases: {cases}")
    parser.add_argument("--only", default=",".join(CASES), help="cases, such as a,c")
    parser.add_argument("--rounds", type=int, default=9, help="timed rounds a case, after one that warms up")
    parser.add_argument(
        "--quick", action="store_true", help="two rounds, and case b with two epochs: to see that it works")
    parser.add_argument(
        "--softmax", default=REPOSITORY / ".build/release/softmax", help="the command (release build)")
    parser.add_argument(
        "--peer-rounds", default=REPOSITORY / "Benchmarks/.build/release/peer-rounds",
        help="our side's program (release build)")
    parsed = parser.parse_args()
    parsed.only = parsed.only.split(",")
    if unknown := [letter for letter in parsed.only if letter not in CASES]:
        parser.error(f"no such case: {', '.join(unknown)}; there are {', '.join(CASES)}")
    if parsed.rounds < 1:
        parser.error("--rounds must be at least 1")
    return parsed


def main():
    """Runs the cases that are asked for; returns the exit status."""
    parsed = arguments()
    command = str(parsed.softmax)
    fetched = subprocess.run(
        [command, "datasets", "fetch", "fashion-mnist", "--json"], stdout=subprocess.PIPE, check=True)
    rounds = 2 if parsed.quick else parsed.rounds
    print(*machine.describe(command), sep="\n\n")
    print(f"\nEach case: a round to warm up, then {rounds} rounds in which all take turns.\n")
    print_head()
    with tempfile.TemporaryDirectory(prefix="softmax-peers-") as work_folder:
        settings = Settings(
            command, str(parsed.peer_rounds), json.loads(fetched.stdout)["folder"], work_folder, rounds,
            parsed.quick)
        try:
            for letter in parsed.only:
                for rows in CASES[letter].run(settings):
                    print_rows(rows)
        except Mismatch as mismatch:
            print(f"bench_peers.py: not the same work: {mismatch}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
