using Connectify.Sdk;

// On guarded pages, wiped at the end.
using var secret = new Secret("cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3");
Console.WriteLine(secret); // its size and the beginning of its hash
