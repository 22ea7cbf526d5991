"""Runs the checks of Tests/Interop/checks: each is a module with QUICK, REQUIREMENTS, COMMANDS and check(context)."""

import argparse
import importlib
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

folder = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(folder))

# What every check needs.
COMMON = ["numpy==2.2.6", "pandas==2.3.3"]


def modules(names, quick):
    found = sorted(path.stem for path in (folder / "checks").glob("*.py") if path.stem != "__init__")
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.exit(f"there is no check {', '.join(unknown)}; there are {', '.join(found)}")
    for name in names or found:
        module = importlib.import_module(f"checks.{name}")
        if names or not quick or module.QUICK:
            yield name, module


def run(arguments):
    from context import Context

    failures = []
    with tempfile.TemporaryDirectory(prefix="softmax-interop-") as scratch:
        context = Context(arguments.softmax, pathlib.Path(scratch), quick=arguments.quick)
        for name, module in modules(arguments.checks, arguments.quick):
            lacking = [command for command in module.COMMANDS if shutil.which(command) is None]
            if lacking:
                # Whoever runs the checks has to know what was not checked.
                print(f"{name}: FAILED, because {', '.join(lacking)} is not installed", flush=True)
                failures.append(name)
                continue
            print(f"{name}:", flush=True)
            began = time.monotonic()
            try:
                context.enter(name)
                module.check(context)
            except Exception:
                traceback.print_exc()
                failures.append(name)
            print(f"  {time.monotonic() - began:.1f} s", flush=True)
    if failures:
        sys.exit(f"failed: {', '.join(failures)}")
    print("all checks passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["requirements", "check"])
    parser.add_argument("--softmax")
    parser.add_argument("--quick", action="store_true", help="only the checks that CI runs")
    parser.add_argument("checks", nargs="*")
    arguments = parser.parse_args()
    if arguments.action == "requirements":
        lines = set(COMMON)
        for _, module in modules(arguments.checks, arguments.quick):
            lines.update(module.REQUIREMENTS)
        print("\n".join(sorted(lines)))
    else:
        run(arguments)


if __name__ == "__main__":
    main()
