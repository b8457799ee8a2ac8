using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>The exception classes.</summary>
public sealed class ErrorTests(Sandbox sandbox)
{
    [Fact]
    public void Every_error_of_the_table_has_its_class()
    {
        using JsonDocument table = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Places.Root, "core", "spec", "errors.json"))
        );
        foreach (
            JsonElement row in table
                .RootElement.GetProperty("errors")
                .EnumerateArray()
                .Where(row => !row.TryGetProperty("standard_class", out _))
        )
        {
            Type type = typeof(ConnectifyException).Assembly.GetType(
                $"Connectify.Sdk.{row.GetProperty("csharp").GetString()}",
                throwOnError: true
            )!;
            var made = (ConnectifyException)Activator.CreateInstance(type, "Wrong; do it right.", null)!;
            Assert.Equal((row.GetProperty("name").GetString(), "Wrong; do it right."), (made.Code, made.Message));
        }
    }

    [Fact]
    public void No_name_hides_one_of_System()
    {
        IEnumerable<string> system = AppDomain
            .CurrentDomain.GetAssemblies()
            .SelectMany(each => each.GetExportedTypes())
            .Where(type => type.Namespace == "System")
            .Select(type => type.Name);
        Assert.Empty(typeof(ConnectifySdk).Assembly.GetExportedTypes().Select(type => type.Name).Intersect(system));
    }

    [Fact]
    public void An_error_of_the_service_tells_all()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        var error = Assert.Throws<NotFoundException>(() => sdk.Devices.Get("dev_9999"));
        Assert.Equal(
            ("not_found", 404, "NOT_FOUND", false),
            (error.Code, error.HttpStatus, error.ApiCode, error.Retriable)
        );
        Assert.NotEmpty(error.RequestId!);
        Assert.Null(error.RetryAfter);
        Assert.Null(error.Field);
    }

    [Fact]
    public void An_error_of_an_argument_names_it()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        var error = Assert.Throws<ValidationException>(() => sdk.Devices.Update("dev_0001", name: "<b>"));
        Assert.Equal(
            ("name", "markup_character", null, null),
            (error.Field, error.Rule, error.HttpStatus, error.ApiCode)
        );
    }

    [Fact]
    public void Half_a_character_is_refused_by_the_name_of_its_argument()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        // In the code: an attribute would hold them as UTF-8, which they have none of.
        foreach (
            (string name, string capability, string field) in ((string, string, string)[])
                [("x\ud800", "a", "name"), ("\udc00x", "a", "name"), ("\U0001F600", "\udfff", "capabilities.1")]
        )
        {
            var error = Assert.Throws<ValidationException>(() =>
                sdk.Devices.Register(name: name, type: "light", capabilities: ["b", capability])
            );
            Assert.Equal((field, "invalid_utf8"), (error.Field, error.Rule));
        }
    }

    [Fact]
    public void A_number_that_JSON_lacks_is_refused()
    {
        using var arguments = new Arguments();
        Assert.Equal("level", Assert.Throws<ValidationException>(() => arguments.Add("level", double.NaN)).Field);
    }

    [Fact]
    public void A_NUL_reaches_the_rules_whole()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        var error = Assert.Throws<ValidationException>(() => sdk.Devices.Register(name: "a\0b", type: "light"));
        Assert.Equal(("name", "control_character"), (error.Field, error.Rule));
    }

    [Fact]
    public void An_emoji_comes_back_as_it_went()
    {
        using var own = new Sandbox();
        using var sdk = new ConnectifySdk(own.Options);
        const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467 \u53F0\u6240 Caf\u00E9 \"quoted\"";
        Device device = sdk.Devices.Register(name: Family, type: "light");
        Assert.Equal(Family, device.Name);
        Assert.Equal(Family, sdk.Devices.Get(device.Id).Name);
    }

    [Fact]
    public void No_message_holds_the_key()
    {
        const string Key = "cfy_ak_test_EXAMPLEexampleEXAMPLEexample01234f1f5M";
        ConnectifyOptions options = sandbox.Options;
        options.ApiKey = Key;
        using var sdk = new ConnectifySdk(options);
        var error = Assert.Throws<AuthenticationException>(() => sdk.Status.Get());
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_error_leaves_nothing_behind_for_the_next_call()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<NotFoundException>(() => sdk.Devices.Get("dev_9999"));
            Assert.Equal("dev_0001", sdk.Devices.Get("dev_0001").Id);
        }
    }
}
