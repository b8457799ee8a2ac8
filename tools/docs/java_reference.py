"""The reference of Java: what javadoc writes, and one page of ours that leads there."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from page import Page, escape, table

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "bindings/java/src/main/java", ROOT / "bindings/java/src/generated/java")
PACKAGE = Path("com/connectify/sdk")
API = "reference/java/api"

PUBLIC = re.compile(
    r"/\*\*((?:(?!\*/).)*)\*/\s*(?:@\w+[^\n]*\s+)*"
    r"public (?:(?:final|sealed|abstract|non-sealed) )*(class|record|interface|enum) (\w+)",
    re.DOTALL,
)


def page(site: Path) -> Page:
    """Runs javadoc into the site. The layer that SWIG wrote is not part of what is promised."""
    files = sorted(f for root in SOURCES for f in (root / PACKAGE).glob("*.java"))
    (site / API).mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="connectify-javadoc-") as folder:
        arguments = Path(folder, "files")
        arguments.write_text("\n".join(f'"{f}"' for f in files), encoding="utf-8")
        subprocess.run(
            [
                "javadoc",
                "-quiet",
                "-notimestamp",
                "-Xdoclint:none",
                "-encoding",
                "UTF-8",
                "-d",
                site / API,
                "-classpath",
                ROOT / "build/java/connectify-sdk.jar",
                f"@{arguments}",
            ],
            check=True,
            timeout=300,
        )
    rows = []
    for file in files:
        if found := PUBLIC.search(file.read_text(encoding="utf-8")):
            place = f"api/{PACKAGE}/{found[3]}.html"
            if (site / "reference/java" / place).exists():
                link = f'<a href="{place}"><code>{found[3]}</code></a>'
                rows.append([link, found[2], _first_sentence(found[1])])
    if len(rows) < 50:
        raise ValueError(f"only {len(rows)} Java types were found")
    whole = f'<a href="api/{PACKAGE}/package-summary.html"><code>com.connectify.sdk</code></a>'
    introduction = f"<h1>Reference of Java</h1><p>The package {whole}, by javadoc.</p>"
    body = introduction + table(["type", "", "what it is"], rows)
    return Page("reference/java/index.html", "Reference of Java", body, "Reference", "Java")


def _first_sentence(comment: str) -> str:
    text = re.sub(r"^\s*\*?", "", comment, flags=re.MULTILINE)
    text = re.split(r"(?<=[.:])\s|<p>|\n\s*\n", " ".join(text.split()).strip())[0]
    text = re.sub(r"\{@(?:code|link|linkplain) ([^}]*)\}", lambda m: f"\x02{m[1].split(' ')[-1]}\x03", text)
    return escape(text).replace("\x02", "<code>").replace("\x03", "</code>")
