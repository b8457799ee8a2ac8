"""Logins by OAuth 2.0: ConnectifyOAuth and AsyncConnectifyOAuth."""

from __future__ import annotations

from ._config import as_text, make_config
from ._json import decode
from ._load import native
from ._secret import Secret
from ._waiting import wait, wait_in_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Any, TypeVar

    Kind = TypeVar("Kind", "ConnectifyOAuth", "AsyncConnectifyOAuth")
    Scope = str | Sequence[str]


class AccessToken:
    """An access token, and what is known of it (RFC 6749 section 5.1). Never shown."""

    __slots__ = ("_native",)

    def __init__(self, made: native.Token) -> None:
        self._native = made

    @property
    def access_token(self) -> Secret:
        """The token itself."""
        return Secret._of(self._native.access_token())

    @property
    def scope(self) -> tuple[str, ...]:
        """What it may do."""
        return tuple(self._native.scope().split())

    @property
    def type(self) -> str:
        """`Bearer`, or `DPoP` for a token that is bound to a key of ours (RFC 9449)."""
        return self._native.type()

    @property
    def expires_in(self) -> int | None:
        """For how many seconds it is still good, by the monotonic clock; None if the server did not say."""
        return self._native.expires_in()

    def __repr__(self) -> str:
        return f"AccessToken(type={self.type!r}, scope={self.scope!r}, expires_in={self.expires_in!r})"

    def __reduce__(self) -> str:
        raise TypeError("an AccessToken cannot be pickled: that would write it down; the token store shares it")


class Authorization:
    """A login by browser under way: good for one answer, and for this process alone."""

    __slots__ = ("_native",)

    def __init__(self, made: native.Authorization) -> None:
        self._native = made

    @property
    def url(self) -> str:
        """Where the user's browser is to go."""
        return self._native.url()

    @property
    def browser_opened(self) -> bool:
        """Whether the browser was started; where it was not, show the user the address."""
        return self._native.browser_opened()

    def __reduce__(self) -> str:
        raise TypeError("an Authorization cannot be pickled: it holds the proof that the answer needs (RFC 7636)")


class DeviceLogin:
    """A login by a code that the user types elsewhere, under way (RFC 8628)."""

    __slots__ = ("_native",)

    def __init__(self, made: native.DeviceLogin) -> None:
        self._native = made

    @property
    def user_code(self) -> str:
        """What the user types."""
        return self._native.user_code()

    @property
    def verification_uri(self) -> str:
        """Where the user types it."""
        return self._native.verification_uri()

    @property
    def verification_uri_complete(self) -> str | None:
        """The same with the code in it, for a QR code; None if the server gives none."""
        return self._native.verification_uri_complete() or None

    def __reduce__(self) -> str:
        raise TypeError("a DeviceLogin cannot be pickled: it holds the code that fetches the token")


class _Login:
    """What both classes are made from."""

    def __init__(
        self,
        *,
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
        browser: str | None = None,
        token_store: str | os.PathLike[str] | None = None,
        token_store_password: str | Secret | None = None,
        token_store_passphrase: str | Secret | None = None,
        environment: str | None = None,
        base_url: str | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        client_certificate: str | os.PathLike[str] | None = None,
        client_key: str | os.PathLike[str] | None = None,
        env_file: str | os.PathLike[str] | None = None,
        config_file: str | os.PathLike[str] | None = None,
        sandbox_file: str | os.PathLike[str] | None = None,
    ) -> None:
        """Looks for each setting that is not given, or None, in its other sources, as ConnectifySDK does. Touches no
        network; makes the key of the token store where there is none.

        `client_authentication`: `none`, `basic`, `post`, `private_key_jwt` or `tls_client_auth` (RFC 8705). `grant`:
        `login` or `client_credentials`. `resource`: the API that tokens are for (RFC 8707). `dpop`: whether tokens are
        bound to a key (RFC 9449). `auto_refresh`: whether token(), and clients, renew what comes to its end;
        otherwise refresh_token() alone does. `token_store`: an encrypted file, `memory`, or
        a Redis that several hosts share (`rediss://…`). Times are in seconds.

        Raises ConfigurationError for a setting that is missing or bad, TlsError for authorities that cannot be used.
        """
        settings = dict(locals())
        del settings["self"]
        self._native = native.OAuth(make_config(settings))

    def __reduce__(self) -> str:
        raise TypeError(f"{type(self).__name__} cannot be pickled: it holds credentials; make one in each process")


