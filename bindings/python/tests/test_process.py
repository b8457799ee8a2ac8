"""The package in its process: Ctrl-C, exit with calls in flight, fork, load failure, import, leaks.

CONNECTIFY_PROCESSES says how many processes each exit test runs (20).
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from sandbox import PROCESSES, Sandbox

import connectify
from connectify import ConnectifySDK

PROCESS_LIMIT = 15  # seconds


def run(program: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_LIMIT,
    )


def ends_well(program: str, environment: dict[str, str], output: str = "") -> None:
    """The program ends with status 0, says what it should, and is silent on standard error, each time."""
    for _ in range(PROCESSES):
        done = run(program, environment)
        assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", output)


@pytest.fixture
def silent_environment(sandbox: Sandbox, silent_url: str) -> dict[str, str]:
    return {**sandbox.environment, "CONNECTIFY_BASE_URL": silent_url}


def test_ctrl_c_ends_a_blocking_call(silent_environment: dict[str, str]) -> None:
    program = """
        import connectify, os, signal, threading
        sdk = connectify.ConnectifySDK()
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            sdk.status.ping()
        except KeyboardInterrupt:
            print("interrupted")
    """
    began = time.monotonic()
    done = run(program, silent_environment)
    assert (done.stdout, done.stderr, done.returncode) == ("interrupted\n", "", 0)
    assert time.monotonic() - began < 5


def test_ctrl_c_ends_a_list(silent_environment: dict[str, str]) -> None:
    program = """
        import connectify, os, signal, threading
        devices = connectify.ConnectifySDK().devices.list()
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            next(devices)
        except KeyboardInterrupt:
            print("interrupted")
    """
    assert run(program, silent_environment).stdout == "interrupted\n"


def test_a_handler_that_raises_nothing_lets_the_call_go_on(silent: dict[str, Any]) -> None:
    seen = []
    before = signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
    try:
        with ConnectifySDK(**silent) as sdk, pytest.raises(connectify.TimeoutError):
            subprocess.Popen(["sh", "-c", f"sleep 0.2; kill -USR1 {os.getpid()}"])
            sdk.status.ping(timeout=1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert seen == [1]


@pytest.mark.slow
@pytest.mark.parametrize("first", ["", "import ssl; ssl.create_default_context()"], ids=["", "ssl first"])
def test_exit_with_daemon_threads_in_calls(silent_environment: dict[str, str], first: str) -> None:
    program = f"""
        {first}
        import connectify, threading, time
        sdk = connectify.ConnectifySDK()
        def call():
            try:
                sdk.status.ping()
            except BaseException:
                pass
        for _ in range(4):
            threading.Thread(target=call, daemon=True).start()
        time.sleep(0.05)
    """
    ends_well(program, silent_environment)


@pytest.mark.slow
def test_exit_with_threads_that_call_without_end(sandbox: Sandbox) -> None:
    program = """
        import connectify, threading, time
        sdk = connectify.ConnectifySDK()
        def calls():
            try:
                while True:
                    sdk.status.ping()
            except BaseException:
                pass
        for _ in range(4):
            threading.Thread(target=calls, daemon=True).start()
        time.sleep(0.1)
    """
    ends_well(program, sandbox.environment)


@pytest.mark.slow
def test_exit_with_submitted_calls(silent_environment: dict[str, str]) -> None:
    program = """
        import asyncio, connectify
        async def main():
            sdk = connectify.AsyncConnectifySDK()
            calls = [asyncio.ensure_future(sdk.status.ping()) for _ in range(10)]
            await asyncio.sleep(0.05)
        asyncio.run(main())
    """
    ends_well(program, silent_environment)


@pytest.mark.slow
@pytest.mark.parametrize("first", ["", "import ssl; ssl.create_default_context()"], ids=["", "ssl first"])
def test_exit_after_calls(sandbox: Sandbox, first: str) -> None:
    program = f"""
        {first}
        import asyncio, connectify
        sdk = connectify.ConnectifySDK()
        twin = connectify.AsyncConnectifySDK()
        print(sdk.status.ping().pong, asyncio.run(twin.status.ping()).pong)
    """
    ends_well(program, sandbox.environment, "True True")


@pytest.mark.slow
def test_a_child_made_by_fork_calls_and_exits(sandbox: Sandbox) -> None:
    program = """
        import asyncio, connectify, os, sys
        sdk = connectify.ConnectifySDK()
        twin = connectify.AsyncConnectifySDK()
        sdk.status.ping(); asyncio.run(twin.status.ping())
        child = os.fork()
        pong = sdk.status.ping().pong and asyncio.run(twin.status.ping()).pong
        if child:
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            print(pong)
        else:
            assert pong
    """
    ends_well(program, sandbox.environment, "True")


@pytest.mark.slow
def test_a_child_exits_while_its_parent_has_calls_in_flight(silent_environment: dict[str, str]) -> None:
    program = """
        import connectify, os, threading, time
        sdk = connectify.ConnectifySDK()
        def call():
            try:
                sdk.status.ping()
            except BaseException:
                pass
        threading.Thread(target=call, daemon=True).start()
        time.sleep(0.05)
        child = os.fork()
        if child:
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    ends_well(program, silent_environment, "0")


