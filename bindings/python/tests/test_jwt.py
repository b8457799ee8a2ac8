"""Jwks and inspect_jwt(): tests/vectors/jwt.json says the rest."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from sandbox import VECTORS

from connectify import Jwks, OAuthError, ValidationError, inspect_jwt

VECTOR: dict[str, Any] = json.loads((VECTORS / "jwt.json").read_text(encoding="utf-8"))
GOOD = next(case for case in VECTOR["cases"] if case["name"] == "RS256 is good")
AT = datetime.fromtimestamp(int(GOOD["rules"]["at"]), timezone.utc)


@pytest.fixture(scope="module")
def keys() -> Jwks:
    return Jwks(VECTOR["sets"]["all"])


def test_the_claims_are_an_object(keys: Jwks) -> None:
    claims = keys.verify(GOOD["token"], at=AT, issuer="https://issuer.example", alg="RS256")
    assert claims["sub"] == "user_test_1"
    assert keys.verify(GOOD["token"], at=AT, alg=["ES256", "RS256"]) == claims
    assert json.loads(keys.verify_signature(GOOD["token"])) == claims


@pytest.mark.parametrize(
    ("rules", "rule"),
    [
        ({"issuer": "https://other.example"}, "iss_wrong"),
        ({"alg": "ES256"}, "alg_not_allowed"),
        ({"alg": ["ES256", "PS256"]}, "alg_not_allowed"),
        ({"at": datetime(2040, 1, 1, tzinfo=timezone.utc)}, "expired"),
        ({"audience": "nobody"}, "aud_wrong"),
    ],
)
def test_rules_refuse(keys: Jwks, rules: dict[str, Any], rule: str) -> None:
    with pytest.raises(OAuthError) as refused:
        keys.verify(GOOD["token"], **{"at": AT, **rules})
    assert refused.value.rule == rule


def test_a_rule_that_cannot_be_is_refused(keys: Jwks) -> None:
    with pytest.raises(ValidationError):
        keys.verify(GOOD["token"], at=AT, alg="none")
    with pytest.raises(ValidationError):
        keys.verify(GOOD["token"], at=AT, leeway=100000)
    with pytest.raises(OAuthError):
        Jwks("{}")


def test_inspecting_judges_nothing() -> None:
    told = inspect_jwt(GOOD["token"][:-4] + "AAAA")
    assert told.header["alg"] == "RS256"
    assert told.claims is not None and told.claims["sub"] == "user_test_1"
    with pytest.raises(OAuthError):
        inspect_jwt("no token")