class ConnectifyOAuth(_Login):
    """One application at one authorization server, with its login. Any number of threads may use one.

        oauth = ConnectifyOAuth(client_id="my-app", scope="devices:read")
        oauth.login()                         # opens the browser; from then on the token store has the login
        sdk = ConnectifySDK(oauth=oauth)

    Tokens lie in an encrypted store that all processes share, and are renewed once for all of them. What the server
    answers, and what of it is refused, raises OAuthError: `rule` says which check it was (`state_wrong`, `scope_wider`,
    `login_lost`, …), `api_code` is the server's own code (`invalid_grant`, …). Each method that asks the server may
    raise ConnectionError, TimeoutError and TlsError as well. Scopes are a text with spaces, or a list.

    Follows RFC 6749, 7009, 7636, 7662, 8252, 8414, 8628, 8693, 8705, 8707, 9126, 9207 and 9449.
    """

    def login(self) -> AccessToken:
        """Logs the user in: opens the browser, and waits for it on this machine (RFC 8252), for 5 minutes.

        Raises ConfigurationError (field `browser`) where none can be opened, OAuthError for a refusal, TimeoutError
        (rule `no_answer`). Ctrl-C ends it.
        """
        return AccessToken(wait(lambda: self._native.login(None)))

    def get_authorization_url(self, redirect_uri: str | None = None) -> Authorization:
        """Begins a login (authorization code with PKCE S256, RFC 7636) whose browser is your concern: send the user to
        the `url` of what this gives, and keep it for exchange_code_for_token().

        `redirect_uri`: where the browser comes back to, instead of the setting.
        """
        return Authorization(wait(lambda: self._native.get_authorization_url(redirect_uri, None)))

    def exchange_code_for_token(self, authorization: Authorization, answer: str) -> AccessToken:
        """Ends a login with the answer that the browser came back with: the query, or the whole address. It is judged
        (state; issuer, RFC 9207; duplicates; the address itself), and the tokens are kept.
        """
        begun = authorization._native
        return AccessToken(wait(lambda: self._native.exchange_code_for_token(begun, answer, None)))

    def open_browser(self) -> Authorization:
        """Begins a login on this machine: waits at a port of loopback and opens the browser. Where it could not be
        opened (`browser_opened`), show the user the `url`; then wait_for_browser()."""
        return Authorization(wait(lambda: self._native.open_browser(None)))

    def wait_for_browser(self, authorization: Authorization, timeout: float) -> AccessToken:
        """Waits up to `timeout` seconds until the browser has come back, and ends the login. Raises TimeoutError (rule
        `no_answer`)."""
        begun, most = authorization._native, _milliseconds(timeout)
        return AccessToken(wait(lambda: self._native.wait_for_browser(begun, most, None)))

    def begin_device_login(self) -> DeviceLogin:
        """Begins a login where there is no browser (RFC 8628): show the user the code and the address."""
        return DeviceLogin(wait(lambda: self._native.begin_device_login(None)))

    def finish_device_login(self, login: DeviceLogin) -> AccessToken:
        """Waits until the user has typed the code and answered. Raises OAuthError (`access_denied`, `device_expired`,
        …)."""
        return AccessToken(wait(lambda: self._native.finish_device_login(login._native, None)))

    def token(self, scope: Scope | None = None) -> AccessToken:
        """A token that is good now: from this process, from the store, or renewed; with the grant `client_credentials`
        (RFC 6749 section 4.4) nobody has to log in for it.

        `scope` may name less than was granted. Raises OAuthError: `login_needed`, `login_lost`, `scope_wider`, and
        `token_ended` without auto_refresh.
        """
        return AccessToken(self._native.token(_scope(scope)))

    def refresh_token(self, scope: Scope | None = None) -> AccessToken:
        """A token that is newer than what there is, though that may be good (RFC 6749 section 6). Raises as token()."""
        return AccessToken(self._native.refresh_token(_scope(scope)))

    def exchange_token(
        self, subject_token: AccessToken | Secret, *, scope: Scope | None = None, resource: str | None = None
    ) -> AccessToken:
        """Exchanges a token for another (RFC 8693), for another API or with less scope; the new one is kept nowhere."""
        return AccessToken(self._native.exchange_token(_secret(subject_token), _scope(scope), resource))

    def introspect(self, token: AccessToken | Secret) -> dict[str, Any]:
        """What the server says of a token (RFC 7662): `active`, and what else it tells."""
        said: dict[str, Any] = decode(self._native.introspect(_secret(token)))
        return said

    def revoke_token(self, token: AccessToken | Secret) -> None:
        """Ends one access token (RFC 7009)."""
        self._native.revoke_token(_secret(token))

    def revoke(self) -> bool:
        """Ends the login: its tokens at the server, and then what the store keeps. Where the server cannot be told, the
        login stays. Whether there was one."""
        return self._native.revoke()

    def revoke_all(self) -> bool:
        """After a suspected compromise: as revoke(), but the store forgets the login and its key first, whatever the
        server answers."""
        return self._native.revoke_all()


