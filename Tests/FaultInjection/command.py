"""One run of the command in a folder of its own, with whatever is done to it."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

OLD = b"what was there before\n"


@dataclass
class Run:
    """How a run ended, and what it left."""

    code: int
    output: bytes
    errors: bytes
    files: dict
    calls: list
    duration: float
    seconds: float
    timed_out: bool = False
    killed: bool = False
    has_no_output: bool = False
    has_no_errors: bool = False


@dataclass
class Treatment:
    """What is done to a run."""

    # For the injecting library: `write 3 ENOSPC`; empty: it only counts; None: it is not there.
    fault: str = None
    # Called in the new process.
    limits: object = None
    # A signal after so many seconds.
    signal_after: float = None
    signal: int = signal.SIGKILL
    # Standard descriptors that are closed.
    closed: tuple = ()
    # A file in the place of a stream.
    output: str = None
    errors: str = None
    # Another folder than one of its own, which is not emptied.
    folder: Path = None
    extra: list = field(default_factory=list)


class Command:
    """The command under test."""

    def __init__(self, executable, library, inputs, seconds):
        self.executable = executable
        self.library = library
        self.inputs = inputs
        self.seconds = seconds

    def environment(self, folder):
        """Nothing of this machine's but where its libraries are."""
        kept = {name: os.environ[name] for name in ["LD_LIBRARY_PATH"] if name in os.environ}
        return {
            **kept, "PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "SOFTMAX_OFFLINE": "1",
            "SOFTMAX_CACHE": str(folder / "no-cache"), "COLUMNS": "80", "SWIFT_BACKTRACE": "enable=no",
        }

    def fill(self, folder, scenario):
        """Puts inputs and old targets into a folder; what it holds then."""
        for path in self.inputs.iterdir():
            # Folders and large ones only where they are read.
            if path.is_dir():
                if path.name in scenario.arguments:
                    shutil.copytree(path, folder / path.name)
            elif path.stat().st_size < 1 << 16 or path.name in scenario.arguments:
                shutil.copy(path, folder)
        for name in scenario.targets:
            (folder / name).write_bytes(OLD)
        return contents(folder)

    def run(self, scenario, treatment=Treatment()):
        """Runs it; the run, and the files that were there before."""
        if treatment.folder:
            return self.run_in(treatment.folder, scenario, treatment, contents(treatment.folder))
        with tempfile.TemporaryDirectory(prefix="softmax-fault-") as name:
            # A child of it, so that the log is not among the command's files.
            folder = Path(name) / "folder"
            folder.mkdir()
            folder.chmod(0o777)
            Path(name).chmod(0o777)
            return self.run_in(folder, scenario, treatment, self.fill(folder, scenario))

    def run_in(self, folder, scenario, treatment, before):
        """Runs it in a folder that is there."""
        environment = self.environment(folder)
        log = folder.parent / "calls"
        log.unlink(missing_ok=True)
        if treatment.fault is not None:
            environment["LD_PRELOAD"] = str(self.library)
            environment["FAULT_LOG"] = str(log)
            if treatment.fault:
                environment["FAULT"] = treatment.fault

        def begin():
            for descriptor in treatment.closed:
                os.close(descriptor)
            if treatment.limits:
                treatment.limits()

        began = time.monotonic()
        # Pipes, which no limit on files reaches.
        with open(folder / scenario.stdin if scenario.stdin else os.devnull, "rb") as given, \
                open(treatment.output or os.devnull, "wb") as output, \
                open(treatment.errors or os.devnull, "wb") as errors:
            process = subprocess.Popen(
                [self.executable, *scenario.arguments, *treatment.extra], cwd=folder, env=environment, stdin=given,
                stdout=output if treatment.output else subprocess.PIPE,
                stderr=errors if treatment.errors else subprocess.PIPE, preexec_fn=begin)
        timed_out = killed = False
        try:
            texts = process.communicate(timeout=treatment.signal_after or self.seconds)
        except subprocess.TimeoutExpired:
            if treatment.signal_after is not None:
                killed = True
                process.send_signal(treatment.signal)
            try:
                texts = process.communicate(timeout=self.seconds if killed else 0)
            except subprocess.TimeoutExpired:
                timed_out = True
                process.kill()
                texts = process.communicate()
        duration = time.monotonic() - began
        calls = log.read_text(errors="replace").splitlines() if log.exists() else []
        return Run(
            code=process.returncode, output=texts[0] or b"", errors=texts[1] or b"",
            files=contents(folder), calls=calls, duration=duration, seconds=self.seconds, timed_out=timed_out,
            killed=killed, has_no_output=bool(treatment.output) or 1 in treatment.closed,
            has_no_errors=bool(treatment.errors) or 2 in treatment.closed), before


def contents(folder):
    """The files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
