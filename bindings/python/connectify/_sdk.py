"""The clients: ConnectifySDK and AsyncConnectifySDK."""

from __future__ import annotations

from functools import cached_property

from ._load import native
from .generated.groups import AsyncGroups, Groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from ._oauth import AccessToken, AsyncConnectifyOAuth, ConnectifyOAuth
    from ._secret import Secret
    from ._tls import TlsReport
    from .privilege import Decision, ReviewReport

    Roles = Mapping[str, object] | str
    Scope = str | Sequence[str]


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
        client_private_key: str | Secret | None = None,
        client_authentication: str | None = None,
        issuer: str | None = None,
        grant: str | None = None,
        redirect_uri: str | None = None,
        scope: Scope | None = None,
        resource: str | None = None,
        dpop: bool | None = None,
        auto_refresh: bool | None = None,
        token_store: str | os.PathLike[str] | None = None,
        token_store_password: str | Secret | None = None,
        token_store_passphrase: str | Secret | None = None,
        check_scopes: bool | None = None,
        record_usage: bool | None = None,
        state_folder: str | os.PathLike[str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        log_level: str | None = None,
        debug: bool | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        env_file: str | os.PathLike[str] | None = None,
        config_file: str | os.PathLike[str] | None = None,
        sandbox_file: str | os.PathLike[str] | None = None,
        oauth: ConnectifyOAuth | AsyncConnectifyOAuth | None = None,
    ) -> None:
        """Looks for each setting that is not given, or None, in its other sources: the environment
        (`CONNECTIFY_API_KEY`, …), the `.env` file, the JSON file, the running sandbox. Touches no network.

        Times are in seconds. `oauth`: a login that the client acts with where no API key is set; without it, the one
        that `client_id` and `scope` describe. `auto_refresh`: whether calls renew a token that comes to its end.
        `log_level`, `debug`: what is told of calls to Python's logger "connectify".

        Raises ConfigurationError for a setting that is missing or bad.
        """
        settings = dict(locals())
        del settings["self"], settings["oauth"]

        from ._config import make_config

        config = make_config(settings)
        self._client = native.Client(config) if oauth is None else oauth._native.client(config)

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

    def explain(self, operation: str, resource: str | None = None) -> Decision:
        """Whether the client would send an operation, and why. `resource`: the id that it would act on. Asks nobody.

        Raises ValidationError for an operation that there is not.
        """
        from .privilege import explain

        return explain(self._caller.client, operation, resource)

    @cached_property
    def oauth(self) -> ConnectifyOAuth:
        """The login that the client acts with. Raises ConfigurationError (rule `no_login`) if it has none."""
        from ._oauth import ConnectifyOAuth, login_of

        return login_of(ConnectifyOAuth, self._client)

    def refresh_token(self, scope: Scope | None = None) -> AccessToken:
        """A new access token for the client's login, though the present one may be good; all who share the login have
        it. Raises as ConnectifyOAuth.refresh_token() and, without a login, ConfigurationError (rule `no_login`)."""
        return self.oauth.refresh_token(scope)

    def as_role(self, role: str, roles: Roles | None = None) -> ConnectifySDK:
        """A client that can do less: what the role allows, of what this one may do. A call that it does not allow
        raises PermissionDeniedError before anything is sent.

        `viewer`, `operator` and `admin` are there; `roles` defines others, as JSON or what JSON was read into. Both
        clients share connections and credential: closing this one ends the other, and not the reverse.

        Raises ValidationError for roles that will not do, PermissionDeniedError (rule `role_widening`) for one that has
        more than this client.
        """
        from .privilege import narrow

        narrowed = ConnectifySDK.__new__(ConnectifySDK)
        narrowed._client = narrow(self._caller.client, role, roles)
        return narrowed

    def review(
        self,
        *,
        granted: Scope | None = None,
        key_id: str | None = None,
        reviewer: str | None = None,
        every_credential: bool | None = None,
        offline: bool | None = None,
        window_days: int | None = None,
    ) -> ReviewReport:
        """What is granted to the client's credential, against what it was used for.

        `granted`: its scopes; otherwise the setting scope, otherwise those of the key `key_id`. `reviewer`: who takes
        responsibility, which is written down. `every_credential`: the use of former keys counts too. `offline`: the
        platform is not asked for keys and grants. `window_days`: over how many days, 1 to 400.

        Raises ValidationError for an option that will not do, ConfigurationError (rule `granted_unknown`, or a record
        that cannot be read), and what a call raises.
        """
        options = dict(locals())
        del options["self"]

        from .privilege import review

        return review(self._caller.client, options)

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

    def explain(self, operation: str, resource: str | None = None) -> Decision:
        """Whether the client would send an operation, and why. `resource`: the id that it would act on. Asks nobody.

        Raises ValidationError for an operation that there is not.
        """
        from .privilege import explain

        return explain(self._caller.client, operation, resource)

    @cached_property
    def oauth(self) -> AsyncConnectifyOAuth:
        """The login that the client acts with. Raises ConfigurationError (rule `no_login`) if it has none."""
        from ._oauth import AsyncConnectifyOAuth, login_of

        return login_of(AsyncConnectifyOAuth, self._client)

    async def refresh_token(self, scope: Scope | None = None) -> AccessToken:
        """See ConnectifySDK.refresh_token()."""
        return await self.oauth.refresh_token(scope)

    async def as_role(self, role: str, roles: Roles | None = None) -> AsyncConnectifySDK:
        """See ConnectifySDK.as_role()."""
        from ._waiting import wait_in_thread
        from .privilege import narrow

        client = self._caller.client
        narrowed = AsyncConnectifySDK.__new__(AsyncConnectifySDK)
        narrowed._client = await wait_in_thread(lambda _: narrow(client, role, roles))
        return narrowed

    async def review(
        self,
        *,
        granted: Scope | None = None,
        key_id: str | None = None,
        reviewer: str | None = None,
        every_credential: bool | None = None,
        offline: bool | None = None,
        window_days: int | None = None,
    ) -> ReviewReport:
        """See ConnectifySDK.review()."""
        options = dict(locals())
        del options["self"]

        from ._waiting import wait_in_thread
        from .privilege import review

        client = self._caller.client
        return await wait_in_thread(lambda _: review(client, options))

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
