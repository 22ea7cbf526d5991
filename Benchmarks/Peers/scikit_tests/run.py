"""Runs scikit-learn's test_logistic.py with `softmax train` as its fit; fails where a test of passing.txt does not.

`make test-scikit-learn` runs it. passing.txt lists the tests that fit through the command at least once and pass;
--keep writes it anew. Tests that only use scikit-learn's own functions, or refuse before a fit, do not count.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "passing.txt"
TESTS = "sklearn.linear_model.tests.test_logistic"


def main():
    """The exit status: 1 where a kept test did not pass."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--softmax", default=HERE.parents[2] / ".build/release/softmax", help="the command (release build)")
    parser.add_argument("--keep", action="store_true", help="write the list of those that pass anew")
    parser.add_argument("--show", metavar="TEXT", help="run the tests whose names have TEXT, with what pytest says")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="softmax-scikit-") as folder:
        outcomes = Path(folder) / "outcomes.json"
        # One seed, whatever the caller has set.
        environment = os.environ | {
            "SOFTMAX_COMMAND": str(Path(parsed.softmax).resolve()), "SOFTMAX_OUTCOMES": str(outcomes),
            "PYTHONPATH": str(HERE), "OMP_NUM_THREADS": "1", "SKLEARN_TESTS_GLOBAL_RANDOM_SEED": "42"}
        options = ["-k", parsed.show] if parsed.show else ["-q", "--tb=line", "--no-summary"]
        # A folder of its own, so that no configuration of this one counts.
        subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "plugin", "-p", "no:cacheprovider", *options, "--pyargs", TESTS],
            env=environment, cwd=folder, check=False)
        if parsed.show:
            return 0
        if not outcomes.exists():
            sys.exit("run.py: pytest has not run")
        found = json.loads(outcomes.read_text())
    through = {name: outcome for name, outcome in found.items() if outcome["fits"] > 0}
    passed = {name for name, outcome in through.items() if outcome["passed"]}
    print(f"{len(passed)} of {len(through)} tests that fit through the command pass "
          f"({sum(outcome['fits'] for outcome in through.values())} fits); {len(found) - len(through)} make no fit")
    if parsed.keep:
        KEPT.write_text("".join(f"{name}\n" for name in sorted(passed)))
        return 0
    kept = set(KEPT.read_text().split("\n")) - {""}
    for name in sorted(passed - kept):
        print(f"passes and is not kept: {name} (--keep writes the list anew)")
    for name in sorted(kept - passed):
        print(f"does not pass any more: {name}")
    return 1 if kept - passed else 0


if __name__ == "__main__":
    sys.exit(main())
