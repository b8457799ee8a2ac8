using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>Text on its way out, URIs from templates, and profiles of the program's own.</summary>
public sealed class EncodeTests
{
    public static TheoryData<int> EncoderCases => [.. Enumerable.Range(0, Vectors.All("encoders.json").Length)];

    public static TheoryData<int> TemplateCases => [.. Enumerable.Range(0, Vectors.All("uri_templates.json").Length)];

    [Theory]
    [MemberData(nameof(EncoderCases))]
    public void Encoders(int index)
    {
        JsonElement vector = Vectors.All("encoders.json")[index];
        string context = vector.GetProperty("context").GetString()!;
        string? text = vector.TextOrNull("input");
        byte[] given = text is null
            ? Convert.FromHexString(vector.GetProperty("input_hex").GetString()!)
            : Encoding.UTF8.GetBytes(text);
        foreach (Unfit unfit in Enum.GetValues<Unfit>())
        {
            JsonElement expected = vector.GetProperty(unfit == Unfit.Refuse ? "refuse" : "replace");
            if (expected.ValueKind == JsonValueKind.Object)
            {
                string? rule = Assert
                    .Throws<ValidationException>(() => Encode.Of(Encoding.UTF8.GetBytes(context), given, unfit))
                    .Rule;
                Assert.Equal(expected.GetProperty("refused").GetString(), rule);
                continue;
            }
            Assert.Equal(expected.GetString(), Encode.Of(Encoding.UTF8.GetBytes(context), given, unfit));
            if (text is not null && expected.ValueKind == JsonValueKind.Null)
            {
                Assert.Same(text, Encode.In(context, text, unfit));
            }
            else if (text is not null)
            {
                Assert.Equal(expected.GetString(), Encode.In(context, text, unfit));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TemplateCases))]
    public void Templates(int index)
    {
        JsonElement vector = Vectors.All("uri_templates.json")[index];
        string template = vector.GetProperty("template").GetString()!;
        Dictionary<string, object?> variables = vector
            .GetProperty("variables")
            .EnumerateObject()
            .ToDictionary(each => each.Name, each => (object?)each.Value);
        if (vector.TextOrNull("error") is { } rule)
        {
            Assert.Equal(
                rule,
                Assert.Throws<ValidationException>(() => UriTemplate.Expand(template, variables)).Rule
            );
        }
        else
        {
            Assert.Equal(vector.GetProperty("expect").GetString(), UriTemplate.Expand(template, variables));
        }
    }

    [Fact]
    public void Every_context_has_a_method_of_its_name()
    {
        Dictionary<string, Func<string, Unfit, string>> methods = new()
        {
            ["html_text"] = Encode.HtmlText,
            ["html_attribute"] = Encode.HtmlAttribute,
            ["javascript_string"] = Encode.JavaScriptString,
            ["css_string"] = Encode.CssString,
            ["xml"] = Encode.Xml,
            ["url_component"] = Encode.UrlComponent,
            ["json_string"] = Encode.JsonString,
            ["log_line"] = Encode.LogLine,
            ["csv_cell"] = Encode.CsvCell,
            ["shell_argument"] = Encode.ShellArgument,
            ["header_value"] = Encode.HeaderValue,
            ["file_name"] = Encode.FileName,
        };
        Assert.Equal(Encode.Contexts().Order(), methods.Keys.Order());
        foreach ((string context, Func<string, Unfit, string> method) in methods)
        {
            string given = context is "file_name" or "header_value" ? "plain" : "<\"'\u202e\n=1+1&";
            Assert.Equal(Encode.In(context, given), method(given, Unfit.Replace));
        }
    }

    [Fact]
    public void Half_a_character_is_replaced_or_refused_by_name()
    {
        Assert.Equal("a\ufffd\ufffd\ufffdb", Encode.HtmlText("a\ud83db"));
        Assert.Equal("\U0001F33F", Encode.HtmlText("\U0001F33F"));
        Assert.Equal(
            "invalid_utf8",
            Assert.Throws<ValidationException>(() => Encode.HtmlText("a\ud83db", Unfit.Refuse)).Rule
        );
        Assert.Equal("unknown_context", Assert.Throws<ValidationException>(() => Encode.In("htm_text", "a")).Rule);
        Assert.Throws<ArgumentNullException>(() => Encode.HtmlText(null!));
    }

    [Fact]
    public void Variables_are_values_of_CSharp()
    {
        Dictionary<string, object?> variables = new()
        {
            ["id"] = "a/b",
            ["from"] = 1,
            ["to"] = null,
            ["tags"] = new[] { "x", "y" },
        };
        Assert.Equal(
            "/devices/a%2Fb/data?from=1&tags=x&tags=y",
            UriTemplate.Expand("/devices/{id}/data{?from,to,tags*}", variables)
        );
        foreach (object value in (object[])["\ud83d", double.NaN, new List<string> { "\udfff" }, new object()])
        {
            Assert.Throws<ValidationException>(() =>
                UriTemplate.Expand("{a}", new Dictionary<string, object?> { ["a"] = value })
            );
        }
        Assert.Throws<ValidationException>(() =>
            UriTemplate.Expand("{a}", new Dictionary<string, object?> { ["\ud83d"] = "a" })
        );
    }

    [Fact]
    public void A_profile_of_ones_own()
    {
        using var rooms = new TextProfile(
            new TextRules
            {
                Name = "room",
                MaxGraphemes = 7,
                Scripts = ["Latin"],
                Existing = ["Kitchen"],
                MayBeEmpty = true,
            }
        );
        rooms.Check("Kitchen");
        rooms.Check("");
        foreach (string broken in (string[])["Kitchen 1", "\u041aitchen", "a\u202e", "x\ud800"])
        {
            Assert.Throws<ValidationException>(() => rooms.Check(broken));
        }
        Assert.Equal(
            [new TextChange("bidi_control", 7, 1)],
            rooms.Clean("\U0001F33FKüche\u202e").Changes
        );
        const string Same = "Garden";
        Assert.Same(Same, rooms.Clean(Same).Text);
        Assert.Throws<ValidationException>(() =>
            new TextProfile(new TextRules { Name = "a", Scripts = ["Klingonese"] })
        );
        Assert.Contains("device_name", Text.Profiles());
    }
}
