namespace Connectify.Sdk;

/// <summary>A call that has ended. No secret is in it: texts have passed the process's redactor.</summary>
public sealed record CallRecord
{
    /// <summary>The operation, such as <c>devices.get</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The HTTP status; null if nothing was answered.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long it took, with all its attempts.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What to tell the service's support.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often it was tried again.</summary>
    public int Retries { get; init; }

    /// <summary>The error's name in the table of errors; null if there was none.</summary>
    public string? Error { get; init; }

    /// <summary>What it was told, as JSON; null unless the settings say debug.</summary>
    public string? Arguments { get; init; }

    /// <summary>What was answered, as JSON; null unless the settings say debug.</summary>
    public string? Answer { get; init; }
}
