"""ConnectifyOAuth and AsyncConnectifyOAuth: each way to log in, refresh, revoke, and what is refused."""

from __future__ import annotations

import asyncio
import json
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from oauth_user import (
    LIMIT,
    browser,
    browser_command,
    confidential,
    known_client,
    login_settings,
    typed,
    web_application,
)
from sandbox import Sandbox, running_sandbox

import connectify
from connectify import (
    AccessToken,
    AsyncConnectifyOAuth,
    AsyncConnectifySDK,
    ConnectifyOAuth,
    ConnectifySDK,
    OAuthError,
    Secret,
)


def value_of(token: AccessToken) -> str:
    with token.access_token.reveal() as value:
        return bytes(value).decode()


def service(sandbox: Sandbox, **more: Any) -> ConnectifyOAuth:
    """An application that acts for itself."""
    return ConnectifyOAuth(**{**confidential(sandbox, **more), "grant": "client_credentials"})


@pytest.fixture
def logged_in(sandbox: Sandbox, tmp_path: Path) -> ConnectifyOAuth:
    oauth = ConnectifyOAuth(**confidential(sandbox, browser=browser_command(sandbox, tmp_path)))
    oauth.login()
    return oauth


def test_login_opens_the_browser_and_a_client_acts_with_it(sandbox: Sandbox, tmp_path: Path) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox, browser=browser_command(sandbox, tmp_path)))
    token = oauth.login()
    assert (token.type, token.scope) == ("Bearer", ("devices:read", "devices:write"))
    assert token.expires_in is not None and 0 < token.expires_in <= 3600
    with ConnectifySDK(**login_settings(sandbox), oauth=oauth) as sdk:
        assert sdk.devices.get("dev_0001").id == "dev_0001"
        with pytest.raises(connectify.PermissionDeniedError):
            sdk.users.me()


def test_a_user_who_denies_is_an_oauth_error(sandbox: Sandbox, tmp_path: Path) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox, browser=browser_command(sandbox, tmp_path, allow=False)))
    with pytest.raises(OAuthError) as caught:
        oauth.login()
    assert caught.value.api_code == "access_denied"
    with pytest.raises(OAuthError) as missing:
        oauth.token()
    assert missing.value.rule == "login_needed"


def test_a_browser_that_cannot_be_opened_is_told(sandbox: Sandbox) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox, browser="/nonexistent/browser"))
    with pytest.raises(connectify.ConfigurationError) as caught:
        oauth.login()
    assert caught.value.field == "browser"
    begun = oauth.open_browser()
    assert not begun.browser_opened
    assert begun.url.startswith(str(sandbox.state["issuer"]))
    with pytest.raises(connectify.TimeoutError) as late:
        oauth.wait_for_browser(begun, 0.1)
    assert late.value.rule == "no_answer"


def test_a_web_application_sends_the_browser_itself(sandbox: Sandbox) -> None:
    oauth = ConnectifyOAuth(**confidential(sandbox))
    with web_application() as (redirect_uri, came):
        begun = oauth.get_authorization_url(redirect_uri)
        assert "code_challenge_method=S256" in begun.url or "request_uri=" in begun.url
        browser(sandbox).log_in(begun.url, typed(sandbox))
    answer = redirect_uri.removesuffix("/callback") + came[0]
    token = oauth.exchange_code_for_token(begun, answer)
    assert oauth.introspect(token)["active"] is True
    with pytest.raises(OAuthError) as twice:
        oauth.exchange_code_for_token(begun, answer)
    assert twice.value.rule == "answer_used"


def test_an_answer_that_is_not_ours_is_refused(sandbox: Sandbox) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox))
    with web_application() as (redirect_uri, came):
        begun = oauth.get_authorization_url(redirect_uri)
        browser(sandbox).log_in(begun.url, typed(sandbox))
    query = came[0].partition("?")[2]
    forged = "&".join("state=" + "x" * 43 if field.startswith("state=") else field for field in query.split("&"))
    with pytest.raises(OAuthError) as caught:
        oauth.exchange_code_for_token(begun, forged)
    assert caught.value.rule == "state_wrong"
    code = next(field for field in query.split("&") if field.startswith("code=")).removeprefix("code=")
    assert code not in str(caught.value) + repr(caught.value)


def test_a_device_login(sandbox: Sandbox) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox))
    begun = oauth.begin_device_login()
    assert begun.user_code and begun.verification_uri.startswith("https://")
    assert begun.verification_uri_complete is not None and begun.user_code in begun.verification_uri_complete
    user = threading.Thread(target=browser(sandbox).log_in, args=(begun.verification_uri_complete, typed(sandbox)))
    user.start()
    token = oauth.finish_device_login(begun)
    user.join(LIMIT)
    assert value_of(oauth.token()) == value_of(token)


def test_a_device_login_that_is_denied(sandbox: Sandbox) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox))
    begun = oauth.begin_device_login()
    browser(sandbox).log_in(str(begun.verification_uri_complete), typed(sandbox), False)
    with pytest.raises(OAuthError) as caught:
        oauth.finish_device_login(begun)
    assert caught.value.api_code == "access_denied"


