"""The parts of the suite: each makes treatments of one kind, and says of every run what is wrong with it."""

import errno
import itertools
import json
import os
import random
import resource
import signal
import subprocess
import tempfile
from pathlib import Path

from checks import problems
from command import Treatment

# The failures that each call is made to have.
ERRORS = {
    "open": ["EMFILE", "EIO", "EACCES", "ENOMEM", "EINTR"], "openat": ["EMFILE", "EIO"],
    "read": ["EIO", "EINTR", "SHORT"], "write": ["ENOSPC", "EIO", "EINTR", "SHORT"],
    "close": ["EIO", "EINTR"], "fsync": ["EIO", "ENOSPC", "EINTR"], "rename": ["EIO", "ENOSPC", "EROFS"],
    "unlink": ["EIO"], "mmap": ["ENOMEM", "EACCES"], "fstat": ["EIO", "ENOMEM"], "stat": ["EIO", "EACCES"],
    "lstat": ["EIO"], "access": ["EIO", "EROFS"], "readlink": ["EIO"], "realpath": ["EIO", "ENOMEM"],
    "ftruncate": ["EIO", "ENOSPC"], "fchmod": ["EIO"], "flock": ["ENOLCK", "EINTR"], "fcntl": ["EIO"],
    "poll": ["EINTR", "EIO"], "mkdir": ["ENOSPC"], "rmdir": ["EIO"], "opendir": ["EMFILE"],
    "pthread_create": ["EAGAIN"],
}
# Failures that last, as a full disk does.
LASTING = {"write": ["ENOSPC", "SHORT"], "open": ["EMFILE"], "read": ["SHORT"], "pthread_create": ["EAGAIN"]}


class Suite:
    """What every section needs: the command, the runs without faults, and where to tell."""

    def __init__(self, command, wanted, pool, seed, is_quick):
        self.command = command
        self.wanted = wanted
        self.pool = pool
        self.random = random.Random(seed)
        self.is_quick = is_quick
        self.failures = []

    def check(self, title, cases, judge):
        """Runs cases, (name, scenario, treatment) each, side by side, and judges them; the runs without their files."""
        def result(case):
            run, before = self.command.run(case[1], case[2])
            found = judge(case[1], case[2], run, before)
            # There are thousands of runs.
            run.files, run.output = {}, b""
            return run, found

        results = list(self.pool.map(result, cases))
        before_count = len(self.failures)
        for (name, scenario, treatment), (run, found) in zip(cases, results):
            self.failures += [(title, name, scenario, treatment, run, problem) for problem in found]
        count = len(self.failures) - before_count
        print(f"{title:<24} {len(cases):>6} runs, {count} problems", flush=True)
        return [run for run, _ in results]

    def plain(self, scenario, treatment, run, before, **options):
        """What holds for every run."""
        found = problems(self.wanted[scenario.name], run, before, **options)
        for name, content in run.files.items():
            if name.endswith(".json"):
                try:
                    json.loads(content)
                except ValueError:
                    found.append(f"{name} is no JSON document")
        return found

    def scenarios(self):
        return [wanted.scenario for wanted in self.wanted.values()]


