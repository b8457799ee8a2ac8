namespace Connectify.Sdk;

/// <summary>What one call wants to be different from its client. Can be shared and used again.</summary>
public sealed record CallOptions
{
    /// <summary>How long the call, or each page of a list, may take in all. Null: as the client was told.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A name for this call, with which it can be repeated without harm.</summary>
    public string? IdempotencyKey { get; init; }
}