def test_client_credentials_need_no_login(sandbox: Sandbox) -> None:
    oauth = service(sandbox)
    token = oauth.token()
    assert value_of(oauth.token()) == value_of(token)
    with ConnectifySDK(**login_settings(sandbox), oauth=oauth) as sdk:
        assert sdk.devices.get("dev_0002").id == "dev_0002"


def test_a_client_has_a_login_of_its_own(sandbox: Sandbox) -> None:
    known = known_client(sandbox, "post")
    credentials = {"client_id": known["client_id"], "client_secret": Secret(known["client_secret"])}
    settings = login_settings(sandbox, **credentials, client_authentication="post", grant="client_credentials")
    with ConnectifySDK(**settings) as sdk:
        before = sdk.oauth.token()
        assert sdk.devices.get("dev_0001").id == "dev_0001"
        fresh = sdk.refresh_token()
        assert value_of(fresh) != value_of(before)
        assert value_of(sdk.oauth.token()) == value_of(fresh)
        sdk.oauth.revoke_token(fresh)
        assert sdk.devices.get("dev_0001").id == "dev_0001"  # the refused token is replaced


def test_a_client_with_an_api_key_has_no_login(sdk: ConnectifySDK) -> None:
    with pytest.raises(connectify.ConfigurationError) as caught:
        sdk.refresh_token()
    assert (caught.value.field, caught.value.rule) == ("client_id", "no_login")


def test_a_wrong_secret_is_refused_and_not_shown(sandbox: Sandbox) -> None:
    wrong = "test-wrong-client-secret-0123456789"
    oauth = ConnectifyOAuth(
        **login_settings(sandbox, client_id=known_client(sandbox, "basic")["client_id"], client_secret=wrong)
    )
    with pytest.raises(OAuthError) as caught:
        oauth.token()
    assert caught.value.api_code == "invalid_client"
    assert wrong not in str(caught.value) + repr(vars(caught.value))


def test_refreshing_gives_a_newer_token_with_less_scope_if_asked(logged_in: ConnectifyOAuth) -> None:
    first = logged_in.token()
    second = logged_in.refresh_token()
    assert value_of(second) != value_of(first)
    assert logged_in.token(["devices:read"]).scope == ("devices:read",)
    with pytest.raises(OAuthError) as wider:
        logged_in.token("users:admin")
    assert wider.value.rule == "scope_wider"


def test_a_token_is_exchanged_for_one_that_can_do_less(sandbox: Sandbox) -> None:
    oauth = service(sandbox)
    narrow = oauth.exchange_token(oauth.token(), scope="devices:read")
    assert narrow.scope == ("devices:read",)
    assert value_of(oauth.token()) != value_of(narrow)


def test_a_revoked_token_is_inactive(logged_in: ConnectifyOAuth) -> None:
    token = logged_in.token()
    said = logged_in.introspect(token.access_token)
    assert (said["active"], set(said["scope"].split())) == (True, {"devices:read", "devices:write"})
    logged_in.revoke_token(token)
    assert logged_in.introspect(token)["active"] is False


@pytest.mark.parametrize("end", [ConnectifyOAuth.revoke, ConnectifyOAuth.revoke_all])
def test_an_ended_login_is_over_here_and_at_the_server(logged_in: ConnectifyOAuth, end: Any) -> None:
    token = logged_in.token()
    assert end(logged_in) is True
    assert end(logged_in) is False
    assert logged_in.introspect(token)["active"] is False
    with pytest.raises(OAuthError) as caught:
        logged_in.token()
    assert caught.value.rule == "login_needed"