def injected_calls(suite, limit):
    """Each call of each scenario fails once, in each of its ways; the quick form takes `limit` of them, of every kind."""
    cases = []
    for wanted in suite.wanted.values():
        for call in wanted.calls:
            name, place = call.split()[:2]
            for error in ERRORS[name]:
                cases.append((f"{name} {place} {error}", wanted.scenario, Treatment(fault=f"{name} {place} {error}")))
        for name, errors in LASTING.items():
            places = [int(call.split()[1]) for call in wanted.calls if call.split()[0] == name]
            for error in errors:
                for place in places[:: max(1, len(places) // 4)]:
                    fault = f"{name} {place}+ {error}"
                    cases.append((fault, wanted.scenario, Treatment(fault=fault)))
    if suite.is_quick:
        suite.random.shuffle(cases)
        # The same way of failing is not seen often where others are still to be seen.
        seen, ranked = {}, []
        for case in cases:
            kind = (case[1].name, case[0].split()[0], case[0].split()[2])
            seen[kind] = seen.get(kind, 0) + 1
            ranked.append((seen[kind], case))
        ranked.sort(key=lambda pair: pair[0])
        cases = [case for _, case in ranked[:limit]]

    def judge(scenario, treatment, run, before):
        error = treatment.fault.split()[2]
        causes = [] if error == "SHORT" else [os.strerror(getattr(errno, error))]
        found = suite.plain(scenario, treatment, run, before, causes=causes)
        name, place, _ = treatment.fault.split()
        # A single interruption, and less than was asked for, are no failures.
        is_harmless = error == "SHORT" or (error == "EINTR" and name in ("read", "write", "open", "poll"))
        if is_harmless and run.code != 0 and not run.timed_out:
            found.append(f"{treatment.fault} ended it with {run.code}")
        return found

    runs = suite.check("failing calls", cases, judge)
    hits = sum(any(call.startswith("!") for call in run.calls) for run in runs)
    # Threads come and go, so that a call may not come again; but most do, or nothing was tested.
    if hits < 0.9 * len(runs):
        raise SystemExit(f"faults: only {hits} of {len(runs)} failures were made: the library is not in place")


def one_thread(suite):
    """With --threads 1 no thread is started at all."""
    verbs = ("train", "tune", "predict", "evaluate", "verify")
    cases = [(s.name, s, Treatment(fault="", extra=["--threads", "1"])) for s in suite.scenarios()
             if s.arguments[0] in verbs and "--help" not in s.arguments]

    def judge(scenario, treatment, run, before):
        started = [call for call in run.calls if call.startswith("pthread_create")]
        return suite.plain(scenario, treatment, run, before) + (["it started a thread"] if started else []) + (
            [] if run.code == 0 else [f"the exit code is {run.code}"])

    suite.check("one thread", cases, judge)


def kills(suite, count):
    """kill -9 and Ctrl-C at any moment; what runs next finds nothing in its way, and leaves nothing of it."""
    cases = []
    for index in range(count):
        wanted = suite.random.choice([w for w in suite.wanted.values() if w.scenario.targets])
        number = signal.SIGKILL if index % 4 else signal.SIGINT
        after = suite.random.uniform(0, 1.1 * wanted.duration)
        cases.append((f"{signal.Signals(number).name} after {after:.3f} s", wanted.scenario,
                      Treatment(signal_after=after, signal=number)))

    def judge(scenario, treatment, run, before):
        if treatment.signal == signal.SIGINT and run.killed:
            # Its own end, the system's before it listens, or too late to matter.
            return [] if run.code in (130, -signal.SIGINT, 0) else [f"Ctrl-C ended it with {run.code}"]
        return suite.plain(scenario, treatment, run, before, may_leave=True)

    suite.check("kill -9 and Ctrl-C", cases, judge)


def kills_at_calls(suite):
    """kill -9 at each call that changes a file, and in the middle of each write."""
    calls = ("open", "write", "fsync", "close", "rename", "fchmod", "flock")
    cases = []
    for wanted in suite.wanted.values():
        for call in wanted.calls if wanted.scenario.targets else []:
            name, place = call.split()[:2]
            if name in calls:
                fault = f"{name} {place} KILL"
                cases.append((fault, wanted.scenario, Treatment(fault=fault)))
    if suite.is_quick:
        # Those after the first bytes were written are the ones that matter.
        cases = [case for case in cases if case[0].split()[0] in ("write", "fsync", "rename")]

    def judge(scenario, treatment, run, before):
        run.killed = run.code == -signal.SIGKILL and not run.timed_out
        return suite.plain(scenario, treatment, run, before, may_leave=True)

    runs = suite.check("kill -9 at a call", cases, judge)
    if not any(run.killed for run in runs):
        raise SystemExit("faults: nothing was killed: the library is not in place")


def again(suite, count):
    """After a kill -9 the same command does its work in the same folder, and clears up."""
    failures = 0
    for _ in range(count):
        wanted = suite.random.choice([w for w in suite.wanted.values() if w.scenario.targets])
        scenario = wanted.scenario
        with tempfile.TemporaryDirectory(prefix="softmax-fault-") as name:
            folder = Path(name) / "folder"
            folder.mkdir()
            before = suite.command.fill(folder, scenario)
            after = suite.random.uniform(0.5 * wanted.duration, wanted.duration)
            suite.command.run(scenario, Treatment(folder=folder, signal_after=after))
            # As a run that was killed while it wrote leaves it.
            (folder / ".softmax-999999999-abc.part").write_bytes(b"half")
            run, _ = suite.command.run(scenario, Treatment(folder=folder))
            found = suite.plain(scenario, None, run, before)
            if run.code != 0:
                found.append(f"the exit code is {run.code}")
            failures += len(found)
            suite.failures += [("again after kill -9", "", scenario, None, run, problem) for problem in found]
    print(f"{'again after kill -9':<24} {count:>6} runs, {failures} problems", flush=True)


def limit(kind, value, user=None):
    """What lowers a limit in the new process, perhaps as another user."""
    def lower():
        if user is not None:
            os.setgid(user)
            os.setuid(user)
        resource.setrlimit(kind, (value, value))
    return lower


def limits(suite):
    """ulimit: sizes of files, descriptors, addresses, data, processes."""
    cases = []

    def add(name, kind, values, chosen, user=None):
        for scenario in chosen:
            for value in values:
                cases.append((f"{name} {value}", scenario, Treatment(limits=limit(kind, value, user))))

    scenarios = suite.scenarios()
    some = scenarios[:: 4] if suite.is_quick else scenarios
    add("file size", resource.RLIMIT_FSIZE, [0, 50, 700, 3000], [s for s in scenarios if s.targets])
    add("descriptors", resource.RLIMIT_NOFILE, range(3, 9), some)
    step = 40 if suite.is_quick else 10
    add("addresses", resource.RLIMIT_AS, [m << 20 for m in range(60, 400, step)], some)
    least = least_data(suite.command.executable)
    add("data", resource.RLIMIT_DATA, [m << 20 for m in range(least, 120, step // 4)], some)
    user = None
    if os.getuid() == 0:
        # The limit does not bind root.
        user = 65534
        if not can_run(suite.command.executable, user):
            user = None
            print("processes                   left out: root is not bound by the limit, and another user cannot run "
                  "the command here")
    if os.getuid() != 0 or user is not None:
        add("processes", resource.RLIMIT_NPROC, [1], scenarios, user)

    def judge(scenario, treatment, run, before):
        # The system itself could not load the command.
        if run.code == 127 and b"error while loading shared libraries" in run.errors:
            return []
        causes = [os.strerror(code) for code in (errno.EFBIG, errno.EMFILE, errno.EAGAIN, errno.ENOMEM)]
        return suite.plain(scenario, treatment, run, before, causes=causes)

    suite.check("limits", cases, judge)


def least_data(executable):
    """The least limit of data in MiB with which the system starts the program.

    With less it cannot hold the program's own data, and ends it before its first line.
    """
    for least in range(1, 64):
        run = subprocess.run([executable, "--version"], capture_output=True, check=False,
                             preexec_fn=limit(resource.RLIMIT_DATA, least << 20))
        if run.returncode != -signal.SIGSEGV:
            return least
    raise SystemExit("faults: the program does not start with 64 MiB of data")


def can_run(executable, user):
    """Whether a user may start a program where it lies."""
    def become():
        os.setgid(user)
        os.setuid(user)
    try:
        return subprocess.run([executable, "--version"], preexec_fn=become, capture_output=True,
                              check=False).returncode == 0
    except OSError:
        return False


def closed_descriptors(suite):
    """Standard descriptors that are not there: what the command opens must not take their place."""
    cases = []
    for scenario in suite.scenarios()[:: 3] if suite.is_quick else suite.scenarios():
        for count in (1, 2, 3):
            for closed in itertools.combinations(range(3), count):
                cases.append((f"{closed} closed", scenario, Treatment(closed=closed)))
    suite.check("closed descriptors", cases,
                lambda s, t, r, b: suite.plain(s, t, r, b, causes=["Bad file descriptor"]))


def full_devices(suite):
    """Streams that take nothing."""
    full = "/dev/full"
    if not os.path.exists(full):
        print("full devices                left out: there is no /dev/full")
        return
    cases = []
    for scenario in suite.scenarios():
        cases.append(("output to /dev/full", scenario, Treatment(output=full)))
        cases.append(("messages to /dev/full", scenario, Treatment(errors=full)))

    def judge(scenario, treatment, run, before):
        found = suite.plain(scenario, treatment, run, before, causes=[os.strerror(errno.ENOSPC)])
        if treatment.output and run.code == 0 and suite.wanted[scenario.name].output:
            found.append("it says that all is well, and nothing of its output was taken")
        if treatment.errors and run.code != 0:
            found.append(f"messages that nobody takes ended it with {run.code}")
        return found

    suite.check("full devices", cases, judge)


def full_disks(suite):
    """A disk that is full somewhere on the way; it needs the right to mount one."""
    cases = 0
    before_count = len(suite.failures)
    for scenario in [s for s in suite.scenarios() if s.targets]:
        for pages in (0, 1, 2) if suite.is_quick else range(6):
            with tempfile.TemporaryDirectory(prefix="softmax-fault-") as name:
                folder = Path(name) / "folder"
                folder.mkdir()
                options = "size=16m,mode=777"
                if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True,
                                  check=False).returncode != 0:
                    print("full disks                  left out: no disk may be mounted here")
                    return
                try:
                    suite.command.fill(folder, scenario)
                    used = sum((path.stat().st_size + 4095) // 4096 for path in folder.rglob("*"))
                    subprocess.run(["mount", "-o", f"remount,size={(used + pages) * 4}k", folder], check=True,
                                   capture_output=True)
                    run, before = suite.command.run(scenario, Treatment(folder=folder))
                finally:
                    subprocess.run(["umount", folder], check=False, capture_output=True)
            cases += 1
            for problem in suite.plain(scenario, None, run, before, causes=[os.strerror(errno.ENOSPC)]):
                suite.failures.append(("full disks", f"{pages} pages", scenario, None, run, problem))
    print(f"{'full disks':<24} {cases:>6} runs, {len(suite.failures) - before_count} problems", flush=True)
