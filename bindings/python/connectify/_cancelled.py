"""What a cancelled call raises; apart, because asyncio takes long to import."""

from __future__ import annotations

import asyncio
import concurrent.futures


class CancelledError(concurrent.futures.CancelledError, asyncio.CancelledError):
    """The call was cancelled, because its client was closed or the process is ending.

    Caught by whoever expects Python's own: asyncio.CancelledError or concurrent.futures.CancelledError. Not a
    ConnectifyError, since nothing went wrong.
    """
