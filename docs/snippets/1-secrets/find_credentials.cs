using Connectify.Sdk;

using var scanner = new CredentialScanner(new ScanOptions { TestCredentials = true }); // those of a sandbox, too
ScanReport report = scanner.ScanText("settings.py", "api_secret = \"cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3\"");
foreach (ScanFinding finding in report.Findings)
{
    Console.WriteLine($"{finding.File}:{finding.Line}: {finding.Rule}: {finding.Description}");
}
