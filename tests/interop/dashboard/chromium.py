"""A headless Chromium, driven through its DevTools pipe: one page, what it shows, and what its console says."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LIMIT = 60.0  # seconds that anything here may take


class Page:
    """Opens a browser; ends it on close()."""

    def __init__(self) -> None:
        self.profile = tempfile.TemporaryDirectory(prefix="connectify-chromium-", ignore_cleanup_errors=True)
        self.console: list[str] = []
        self.count = 0
        self.rest = b""
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        # The browser reads from descriptor 3 and writes to 4: out of their way first.
        ends = [fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (commands, answers)]

        def arrange() -> None:
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-proxy-server",
             # The sandbox's authority is made anew at each start, and lives in no store.
             "--ignore-certificate-errors", "--disable-background-networking", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile.name}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4), preexec_fn=arrange,
            env={"PATH": os.environ["PATH"], "HOME": self.profile.name})
        for each in (commands, answers, *ends):
            os.close(each)
        target = self.wait_for_target()
        self.session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def wait_for_target(self) -> str:
        self.session = None
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            pages = [each for each in self.send("Target.getTargets")["targetInfos"] if each["type"] == "page"]
            if pages:
                return str(pages[0]["targetId"])
            time.sleep(0.1)
        raise AssertionError("the browser has no page")

    def close(self) -> None:
        os.close(self.commands)  # the end of the pipe ends the browser
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)
        os.close(self.answers)
        self.profile.cleanup()

    def receive(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self.rest:
            left = deadline - time.monotonic()
            assert left > 0 and select.select([self.answers], [], [], left)[0], "the browser does not answer"
            data = os.read(self.answers, 1 << 16)
            assert data, "the browser has ended"
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return dict(json.loads(message))

    def send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters or {}}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data):]
        deadline = time.monotonic() + LIMIT
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.count:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self.hear(answer)

    def hear(self, event: dict[str, Any]) -> None:
        method, told = event.get("method"), event.get("params", {})
        if method == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning", "assert"}:
            self.console.append(str(told["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(told["exceptionDetails"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] in {"error", "warning"}:
            self.console.append(str(told["entry"]))

    def open(self, address: str) -> None:
        self.send("Page.navigate", {"url": address})

    def run(self, script: str) -> Any:
        """The value of an expression, once a promise of it is kept."""
        result = self.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait(self, condition: str) -> Any:
        """Waits until the expression is true."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            value = self.run(condition)
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"never came true: {condition}; the console: {self.console}")

    def look(self, width: int, scheme: str) -> None:
        """As on a screen of this width, in `light` or `dark`."""
        self.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.send("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def picture(self) -> bytes:
        """PNG of the whole page."""
        return base64.b64decode(self.send("Page.captureScreenshot", {"captureBeyondViewport": True})["data"])

    def press(self, key: str, text: str = "") -> None:
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": key, "text": text if kind == "keyDown" else "",
                                                 "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13, " ": 32, "Escape": 27}.get(key, 0)})