def test_without_auto_refresh_a_token_that_has_ended_is_an_error(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--token-lifetime", "3") as short:
        oauth = service(short, auto_refresh=False)
        with pytest.raises(OAuthError) as none:
            oauth.token()
        assert none.value.rule == "token_ended"
        first = oauth.refresh_token()
        assert value_of(oauth.token()) == value_of(first)
        time.sleep(3.1)
        with pytest.raises(OAuthError) as caught:
            oauth.token()
        assert caught.value.rule == "token_ended"
        itself = service(short)
        old = itself.token()
        time.sleep(3.1)
        assert value_of(itself.token()) != value_of(old)


def test_a_bound_token_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = login_settings(sandbox, client_id=known_client(sandbox, "dpop")["client_id"], dpop=True)
    oauth = ConnectifyOAuth(**settings, browser=browser_command(sandbox, tmp_path))
    assert oauth.login().type == "DPoP"
    with ConnectifySDK(**login_settings(sandbox), oauth=oauth) as sdk:
        assert sdk.devices.get("dev_0001").id == "dev_0001"


def test_the_store_shares_a_login_and_shows_none_of_it(sandbox: Sandbox, tmp_path: Path) -> None:
    store = tmp_path / "state" / "tokens"
    settings = login_settings(sandbox, token_store=store, browser=browser_command(sandbox, tmp_path))
    token = ConnectifyOAuth(**settings).login()
    assert value_of(ConnectifyOAuth(**settings).token()) == value_of(token)
    assert value_of(token).encode() not in store.read_bytes()


def test_a_missing_setting_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(connectify.ConfigurationError) as caught:
        ConnectifyOAuth(**login_settings(sandbox, client_id=None))
    assert caught.value.field == "client_id"


def test_nothing_shows_a_token(logged_in: ConnectifyOAuth) -> None:
    token = logged_in.token()
    secret = value_of(token)
    begun = logged_in.get_authorization_url()
    device = logged_in.begin_device_login()
    for held in (token, token.access_token, logged_in, begun, device):
        assert secret not in f"{held!r} {held!s} {held} {getattr(held, '__dict__', '')}"
        with pytest.raises(TypeError):
            pickle.dumps(held)
    assert secret not in connectify.redact(f"GET /v1 {secret}")


def test_a_token_has_to_be_held_as_a_secret(logged_in: ConnectifyOAuth) -> None:
    text = value_of(logged_in.token())
    with pytest.raises(TypeError) as caught:
        logged_in.introspect(text)  # type: ignore[arg-type]
    assert text not in str(caught.value)


def test_threads_share_a_login_and_an_answer_ends_it_once(sandbox: Sandbox) -> None:
    oauth = ConnectifyOAuth(**login_settings(sandbox))
    with web_application() as (redirect_uri, came):
        begun = oauth.get_authorization_url(redirect_uri)
        browser(sandbox).log_in(begun.url, typed(sandbox))
    ended: list[str] = []

    def end() -> None:
        try:
            oauth.exchange_code_for_token(begun, came[0].partition("?")[2])
            ended.append("token")
        except OAuthError as error:
            ended.append(str(error.rule))

    threads = [threading.Thread(target=end) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert sorted(ended) == ["answer_used"] * 3 + ["token"]


def test_ctrl_c_ends_a_login(sandbox: Sandbox, tmp_path: Path) -> None:
    program = (
        "import json, sys\n"
        "from connectify import ConnectifyOAuth\n"
        "oauth = ConnectifyOAuth(**json.load(open(sys.argv[1])))\n"
        "begun = oauth.open_browser()\n"
        "print('waiting', flush=True)\n"
        "try:\n"
        "    oauth.wait_for_browser(begun, 60)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(3)\n"
    )
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps(login_settings(sandbox, browser="/bin/true")))
    command = [sys.executable, "-c", program, str(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=sandbox.environment) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "waiting\n"
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 3
        finally:
            if process.poll() is None:
                process.kill()


async def test_the_same_in_asyncio(sandbox: Sandbox, tmp_path: Path) -> None:
    oauth = AsyncConnectifyOAuth(**confidential(sandbox, browser=browser_command(sandbox, tmp_path)))
    token = await oauth.login()
    assert (await oauth.introspect(token))["active"] is True
    assert value_of(await oauth.token()) == value_of(token)
    async with AsyncConnectifySDK(**login_settings(sandbox), oauth=oauth) as sdk:
        assert (await sdk.devices.get("dev_0001")).id == "dev_0001"
        fresh = await sdk.refresh_token()
        assert value_of(await sdk.oauth.token()) == value_of(fresh) != value_of(token)
    await oauth.revoke_token(fresh)
    assert (await oauth.introspect(fresh))["active"] is False
    assert await oauth.revoke() is True
    assert await oauth.revoke_all() is False
    with pytest.raises(OAuthError):
        await oauth.refresh_token()


async def test_the_other_ways_to_log_in_in_asyncio(sandbox: Sandbox) -> None:
    oauth = AsyncConnectifyOAuth(**confidential(sandbox))
    with web_application() as (redirect_uri, came):
        begun = await oauth.get_authorization_url(redirect_uri)
        await asyncio.to_thread(browser(sandbox).log_in, begun.url, typed(sandbox))
    token = await oauth.exchange_code_for_token(begun, came[0].partition("?")[2])
    narrow = await oauth.exchange_token(token, scope="devices:read")
    assert narrow.scope == ("devices:read",)
    device = await oauth.begin_device_login()
    await asyncio.to_thread(browser(sandbox).log_in, str(device.verification_uri_complete), typed(sandbox))
    assert value_of(await oauth.finish_device_login(device)) != value_of(token)


async def test_cancelling_the_task_ends_the_login_while_the_loop_runs(sandbox: Sandbox) -> None:
    oauth = AsyncConnectifyOAuth(**login_settings(sandbox, browser="/bin/true"))
    begun = await oauth.open_browser()
    waiting = asyncio.create_task(oauth.wait_for_browser(begun, 60))
    steps = 0
    while steps < 20:
        await asyncio.sleep(0.01)
        steps += 1
    began = time.monotonic()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    # The thread has left the library: the login is free for the next who waits.
    with pytest.raises(connectify.TimeoutError):
        await oauth.wait_for_browser(begun, 0.1)
    assert time.monotonic() - began < 5
