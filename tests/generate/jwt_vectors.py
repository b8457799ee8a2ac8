#!/usr/bin/env python3
"""Writes tests/vectors/jwt.json: tokens, good and bad, made with another JOSE implementation's crypto (python3-cryptography).

    tests/generate/jwt_vectors.py [--new-keys]

The private keys are the file's own, so that running it again changes only what was changed here (and the ECDSA and PSS
signatures, which are random).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, utils

FILE = Path(__file__).resolve().parents[1] / "vectors" / "jwt.json"
NOW = 1_700_000_000
ISSUER = "https://issuer.example"
AUDIENCE = "app_test_1"
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(value: int, size: int | None = None) -> str:
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def new_rsa(kid: str, bits: int = 2048) -> dict[str, str]:
    key = rsa.generate_private_key(65537, bits)
    numbers = key.private_numbers()
    values = {"n": numbers.public_numbers.n, "e": 65537, "d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1,
              "dq": numbers.dmq1, "qi": numbers.iqmp}
    return {"kty": "RSA", "kid": kid, **{name: number(value) for name, value in values.items()}}


def new_ec(kid: str, crv: str) -> dict[str, str]:
    numbers = ec.generate_private_key(CURVES[crv]).private_numbers()
    size = (CURVES[crv].key_size + 7) // 8
    point = numbers.public_numbers
    return {"kty": "EC", "kid": kid, "crv": crv, "x": number(point.x, size), "y": number(point.y, size),
            "d": number(numbers.private_value, size)}


def new_okp(kid: str, crv: str) -> dict[str, str]:
    key = (ed25519.Ed25519PrivateKey if crv == "Ed25519" else ed448.Ed448PrivateKey).generate()
    raw = serialization.Encoding.Raw
    x = key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
    d = key.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    return {"kty": "OKP", "kid": kid, "crv": crv, "x": b64(x), "d": b64(d)}


def new_keys() -> dict[str, dict[str, str]]:
    """The keys by the short names that the cases use."""
    return {
        "rsa": new_rsa("rsa_test_1"), "rsa2": new_rsa("rsa_test_2"), "weak": new_rsa("weak_test_1", 1024),
        "p256": new_ec("p256_test_1", "P-256"), "p384": new_ec("p384_test_1", "P-384"), "p521": new_ec("p521_test_1", "P-521"),
        "ed25519": new_okp("ed25519_test_1", "Ed25519"), "ed448": new_okp("ed448_test_1", "Ed448"),
        "oct": {"kty": "oct", "kid": "oct_test_1", "k": b64(b"hmac_test_key_of_64_bytes_".ljust(64, b"x"))},
    }  # fmt: skip


def private_key(jwk: dict[str, str]) -> Any:
    def value(name: str) -> int:
        return int.from_bytes(unb64(jwk[name]), "big")

    if jwk["kty"] == "RSA":
        public = rsa.RSAPublicNumbers(value("e"), value("n"))
        return rsa.RSAPrivateNumbers(value("p"), value("q"), value("d"), value("dp"), value("dq"), value("qi"), public).private_key()
    if jwk["kty"] == "EC":
        return ec.derive_private_key(value("d"), CURVES[jwk["crv"]])
    kind = ed25519.Ed25519PrivateKey if jwk["crv"] == "Ed25519" else ed448.Ed448PrivateKey
    return kind.from_private_bytes(unb64(jwk["d"]))


def signature(alg: str, jwk: dict[str, str], data: bytes) -> bytes:
    family, digest = alg[:2], HASHES.get(alg[2:])
    if family == "HS":
        return hmac.new(unb64(jwk["k"]), data, f"sha{alg[2:]}").digest()
    key = private_key(jwk)
    if family == "RS":
        return key.sign(data, padding.PKCS1v15(), digest)
    if family == "PS":
        return key.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    if family == "ES":
        size = (key.key_size + 7) // 8
        r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    return key.sign(data)


class Writer:
    def __init__(self, keys: dict[str, dict[str, str]]) -> None:
        self.keys = keys
        self.cases: list[dict[str, Any]] = []

    def public(self, name: str, **changes: Any) -> dict[str, Any]:
        jwk = {member: value for member, value in self.keys[name].items() if member not in {"d", "p", "q", "dp", "dq", "qi"}}
        return {member: value for member, value in {**jwk, **changes}.items() if value is not None}

    def token(self, alg: str, key: str, header: dict[str, Any] | str | None = None, claims: dict[str, Any] | str | None = None) -> str:
        """`header` and `claims` add to the usual ones, and None takes away; text is taken as it is."""
        usual_header = {"alg": alg, "kid": self.keys[key]["kid"], "typ": "JWT"}
        usual_claims = {"iss": ISSUER, "sub": "user_test_1", "aud": AUDIENCE, "iat": NOW - 60, "exp": NOW + 600}
        parts = []
        for given, usual in ((header, usual_header), (claims, usual_claims)):
            merged = {k: v for k, v in {**usual, **given}.items() if v is not None} if isinstance(given, dict) else usual
            parts.append(b64((given if isinstance(given, str) else json.dumps(merged, separators=(",", ":"))).encode()))
        data = ".".join(parts)
        return data + "." + b64(signature(alg, self.keys[key], data.encode()))

    def add(self, name: str, token: str, expect: str, jwks: Any = "all", **rules: Any) -> None:
        self.cases.append({"name": name, "jwks": jwks, "rules": {"at": str(NOW), **rules}, "token": token, "expect": expect})


def good_tokens(w: Writer) -> None:
    for alg, key in [("RS256", "rsa"), ("RS384", "rsa"), ("RS512", "rsa"), ("PS256", "rsa"), ("PS384", "rsa"), ("PS512", "rsa"),
                     ("ES256", "p256"), ("ES384", "p384"), ("ES512", "p521"), ("EdDSA", "ed25519")]:
        w.add(f"{alg} is good", w.token(alg, key), "ok")
    w.add("EdDSA with Ed448", w.token("EdDSA", "ed448"), "ok")
    for alg in ("HS256", "HS384", "HS512"):
        w.add(f"{alg} where it was asked for", w.token(alg, "oct"), "ok", "symmetric", alg=alg)
    w.add("one of several algorithms", w.token("ES256", "p256"), "ok", alg="RS256,ES256")
    w.add("no kid, and one key that fits", w.token("ES384", "p384", {"kid": None}), "ok")
    w.add("a kid, and the set's only key without one", w.token("ES256", "p256"), "ok", {"keys": [w.public("p256", kid=None)]})
    w.add("a single key instead of a set", w.token("ES256", "p256"), "ok", w.public("p256"))
    w.add("key with alg, use and key_ops", w.token("ES256", "p256"), "ok",
          {"keys": [w.public("p256", alg="ES256", use="sig", key_ops=["verify"])]})
    w.add("a key that nobody knows beside it", w.token("ES256", "p256"), "ok", {"keys": [{"kty": "XYZ", "kid": "new"}, w.public("p256")]})
    w.add("private parts in a set of one's own", w.token("ES256", "p256"), "ok", {"keys": [w.keys["p256"]]})
    w.add("issuer and audience", w.token("ES256", "p256"), "ok", issuer=ISSUER, audience=AUDIENCE)
    w.add("one of several audiences", w.token("ES256", "p256", claims={"aud": ["a", AUDIENCE]}), "ok", audience=AUDIENCE)
    w.add("expired within the leeway", w.token("ES256", "p256", claims={"exp": NOW - 29}), "ok")
    w.add("date written as 1.7e9", w.token("ES256", "p256", claims='{"exp":1.7000006e9}'), "ok")
    w.add("payload of any kind when claims are not looked at", w.token("ES256", "p256", claims="foo"), "ok", claims="false")
    w.add("white space in the header's JSON", w.token("ES256", "p256", header='{ "kid" : "p256_test_1",\n"alg":"ES256" }'), "ok")
    w.add("typ with application/", w.token("ES256", "p256", {"typ": "application/AT+JWT"}), "ok", typ="at+jwt")


def bad_headers(w: Writer) -> None:
    es = lambda **header: w.token("ES256", "p256", header)  # noqa: E731
    for spelling in ("none", "None", "NONE", "nOnE"):
        header = b64(json.dumps({"alg": spelling, "kid": "p256_test_1"}).encode())
        payload = w.token("ES256", "p256").split(".")[1]
        w.add(f"alg {spelling}", f"{header}.{payload}.AA", "alg_none")
        w.add(f"alg {spelling}, no signature", f"{header}.{payload}.", "token_form")
    w.add("no alg", es(alg=None), "alg_missing")
    w.add("alg is a number", es(alg=256), "alg_form")
    w.add("alg in lower case", es(alg="es256"), "alg_unknown")
    w.add("alg of the future", es(alg="ML-DSA-44"), "alg_unknown")
    w.add("HS256 is not allowed by default", w.token("HS256", "oct"), "alg_not_allowed", "symmetric")
    w.add("RS256 where ES256 was asked for", w.token("RS256", "rsa"), "alg_not_allowed", alg="ES256")
    confused = dict(w.keys["oct"], k=b64(json.dumps(w.public("rsa")).encode()), kid="rsa_test_1")
    w.keys["confused"] = confused
    w.add("HMAC with a public key as the secret", w.token("HS256", "confused"), "alg_not_allowed")
    w.add("the same where HS256 is allowed", w.token("HS256", "confused"), "alg_not_of_key", alg="HS256,RS256")
    del w.keys["confused"]
    w.add("ES256 with a key on P-384", w.token("ES256", "p256", {"kid": "p384_test_1"}), "alg_not_of_key")
    w.add("PS256 with a key for RS256", w.token("PS256", "rsa"), "alg_not_of_key", {"keys": [w.public("rsa", alg="RS256")]})
    w.add("jwk in the header", es(jwk=w.public("p256")), "header_jwk")
    w.add("jku in the header", es(jku="https://attacker.example/jwks"), "header_jku")
    w.add("x5u in the header", es(x5u="https://attacker.example/x"), "header_x5u")
    w.add("x5c in the header", es(x5c=["MIIB"]), "header_x5c")
    w.add("kid that is a path upwards", es(kid="../../../../dev/null"), "kid_path")
    w.add("kid that is an absolute path", es(kid="/dev/null"), "kid_path")
    w.add("kid that is a path of Windows", es(kid="C:\\key.pem"), "kid_path")
    w.add("kid with NUL", es(kid="p256_test_1\0"), "kid_path")
    w.add("kid of 257 bytes", es(kid="k" * 257), "kid_size")
    w.add("kid is a number", es(kid=1), "kid_form")
    w.add("kid is empty", es(kid=""), "kid_form")
    w.add("kid nobody knows", es(kid="p256_test_9"), "unknown_kid")
    w.add("no kid, and two keys that fit", w.token("RS256", "rsa", {"kid": None}), "kid_missing")
    w.add("crit with an unknown extension", es(crit=["x_test"], x_test=1), "crit_unknown")
    w.add("crit names exp", es(crit=["exp"], exp=NOW + 60), "crit_unknown")
    w.add("crit is empty", es(crit=[]), "crit_form")
    w.add("crit is a string", es(crit="exp"), "crit_form")
    w.add("crit with what is not there", es(crit=["x_test"]), "crit_form")
    w.add("crit with a name twice", es(crit=["x", "x"], x=1), "crit_form")
    w.add("crit with a number", es(crit=[1]), "crit_form")
    w.add("b64 false", es(b64=False, crit=["b64"]), "b64")
    w.add("b64 false without crit", es(b64=False), "b64")
    w.add("typ is a number", es(typ=1), "typ_form")
    w.add("alg twice", w.token("ES256", "p256", '{"alg":"ES256","alg":"ES256","kid":"p256_test_1"}'), "duplicate_key")
    w.add("alg twice, once escaped", w.token("ES256", "p256", '{"alg":"ES256","\\u0061lg":"none","kid":"p256_test_1"}'), "duplicate_key")
    w.add("header is a list", w.token("ES256", "p256", '["ES256"]'), "json_object")
    w.add("header is no JSON", w.token("ES256", "p256", "{alg:ES256}"), "syntax")
    w.add("something behind the header's JSON", w.token("ES256", "p256", '{"alg":"ES256"}{}'), "trailing_bytes")
    w.add("header of 9 KiB", es(x="y" * 9216), "header_size")
    w.add("typ of another kind", es(typ="JWT"), "typ_wrong", typ="at+jwt")


def bad_forms(w: Writer) -> None:
    token = w.token("ES256", "p256")
    header, payload, sig = token.split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    w.add("empty", "", "token_form")
    w.add("two parts", f"{header}.{payload}", "token_form")
    w.add("four parts", f"{token}.", "token_form")
    w.add("no header", f".{payload}.{sig}", "token_form")
    w.add("no signature", f"{header}.{payload}.", "token_form")
    w.add("five parts: JWE", "a.b.c.d.e", "token_encrypted")
    w.add("a header of JWE", w.token("ES256", "p256", {"enc": "A256GCM"}), "token_encrypted")
    w.add("JSON serialisation", json.dumps({"payload": payload, "protected": header, "signature": sig}), "token_json")
    w.add("longer than 64 KiB", header + "." + "A" * 65536 + "." + sig, "token_size")
    w.add("padding behind the signature", token + "=", "base64url")
    w.add("padding behind the header", f"{header}=.{payload}.{sig}", "base64url")
    w.add("plus in the signature", f"{header}.{payload}.+{sig[1:]}", "base64url")
    w.add("slash in the signature", f"{header}.{payload}./{sig[1:]}", "base64url")
    w.add("space in the signature", f"{header}.{payload}. {sig[1:]}", "base64url")
    w.add("line end in the payload", f"{header}.\n{payload[1:]}.{sig}", "base64url")
    w.add("one character too many", token + "A" * ((1 - len(sig)) % 4), "base64url")
    loose = alphabet[alphabet.index(sig[-1]) | 1]
    w.add("loose bits behind the signature", token[:-1] + loose, "base64url_bits")
    w.add("signature changed", f"{header}.{payload}.{'A' if sig[0] != 'A' else 'B'}{sig[1:]}", "signature_invalid")
    w.add("payload changed", f"{header}.{b64(b'{}')}.{sig}", "signature_invalid")
    w.add("another key's signature", w.token("RS256", "rsa2", {"kid": "rsa_test_1"}), "signature_invalid")
    w.add("signature one byte short", f"{header}.{payload}.{b64(unb64(sig)[:-1])}", "signature_length")
    w.add("signature with a zero behind", f"{header}.{payload}.{b64(unb64(sig) + bytes(1))}", "signature_length")
    r, s = (int.from_bytes(unb64(sig)[at : at + 32], "big") for at in (0, 32))
    w.add("ECDSA signature in DER", f"{header}.{payload}.{b64(utils.encode_dss_signature(r, s))}", "signature_length")
    w.add("ECDSA signature of zeros", f"{header}.{payload}.{b64(bytes(64))}", "signature_invalid")
    rsa_token = w.token("RS256", "rsa").rsplit(".", 1)
    w.add("RSA signature with a zero before", f"{rsa_token[0]}.{b64(bytes(1) + unb64(rsa_token[1]))}", "signature_length")
    hs_token = w.token("HS256", "oct").rsplit(".", 1)
    w.add("HMAC cut short", f"{hs_token[0]}.{b64(unb64(hs_token[1])[:16])}", "signature_length", "symmetric", alg="HS256")
    w.add("HMAC changed", f"{hs_token[0]}.{b64(bytes(32))}", "signature_invalid", "symmetric", alg="HS256")


def bad_keys(w: Writer) -> None:
    es, rs = w.token("ES256", "p256"), w.token("RS256", "rsa")
    one = lambda key, **changes: {"keys": [w.public(key, **changes)]}  # noqa: E731
    flipped = unb64(w.keys["p256"]["y"])
    off_curve = b64(flipped[:-1] + bytes([flipped[-1] ^ 1]))
    w.add("RSA of 1024 bits", w.token("RS256", "weak"), "weak_key", one("weak"))
    w.add("RSA exponent 1", rs, "weak_exponent", one("rsa", e="AQ"))
    w.add("RSA exponent that is even", rs, "weak_exponent", one("rsa", e="AQAC"))
    w.add("RSA exponent of 65 bits", rs, "weak_exponent", one("rsa", e=number((1 << 64) + 1)))
    w.add("RSA modulus that is even", rs, "weak_key", one("rsa", n=b64(unb64(w.keys["rsa"]["n"])[:-1] + b"\2")))
    w.add("RSA number with leading zeros", rs, "jwk_integer", one("rsa", e="AAEAAQ"))
    w.add("RSA of 16392 bits", rs, "jwk_size", one("rsa", n=b64(b"\xff" * 2049)))
    roca = pow(65537, 4242, ROCA_PRIMORIAL) + ROCA_PRIMORIAL * (1 << 1829)
    w.add("RSA modulus of the generator ROCA", rs, "weak_key", one("rsa", n=number(roca)))
    w.add("point that is not on its curve", es, "not_on_curve", one("p256", y=off_curve))
    w.add("coordinate with a zero before", es, "jwk_size", one("p256", x=b64(bytes(1) + unb64(w.keys["p256"]["x"]))))
    w.add("coordinate that is too short", es, "jwk_size", one("p256", x=b64(unb64(w.keys["p256"]["x"])[1:])))
    w.add("coordinates of another curve", es, "jwk_size", one("p256", crv="P-384"))
    w.add("no coordinate", es, "jwk_size", one("p256", y=None))
    w.add("curve that is not supported", es, "unknown_curve", one("p256", crv="secp256k1"))
    w.add("kty that does not fit", es, "jwk_integer", one("p256", kty="RSA"))
    w.add("kty unknown", es, "unknown_key_type", one("p256", kty="XYZ"))
    w.add("Ed25519 key of small order", w.token("EdDSA", "ed25519"), "weak_key", one("ed25519", x=b64(b"\1" + bytes(31))))
    w.add("Ed25519 key of 31 bytes", w.token("EdDSA", "ed25519"), "jwk_size", one("ed25519", x=b64(bytes(31))))
    w.add("base64url of the key with loose bits", rs, "base64url_bits", one("rsa", e="AQB"))
    w.add("key for encryption", es, "key_use", one("p256", use="enc"))
    w.add("key_ops without verify", es, "key_use", one("p256", key_ops=["encrypt"]))
    w.add("key_ops that is no list", es, "key_use", one("p256", key_ops="verify"))
    w.add("key for another algorithm", es, "alg_not_of_key", one("p256", alg="ES224"))
    w.add("HMAC key shorter than the hash", w.token("HS512", "oct"), "weak_key", one("oct", k=b64(bytes(63))), alg="HS512")
    w.add("HMAC key that is empty", w.token("HS256", "oct"), "weak_key", one("oct", k=""), alg="HS256")
    w.add("two keys of one name", es, "duplicate_kid", {"keys": [w.public("p256"), w.public("rsa", kid="p256_test_1")]})
    w.add("symmetric key beside a public one", es, "mixed_keys", {"keys": [w.public("p256"), w.public("oct")]})
    w.add("no keys", es, "jwks_empty", {"keys": []})
    w.add("keys is no list", es, "jwks_form", {"keys": {}})
    w.add("a set of something else", es, "jwks_form", {"keys": ["p256"]})
    w.add("101 keys", es, "jwks_size", {"keys": [{"kty": "XYZ"}] * 101})
    w.add("kid of the key is a number", es, "jwk_form", {"keys": [w.public("p256", kid=1)]})


ROCA_PRIMORIAL = 1
for prime in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
              127, 131, 137, 139, 149, 151, 157, 163, 167]:
    ROCA_PRIMORIAL *= prime


def bad_claims(w: Writer) -> None:
    def es(**claims: Any) -> str:
        return w.token("ES256", "p256", claims=claims)

    w.add("expired", es(exp=NOW - 30), "expired")
    w.add("expired, no leeway", es(exp=NOW), "expired", leeway="0")
    w.add("no exp", es(exp=None), "claim_missing")
    w.add("not valid yet", es(nbf=NOW + 31), "not_yet_valid")
    w.add("issued in the future", es(iat=NOW + 31), "issued_in_future")
    for name, value in [("a string", str(NOW + 60)), ("with a fraction", NOW + 60.5), ("negative", -1), ("true", True), ("a list", [NOW + 60]),
                        ("beyond the year 9999", 253402300800), ("1e300", 1e300)]:
        for claim in ("exp", "nbf", "iat"):
            w.add(f"{claim} {name}", es(**{claim: value}), "date_form")
    w.add("exp null", w.token("ES256", "p256", claims='{"exp":null}'), "date_form")
    w.add("exp NaN", w.token("ES256", "p256", claims='{"exp":NaN}'), "syntax")
    w.add("exp 1e999", w.token("ES256", "p256", claims='{"exp":1e999}'), "number_out_of_range")
    w.add("exp twice", w.token("ES256", "p256", claims=f'{{"exp":{NOW - 600},"exp":{NOW + 600}}}'), "duplicate_key")
    w.add("claims are a list", w.token("ES256", "p256", claims="[]"), "json_object")
    w.add("claims are no JSON", w.token("ES256", "p256", claims="foo"), "syntax")
    w.add("claims are empty", w.token("ES256", "p256", claims=""), "syntax")
    w.add("another issuer", es(), "iss_wrong", issuer=ISSUER + "/")
    w.add("no issuer", es(iss=None), "claim_missing", issuer=ISSUER)
    w.add("issuer is a list", es(iss=[ISSUER]), "claim_form", issuer=ISSUER)
    w.add("another audience", es(), "aud_wrong", audience="app_test_2")
    w.add("no audience", es(aud=None), "claim_missing", audience=AUDIENCE)
    w.add("audience is an empty list", es(aud=[]), "claim_form", audience=AUDIENCE)
    w.add("audience with a number", es(aud=[AUDIENCE, 1]), "claim_form", audience=AUDIENCE)
    w.add("audience is an object", es(aud={AUDIENCE: 1}), "claim_form", audience=AUDIENCE)
    w.add("another nonce", es(nonce="a"), "nonce_wrong", nonce="b")
    w.add("no nonce", es(), "claim_missing", nonce="b")


def profiles(w: Writer) -> None:
    id_rules = {"profile": "id_token", "issuer": ISSUER, "audience": AUDIENCE, "nonce": "n_test_1"}
    access_token = "cfy_at_test_token"

    def id_token(header: dict[str, Any] | None = None, alg: str = "ES256", key: str = "p256", **claims: Any) -> str:
        return w.token(alg, key, header or {}, {"nonce": "n_test_1", **claims})

    def at_hash(digest: str) -> str:
        whole = hashlib.new(digest, access_token.encode()).digest()
        return b64(whole[: len(whole) // 2])

    w.add("ID token", id_token(), "ok", **id_rules)
    for claim in ("iss", "sub", "aud", "exp", "iat"):
        w.add(f"ID token without {claim}", id_token(**{claim: None}), "claim_missing", **id_rules)
    w.add("ID token for several, azp right", id_token(aud=["x", AUDIENCE], azp=AUDIENCE), "ok", **id_rules)
    w.add("ID token for several, no azp", id_token(aud=["x", AUDIENCE]), "azp_missing", **id_rules)
    w.add("ID token with another azp", id_token(azp="x"), "azp_wrong", **id_rules)
    w.add("ID token that is an access token", id_token({"typ": "at+jwt"}), "typ_wrong", **id_rules)
    for alg, key, digest in [("ES256", "p256", "sha256"), ("RS384", "rsa", "sha384"), ("EdDSA", "ed25519", "sha512")]:
        w.add(f"at_hash of {alg}", id_token(None, alg, key, at_hash=at_hash(digest)), "ok", **id_rules, access_token=access_token)
    w.add("at_hash of another token", id_token(at_hash=at_hash("sha256")), "at_hash_wrong", **id_rules, access_token="cfy_at_test_other")
    w.add("no at_hash", id_token(), "claim_missing", **id_rules, access_token=access_token)

    rules = {"profile": "access_token", "issuer": ISSUER, "audience": AUDIENCE}
    full = {"client_id": "client_test_1", "jti": "jti_test_1"}

    def at_jwt(header: dict[str, Any] | None = None, **claims: Any) -> str:
        return w.token("RS256", "rsa", header or {"typ": "at+jwt"}, {**full, **claims})

    w.add("access token", at_jwt(), "ok", **rules)
    w.add("access token with the long typ", at_jwt({"typ": "application/at+jwt"}), "ok", **rules)
    w.add("access token with typ JWT", at_jwt({"typ": "JWT"}), "typ_wrong", **rules)
    w.add("access token without typ", at_jwt({"typ": None}), "typ_wrong", **rules)
    for claim in ("iss", "exp", "aud", "sub", "client_id", "iat", "jti"):
        w.add(f"access token without {claim}", at_jwt(**{claim: None}), "claim_missing", **rules)


def main() -> None:
    renew = "--new-keys" in sys.argv or not FILE.exists()
    keys = new_keys() if renew else json.loads(FILE.read_text(encoding="utf-8"))["private_keys"]
    w = Writer(keys)
    for part in (good_tokens, bad_headers, bad_forms, bad_keys, bad_claims, profiles):
        part(w)
    comment = ("Tokens and what becomes of them. `jwks` is a key set, or one of `sets`; `rules` are those of cfy_jwt_rules_set(); "
               "`expect` is `ok` or the rule that refuses. Written by tests/generate/jwt_vectors.py.")  # fmt: skip
    sets = {"all": {"keys": [w.public(name) for name in keys if name not in {"oct", "weak"}]}, "symmetric": {"keys": [w.public("oct")]}}
    rows = ",\n".join("    " + json.dumps(case) for case in w.cases)
    head = json.dumps({"comment": comment, "private_keys": keys, "sets": sets}, indent=2)
    FILE.write_text(head[:-2] + ',\n  "cases": [\n' + rows + "\n  ]\n}\n", encoding="utf-8")
    print(f"wrote {len(w.cases)} cases")


if __name__ == "__main__":
    main()
