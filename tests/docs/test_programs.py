"""Every program and every command that the documentation shows is run, against a sandbox.

An exit status other than 0 fails, and so does output that lacks a line of docs/snippets/<page>/<name>.expect.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import programs
import pytest
from places import LIMIT, Places
from programs import Absent, Compiled, Program

PROGRAMS = programs.every()
FOREIGN = re.compile(r"CONNECTIFY_.*|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|.*_proxy", re.IGNORECASE)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return Compiled(tmp_path_factory.mktemp("compiled"), PROGRAMS)


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    # Sandboxes take no settings from this process.
    for name in filter(FOREIGN.fullmatch, list(os.environ)):
        del os.environ[name]
    with ExitStack() as stack:
        yield Places(tmp_path_factory.mktemp("places"), stack)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: str(p.id))
def test_runs_as_the_page_says(program: Program, compiled: Compiled, places: Places) -> None:
    try:
        command = compiled.command(program)
    except Absent as absent:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(absent))
    environment, folder = places.environment(program), places.folder(program)
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for text in program.expected:
        assert text in done.stdout, f"the output lacks {text!r}:\n{done.stdout}{done.stderr}"


def test_every_program_has_something_to_expect() -> None:
    """A program that prints nothing at all would pass otherwise; commands are judged by their exit status."""
    programs = [p for p in PROGRAMS if p.ending not in ("sh", "json") and not p.name.startswith("block_")]
    assert [p.id for p in programs if not p.expected] == []
