"""What has to be true of a run, whatever was done to it."""

import re

# sysexits that the command uses, the answer no, and an end by Ctrl-C.
CODES = {0, 64, 65, 66, 69, 71, 73, 74}

# What differs from run to run: times and memory, and the number of threads where it is asked for.
CLOCKS = [
    (re.compile(rb'("(?:seconds|load|train|total|peakMemoryBytes|threads)" ?: ?)[0-9.e+-]+'), rb"\1#"),
    # A hint, which is left out where it might not hold.
    (re.compile(rb"(?m)^Next: .*\n"), b""),
    (re.compile(rb"[0-9.]+ (?:s|ms|MiB|MB|GB)\b"), b"# s"),
]


def without_clocks(content):
    """The content, its times left out."""
    for pattern, replacement in CLOCKS:
        content = pattern.sub(replacement, content)
    return content


class Wanted:
    """A run without faults: what others are held against."""

    def __init__(self, scenario, run):
        self.scenario = scenario
        self.code = run.code
        self.output = without_clocks(run.output)
        self.files = {name: without_clocks(content) for name, content in run.files.items()}
        self.calls = run.calls


def problems(wanted, run, before, causes=(), may_leave=False):
    """What is wrong with a run, as a list of sentences.

    `before` are the files of the folder before it. `causes` are words of which a message has to have one: the failure's
    name, say. `may_leave` is for runs that were killed.
    """
    found = []
    scenario = wanted.scenario
    if run.timed_out:
        return [f"it did not end within {run.seconds:.0f} s"]
    if run.code not in CODES and not (run.killed and run.code < 0):
        found.append(f"the exit code is {run.code}")
    errors = run.errors.decode(errors="replace")
    # A fault on the very stream of messages leaves none.
    is_mute = any(re.match(r"!write \d+ fd 2$", call) for call in run.calls) or run.has_no_errors
    if run.code != 0 and not run.killed and not is_mute:
        if "error: " not in errors:
            found.append("there is no message")
        else:
            message = errors[errors.index("error: "):]
            names = [a for a in scenario.arguments if "." in a] + scenario.targets
            words = list(causes) + names + ["standard output", "standard input", "memory", "thread", "of the output"]
            if scenario.stdin:
                words.append(scenario.stdin)
            if not any(word in message for word in words):
                found.append("the message names neither a file nor the cause")
    if run.code == 0:
        if without_clocks(run.output) != wanted.output and not run.has_no_output:
            found.append("it says that all is well, and printed something else")
    for name in scenario.targets:
        content = run.files.get(name)
        is_new = content is not None and without_clocks(content) == wanted.files[name]
        is_old = content == before.get(name)
        if not is_new and not is_old:
            found.append(f"{name} is neither the old file nor the new one")
        if run.code == 0 and not is_new:
            found.append(f"it says that all is well, and {name} is not the new file")
    has_kept_unlink = any(call.startswith("!unlink") for call in run.calls)
    for name, content in sorted(run.files.items()):
        if name in before or name in wanted.files or may_leave:
            continue
        if name.endswith(".part"):
            if not has_kept_unlink:
                found.append(f"{name} was left behind")
        elif without_clocks(content) not in wanted.files.values() or name not in errors:
            found.append(f"{name} came from nowhere")
    for name, content in before.items():
        if name not in scenario.targets and name not in wanted.files and run.files.get(name) != content:
            found.append(f"{name}, which is none of its targets, was changed")
    return found
