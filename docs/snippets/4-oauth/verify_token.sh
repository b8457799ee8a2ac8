printf '%s' "$JWKS" > jwks.json
printf '%s' "$TOKEN" | connectify jwt verify --jwks jwks.json --issuer https://issuer.example \
  --audience app_test_1 --at 1700000000
