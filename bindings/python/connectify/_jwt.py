"""JSON Web Tokens: signatures and claims checked against a set of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ._json import decode, encode_json
from ._load import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Jwks:
    """A set of keys (JWKS), parsed and checked once. Any number of threads may use one.

        keys = Jwks(document)
        claims = keys.verify(token, issuer="https://auth.connectify.io", audience="my-app")
    """

    def __init__(self, keys: str | bytes | Mapping[str, object]) -> None:
        """From JSON, or from what JSON was read into. Raises OAuthError if that is no set of keys."""
        self._native = native.Jwks(encode_json(keys))

    def verify(
        self,
        token: str,
        *,
        alg: str | Sequence[str] | None = None,
        profile: str | None = None,
        issuer: str | None = None,
        audience: str | None = None,
        nonce: str | None = None,
        typ: str | None = None,
        access_token: str | None = None,
        leeway: int | None = None,
        at: datetime | None = None,
    ) -> dict[str, Any]:
        """The claims of a token that is good.

        `alg`: the algorithms that are allowed; every asymmetric one unless given. `profile`: "jwt", "id_token" (OpenID
        Connect) or "access_token" (RFC 9068), each with the claims that it needs. `access_token`: the one that came
        with an ID token. `leeway`: by how many seconds clocks may differ. `at`: the time to judge by instead of now.

        Raises OAuthError, with the `rule` that refuses it, for a token that is not good.
        """
        rules = _rules(
            alg, profile=profile, issuer=issuer, audience=audience, nonce=nonce, typ=typ, access_token=access_token
        )
        if leeway is not None:
            rules.append(("leeway", str(leeway)))
        if at is not None:
            rules.append(("at", str(int(at.timestamp()))))
        claims: dict[str, Any] = decode(self._native.verify(token, rules).decode())
        return claims

    def verify_signature(self, token: str, *, alg: str | Sequence[str] | None = None) -> bytes:
        """The payload of a token whose signature is good, whatever it is: nothing in it is checked."""
        return self._native.verify(token, _rules(alg, claims="false"))


@dataclass(frozen=True, slots=True)
class UnverifiedJwt:
    """What a token says. Nobody has checked whether it is true."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any] | None
    """None if the payload is no JSON object."""


def inspect_jwt(token: str) -> UnverifiedJwt:
    """Shows what a token says and judges none of it. Raises OAuthError if it cannot be taken apart."""
    told = decode(native.inspect_jwt(token))
    return UnverifiedJwt(told["header"], told["claims"])


def _rules(alg: str | Sequence[str] | None, **texts: str | None) -> list[tuple[str, str]]:
    algorithms = [alg] if isinstance(alg, str) else alg or ()
    rules = [("alg", each) for each in algorithms]
    rules += [(name, text) for name, text in texts.items() if text is not None]
    return rules
