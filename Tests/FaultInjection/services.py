"""Services under faults: each ends with a message, or goes on answering after the one request that a fault has met."""

import http.client
import json
import os
import re
import select
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from command import Treatment
from scenarios import Scenario
from sections import ERRORS

# NIO traps where a thread of its own is refused, and where the close fails of a file that says how many processors there are.
NOT_OURS = re.compile(
    r"NIOPosix/ThreadPosix.swift:\d+: Precondition failed: Unable to create thread"
    r"|NIOCore/Linux.swift:\d+: Fatal error: 'try!' expression unexpectedly raised an error: close: ")
# libdispatch traps, without a word, where it cannot read how busy its own threads are. That is asked now and then, so that the
# call with the number of the fault may be it or not.
DISPATCH_FILE = re.compile(r"open \d+ path /proc/\d+/stat$")
CODES = (0, 64, 65, 66, 69, 71, 73, 74)
ROWS = "a,b,c\n" + "1.5,2,u\n" * 50
# What is asked of each, and whether the answer is one of success without faults.
VERBS = {
    "serve": (["serve", "model.safetensors", "--port", "0", "--json"],
              [("GET", "/v2/health/ready", None), ("POST", "/predict", ROWS), ("GET", "/metrics", None)]),
    "studio": (["studio", "t.csv", "--port", "0", "--no-open"], [("GET", "/", None)]),
}


def is_built(suite):
    """Whether the command was built with its services, which a trait decides."""
    done = subprocess.run([suite.command.executable, "serve", "no.safetensors"], capture_output=True, check=False)
    # 69 is said before the file is looked for, which is not there.
    return done.returncode == 66


def is_of_others(errors, calls):
    """Whether a trap is one of the libraries' that are known."""
    if errors:
        return NOT_OURS.search(errors) is not None
    opened = ""
    for call in calls:
        name = call.lstrip("!")
        opened = name if name.startswith("open ") else opened
        if call.startswith(("!open ", "!read ")):
            return DISPATCH_FILE.search(opened) is not None
    return False


@dataclass
class Ended:
    """What a service has said."""

    errors: bytes


class Service:
    """One service, from its start to its end."""

    def __init__(self, command, verb, folder, fault):
        self.seconds = command.seconds
        self.log = folder.parent / "calls"
        environment = command.environment(folder)
        if fault is not None:
            environment |= {"LD_PRELOAD": str(command.library), "FAULT_LOG": str(self.log), "FAULT": fault}
            if not fault:
                del environment["FAULT"]
        self.process = subprocess.Popen(
            [command.executable, *VERBS[verb][0]], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def address(self):
        """Its port, and the secret in its address where there is one; None where it has ended, or never says so."""
        end, text = time.monotonic() + self.seconds, b""
        while time.monotonic() < end:
            ready, _, _ = select.select([self.process.stdout], [], [], 0.1)
            if ready:
                piece = os.read(self.process.stdout.fileno(), 4096)
                if not piece:
                    return None
                text += piece
                found = re.search(rb"http://127.0.0.1:(\d+)/?([?]token=\w+)?", text)
                if found and b"\n" in text:
                    return int(found.group(1)), (found.group(2) or b"").decode()
            elif self.process.poll() is not None:
                return None
        return None

    def ask(self, port, method, path, body):
        """The status and the body; None where the connection broke off."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.seconds)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except TimeoutError:
            return "hangs", b""
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def end(self):
        """Its exit code and messages; a code of None where it hangs."""
        self.process.send_signal(signal.SIGTERM)
        try:
            _, errors = self.process.communicate(timeout=self.seconds)
            return self.process.returncode, errors
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None, self.process.communicate()[1]


def one(suite, verb, fault):
    """Runs a service with a fault; what is wrong, what it said, and the calls that it made."""
    found = []
    with tempfile.TemporaryDirectory(prefix="softmax-fault-") as name:
        folder = Path(name) / "folder"
        folder.mkdir()
        for path in suite.command.inputs.iterdir():
            if path.name in ("model.safetensors", "t.csv"):
                (folder / path.name).write_bytes(path.read_bytes())
        service = Service(suite.command, verb, folder, fault)
        address = service.address()
        if address is not None:
            port, secret = address
            failures = 0
            for round_number in range(2):
                for method, path, body in VERBS[verb][1]:
                    answer = service.ask(port, method, path + secret, body)
                    if answer is not None and answer[0] == "hangs":
                        found.append(f"{path} is never answered")
                    elif answer is None or answer[0] >= 400:
                        failures += 1
                        if answer is not None and path != "/":
                            try:
                                assert json.loads(answer[1])["error"]
                            except (ValueError, KeyError, AssertionError):
                                found.append(f"{path}: {answer[0]} has no error in JSON: {answer[1][:80]}")
                        if service.process.poll() is not None:
                            break
            if failures > 1:
                found.append(f"{failures} requests failed for one fault")
        code, errors = service.end()
        text = service.log.read_text(errors="replace") if service.log.exists() else ""
        if code is None:
            found.append("it does not end")
        elif code not in CODES:
            if not is_of_others(errors.decode(errors="replace").strip(), text.splitlines()):
                found.append(f"the exit code is {code}: {errors[:300]!r}")
        elif code != 0 and not errors.strip():
            found.append(f"it ends with {code} and says nothing")
        if address is None and code == 0:
            found.append("it never listened, and says that all is well")
    return found, errors, text.splitlines()


def services(suite, limit):
    """Each call of a service, from its start to its end, fails once."""
    if not is_built(suite):
        print("services                    left out: the command was built without the trait Server")
        return
    for verb in VERBS:
        found, errors, calls = one(suite, verb, "")
        if found or not calls:
            raise SystemExit(f"faults: {verb} fails without any fault: {found}, {errors}")
        cases = [f"{call.split()[0]} {call.split()[1]} {error}" for call in calls for error in ERRORS[call.split()[0]]]
        suite.random.shuffle(cases)
        if suite.is_quick:
            cases = cases[:limit]
        results = list(suite.pool.map(lambda fault, verb=verb: one(suite, verb, fault), cases))
        before = len(suite.failures)
        for fault, (found, errors, _) in zip(cases, results):
            scenario, treatment = Scenario(verb, VERBS[verb][0]), Treatment(fault=fault)
            suite.failures += [("services", fault, scenario, treatment, Ended(errors), text) for text in found]
        print(f"{'services: ' + verb:<24} {len(cases):>6} runs, {len(suite.failures) - before} problems", flush=True)
