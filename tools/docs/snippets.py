"""The programs that a page shows: docs/snippets/<page>/<name>.<ending>, one file for each language.

A page includes one by a line of its own, `{{ name }}`: the same program in every language that has it. Beside them
<name>.expect has, one a line, texts that the output of each has to hold; tests/docs runs them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "docs" / "snippets"

# In the order in which they are shown: the ending, what people call it, and the name of its lexer.
LANGUAGES = {
    "c": ("C", "c"),
    "cpp": ("C++", "cpp"),
    "py": ("Python", "python"),
    "java": ("Java", "java"),
    "cs": ("C#", "csharp"),
    "sh": ("Command line", "bash"),
}

INCLUDE = re.compile(r"^\{\{ ([a-z0-9_]+) \}\}$", re.MULTILINE)


@dataclass(frozen=True)
class Snippet:
    page: str
    name: str
    ending: str
    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def expected(self) -> tuple[str, ...]:
        """Of a program; commands are judged by their exit status alone."""
        file = self.file.with_name(f"{self.name}.expect")
        return tuple(file.read_text(encoding="utf-8").splitlines()) if file.exists() and self.ending != "sh" else ()


def of_page(page: str) -> list[Snippet]:
    """Those in docs/snippets/<page>, in the order of LANGUAGES. A file in no known language is an error."""
    found = []
    for file in sorted((SNIPPETS / page).glob("*.*")):
        if file.suffix == ".expect":
            continue
        if file.suffix[1:] not in LANGUAGES:
            raise ValueError(f"{file.relative_to(ROOT)} is in no language that the documentation knows")
        found.append(Snippet(page, name_of(file.stem), file.suffix[1:], file))
    return sorted(found, key=lambda s: (s.name, list(LANGUAGES).index(s.ending)))


def name_of(stem: str) -> str:
    """The name by which a page includes a file: a Java file is named as its class, `FirstCall`, others `first_call`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem).lower()


def every() -> list[Snippet]:
    return [s for folder in sorted(SNIPPETS.iterdir()) if folder.is_dir() for s in of_page(folder.name)]
