using System.Globalization;
using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>JSON Web Tokens.</summary>
public sealed class JwksTests
{
    private const string File = "jwt.json";

    private static readonly JsonElement s_sets = Vectors.Document(File).GetProperty("sets");

    public static TheoryData<string> Names => Vectors.Names(File);

    [Theory]
    [MemberData(nameof(Names))]
    public void Tokens(string name)
    {
        JsonElement vector = Vectors.Case(File, name);
        JsonElement rules = vector.GetProperty("rules");
        JsonElement jwks = vector.GetProperty("jwks");
        JsonElement keySet = jwks.ValueKind == JsonValueKind.String ? s_sets.GetProperty(jwks.GetString()!) : jwks;
        string token = vector.GetProperty("token").GetString()!;
        var options = new JwtOptions
        {
            Algorithms = rules.TextOrNull("alg")?.Split(','),
            Profile = rules.TextOrNull("profile"),
            Issuer = rules.TextOrNull("issuer"),
            Audience = rules.TextOrNull("audience"),
            Nonce = rules.TextOrNull("nonce"),
            Typ = rules.TextOrNull("typ"),
            AccessToken = rules.TextOrNull("access_token"),
            Leeway = rules.TextOrNull("leeway") is { } leeway ? TimeSpan.FromSeconds(Number(leeway)) : null,
            At = rules.TextOrNull("at") is { } at ? DateTimeOffset.FromUnixTimeSeconds(Number(at)) : null,
        };
        void Verify()
        {
            using var keys = new Jwks(keySet.GetRawText());
            if (rules.TextOrNull("claims") is null)
            {
                Assert.Equal(JsonValueKind.Object, keys.Verify(token, options).ValueKind);
            }
            else
            {
                keys.VerifySignature(token, options.Algorithms);
            }
        }

        string expected = vector.GetProperty("expect").GetString()!;
        if (expected == "ok")
        {
            Verify();
        }
        else
        {
            Assert.Equal(expected, Assert.Throws<OAuthException>(Verify).Rule);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void The_payload_is_what_was_signed()
    {
        string token = Vectors.Case(File, "RS256 is good").GetProperty("token").GetString()!;
        using var keys = new Jwks(s_sets.GetProperty("all").GetRawText());
        string payload = Encoding.UTF8.GetString(keys.VerifySignature(token, ["RS256"]));
        Assert.Contains("user_test_1", payload, StringComparison.Ordinal);
        var refused = Assert.Throws<OAuthException>(() => keys.VerifySignature(token, ["ES256"]));
        Assert.Equal("alg_not_allowed", refused.Rule);
        Assert.Equal("expired", Assert.Throws<OAuthException>(() => keys.Verify(token)).Rule);
        UnverifiedJwt told = Jwks.Inspect(token);
        Assert.Equal("RS256", told.Header.Text("alg"));
        Assert.Equal("user_test_1", told.Claims.Text("sub"));
        Assert.Throws<OAuthException>(() => Jwks.Inspect("no token"));
        Assert.Throws<OAuthException>(() => new Jwks("{}"));
        Assert.Throws<ValidationException>(() => keys.Verify(token, new JwtOptions { Algorithms = ["none"] }));
    }
}
