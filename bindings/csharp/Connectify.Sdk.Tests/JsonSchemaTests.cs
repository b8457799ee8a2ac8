using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>JSON from outside: the guard and JSON Schema.</summary>
public sealed class JsonSchemaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectify-test-");

    public static TheoryData<string> GuardCases => Vectors.Names("json.json");

    public static TheoryData<string> SchemaCases => Vectors.Names("json_schema.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(GuardCases))]
    public void Guard(string name)
    {
        JsonElement vector = Vectors.Case("json.json", name);
        byte[] json = vector.TextOrNull("text_hex") is { } hex
            ? Convert.FromHexString(hex)
            : Encoding.UTF8.GetBytes(vector.GetProperty("text").GetString()!);
        string expected = vector.GetProperty("expect").GetString()!;
        if (expected == "ok")
        {
            JsonGuard.Check(json);
        }
        else
        {
            Assert.Equal(expected, Assert.Throws<ValidationException>(() => JsonGuard.Check(json)).Rule);
        }
    }

    [Theory]
    [MemberData(nameof(SchemaCases))]
    public void Schemas(string name)
    {
        JsonElement vector = Vectors.Case("json_schema.json", name);
        Dictionary<string, string> folders = [];
        foreach (JsonProperty document in vector.Members("documents"))
        {
            var uri = new Uri(document.Name);
            string file = Path.Combine(_folder.FullName, uri.Host, uri.AbsolutePath[1..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, document.Value.GetRawText());
            folders[$"http://{uri.Host}/"] = Path.Combine(_folder.FullName, uri.Host);
        }
        bool asserted = vector.TryGetProperty("format_assertion", out JsonElement given) && given.GetBoolean();
        JsonSchema Compile() =>
            new(
                vector.GetProperty("schema").GetRawText(),
                new JsonSchemaOptions { FormatAssertion = asserted, Folders = folders }
            );

        if (vector.TextOrNull("error") is { } rule)
        {
            Assert.Equal(rule, Assert.Throws<ValidationException>(Compile).Rule);
            return;
        }
        using JsonSchema schema = Compile();
        foreach (JsonElement valid in vector.GetProperty("valid").EnumerateArray())
        {
            schema.Validate(valid.GetRawText());
        }
        foreach (JsonElement invalid in vector.GetProperty("invalid").EnumerateArray())
        {
            var refused = Assert.Throws<ValidationException>(() =>
                schema.Validate(invalid.GetProperty("value").GetRawText())
            );
            Assert.Equal(invalid.GetProperty("field").GetString(), refused.Field ?? "");
            Assert.Equal(invalid.GetProperty("rule").GetString(), refused.Rule);
        }
    }

    [Fact]
    public void Half_a_character_is_refused_by_name()
    {
        using var any = new JsonSchema("true");
        any.Validate("\"\U0001F33F\"");
        any.Validate("1"u8);
        Assert.Equal("invalid_utf8", Assert.Throws<ValidationException>(() => any.Validate("\"\udfff\"")).Rule);
        Assert.Equal("invalid_utf8", Assert.Throws<ValidationException>(() => JsonGuard.Check("\"\ud83d\"")).Rule);
    }
}
