"""The site that tools/docs writes: whole, without scripts, and with everything in it that it promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "docs"))

import links  # noqa: E402
import markdown_page  # noqa: E402

JAVADOC = "reference/java/api"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ./dev docs writes it; the generator itself fails on a link that leads nowhere."""
    folder = tmp_path_factory.mktemp("site")
    command: list[str | Path] = [sys.executable, "-B", ROOT / "tools/docs/build.py", folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def text_of(site: Path, pattern: str) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in site.glob(pattern))


def test_no_page_of_ours_runs_or_fetches_anything(site: Path) -> None:
    for file in site.rglob("*.html"):
        if not file.relative_to(site).as_posix().startswith(JAVADOC):
            text = file.read_text(encoding="utf-8")
            assert "default-src 'none'" in text, file
            assert not re.search(r"<(script|iframe|object|embed)|\son\w+=|(?:src|<link[^>]*href)=\"https?:", text), file


def test_every_function_and_type_of_c_is_there_with_its_four_lines(site: Path) -> None:
    pages = text_of(site, "reference/c/*.html")
    headers = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "capi/include/connectify").rglob("*.h"))
    functions = set(re.findall(r"^CFY_API\b[^;]*?\b(cfy_\w+)\s*\(", headers, re.MULTILINE))
    assert len(functions) > 100
    assert [f for f in sorted(functions) if f'id="{f}"' not in pages] == []
    assert pages.count("<dt>Since</dt>") == len(functions)


def test_a_function_in_a_text_is_a_link_to_its_description(site: Path) -> None:
    link = '<a href="reference/c/client.html#cfy_call_options_set">cfy_call_options_set()</a>'
    assert link in text_of(site, "configuration.html")
    assert '<a href="#cfy_webhook_verify">cfy_webhook_verify()</a>' in text_of(site, "reference/c/webhook.html")


def test_every_class_of_cpp_is_there(site: Path) -> None:
    pages = text_of(site, "reference/cpp/*.html")
    for name in ("Client", "Pages", "Secret", "WebhookVerifier", "OAuth", "Rotation", "ConfigurationError"):
        assert f'id="{name.lower()}"' in pages, name
    assert "detail::" not in re.sub(r"<[^>]+>", "", pages)


def test_every_operation_is_there(site: Path) -> None:
    page = text_of(site, "reference/operations.html")
    document = json.loads((ROOT / "core/spec/openapi.json").read_text(encoding="utf-8"))
    names = [o["operationId"] for item in document["paths"].values() for m, o in item.items() if m != "parameters"]
    assert len(names) > 20
    assert [n for n in names if f'id="{n}"' not in page] == []


def test_every_error_is_there(site: Path) -> None:
    page = text_of(site, "reference/errors.html")
    names = [e["name"] for e in json.loads((ROOT / "core/spec/errors.json").read_text(encoding="utf-8"))["errors"]]
    assert [n for n in names if f"<code>{n}</code>" not in page] == []


def test_every_public_name_of_python_is_there(site: Path) -> None:
    import connectify

    page = text_of(site, "reference/python/index.html")
    public = (n for n in dir(connectify) if not n.startswith("_"))
    # Modules have pages of their own.
    names = [n for n in public if not isinstance(getattr(connectify, n), ModuleType)]
    assert [n for n in names if f'id="{n.lower()}"' not in page] == []


@pytest.mark.parametrize("page", ["reference/java/index.html", "reference/csharp.html"])
def test_java_and_csharp_show_what_is_public_alone(site: Path, page: str) -> None:
    if not (site / page).exists():
        pytest.skip(f"{page} was left out; its package is not built")
    text = text_of(site, page)
    assert "WebhookVerifier" in text and "DevicesOperations" in text
    assert "NativeError" not in text and "PendingCall" not in text


def test_a_program_stands_in_its_page_in_all_its_languages(site: Path) -> None:
    page = text_of(site, "practices/3-sanitize.html")
    for language in ("C", "C++", "Python", "Java", "C#", "Command line"):
        assert f"<figcaption>{language}</figcaption>" in page


def test_every_program_is_shown_by_its_page() -> None:
    """A program that no page includes is run for nobody."""
    import snippets

    for folder in snippets.SNIPPETS.iterdir():
        pages = [p for p in (ROOT / "docs").rglob(f"{folder.name}.md")]
        assert len(pages) == 1, folder
        included = set(snippets.INCLUDE.findall(pages[0].read_text(encoding="utf-8")))
        assert included == {s.name for s in snippets.of_page(folder.name)}, folder


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    page = '<h2 id="x"></h2><h3 id="x"></h3><a href="b.html">b</a><a href="#y">y</a><a href="a.html#x">x</a>'
    (tmp_path / "a.html").write_text(page)
    assert list(links.problems(tmp_path, "other")) == [
        "a.html: the anchor #x is there twice",
        "a.html: b.html leads nowhere",
        "a.html: #y has no such anchor",
    ]


def rendered(source: str, text: str) -> None:
    markdown_page.render(source, text, "a.html", lambda file: None, section="Guides", menu="A")


def test_a_page_that_links_out_of_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere.md, which is not in the tree"):
        rendered("docs/a.md", "[x](nowhere.md)")


def test_a_page_that_includes_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="includes {{ nothing }}"):
        rendered("docs/quickstart.md", "{{ nothing }}")
