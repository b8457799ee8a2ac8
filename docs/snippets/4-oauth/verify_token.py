import os
from datetime import datetime, timezone

from connectify import Jwks

keys = Jwks(os.environ["JWKS"])  # keep it: the keys are parsed once
claims = keys.verify(
    os.environ["TOKEN"],
    issuer="https://issuer.example",
    audience="app_test_1",
    at=datetime.fromtimestamp(1700000000, timezone.utc),  # left out: now
)
print(claims["sub"])