class AsyncConnectifyOAuth(_Login):
    """The methods of ConnectifyOAuth for asyncio. The event loop runs on while they wait; cancelling a task ends its
    login. What cannot be ended (token() and what comes after it) takes no longer than a request."""

    async def login(self) -> AccessToken:
        """See ConnectifyOAuth.login()."""
        return AccessToken(await wait_in_thread(self._native.login))

    async def get_authorization_url(self, redirect_uri: str | None = None) -> Authorization:
        """See ConnectifyOAuth.get_authorization_url()."""
        return Authorization(
            await wait_in_thread(lambda until: self._native.get_authorization_url(redirect_uri, until))
        )

    async def exchange_code_for_token(self, authorization: Authorization, answer: str) -> AccessToken:
        """See ConnectifyOAuth.exchange_code_for_token()."""
        begun = authorization._native
        return AccessToken(
            await wait_in_thread(lambda until: self._native.exchange_code_for_token(begun, answer, until))
        )

    async def open_browser(self) -> Authorization:
        """See ConnectifyOAuth.open_browser()."""
        return Authorization(await wait_in_thread(self._native.open_browser))

    async def wait_for_browser(self, authorization: Authorization, timeout: float) -> AccessToken:
        """See ConnectifyOAuth.wait_for_browser()."""
        begun, most = authorization._native, _milliseconds(timeout)
        return AccessToken(await wait_in_thread(lambda until: self._native.wait_for_browser(begun, most, until)))

    async def begin_device_login(self) -> DeviceLogin:
        """See ConnectifyOAuth.begin_device_login()."""
        return DeviceLogin(await wait_in_thread(self._native.begin_device_login))

    async def finish_device_login(self, login: DeviceLogin) -> AccessToken:
        """See ConnectifyOAuth.finish_device_login()."""
        return AccessToken(
            await wait_in_thread(lambda until: self._native.finish_device_login(login._native, until))
        )

    async def token(self, scope: Scope | None = None) -> AccessToken:
        """See ConnectifyOAuth.token()."""
        wanted = _scope(scope)
        return AccessToken(await wait_in_thread(lambda _: self._native.token(wanted)))

    async def refresh_token(self, scope: Scope | None = None) -> AccessToken:
        """See ConnectifyOAuth.refresh_token()."""
        wanted = _scope(scope)
        return AccessToken(await wait_in_thread(lambda _: self._native.refresh_token(wanted)))

    async def exchange_token(
        self, subject_token: AccessToken | Secret, *, scope: Scope | None = None, resource: str | None = None
    ) -> AccessToken:
        """See ConnectifyOAuth.exchange_token()."""
        subject, wanted = _secret(subject_token), _scope(scope)
        return AccessToken(await wait_in_thread(lambda _: self._native.exchange_token(subject, wanted, resource)))

    async def introspect(self, token: AccessToken | Secret) -> dict[str, Any]:
        """See ConnectifyOAuth.introspect()."""
        subject = _secret(token)
        said: dict[str, Any] = decode(await wait_in_thread(lambda _: self._native.introspect(subject)))
        return said

    async def revoke_token(self, token: AccessToken | Secret) -> None:
        """See ConnectifyOAuth.revoke_token()."""
        subject = _secret(token)
        await wait_in_thread(lambda _: self._native.revoke_token(subject))

    async def revoke(self) -> bool:
        """See ConnectifyOAuth.revoke()."""
        return await wait_in_thread(lambda _: self._native.revoke())

    async def revoke_all(self) -> bool:
        """See ConnectifyOAuth.revoke_all()."""
        return await wait_in_thread(lambda _: self._native.revoke_all())


def login_of(kind: type[Kind], client: native.Client) -> Kind:
    """The login that a client acts with."""
    made = kind.__new__(kind)
    made._native = native.OAuth.of_client(client)
    return made


def _scope(scope: Scope | None) -> str | bytes | None:
    return None if scope is None else as_text("scope", scope)


def _secret(token: AccessToken | Secret) -> native.Secret:
    """Not of a str: where that came from, it stays in memory."""
    if isinstance(token, AccessToken):
        return token._native.access_token()
    if isinstance(token, Secret):
        return token._native
    raise TypeError(f"a token is an AccessToken or a Secret, not a {type(token).__name__}")


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)
