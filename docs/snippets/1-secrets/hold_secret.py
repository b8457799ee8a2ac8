from connectify import Secret

# On guarded pages, wiped at the end.
secret = Secret("cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3")
print(secret)  # its size and the beginning of its hash