def test_multiprocessing_workers_call(sandbox: Sandbox) -> None:
    program = """
        import connectify, multiprocessing
        sdk = connectify.ConnectifySDK()
        def get(id):
            return sdk.devices.get(id).id
        sdk.status.ping()
        with multiprocessing.get_context("fork").Pool(3) as pool:
            print(*pool.map(get, ["dev_0001", "dev_0002", "dev_0003"]))
    """
    done = run(program, sandbox.environment)
    assert (done.stdout, done.stderr) == ("dev_0001 dev_0002 dev_0003\n", "")


def descriptors_and_threads() -> tuple[int, int]:
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))


@pytest.mark.slow
def test_clients_leave_nothing_behind(sandbox: Sandbox) -> None:
    def cycle() -> None:
        with ConnectifySDK(**sandbox.settings) as sdk:
            sdk.status.ping()

        async def twin() -> None:
            async with connectify.AsyncConnectifySDK(**sandbox.settings) as sdk:
                await sdk.status.ping()

        asyncio.run(twin())
        ConnectifySDK(**sandbox.settings).status.ping()  # never closed

    for _ in range(5):
        cycle()
    gc.collect()
    before = descriptors_and_threads()
    for _ in range(100):
        cycle()
    gc.collect()
    assert descriptors_and_threads() <= before


def test_the_version(sandbox: Sandbox) -> None:
    done = subprocess.run([sys.executable, "-m", "connectify", "--version"], capture_output=True, text=True, timeout=15)
    assert re.fullmatch(r"connectify-sdk \d+\.\d+\.\d+ \(libconnectify \d+\.\d+\.\d+\)\n", done.stdout)


def test_help() -> None:
    done = subprocess.run([sys.executable, "-m", "connectify"], capture_output=True, text=True, timeout=15)
    assert done.returncode == 0
    assert "usage: python -m connectify" in done.stdout


def test_importing_takes_nothing_along() -> None:
    program = """
        import sys
        before = set(sys.modules)
        import connectify
        print(*sorted(set(sys.modules) - before))
    """
    assert set(run(program, dict(os.environ)).stdout.split()) == {"connectify", "__future__"}


def test_a_call_takes_nothing_slow_along(sandbox: Sandbox) -> None:
    program = """
        import sys
        import connectify
        connectify.ConnectifySDK().devices.get("dev_0001")
        print(*sorted({"asyncio", "dataclasses", "inspect", "typing"} & set(sys.modules)))
    """
    assert run(program, sandbox.environment).stdout == "\n"


BROKEN = {
    "the extension": ("_native*", "pip install connectify-sdk"),
    "the library": ("libconnectify.so.1", "force-reinstall"),
}


@pytest.mark.parametrize("part", BROKEN)
def test_a_broken_installation_is_one_exception_with_the_cure(part: str, tmp_path: Path) -> None:
    pattern, cure = BROKEN[part]
    package = Path(connectify.__file__).parent
    shutil.copytree(package, tmp_path / "connectify", ignore=shutil.ignore_patterns(pattern, "__pycache__"))
    program = """
        import connectify
        for _ in range(2):
            try:
                connectify.ConnectifySDK()
            except connectify.ConnectifyError as error:
                print(type(error).__name__, isinstance(error, ImportError), error)
    """
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    first, second = run(program, environment).stdout.splitlines()
    assert first == second
    assert first.startswith("NativeLibraryError True")
    assert cure in first


def test_a_library_of_another_interface_is_refused(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler to make another library with")
    source, library = tmp_path / "other.c", tmp_path / "other.so"
    source.write_text("unsigned cfy_abi_version(void) { return 2u << 16; }\n")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    program = """
        import connectify
        try:
            connectify.ConnectifySDK
        except connectify.NativeLibraryError as error:
            print(error)
    """
    said = run(program, {**os.environ, "LD_PRELOAD": str(library)}).stdout
    assert "interface 2.0" in said
    assert "LD_PRELOAD" in said
