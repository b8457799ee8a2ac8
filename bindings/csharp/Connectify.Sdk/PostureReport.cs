using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>What was found of a practice.</summary>
/// <param name="Practice">The practice.</param>
/// <param name="Severity"><c>high</c>, <c>medium</c>, <c>low</c> or <c>passed</c>.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Message">What is the case.</param>
/// <param name="Cure">What to do; null where nothing is to be done.</param>
public sealed record PostureFinding(
    string Practice,
    string Severity,
    string Rule,
    string Subject,
    string Message,
    string? Cure
);

/// <summary>What a report looks at. Null is the library's own choice.</summary>
public sealed record PostureOptions
{
    /// <summary>How the scopes are reviewed; with <c>Offline</c> the platform's TLS is not looked at, either.</summary>
    public ReviewOptions? Review { get; init; }

    /// <summary>A file or folder in which to look for credentials that slipped out.</summary>
    public string? ScanPath { get; init; }

    /// <summary>Whether the run is kept in the setting state_folder, for the trend.</summary>
    public bool? Remember { get; init; }
}

/// <summary>How well the six practices are kept. No secret is in it.</summary>
/// <param name="Healthy">Whether nothing of high or medium severity was found.</param>
/// <param name="Findings">What was found, the worst first.</param>
/// <param name="Json">All of it.</param>
/// <param name="Sarif">The findings, as SARIF 2.1.0.</param>
/// <param name="Html">A page that fetches nothing and runs nothing.</param>
public sealed record PostureReport(
    bool Healthy,
    IReadOnlyList<PostureFinding> Findings,
    string Json,
    string Sarif,
    string Html
)
{
    /// <summary>
    /// Gathers the facts and judges them. A setting that will not do, or a platform that does not answer, is a finding.
    /// </summary>
    /// <param name="settings">The settings to look at.</param>
    /// <param name="options">What to look at beside.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ValidationException">An option will not do.</exception>
    public static PostureReport Make(ConnectifyOptions? settings = null, PostureOptions? options = null)
    {
        NativeLibraryLoader.Require();
        using var config = new Config();
        settings?.Apply(config);
        using var posture = new Posture(config);
        options?.Review?.Apply(posture.Set);
        Settings.Set(posture.Set, "scan_path", options?.ScanPath);
        Settings.Set(posture.Set, "remember", options?.Remember.AsText());
        posture.Run();
        return Read(Text(posture, "json"), Text(posture, "sarif"), Text(posture, "html"));
    }

    private static string Text(Posture posture, string form)
    {
        using var name = new Utf8Text(form, stackalloc byte[Utf8Text.Scratch]);
        return posture.Text(name.Bytes);
    }

    private static PostureReport Read(string json, string sarif, string html)
    {
        JsonElement told = Interop.Json.Parse(json);
        return new PostureReport(
            told.GetProperty("healthy").GetBoolean(),
            Interop.Json.List(told.GetProperty("findings"), ReadFinding),
            json,
            sarif,
            html
        );
    }

    private static PostureFinding ReadFinding(JsonElement told) =>
        new(
            told.Text("practice"),
            told.Text("severity"),
            told.Text("rule"),
            told.Text("subject"),
            told.Text("message"),
            told.TextOrNull("cure")
        );
}
