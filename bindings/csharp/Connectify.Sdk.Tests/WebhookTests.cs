using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>Telling the platform's deliveries from all others.</summary>
public sealed class WebhookTests
{
    private const string Secret = "cfy_whsec_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa398A9g";

    private static readonly byte[] s_body = """{"id":"evt_1","type":"key.expiring"}"""u8.ToArray();

    public static TheoryData<string> Names => Vectors.Names("webhooks.json");

    [Theory]
    [MemberData(nameof(Names))]
    public void Deliveries(string name)
    {
        JsonElement vector = Vectors.Case("webhooks.json", name);
        string[] secrets = [.. vector.GetProperty("secrets").EnumerateArray().Select(each => each.GetString()!)];
        using var verifier = new WebhookVerifier(
            new WebhookOptions { Secret = secrets.FirstOrDefault(), PreviousSecret = secrets.ElementAtOrDefault(1) }
        );
        foreach (JsonProperty setting in vector.Members("settings"))
        {
            verifier.Set(setting.Name, setting.Value.GetString()!);
        }
        foreach (JsonElement delivery in vector.GetProperty("deliveries").EnumerateArray())
        {
            Deliver(verifier, delivery);
        }
    }

    private static void Deliver(WebhookVerifier verifier, JsonElement delivery)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(delivery.GetProperty("at").GetInt64());
        byte[] body = Encoding.UTF8.GetBytes(delivery.GetProperty("body").GetString()!);
        KeyValuePair<string, string[]>[] headers =
        [
            .. delivery
                .GetProperty("headers")
                .EnumerateArray()
                .Select(each => KeyValuePair.Create(each[0].GetString()!, new[] { each[1].GetString()! })),
        ];
        JsonElement expect = delivery.GetProperty("expect");
        if (expect.TryGetProperty("error", out JsonElement error))
        {
            var refused = Assert.ThrowsAny<ConnectifyException>(() => verifier.Verify(body, headers, at));
            Assert.Equal(error.GetProperty("code").GetString(), refused.Code);
            Assert.Equal(error.GetProperty("field").GetString(), refused.Field ?? "");
            Assert.Equal(error.GetProperty("rule").GetString(), refused.Rule ?? "");
            Assert.DoesNotContain("cfy_whsec_", refused.Message, StringComparison.Ordinal);
            return;
        }
        WebhookEvent told = verifier.Verify(body, headers, at);
        JsonElement expected = expect.GetProperty("event"),
            signedAt = expected.GetProperty("signed_at");
        Assert.Equal(at, told.VerifiedAt);
        Assert.Equal(expected.TextOrNull("id"), told.Id);
        Assert.Equal(expected.TextOrNull("type"), told.Type);
        Assert.Equal(
            signedAt.ValueKind == JsonValueKind.Null ? null : signedAt.GetInt64(),
            told.SignedAt?.ToUnixTimeSeconds()
        );
    }

    private static Dictionary<string, IEnumerable<string>> Signed(byte[] body)
    {
        string now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] covered = [.. Encoding.ASCII.GetBytes(now + "."), .. body];
        byte[] digest = HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), covered);
        return new()
        {
            ["X-Connectify-Signature"] = [$"t={now},v1={Convert.ToHexStringLower(digest)}"],
            ["X-Connectify-Timestamp"] = [now],
        };
    }

    [Fact]
    public async Task A_delivery_is_read_and_verified()
    {
        using var verifier = new WebhookVerifier(new WebhookOptions { Secret = Secret });
        Dictionary<string, IEnumerable<string>> headers = Signed(s_body);
        WebhookDelivery delivery = await verifier.ReceiveAsync(new MemoryStream(s_body), headers);
        Assert.Equal(s_body, delivery.Body.ToArray());
        Assert.Equal("key.expiring", delivery.Event.Type);
        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            verifier.ReceiveAsync(new MemoryStream(s_body), headers)
        );
        Assert.Equal(200, WebhookVerifier.StatusOf(refused)); // it was taken care of
    }

    [Fact]
    public async Task No_more_is_read_than_may_be()
    {
        using var verifier = new WebhookVerifier(new WebhookOptions { Secret = Secret, MaxBody = 10 });
        Assert.Equal(10, verifier.MaxBody);
        using var body = new MemoryStream(new byte[100_000]);
        var refused = await Assert.ThrowsAsync<ValidationException>(() => verifier.ReceiveAsync(body, Signed(s_body)));
        Assert.Equal(413, WebhookVerifier.StatusOf(refused));
        Assert.Equal(11, body.Position);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            verifier.ReceiveAsync(body, Signed(s_body), cancelled.Token)
        );
    }

    [Fact]
    public void The_settings_reach_the_verifier()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Secret + "\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using var verifier = new WebhookVerifier(
                new WebhookOptions
                {
                    SecretFiles = [file],
                    Tolerance = TimeSpan.FromSeconds(5),
                    ReplayCapacity = 1,
                    AllowMissingTimestamp = true,
                }
            );
            DateTimeOffset late = DateTimeOffset.UtcNow.AddSeconds(20);
            Assert.Equal(
                "too_old",
                Assert.Throws<ValidationException>(() => verifier.Verify(s_body, Signed(s_body), late)).Rule
            );
        }
        finally
        {
            File.Delete(file);
        }
        Assert.Throws<ConfigurationException>(() =>
            new WebhookVerifier(new WebhookOptions { Secret = "cfy_whsec_test_cut" })
        );
        Assert.Throws<ValidationException>(() =>
            new WebhookVerifier(new WebhookOptions { Secret = Secret, Tolerance = TimeSpan.Zero })
        );
        using var held = new Sdk.Secret(Secret);
        using var bySecret = new WebhookVerifier(new WebhookOptions { Secret = held });
        Assert.Equal("evt_1", bySecret.Verify(s_body, Signed(s_body)).Id);
    }
}
