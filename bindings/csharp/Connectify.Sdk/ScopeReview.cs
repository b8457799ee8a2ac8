using System.Globalization;
using System.Text.Json;

namespace Connectify.Sdk;

/// <summary>Whether a client would send an operation, and why.</summary>
/// <param name="Allowed">Whether it would.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Missing">The scopes that it lacks.</param>
public sealed record Decision(bool Allowed, string Reason, IReadOnlyList<string> Missing)
{
    internal static Decision Read(string json)
    {
        JsonElement told = Interop.Json.Parse(json);
        return new Decision(
            told.GetProperty("allowed").GetBoolean(),
            Interop.Json.Text(told, "reason"),
            Interop.Json.Texts(told.GetProperty("missing"))
        );
    }
}

/// <summary>How a review or a <see cref="PostureReport"/> is made. Null is the library's own choice.</summary>
public sealed record ReviewOptions
{
    /// <summary>The scopes that are granted; otherwise those of the settings, or of the key.</summary>
    public IReadOnlyList<string>? Granted { get; init; }

    /// <summary>Which of the application's keys the credential is.</summary>
    public string? KeyId { get; init; }

    /// <summary>Who takes responsibility, which is written down.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Whether the use of former keys counts, too.</summary>
    public bool? EveryCredential { get; init; }

    /// <summary>Whether the platform is left alone.</summary>
    public bool? Offline { get; init; }

    /// <summary>Of how many days the use counts: 1 to 400.</summary>
    public int? WindowDays { get; init; }

    internal void Apply(Interop.OptionSetter set)
    {
        Interop.Settings.Set(set, "granted", Granted is null ? null : string.Join(' ', Granted));
        Interop.Settings.Set(set, "key_id", KeyId);
        Interop.Settings.Set(set, "reviewer", Reviewer);
        Interop.Settings.Set(set, "every_credential", Interop.Settings.AsText(EveryCredential));
        Interop.Settings.Set(set, "offline", Interop.Settings.AsText(Offline));
        Interop.Settings.Set(set, "window_days", WindowDays?.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>How a scope was used.</summary>
/// <param name="Name">The scope.</param>
/// <param name="Granted">Whether it is granted.</param>
/// <param name="State"><c>used</c>, <c>used_once</c>, <c>refused</c> or <c>never_used</c>.</param>
/// <param name="Succeeded">How often a call that needs it succeeded.</param>
/// <param name="Refused">How often one was refused for want of it.</param>
/// <param name="Suggested">Whether it belongs to the smaller grant.</param>
public sealed record ReviewedScope(
    string Name,
    bool Granted,
    string State,
    long Succeeded,
    long Refused,
    bool Suggested
);

/// <summary>A call that leads to the smaller grant.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Why">What it does.</param>
/// <param name="Automatic">Whether it can be made at once.</param>
public sealed record ReviewStep(string Operation, JsonElement Arguments, string Why, bool Automatic);

/// <summary>What is granted to a credential, against what it was used for.</summary>
public sealed record ScopeReview
{
    /// <summary>The scopes that are granted.</summary>
    public required IReadOnlyList<string> Granted { get; init; }

    /// <summary>The cheapest set of scopes that allows all that was used.</summary>
    public required IReadOnlyList<string> Suggested { get; init; }

    /// <summary>Whether that is proven to be the cheapest.</summary>
    public required bool Exact { get; init; }

    /// <summary>Whether more is granted than that.</summary>
    public required bool Excessive { get; init; }

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>, by the days observed.</summary>
    public required string Confidence { get; init; }

    /// <summary>How many days were observed.</summary>
    public required long ObservedDays { get; init; }

    /// <summary>Each scope.</summary>
    public required IReadOnlyList<ReviewedScope> Scopes { get; init; }

    /// <summary>The calls that lead to the smaller grant.</summary>
    public required IReadOnlyList<ReviewStep> Steps { get; init; }

    /// <summary>What is to be said beside.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Whether the review was overdue.</summary>
    public required bool Overdue { get; init; }

    /// <summary>All of it, as the library told it.</summary>
    public required string Json { get; init; }

    internal static ScopeReview Read(string json)
    {
        JsonElement told = Interop.Json.Parse(json);
        return new ScopeReview
        {
            Granted = Interop.Json.Texts(told.GetProperty("granted")),
            Suggested = Interop.Json.Texts(told.GetProperty("suggested")),
            Exact = told.GetProperty("exact").GetBoolean(),
            Excessive = told.GetProperty("excessive").GetBoolean(),
            Confidence = Interop.Json.Text(told, "confidence"),
            ObservedDays = told.GetProperty("observed_days").GetInt64(),
            Scopes = Interop.Json.List(told.GetProperty("scopes"), ReadScope),
            Steps = Interop.Json.List(told.GetProperty("steps"), ReadStep),
            Remarks = Interop.Json.Texts(told.GetProperty("remarks")),
            Overdue = told.GetProperty("overdue").GetBoolean(),
            Json = json,
        };
    }

    private static ReviewedScope ReadScope(JsonElement told) =>
        new(
            Interop.Json.Text(told, "scope"),
            told.GetProperty("granted").GetBoolean(),
            Interop.Json.Text(told, "state"),
            told.GetProperty("succeeded").GetInt64(),
            told.GetProperty("refused").GetInt64(),
            told.GetProperty("suggested").GetBoolean()
        );

    private static ReviewStep ReadStep(JsonElement told) =>
        new(
            Interop.Json.Text(told, "operation"),
            told.GetProperty("arguments"),
            Interop.Json.Text(told, "why"),
            told.GetProperty("automatic").GetBoolean()
        );
}
