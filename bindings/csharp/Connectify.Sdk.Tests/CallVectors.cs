using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>tests/vectors/calls.json: what operations answer.</summary>
public sealed class CallVectors
{
    public const string UnknownKey = "cfy_ak_test_0000000000000000000000000000000025rrqD";

    private const string File = "calls.json";

    public static TheoryData<string> Names => Vectors.Names(File);

    [Theory]
    [MemberData(nameof(Names))]
    public void Call(string name)
    {
        JsonElement vector = Vectors.Case(File, name);
        using var sandbox = new Sandbox();
        using BadServer silent = BadServer.Silent(),
            closed = BadServer.Closed();
        var places = new Dictionary<string, string>
        {
            ["$unknown_key"] = UnknownKey,
            ["$reader_key"] = sandbox.Key("reader"),
            ["$api_secret"] = sandbox.ApiSecret,
            ["$other_ca_file"] = Path.Combine(Places.Vectors, "other-ca.pem"),
            ["$silent_url"] = silent.Url,
            ["$closed_url"] = closed.Url,
        };
        NativeLibraryLoader.Require();
        using var config = new Config();
        sandbox.Options.Apply(config);
        foreach (JsonProperty setting in vector.Members("settings"))
        {
            string value = setting.Value.GetString()!;
            config.Set(setting.Name, places.GetValueOrDefault(value, value));
        }
        using var client = new Client(config);
        foreach (JsonElement call in vector.GetProperty("calls").EnumerateArray())
        {
            Check(client, call);
        }
    }

    private static void Check(Client client, JsonElement call)
    {
        JsonElement expect = call.GetProperty("expect");
        bool fails = expect.TryGetProperty("error", out JsonElement error);
        try
        {
            using var options = new Interop.CallOptions();
            foreach (JsonProperty option in call.Members("options"))
            {
                options.Set(option.Name, option.Value.GetString());
            }
            byte[] arguments = Encoding.UTF8.GetBytes(call.GetProperty("params").GetRawText());
            using Answer answer = client.Call(
                Encoding.UTF8.GetBytes(call.GetProperty("operation").GetString()!),
                arguments,
                options
            );
            using JsonDocument data = JsonDocument.Parse(answer.Json().ToArray());
            Assert.False(fails, data.RootElement.GetRawText());
            Check(data.RootElement, expect);
        }
        catch (ConnectifyException thrown)
        {
            Assert.True(fails, thrown.ToString());
            foreach (JsonProperty property in error.EnumerateObject())
            {
                Assert.Equal(property.Value.ToString(), Show(thrown, property.Name));
            }
        }
    }

    private static void Check(JsonElement data, JsonElement expect)
    {
        foreach (JsonProperty place in expect.Members("data"))
        {
            Assert.True(
                JsonElement.DeepEquals(place.Value, data.At(place.Name)),
                $"{place.Name} is {data.At(place.Name)}"
            );
        }
        foreach (JsonProperty place in expect.Members("count"))
        {
            JsonElement counted = data.At(place.Name);
            int count =
                counted.ValueKind == JsonValueKind.Object
                    ? counted.EnumerateObject().Count()
                    : counted.GetArrayLength();
            Assert.Equal(place.Value.GetInt32(), count);
        }
    }

    private static string Show(ConnectifyException error, string name) =>
        name switch
        {
            "code" => error.Code,
            "field" => error.Field ?? "",
            "rule" => error.Rule ?? "",
            "api_code" => error.ApiCode ?? "",
            "http_status" => $"{error.HttpStatus ?? 0}",
            _ => throw new ArgumentException($"vectors say nothing of {name}"),
        };
}
