using Connectify.Sdk;

Console.WriteLine(Redactor.Redact("Authorization: Bearer cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"));
