"""`python -m connectify`: which version is installed."""

from __future__ import annotations

import argparse
import sys

from . import NativeLibraryError


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m connectify",
        description="The Connectify Developer's Kit for Python.",
        epilog="In a program: from connectify import ConnectifySDK. On the command line: connectify --help.",
    )
    parser.add_argument("--version", action="store_true", help="print the version of the package and of its library")
    if not parser.parse_args().version:
        parser.print_help()
        return 0
    from . import __version__

    try:
        from ._load import native
    except NativeLibraryError as error:
        print(f"connectify-sdk {__version__}: {error}", file=sys.stderr)
        return 1
    print(f"connectify-sdk {__version__} (libconnectify {native.version()})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
