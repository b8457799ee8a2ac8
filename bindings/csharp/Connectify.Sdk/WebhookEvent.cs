using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>What a delivery that can be believed says about itself.</summary>
/// <param name="Id">The event's id; null if the body does not say.</param>
/// <param name="Type">Such as <c>device.connected</c>; null if the body does not say.</param>
/// <param name="SignedAt">When it was signed; null if nothing that was signed says.</param>
/// <param name="VerifiedAt">When it was verified.</param>
public sealed record WebhookEvent(string? Id, string? Type, DateTimeOffset? SignedAt, DateTimeOffset VerifiedAt)
{
    internal static WebhookEvent Read(string json)
    {
        JsonElement told = Json.Parse(json);
        JsonElement signedAt = told.GetProperty("signed_at");
        return new WebhookEvent(
            told.TextOrNull("id"),
            told.TextOrNull("type"),
            signedAt.ValueKind == JsonValueKind.Null ? null : DateTimeOffset.FromUnixTimeSeconds(signedAt.GetInt64()),
            DateTimeOffset.FromUnixTimeSeconds(told.GetProperty("verified_at").GetInt64())
        );
    }
}

/// <summary>A delivery that can be believed.</summary>
/// <param name="Event">What it says about itself.</param>
/// <param name="Body">Its bytes, as they came.</param>
public sealed record WebhookDelivery(WebhookEvent Event, ReadOnlyMemory<byte> Body);
