// One call of each kind, against a running sandbox (`connectify sandbox`).
//
// Prints what it does in words; with --steps, as one line of JSON for each step. Exits 1 if a step went otherwise than
// it should.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Connectify.Sdk;
using Quickstart;

try
{
    Action<Step> report = args.Contains("--steps") ? ReportJson : ReportWords;
    using var sdk = new ConnectifySdk(new ConnectifyOptions { Environment = "sandbox" });
    var quickstart = new Quickstart.Quickstart(sdk);
    List<(string Name, Func<string> Run)> steps =
    [
        ("status", quickstart.Status),
        ("list", quickstart.List),
        ("refuse", quickstart.Refuse),
        ("register", quickstart.Register),
        ("update", quickstart.Update),
        ("wrong_key", Quickstart.Quickstart.WrongKey),
        ("untrusted", Quickstart.Quickstart.Untrusted),
    ];
    bool failed = false;
    foreach ((string name, Func<string> run) in steps)
    {
        Step step = Try(name, run);
        report(step);
        failed |= !step.Ok;
    }
    return failed ? 1 : 0;
}
catch (ConnectifyException error)
{
    Console.Error.WriteLine($"quickstart: {error.Message}");
    return 1;
}

static Step Try(string name, Func<string> run)
{
    var clock = Stopwatch.StartNew();
    try
    {
        string detail = run();
        return new Step(name, true, clock.Elapsed.TotalMilliseconds, detail);
    }
    catch (Exception error) when (error is ConnectifyException or UnexpectedException)
    {
        return new Step(name, false, clock.Elapsed.TotalMilliseconds, $"{error.GetType().Name}: {error.Message}");
    }
}

static void ReportWords(Step step) =>
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(step.Ok ? "ok  " : "FAIL")}  {step.Name, -10} {step.Ms, 8:F2} ms  {step.Detail}"
        )
    );

static void ReportJson(Step step) =>
    Console.WriteLine(JsonSerializer.Serialize(step with { Ms = Math.Round(step.Ms, 2) }, StepJson.Default.Step));
