using System.Diagnostics;
using System.Text.Json;
using Connectify.Sdk.Tests;

[assembly: AssemblyFixture(typeof(Sandbox))]

namespace Connectify.Sdk.Tests;

/// <summary>
/// A running sandbox of our own, with the further key <c>reader</c>. The tests that leave its devices as they are share
/// one.
/// </summary>
public sealed class Sandbox : IDisposable
{
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectify-test-");
    private readonly Process _process;
    private readonly JsonDocument _state;

    public Sandbox()
    {
        StateFile = Path.Combine(_folder.FullName, "sandbox.json");
        _process = ChildProcess.Start(
            Places.Program,
            ["sandbox", "--state", StateFile, "--port", "0", "--key", "reader=devices:read"],
            Places.CleanEnvironment()
        );
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        for (var since = Stopwatch.StartNew(); !File.Exists(StateFile); Thread.Sleep(5))
        {
            if (_process.HasExited || since.Elapsed > s_readyWithin)
            {
                throw new InvalidOperationException("the sandbox did not start");
            }
        }
        _state = JsonDocument.Parse(File.ReadAllText(StateFile));
    }

    public string StateFile { get; }

    /// <summary>What a client of its default key is made with.</summary>
    public ConnectifyOptions Options => new() { Environment = "sandbox", SandboxFile = StateFile };

    /// <summary>For programs that find it by themselves.</summary>
    public Dictionary<string, string> Environment =>
        new(Places.CleanEnvironment()) { ["CONNECTIFY_ENV"] = "sandbox", ["CONNECTIFY_SANDBOX_FILE"] = StateFile };

    /// <summary>What it wrote down, by its name there.</summary>
    public string Said(string name) => _state.RootElement.GetProperty(name).GetString()!;

    /// <summary>A client of its authorization server.</summary>
    public JsonElement Client(string name) => _state.RootElement.GetProperty("clients").GetProperty(name);

    /// <summary>A user of its authorization server.</summary>
    public JsonElement User => _state.RootElement.GetProperty("users")[0];

    public string ApiSecret => _state.RootElement.GetProperty("api_secret").GetString()!;

    public string Key(string name) => _state.RootElement.GetProperty("keys").GetProperty(name).GetString()!;

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _state.Dispose();
        _folder.Delete(recursive: true);
    }
}
