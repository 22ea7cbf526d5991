"""Chromium over the DevTools protocol, through a pair of pipes: no driver and no package is needed."""

import base64
import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]


class BrowserError(Exception):
    """The browser did not do what it was told."""


def executable() -> str:
    """The browser's path: CHROMIUM where that is set, else the first that is installed."""
    for name in [os.environ.get("CHROMIUM", ""), *NAMES]:
        found = shutil.which(name) if name else None
        if found:
            return found
    raise BrowserError("no Chromium is installed: install it, or say where it is with CHROMIUM")


class Browser:
    """A headless browser without a network, in a profile of its own."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="softmax-browser-")
        ours, theirs = os.pipe(), os.pipe()
        arguments = [
            executable(), "--headless", "--remote-debugging-pipe", f"--user-data-dir={self.profile.name}",
            "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-gpu", "--hide-scrollbars",
            "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", "about:blank",
        ]
        # Chromium's own sandbox needs what containers often refuse; the pages are our own.
        if os.geteuid() == 0:
            arguments.insert(1, "--no-sandbox")

        def place_pipes():
            # The protocol is read from descriptor 3 and written to descriptor 4.
            read, write = os.dup(ours[0]), os.dup(theirs[1])
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            arguments, close_fds=False, preexec_fn=place_pipes, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(ours[0])
        os.close(theirs[1])
        self.output, self.input = ours[1], theirs[0]
        self.buffer = b""
        self.number = 0
        self.events: list[dict] = []

    def close(self):
        """Ends the browser."""
        with contextlib.suppress(BrowserError, OSError):
            self.call("Browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.output)
        os.close(self.input)
        self.profile.cleanup()

    def call(self, method: str, session: str | None = None, **parameters) -> dict:
        """Has a command done, and gives its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        wanted = self.number
        deadline = time.monotonic() + 60
        while True:
            answer = self._message(deadline)
            if answer.get("id") == wanted:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, session: str, method: str, seconds: float = 30):
        """Waits for an event that has not been waited for yet."""
        deadline = time.monotonic() + seconds
        while True:
            for event in self.events:
                if event.get("method") == method and event.get("sessionId") == session and not event.get("seen"):
                    event["seen"] = True
                    return
            self.events.append(self._message(deadline))

    def _message(self, deadline: float) -> dict:
        while b"\0" not in self.buffer:
            rest = deadline - time.monotonic()
            if rest <= 0 or not select.select([self.input], [], [], rest)[0]:
                raise BrowserError("the browser does not answer")
            part = os.read(self.input, 1 << 20)
            if not part:
                raise BrowserError("the browser has ended")
            self.buffer += part
        text, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(text)


class Page:
    """One page in a tab of its own."""

    def __init__(self, browser: Browser, path: pathlib.Path, width=1200, height=900, scheme="light", motion="no-preference"):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        self.emulate("")
        self.path = path
        self.call("Page.navigate", url=path.resolve().as_uri())
        browser.wait(self.session, "Page.loadEventFired")

    def call(self, method: str, **parameters) -> dict:
        """Has a command done in this page."""
        return self.browser.call(method, self.session, **parameters)

    def emulate(self, media: str):
        """The medium: `print`, or the screen for an empty text."""
        features = [{"name": name, "value": value} for name, value in self.features.items()]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def run(self, expression: str):
        """The value of a JavaScript expression, which may be a promise."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(f"{expression[:200]}: {details.get('exception', {}).get('description', details['text'])}")
        return result["result"].get("value")

    def key(self, name: str, text: str = "", modifiers: int = 0):
        """Presses a key."""
        codes = {
            "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38,
            "ArrowRight": 39, "ArrowDown": 40, "Delete": 46,
        }
        text = text or {"Enter": "\r", " ": " "}.get(name, "")
        common = {"key": name, "code": "Space" if name == " " else name, "windowsVirtualKeyCode": codes.get(name, 0),
                  "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str):
        """Types a text into what has the focus."""
        self.call("Input.insertText", text=text)

    def place(self, selector: str) -> tuple[float, float, float, float]:
        """Where an element is in the window, after it was scrolled there: left, top, width, height."""
        area = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); "
            "e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect(); "
            "return [r.left, r.top, r.width, r.height]; })()")
        return tuple(area)

    def click(self, selector: str):
        """Clicks in the middle of an element."""
        left, top, width, height = self.place(selector)
        self.drag([(left + width / 2, top + height / 2)])

    def drag(self, points: list[tuple[float, float]]):
        """Presses the pointer at the first place, moves it through the others and lets go at the last one."""
        def send(kind, point):
            self.call("Input.dispatchMouseEvent", type=kind, x=point[0], y=point[1], button="left", buttons=1, clickCount=1)
        send("mousePressed", points[0])
        for point in points[1:]:
            send("mouseMoved", point)
        send("mouseReleased", points[-1])

    def screenshot(self, path: pathlib.Path):
        """A picture of the whole page."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def problems(self) -> list[str]:
        """What the console says, and every request for anything but the page itself and what it has in it."""
        self.run("0")
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append("exception: " + json.dumps(parameters)[:400])
            elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
                found.append("console: " + json.dumps(parameters["args"])[:400])
            elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                found.append("log: " + parameters["entry"]["text"][:400])
            elif method == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith(("data:", self.path.resolve().as_uri())):
                    found.append("request: " + url[:200])
        return found

    def close(self):
        """Closes the tab."""
        self.browser.call("Target.closeTarget", targetId=self.target)
