using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>What is to be done after a rotation that was interrupted has been brought to its end.</summary>
public enum RotationOrder
{
    /// <summary>Nothing more.</summary>
    Finish,

    /// <summary>Rotates what is due.</summary>
    IfDue,

    /// <summary>Rotates whatever the age.</summary>
    Now,

    /// <summary>After a compromise: revokes the old one as soon as the new one is in its place.</summary>
    CompromisedCreateFirst,

    /// <summary>After a compromise: revokes the old one before there is a new one; needs an authority.</summary>
    CompromisedRevokeFirst,
}

/// <summary>How a credential stands.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Step"><c>idle</c>, or what an interrupted rotation does next.</param>
/// <param name="Id">The credential's id.</param>
/// <param name="Made">When it was made.</param>
/// <param name="AgeDays">How old it is.</param>
/// <param name="Health"><c>fresh</c>, <c>aging</c>, <c>due</c> or <c>unhealthy</c>.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="ClockBehind">Whether it was made in the future, by this machine's clock.</param>
/// <param name="OverlapEnds">Until when the old one works, if there is one.</param>
public sealed record RotationStatus(
    string Credential,
    string Step,
    string Id,
    DateTimeOffset Made,
    long AgeDays,
    string Health,
    DateTimeOffset DueAt,
    bool ClockBehind,
    DateTimeOffset? OverlapEnds
);

/// <summary>What a run has done.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Outcome">
/// <c>fresh</c>: nothing was due; <c>rotated</c>; or <c>waiting</c>: the new one is in its place, and a run after the
/// overlap revokes the old one.
/// </param>
/// <param name="Id">The id of the credential that is in use.</param>
/// <param name="Step">What is done next.</param>
/// <param name="OverlapEnds">Until when the old one works, if there is one.</param>
public sealed record RotationOutcome(
    string Credential,
    string Outcome,
    string Id,
    string Step,
    DateTimeOffset? OverlapEnds
);

/// <summary>An entry of the audit log. No secret is in it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Credential">Of which credential.</param>
/// <param name="Action">What was done.</param>
/// <param name="Details">With what.</param>
public sealed record RotationEvent(
    DateTimeOffset At,
    string Credential,
    string Action,
    IReadOnlyDictionary<string, string> Details
);

/// <summary>The audit log, whose chain of hashes is whole.</summary>
/// <param name="Events">What happened.</param>
/// <param name="LastHash">To be kept elsewhere, to find out whether lines were cut off the end.</param>
public sealed record RotationHistory(IReadOnlyList<RotationEvent> Events, string LastHash);

/// <summary>
/// The rotation of one credential: a new one is made, verified by a real call and put in the place of the old one,
/// which is revoked once the overlap is over. Each step is on disk before its effect, so that the next run goes on from
/// where a former one was ended. Threads take turns.
/// </summary>
/// <example>
/// <code>
/// using var rotation = new Rotation(options: new RotationOptions { Overlap = TimeSpan.FromHours(2) });
/// Console.WriteLine(rotation.Run(RotationOrder.IfDue).Outcome);
/// </code>
/// </example>
public sealed class Rotation : IDisposable
{
    private static readonly string[] s_orders =
    [
        "finish",
        "if_due",
        "now",
        "compromised_create_first",
        "compromised_revoke_first",
    ];

    private readonly Lock _turn = new();
    private readonly Interop.Rotation _native;

    /// <summary>A rotation of the API key that the settings have. Touches nothing yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="options">What is rotated, and how.</param>
    /// <exception cref="ValidationException">An option will not do.</exception>
    public Rotation(ConnectifyOptions? settings = null, RotationOptions? options = null)
    {
        NativeLibraryLoader.Require();
        using var config = new Config();
        settings?.Apply(config);
        _native = new Interop.Rotation(config);
        options?.Apply(_native.Set);
    }

    /// <summary>How the credential stands. Changes nothing.</summary>
    /// <param name="alert">Whether what is due or late is told to whoever the options name.</param>
    /// <returns>Its standing.</returns>
    /// <exception cref="ConflictException">There are two live keys, and it cannot be told which is in use.</exception>
    public RotationStatus Status(bool alert = false)
    {
        lock (_turn)
        {
            JsonElement told = Json.Parse(_native.Status(alert));
            return new RotationStatus(
                told.Text("credential"),
                told.Text("step"),
                told.Text("id"),
                Time(told, "made")!.Value,
                told.GetProperty("age_days").GetInt64(),
                told.Text("health"),
                Time(told, "due_at")!.Value,
                told.GetProperty("clock_behind").GetBoolean(),
                Time(told, "overlap_ends")
            );
        }
    }

    /// <summary>
    /// Ends a rotation that was interrupted, and then does as it is told. After any exception the next run goes on.
    /// </summary>
    /// <param name="order">What to do.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ConflictException">Another process does it.</exception>
    /// <exception cref="AuthenticationException">The new credential did not work, and was taken back.</exception>
    public RotationOutcome Run(RotationOrder order = RotationOrder.IfDue)
    {
        using var name = new Utf8Text(s_orders[(int)order], stackalloc byte[Utf8Text.Scratch]);
        lock (_turn)
        {
            JsonElement told = Json.Parse(_native.Run(name.Bytes));
            return new RotationOutcome(
                told.Text("credential"),
                told.Text("outcome"),
                told.Text("id"),
                told.Text("step"),
                Time(told, "overlap_ends")
            );
        }
    }

    /// <summary>
    /// Says that a program uses the value that the target has now. Once all that ever said so have the new one, the old
    /// one is revoked without waiting for the end of the overlap.
    /// </summary>
    /// <param name="holder">The program's name.</param>
    public void Acknowledge(string holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        using var name = new Utf8Text(holder, stackalloc byte[Utf8Text.Scratch]);
        lock (_turn)
        {
            _native.Acknowledge(name.Bytes);
        }
    }

    /// <summary>The audit log of all credentials in the folder of state. Needs no credential.</summary>
    /// <returns>The log.</returns>
    /// <exception cref="ConfigurationException">It was changed, or cannot be read.</exception>
    public RotationHistory History()
    {
        lock (_turn)
        {
            JsonElement told = Json.Parse(_native.History());
            return new RotationHistory(Json.List(told.GetProperty("events"), ReadEvent), told.Text("last_hash"));
        }
    }

    /// <summary>Frees the rotation. One that is under way is left to the next run.</summary>
    public void Dispose() => _native.Dispose();

    private static RotationEvent ReadEvent(JsonElement told) =>
        new(
            Time(told, "at")!.Value,
            told.Text("credential"),
            told.Text("action"),
            told.GetProperty("details")
                .EnumerateObject()
                .ToDictionary(each => each.Name, each => each.Value.GetString()!)
        );

    private static DateTimeOffset? Time(JsonElement told, string name) =>
        told.TextOrNull(name) is { } text ? Rfc3339.Parse(Encoding.UTF8.GetBytes(text)) : null;
}
