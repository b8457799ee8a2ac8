"""The page of `connectify report` in a real browser: it loads without an error in light and dark, fetches nothing, and
axe-core, where it is installed beside this file (npm ci), finds nothing to say.

    report_test.py CONNECTIFY
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CONNECTIFY = sys.argv.pop(1)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
LIMIT = 60.0  # seconds that anything here may take
DARK, LIGHT = "0", "1"


@unittest.skipUnless(CHROMIUM, "chromium is not installed; ./dev setup browser installs it")
class Report(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-report-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        environment = {"PATH": os.environ["PATH"], "HOME": folder.name, "CONNECTIFY_SCOPE": "devices:read keys:admin",
                       "CONNECTIFY_API_KEY": "some_test_key", "CONNECTIFY_API_SECRET": "some_test_secret"}
        for _ in range(2):
            subprocess.run([CONNECTIFY, "report", "--offline", "--html", "report.html"], cwd=self.folder, env=environment,
                           stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT)
        self.page = self.folder / "report.html"

    def browse(self, page: Path, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                               f"--user-data-dir={self.folder / 'profile'}", "--enable-logging=stderr", "--window-size=1280,2400",
                               *options, page.as_uri()],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, cwd=self.folder)

    def test_it_loads_without_an_error_in_light_and_dark(self) -> None:
        pictures = {}
        for scheme in (LIGHT, DARK):
            picture = self.folder / f"{scheme}.png"
            result = self.browse(self.page, f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={picture}")
            self.assertNotRegex(result.stderr, r"CONSOLE", "the console has to stay empty")
            data = picture.read_bytes()
            self.assertEqual(struct.unpack(">II", data[16:24]), (1280, 2400))
            pictures[scheme] = data
        self.assertNotEqual(pictures[LIGHT], pictures[DARK])

    def test_it_has_what_a_screen_reader_goes_by(self) -> None:
        page = self.browse(self.page, "--dump-dom").stdout
        for part in ("<header>", "<main>", "<footer>", 'lang="en"', '<th scope="col"', '<th scope="row"', "<caption>", "<title>"):
            self.assertIn(part, page)
        labels = re.findall(r'aria-labelledby="([^"]+)"', page)
        self.assertGreater(len(labels), 6)
        for label in labels:
            self.assertEqual(page.count(f'id="{label}"'), 1, label)

    @unittest.skipUnless(AXE.exists(), "axe-core is not installed; npm ci in tests/interop/report installs it")
    def test_axe_finds_nothing(self) -> None:
        # The page itself lets nothing run: here, and here alone, it is told to.
        text = self.page.read_text(encoding="utf-8")
        text = re.sub(r"<meta http-equiv=[^>]*>", "", text)
        run = "axe.run(document,{resultTypes:['violations']}).then(r=>{document.title='axe:'+JSON.stringify(r.violations.map(v=>v.id+' '+v.nodes.map(n=>n.html).join(' ')))})"
        checked = self.folder / "checked.html"
        checked.write_text(text.replace("</body>", f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{run}</script></body>"),
                           encoding="utf-8")
        for scheme in (LIGHT, DARK):
            page = self.browse(checked, f"--blink-settings=preferredColorScheme={scheme}", "--virtual-time-budget=20000", "--dump-dom").stdout
            title = re.search(r"<title>(axe:.*?)</title>", page)
            self.assertIsNotNone(title, "axe did not end")
            self.assertEqual(title and title.group(1), "axe:[]")


if __name__ == "__main__":
    unittest.main()
