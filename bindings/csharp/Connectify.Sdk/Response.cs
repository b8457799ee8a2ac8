namespace Connectify.Sdk;

/// <summary>The answer that an object came from.</summary>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="RequestId">What to tell the service's support.</param>
/// <param name="Text">The data as JSON, as it came.</param>
/// <param name="Attempts">How many requests were made for it.</param>
public sealed record Response(int HttpStatus, string RequestId, string Text, int Attempts);
