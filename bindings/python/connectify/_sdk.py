"""The clients: ConnectifySDK and AsyncConnectifySDK."""

from __future__ import annotations

from ._load import native
from .generated.groups import AsyncGroups, Groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from types import TracebackType

    from ._secret import Secret
    from ._tls import TlsReport


class _Settings:
    """What both clients are made from."""

    def __init__(
        self,
        *,
        api_key: str | Secret | None = None,
        api_secret: str | Secret | None = None,
        environment: str | None = None,
        base_url: str | None = None,
        client_id: str | None = None,
        client_secret: str | Secret | None = None,
        redirect_uri: str | None = None,
        scope: str | Sequence[str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        log_level: str | None = None,
        debug: bool | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        env_file: str | os.PathLike[str] | None = None,
        config_file: str | os.PathLike[str] | None = None,
        sandbox_file: str | os.PathLike[str] | None = None,
    ) -> None:
        """Looks for each setting that is not given, or None, in its other sources: the environment
        (`CONNECTIFY_API_KEY`, …), the `.env` file, the JSON file, the running sandbox. Touches no network.

        Times are in seconds. Raises ConfigurationError for a setting that is missing or bad.
        """
        settings = dict(locals())
        del settings["self"]

        from ._config import make_config

        self._client = native.Client(make_config(settings))

    def __reduce__(self) -> str:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled: it holds credentials and connections; make one in each process"
        )


class ConnectifySDK(_Settings, Groups):
    """A client of the Connectify platform. Make one and keep it: it holds connections open between calls.

        with ConnectifySDK(api_key=os.getenv("CONNECTIFY_API_KEY")) as sdk:
            print(sdk.status.get().environment)

    Any number of threads may use one at once. It works on in a child made by fork().
    """

    def tls_report(self) -> TlsReport:
        """Connects to the service, and tells what its TLS offers and which of the library's rules it keeps."""
        from ._tls import read_report

        return read_report(self._caller.client.tls_report())

    def close(self) -> None:
        """Ends calls in flight, which raise CancelledError, and closes the connections."""
        self._caller.close()

    def __enter__(self) -> ConnectifySDK:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncConnectifySDK(_Settings, AsyncGroups):
    """A client of the Connectify platform for asyncio. Make one and keep it.

        async with AsyncConnectifySDK() as sdk:
            async for device in sdk.devices.list():
                print(device.name)

    Any number of tasks may use one at once, also in several event loops. Cancelling a task cancels its call.
    """

    async def tls_report(self) -> TlsReport:
        """Connects to the service, and tells what its TLS offers and which of the library's rules it keeps."""
        import asyncio

        from ._tls import read_report

        return read_report(await asyncio.to_thread(self._caller.client.tls_report))

    async def close(self) -> None:
        """Ends calls in flight, which raise CancelledError, and closes the connections."""
        import asyncio

        await asyncio.to_thread(self._caller.close)

    async def __aenter__(self) -> AsyncConnectifySDK:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
