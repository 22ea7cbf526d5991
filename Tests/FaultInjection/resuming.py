"""Fits that keep their state, are killed again and again, and go on: nothing may be lost, and the bits are the same."""

import json
import random
import signal
import tempfile
from pathlib import Path

from command import Treatment
from scenarios import Scenario

# Each takes a second or so with a state after every step, so that kills fall into fits, and into writes of states.
FITS = [
    ["digits", "--epochs", "6", "--batch-size", "16", "--momentum", "0.5"],
    ["digits", "--solver", "sgd", "--early-stopping", "--epochs", "9", "--batch-size", "32"],
    ["digits", "--solver", "lbfgs", "--l2", "1e-3", "--tolerance", "1e-9"],
    ["digits", "--solver", "newton-cg", "--l2", "1e-3", "--tolerance", "1e-9"],
    ["digits", "--l1", "1e-3", "--tolerance", "1e-7"],
    ["t.libsvm", "--l2", "1e-4", "--tolerance", "1e-9"],
]
STATE = "fit.checkpoint"
# A fit is killed so often at most before it may end.
MOST_KILLS = 5


def resumed(suite, count):
    """kill -9 and SIGTERM at any moment of fits that keep their state; what goes on ends at the same bits."""
    fits = []
    for arguments in FITS:
        scenario = Scenario("state of " + " ".join(arguments), ["train", *arguments, "--json", "--quiet"])
        run, _ = suite.command.run(scenario)
        if run.code != 0:
            raise SystemExit(f"faults: {scenario.name} fails without any fault: {run.errors.decode()}")
        kept, _ = suite.command.run(scenario, Treatment(extra=keeping()))
        fits.append((scenario, hash_of(run), kept.duration))
    # What is drawn does not depend on who runs first.
    seeds = [suite.random.getrandbits(64) for _ in range(count)]
    results = list(suite.pool.map(lambda pair: one(suite.command, *fits[pair[0] % len(fits)], pair[1]),
                                  enumerate(seeds)))
    kills = sum(found[0] for found in results)
    failures = [failure for found in results for failure in found[1]]
    suite.failures += failures
    print(f"{'killed and resumed':<24} {kills:>6} kills in {count} fits, {len(failures)} problems", flush=True)
    if kills < count // 2:
        raise SystemExit("faults: too few fits were killed: they are too short")


def keeping():
    return ["--checkpoint", STATE, "--checkpoint-every", "0s"]


def hash_of(run):
    return json.loads(run.output)["weightsSHA256"]


def one(command, scenario, wanted, duration, seed):
    """A fit that is killed some times and then goes on to its end: how often it was, and what was wrong."""
    chance = random.Random(seed)
    kills, failures = 0, []

    def wrong(run, problem):
        failures.append(("killed and resumed", f"seed {seed}", scenario, None, run, problem))

    with tempfile.TemporaryDirectory(prefix="softmax-fault-") as name:
        folder = Path(name) / "folder"
        folder.mkdir()
        before = command.fill(folder, scenario)

        def extra():
            return (["--resume", STATE] if (folder / STATE).exists() else []) + keeping()

        for _ in range(chance.randrange(1, MOST_KILLS + 1)):
            number = signal.SIGKILL if chance.randrange(4) else signal.SIGTERM
            after = chance.uniform(0, duration)
            run, _ = command.run(scenario, Treatment(
                folder=folder, extra=extra(), signal_after=after, signal=number))
            if not run.killed:
                break
            kills += 1
            # Before the fit begins SIGTERM ends the process as ever, and after its end there is nothing to stop.
            if run.code not in ([-signal.SIGKILL] if number == signal.SIGKILL else [143, -signal.SIGTERM, 0]):
                if not (number == signal.SIGKILL and run.code == 0):
                    wrong(run, f"{signal.Signals(number).name} ended it with {run.code}")
        run, _ = command.run(scenario, Treatment(folder=folder, extra=extra()))
        if run.code != 0:
            wrong(run, f"going on ended with {run.code}")
        elif hash_of(run) != wanted:
            wrong(run, "the weights are not those of a fit that was never interrupted")
        left = set(run.files) - set(before) - {STATE}
        if left:
            wrong(run, f"left behind: {', '.join(sorted(left))}")
        if {file: content for file, content in run.files.items() if file in before} != before:
            wrong(run, "an input has changed")
    return kills, failures
