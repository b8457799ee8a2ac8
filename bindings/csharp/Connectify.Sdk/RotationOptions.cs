using System.Globalization;

namespace Connectify.Sdk;

/// <summary>What is rotated, and how. Null is the library's own choice.</summary>
public sealed record RotationOptions
{
    /// <summary><c>api_key</c>, <c>webhook:ID</c> or <c>command:PROGRAM</c>.</summary>
    public string? Credential { get; init; }

    /// <summary>
    /// Where programs read it: <c>file:/PATH</c>, <c>env-file:/PATH#NAME</c>, <c>json-file:/PATH#MEMBER</c> or
    /// <c>command:PROGRAM</c>; otherwise where the setting api_key comes from.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The folder of journal and audit log.</summary>
    public string? State { get; init; }

    /// <summary>A Redis that the rotators of several hosts share (<c>rediss://…</c>).</summary>
    public string? Journal { get; init; }

    /// <summary>For how long both work: whole seconds, 30 days at most.</summary>
    public TimeSpan? Overlap { get; init; }

    /// <summary>
    /// From which day on a credential is warned of; can be tightened and not loosened, as the next two.
    /// </summary>
    public int? WarnDays { get; init; }

    /// <summary>From which day on it is due.</summary>
    public int? DueDays { get; init; }

    /// <summary>From which day on it is unhealthy.</summary>
    public int? UnhealthyDays { get; init; }

    /// <summary>Which of two live keys is in use, where that cannot be told.</summary>
    public string? CurrentId { get; init; }

    /// <summary>
    /// A key with keys:admin that is not rotated, as a <see cref="Secret"/>, or where to find one, such as
    /// <c>file:/path</c>; without it the key changes itself.
    /// </summary>
    public Credential Authority { get; init; }

    /// <summary>Whether, after a compromise, what users granted to the application is revoked as well.</summary>
    public bool? RevokeGrants { get; init; }

    /// <summary>A command that is told, in JSON, of what fails, is due or is late.</summary>
    public string? AlertCommand { get; init; }

    /// <summary>An https URL that is told the same.</summary>
    public string? AlertUrl { get; init; }

    internal void Apply(Interop.OptionSetter set)
    {
        Interop.Settings.Set(set, "credential", Credential);
        Interop.Settings.Set(set, "target", Target);
        Interop.Settings.Set(set, "state", State);
        Interop.Settings.Set(set, "journal", Journal);
        Interop.Settings.Set(
            set,
            "overlap",
            Overlap is { } overlap ? ((long)overlap.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null
        );
        Interop.Settings.Set(set, "warn_days", WarnDays?.ToString(CultureInfo.InvariantCulture));
        Interop.Settings.Set(set, "due_days", DueDays?.ToString(CultureInfo.InvariantCulture));
        Interop.Settings.Set(set, "unhealthy_days", UnhealthyDays?.ToString(CultureInfo.InvariantCulture));
        Interop.Settings.Set(set, "current_id", CurrentId);
        Authority.Apply(set, "authority");
        Interop.Settings.Set(set, "revoke_grants", Interop.Settings.AsText(RevokeGrants));
        Interop.Settings.Set(set, "alert_command", AlertCommand);
        Interop.Settings.Set(set, "alert_url", AlertUrl);
    }
}
