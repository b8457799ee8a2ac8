"""What a language costs: a call through each package against the same call in C, the first call of a new process against
what people would use without the package, what importing costs, and the sizes of the packages.

Everything is run in turns against one sandbox, so that whatever else the machine does falls on all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "quickstart"))
from program import Failure, end_with_signals, sandbox  # noqa: E402

BUILD = ROOT / "build"
CALLERS = ROOT / "tests" / "bench" / "callers"
JAVA_CLASSES = BUILD / "java/bench"
JAR = BUILD / "java/connectify-sdk.jar"
ROUNDS, CALLS, WARM_UP_ROUNDS = 30, 250, 12
PROCESSES = 15
OVERHEAD_ALLOWED = 10.0  # us over C
IMPORT_ALLOWED = 15.0  # ms over a bare Python

Command = list[str]


@dataclass(frozen=True)
class Language:
    name: str
    caller: Command
    bare: Command | None = None  # the runtime doing nothing
    peer: Command | None = None  # is given the URL and the CA file
    peer_name: str = ""
    first_call_allowed: float | None = None  # ms

    @property
    def present(self) -> bool:
        files = [file for part in self.caller for file in part.split(":") if file.startswith("/")]
        return all(Path(file).exists() for file in files) and bool(shutil.which(self.caller[0]))


PYTHON = str(BUILD / "venv/bin/python")
LANGUAGES = [
    Language("C", [str(BUILD / "release/bin/caller_c")]),
    Language(
        "Python", [PYTHON, str(CALLERS / "caller.py")], [PYTHON, "-c", "pass"],
        [PYTHON, str(CALLERS / "peer.py")], "urllib3", 40,
    ),
    Language(
        "Java", ["java", "-cp", f"{JAR}:{JAVA_CLASSES}", "Caller"], ["java", "-version"],
        ["java", "-cp", str(JAVA_CLASSES), "Peer"], "java.net.http", 120,
    ),
    Language(
        "C#", ["dotnet", str(BUILD / "csharp/bench/Caller.dll")], None,
        ["dotnet", str(BUILD / "csharp/bench/Caller.dll"), "peer"], "HttpClient",
    ),
]  # fmt: skip


class Loop:
    """A caller that is asked for rounds."""

    def __init__(self, language: Language, environment: dict[str, str]) -> None:
        self.language = language
        self.cpu: list[float] = []
        self.wall: list[float] = []
        self._process = subprocess.Popen(
            language.caller, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def round(self, counts: bool) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{CALLS}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Failure(f"the caller of {self.language.name} ended with status {self._process.wait()}")
        if counts:
            took = json.loads(line)
            self.cpu.append(took["cpu_ns"] / 1000)
            self.wall.append(took["ns"] / 1000)

    def end(self) -> None:
        self._process.communicate(timeout=30)


def row(name: str, value: float, unit: str, peer: str | None = None, peer_value: float | None = None,
        ratio: float | None = None, goal: float | None = None) -> dict[str, Any]:  # fmt: skip
    return {"name": name, "value": value, "unit": unit, "peer": peer, "peer_value": peer_value, "ratio": ratio, "goal": goal}


def calls(languages: list[Language], environment: dict[str, str]) -> list[dict[str, Any]]:
    loops = [Loop(language, environment) for language in languages]
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        for loop in loops:
            loop.round(counts=number >= WARM_UP_ROUNDS)
    for loop in loops:
        loop.end()
    c, *others = loops
    rows = [row("devices.get in C, CPU", statistics.median(c.cpu), "us")]
    for loop in others:
        over = statistics.median(own - base for own, base in zip(loop.cpu, c.cpu))
        allowed = OVERHEAD_ALLOWED
        rows.append(row(f"devices.get, {loop.language.name} over C, CPU", over, "us", "allowed", allowed,
                        allowed / max(over, 0.01), 1.0))  # fmt: skip
        rows.append(row(f"devices.get, {loop.language.name}, elapsed", statistics.median(loop.wall), "us", "C",
                        statistics.median(c.wall), statistics.median(c.wall) / statistics.median(loop.wall)))  # fmt: skip
    return rows


def in_turns(commands: dict[str, Command], environment: dict[str, str]) -> dict[str, float]:
    """How many milliseconds a process of each command takes, from start to end."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(PROCESSES + 2):  # the first two warm up
        for name, command in commands.items():
            began = time.perf_counter()
            done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            elapsed = (time.perf_counter() - began) * 1000
            if done.returncode != 0:
                raise Failure(f"'{' '.join(command)}' failed: {done.stderr}")
            if number > 1:
                took[name].append(elapsed)
    return {name: statistics.median(times) for name, times in took.items()}


