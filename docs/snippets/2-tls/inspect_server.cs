using Connectify.Sdk;

using var sdk = new ConnectifySdk();
TlsReport report = sdk.TlsReport();
Console.WriteLine($"{report.Version} {report.DaysLeft} {report.Passed}");
foreach (TlsRule rule in report.Rules)
{
    Console.WriteLine($"{rule.Rule} {(rule.Passed ? "kept" : rule.Message)}");
}
