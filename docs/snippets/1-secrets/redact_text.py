from connectify import redact

print(redact("Authorization: Bearer cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"))