def first_calls(languages: list[Language], environment: dict[str, str], state: dict[str, Any]) -> list[dict[str, Any]]:
    commands: dict[str, Command] = {}
    for language in languages:
        commands[language.name] = [*language.caller, "ping"]
        if language.bare:
            commands[f"{language.name} bare"] = language.bare
        if language.peer:
            commands[f"{language.name} peer"] = [*language.peer, f"{state['base_url']}/ping", state["ca_file"]]
    took = in_turns(commands, environment)
    rows = []
    for language in languages:
        own, peer = took[language.name], took.get(f"{language.name} peer")
        name = f"first call in a new process, {language.name}"
        if peer is not None:
            rows.append(row(name, own, "ms", language.peer_name, peer, peer / own, 1.0))
        else:
            rows.append(row(name, own, "ms"))
        if language.first_call_allowed is not None:
            allowed = language.first_call_allowed
            rows.append(row(f"the same, {language.name}", own, "ms", "allowed", allowed, allowed / own, 1.0))
        if f"{language.name} bare" in took:
            rows.append(row(f"the runtime alone, {language.name}", took[f"{language.name} bare"], "ms"))
    return rows


def importing(environment: dict[str, str]) -> list[dict[str, Any]]:
    took = in_turns(
        {"bare": [PYTHON, "-c", "pass"], "import": [PYTHON, "-c", "from connectify import ConnectifySDK"]}, environment
    )
    over = took["import"] - took["bare"]
    return [row("import, over a bare Python", over, "ms", "allowed", IMPORT_ALLOWED, IMPORT_ALLOWED / over, 1.0)]


def sizes() -> list[dict[str, Any]]:
    """Of what ./dev package made, if it has run."""
    found = sorted((BUILD / "packages").glob("*.whl")) + sorted((BUILD / "packages").glob("*sdk-?.?.?.jar"))
    found += sorted((BUILD / "packages").glob("*.nupkg"))
    return [row(f"size of {file.name}", file.stat().st_size / 1024, "KiB") for file in found]


def compile_java() -> None:
    JAVA_CLASSES.mkdir(parents=True, exist_ok=True)
    sources = [str(CALLERS / name) for name in ("Caller.java", "Peer.java")]
    subprocess.run(["javac", "-d", str(JAVA_CLASSES), "-cp", str(JAR), *sources], check=True)


def compile_csharp() -> None:
    environment = {**os.environ, "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1"}
    command = ["dotnet", "publish", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-c", "Release", "-v", "quiet"]
    folder = str(BUILD / "csharp/bench")
    subprocess.run([*command, "-o", folder, str(CALLERS / "csharp")], env=environment, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    result = parser.parse_args().json
    end_with_signals()
    if JAR.exists():
        compile_java()
    if (BUILD / "csharp/quickstart").exists():
        compile_csharp()
    languages = []
    for language in LANGUAGES:
        if language.present:
            languages.append(language)
        else:
            print(f"{language.name}: skipped; it is not built")
    try:
        with tempfile.TemporaryDirectory(prefix="connectify-bench-") as folder:
            with sandbox(Path(folder)) as environment:
                environment = {**environment, "HOME": folder, "XDG_CACHE_HOME": str(Path(folder) / "cache")}
                state = json.loads(Path(environment["CONNECTIFY_SANDBOX_FILE"]).read_text())
                rows = calls(languages, environment) + first_calls(languages, environment, state)
                if any(language.name == "Python" for language in languages):
                    rows += importing(environment)
    except Failure as failure:
        print(f"bench languages: {failure}", file=sys.stderr)
        return 1
    result.write_text(json.dumps(rows + sizes(), indent=1) + os.linesep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
