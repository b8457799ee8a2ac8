"""Keeps why the extension could not be loaded, so that every later use says the same (see _load.py)."""

from __future__ import annotations

from ._errors import NativeLibraryError

kept: NativeLibraryError | None = None
