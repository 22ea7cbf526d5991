"""Runs the checks of a folder such as Tests/Interop: checks/*.py, and context.py with what they share.

Each check is a module with QUICK, REQUIREMENTS, COMMANDS and check(context); context.py has REQUIREMENTS too. QUICK: whether
CI runs it. REQUIREMENTS: packages of Python with their versions. COMMANDS: programs that have to be there.
"""

import argparse
import ast
import importlib
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

def constants(path):
    """What a module says of itself. It is read without being imported, because its packages may not be there yet."""
    values = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id in ("QUICK", "REQUIREMENTS", "COMMANDS"):
                values[node.targets[0].id] = ast.literal_eval(node.value)
    return values

class Check:
    def __init__(self, folder, name):
        self.name = name
        values = constants(folder / "checks" / f"{name}.py")
        self.is_quick, self.requirements, self.commands = (
            values["QUICK"], values["REQUIREMENTS"], values["COMMANDS"])

def chosen(folder, names, quick):
    found = sorted(path.stem for path in (folder / "checks").glob("*.py") if path.stem != "__init__")
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.exit(f"there is no check {', '.join(unknown)}; there are {', '.join(found)}")
    checks = [Check(folder, name) for name in names or found]
    return [check for check in checks if names or not quick or check.is_quick]

def run(arguments):
    sys.path.insert(0, str(arguments.folder))
    from context import Context

    failures = []
    with tempfile.TemporaryDirectory(prefix=f"softmax-{arguments.folder.name.lower()}-") as scratch:
        context = Context(arguments.softmax, pathlib.Path(scratch), quick=arguments.quick)
        for check in chosen(arguments.folder, arguments.checks, arguments.quick):
            name = check.name
            lacking = [command for command in check.commands if shutil.which(command) is None]
            if lacking:
                # Whoever runs the checks has to know what was not checked.
                print(f"{name}: FAILED, because {', '.join(lacking)} is not installed", flush=True)
                failures.append(name)
                continue
            print(f"{name}:", flush=True)
            began = time.monotonic()
            try:
                context.enter(name)
                importlib.import_module(f"checks.{name}").check(context)
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
    parser.add_argument("folder", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--softmax")
    parser.add_argument("--quick", action="store_true", help="only the checks that CI runs")
    parser.add_argument("checks", nargs="*")
    arguments = parser.parse_intermixed_args()
    if arguments.action == "requirements":
        lines = set(constants(arguments.folder / "context.py")["REQUIREMENTS"])
        for check in chosen(arguments.folder, arguments.checks, arguments.quick):
            lines.update(check.requirements)
        print("\n".join(sorted(lines)))
    else:
        run(arguments)

if __name__ == "__main__":
    main()
