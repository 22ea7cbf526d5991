#!/usr/bin/env python3
"""The command under every failure that a system can have: see README.md. Linux only."""

import argparse
import concurrent.futures
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import resuming
import scenarios
import sections
import services
from checks import Wanted
from command import Command, Treatment


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", help="the command, softmax")
    parser.add_argument("library", help="inject.c, built")
    parser.add_argument("--quick", action="store_true", help="a choice of runs, of every kind")
    parser.add_argument("--seed", type=int, default=1, help="what choices and moments are drawn from")
    parser.add_argument("--only", help="one section, by the name of its function")
    parser.add_argument("--seconds", type=float, default=60, help="how long a run may take")
    return parser.parse_args()


def without_faults(command, scenario, treatment):
    """A run that everything else is held against."""
    run, _ = command.run(scenario, treatment)
    if run.code != 0:
        sys.exit(f"faults: {scenario.name} fails without any fault ({run.code}): {run.errors.decode(errors='replace')}")
    return run


def tell(failures, given):
    """Each kind of problem once with how to see it again, and how many there are."""
    kinds = {}
    for failure in failures:
        title, _, scenario, _, _, problem = failure
        kinds.setdefault((title, scenario.name, problem), []).append(failure)
    for (title, name, problem), found in kinds.items():
        _, case, scenario, treatment, run, _ = found[0]
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        print(f"\n{title}: {name}: {case}: {problem}{others}")
        for line in run.errors.decode(errors="replace").splitlines()[:4]:
            print(f"    {line[:200]}")
        if treatment and treatment.fault:
            print(f"    again: FAULT='{treatment.fault}' LD_PRELOAD={given.library} {given.command} "
                  + " ".join(scenario.arguments))


def main():
    given = arguments()
    if not sys.platform.startswith("linux"):
        sys.exit("faults: this needs Linux")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="softmax-faults-") as name:
        inputs = Path(name)
        scenarios.prepare(inputs)
        command = Command(os.path.abspath(given.command), os.path.abspath(given.library), inputs, given.seconds)
        # The models that others use, trained where the inputs are.
        for model in scenarios.MODELS:
            with tempfile.TemporaryDirectory(prefix="softmax-fault-") as folder:
                trained = Path(folder) / "folder"
                trained.mkdir()
                command.fill(trained, model)
                without_faults(command, model, Treatment(folder=trained))
                shutil.copy(trained / model.targets[0], inputs)
        wanted = {}
        for scenario in scenarios.SCENARIOS:
            plain = without_faults(command, scenario, Treatment())
            counted = without_faults(command, scenario, Treatment(fault=""))
            wanted[scenario.name] = Wanted(scenario, plain)
            wanted[scenario.name].calls = counted.calls
            wanted[scenario.name].duration = plain.duration
            if not counted.calls:
                sys.exit("faults: no call was counted: the library is not in place")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            suite = sections.Suite(command, wanted, pool, given.seed, given.quick)
            parts = {
                "one_thread": [],
                "injected_calls": [400],
                "kills": [60 if given.quick else 600],
                "kills_at_calls": [],
                "again": [6 if given.quick else 40],
                "resumed": [64 if given.quick else 800],
                "limits": [],
                "closed_descriptors": [],
                "full_devices": [],
                "full_disks": [],
                "services": [60],
            }
            if given.only and given.only not in parts:
                sys.exit(f"faults: there is no section {given.only}: expected one of {', '.join(parts)}")
            for name, sizes in parts.items():
                if given.only in (None, name):
                    place = {"services": services, "resumed": resuming}.get(name, sections)
                    getattr(place, name)(suite, *sizes)
    tell(suite.failures, given)
    print(f"\n{len(suite.failures)} problems, {time.monotonic() - began:.0f} s")
    sys.exit(1 if suite.failures else 0)


if __name__ == "__main__":
    main()
