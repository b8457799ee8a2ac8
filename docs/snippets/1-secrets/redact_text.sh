echo 'Authorization: Bearer cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3' | connectify redact
