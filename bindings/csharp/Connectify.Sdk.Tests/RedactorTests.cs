using System.Text;
using System.Text.Json;

namespace Connectify.Sdk.Tests;

/// <summary>Masking secrets in text.</summary>
public sealed class RedactorTests
{
    private const string Registered = "Vq8.registered-by-the-test.7Zt";

    public static TheoryData<string> Names => Vectors.Names("redactor.json");

    [Theory]
    [MemberData(nameof(Names))]
    public void Streams(string name)
    {
        JsonElement vector = Vectors.Case("redactor.json", name);
        using var redactor = new Redactor();
        void Register()
        {
            foreach (JsonElement value in vector.GetProperty("values").EnumerateArray())
            {
                redactor.Add(value.GetString()!);
            }
        }

        if (vector.TryGetProperty("error", out JsonElement rule))
        {
            Assert.Equal(rule.GetString(), Assert.Throws<ValidationException>(Register).Rule);
            return;
        }
        Register();
        byte[] text = Encoding.UTF8.GetBytes(vector.GetProperty("text").GetString()!);
        List<byte> written = [];
        foreach (byte[] chunk in text.Chunk(5))
        {
            written.AddRange(redactor.Write(chunk));
        }
        written.AddRange(redactor.Finish());
        Assert.Equal(vector.GetProperty("expect").GetString(), Encoding.UTF8.GetString([.. written]));
        Assert.Equal(vector.GetProperty("masked").GetInt64(), redactor.Masked);
        Assert.Equal(redactor.Masked, redactor.Report().Sum(each => each.Count));
    }

    [Fact]
    public void The_process_has_one_of_its_own()
    {
        using Redactor process = Redactor.OfProcess();
        using var secret = new Secret(Registered);
        process.Add(secret);
        Assert.StartsWith("a [REDACTED:sha256:", Redactor.Redact($"a {Registered} z"), StringComparison.Ordinal);
        Assert.DoesNotContain(Registered, Redactor.Redact($"\ud83d {Registered}"), StringComparison.Ordinal);
        const string Plain = "plain \U0001F33F";
        Assert.Same(Plain, Redactor.Redact(Plain));
        Assert.Throws<ArgumentNullException>(() => Redactor.Redact(null!));
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_as_they_are()
    {
        using var redactor = new Redactor();
        byte[] given = [0xff, 0x00, 0xc0, 0xaf];
        byte[] written = [.. redactor.Write(given), .. redactor.Finish()];
        Assert.Equal(given, written);
    }
}
