using System.Text;
using System.Text.Json;

namespace Connectify.Sdk.Tests;

/// <summary>tests/vectors/text.json: the text profiles.</summary>
public sealed class TextVectors
{
    private const string File = "text.json";

    public static TheoryData<string> Names => Vectors.Names(File);

    [Theory]
    [MemberData(nameof(Names))]
    public void Check(string name)
    {
        JsonElement vector = Vectors.Case(File, name);
        (string profile, byte[] text) = Input(vector);
        if (vector.GetProperty("check").GetString() is { } rule)
        {
            Assert.Equal(rule, Assert.Throws<ValidationException>(() => Text.Check(profile, text)).Rule);
        }
        else
        {
            Text.Check(profile, text);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Clean(string name)
    {
        JsonElement vector = Vectors.Case(File, name);
        (string profile, byte[] text) = Input(vector);
        JsonElement expect = vector.GetProperty("clean");
        if (expect.ValueKind == JsonValueKind.Object)
        {
            var refused = Assert.Throws<ValidationException>(() => Text.Clean(profile, text).Dispose());
            Assert.Equal(expect.GetProperty("error").GetString(), refused.Rule);
            return;
        }
        using Interop.CleanedText cleaned = Text.Clean(profile, text);
        Assert.Equal(expect.GetString(), Encoding.UTF8.GetString(cleaned.Unchanged() ? text : cleaned.Text()));
        using JsonDocument changes = JsonDocument.Parse(cleaned.Changes().ToArray());
        Assert.Equal(
            vector.GetProperty("changes").EnumerateArray().Select(rule => rule.GetString()),
            changes.RootElement.EnumerateArray().Select(change => change.GetProperty("rule").GetString())
        );
    }

    /// <summary>The public methods, which take strings, say the same of those that are text.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Strings(string name)
    {
        JsonElement vector = Vectors.Case(File, name);
        if (!vector.TryGetProperty("input", out JsonElement input))
        {
            return;
        }
        string profile = vector.GetProperty("profile").GetString()!,
            text = input.GetString()!;
        ValidationException? refused = Refusal(() => Text.Check(profile, text));
        Assert.Equal(vector.GetProperty("check").GetString(), refused?.Rule);
        if (vector.GetProperty("clean").ValueKind == JsonValueKind.String)
        {
            CleanedText cleaned = Text.Clean(profile, text);
            Assert.Equal(vector.GetProperty("clean").GetString(), cleaned.Text);
            Assert.Equal(cleaned.Text != text, cleaned.Changed);
        }
    }

    private static ValidationException? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ValidationException refused)
        {
            return refused;
        }
    }

    private static (string Profile, byte[] Text) Input(JsonElement vector) =>
        (
            vector.GetProperty("profile").GetString()!,
            vector.TryGetProperty("input_hex", out JsonElement hex)
                ? Convert.FromHexString(hex.GetString()!)
                : Encoding.UTF8.GetBytes(vector.GetProperty("input").GetString()!)
        );
}
