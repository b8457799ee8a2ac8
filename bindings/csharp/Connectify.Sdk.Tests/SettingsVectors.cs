using System.Text.Json;

namespace Connectify.Sdk.Tests;

/// <summary>tests/vectors/settings.json: which source answers for a setting. Each in a process of its own.</summary>
public sealed class SettingsVectors
{
    private const string File = "settings.json";

    public static TheoryData<string> Names => Vectors.Names(File);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Settings(string name)
    {
        JsonElement vector = Vectors.Case(File, name);
        string folder = Directory.CreateTempSubdirectory("connectify-test-").FullName;
        try
        {
            WriteFiles(folder, vector);
            var environment = new Dictionary<string, string> { ["HOME"] = folder };
            foreach (JsonProperty variable in vector.Members("environment"))
            {
                environment[variable.Name] = variable.Value.GetString()!;
            }
            JsonElement expect = vector.GetProperty("expect");
            bool fails = expect.TryGetProperty("error", out JsonElement error);
            ChildProcess.Ended ended = await ChildProcess.RunAsync(
                ChildProcess.TestProgram,
                ["settings", fails ? "make" : "diagnose"],
                environment,
                vector.GetProperty("arguments").GetRawText(),
                folder
            );
            Assert.Equal("", ended.Errors);
            using JsonDocument said = JsonDocument.Parse(ended.Output);
            if (fails)
            {
                Assert.True(said.RootElement.TryGetProperty("code", out JsonElement code), "the client was made");
                Assert.Equal(
                    (error.GetString(), expect.GetProperty("field").GetString()),
                    (code.GetString(), said.RootElement.GetProperty("field").GetString())
                );
            }
            else
            {
                Check(said.RootElement, expect);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(JsonElement diagnosis, JsonElement expect)
    {
        Assert.Empty(diagnosis.GetProperty("problems").EnumerateArray());
        foreach (JsonProperty setting in expect.Members("settings"))
        {
            JsonElement said = diagnosis
                .GetProperty("settings")
                .EnumerateArray()
                .Single(each => each.GetProperty("name").GetString() == setting.Name);
            foreach (JsonProperty expected in setting.Value.EnumerateObject())
            {
                Assert.Equal(expected.Value.GetString(), said.GetProperty(expected.Name).GetString());
            }
        }
    }

    private static void WriteFiles(string folder, JsonElement vector)
    {
        foreach (JsonProperty file in vector.Members("files"))
        {
            string path = Path.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, file.Value.GetProperty("text").GetString());
            System.IO.File.SetUnixFileMode(
                path,
                (UnixFileMode)Convert.ToInt32(file.Value.GetProperty("mode").GetString(), 8)
            );
        }
    }
}
