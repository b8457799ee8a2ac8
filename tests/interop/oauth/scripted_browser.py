"""What the tests give as the browser: opens an address, logs in, and answers what is asked.

    scripted_browser.py SETTINGS.json URL

SETTINGS: {"ca_file": PATH, "typed": {"username": …, …}, "allow": true, "record": PATH}; the last page goes to `record`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from browser import Browser


def main() -> int:
    settings = json.loads(Path(sys.argv[1]).read_text())
    browser = Browser(Path(settings["ca_file"]))
    page = browser.log_in(sys.argv[2], settings["typed"], settings["allow"])
    Path(settings["record"]).write_text(json.dumps({"address": page.address, "status": page.status, "text": page.text}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
