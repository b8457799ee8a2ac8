using System.Diagnostics;
using System.Text;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>What a program hears when the native library cannot be loaded: the same each time, with the cure.</summary>
public sealed class LoadingTests : IDisposable
{
    private const string Bridge = "libconnectify_cs.so";
    private const string Library = "libconnectify.so.1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectify-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A copy of the test program, to be spoilt.</summary>
    private string Application(string name = "app")
    {
        string copy = Path.Combine(_folder.FullName, name);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    private static string Native(string application, string name) =>
        Directory.EnumerateFiles(Path.Combine(application, "runtimes"), name, SearchOption.AllDirectories).Single();

    /// <summary>What the probe said; the first use has to say the same.</summary>
    private static async Task<string> TryAsync(string application, params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = Places.CleanEnvironment();
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }
        ChildProcess.Ended ended = await ChildProcess.RunAsync(
            Path.Combine(application, "TestProgram.dll"),
            ["load"],
            environment
        );
        Assert.Equal((0, ""), (ended.Status, ended.Errors));
        string[] said = ended.Output.Split('\n');
        Assert.Equal(said[0], said[1]);
        Assert.StartsWith("NativeLibraryException configuration ", said[0], StringComparison.Ordinal);
        return said[0];
    }

    private static void Replace(string file, string old, string replacement)
    {
        byte[] bytes = File.ReadAllBytes(file);
        byte[] sought = Encoding.ASCII.GetBytes(old);
        int place = bytes.AsSpan().IndexOf(sought);
        Assert.True(place >= 0, $"{old} is not in {file}");
        Encoding.ASCII.GetBytes(replacement).CopyTo(bytes, place);
        File.WriteAllBytes(file, bytes);
    }

    [Fact]
    public async Task The_file_is_missing()
    {
        string application = Application();
        File.Delete(Native(application, Bridge));
        string said = await TryAsync(application);
        Assert.Contains($"no {Bridge} for linux-", said, StringComparison.Ordinal);
        Assert.Contains("Publish the application for a platform", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_library_beside_it_is_missing()
    {
        string application = Application();
        File.Delete(Native(application, Library));
        string said = await TryAsync(application);
        Assert.Contains(Library, said, StringComparison.Ordinal);
        Assert.Contains("The package is incomplete", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_of_the_system_is_missing()
    {
        string application = Application();
        Replace(Native(application, Library), "libcurl.so.4\0", "libcurx.so.4\0");
        string said = await TryAsync(application);
        Assert.Contains("libcurx.so.4", said, StringComparison.Ordinal);
        Assert.Contains("apt-get install", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_another_CPU()
    {
        string application = Application();
        string bridge = Native(application, Bridge);
        byte[] bytes = File.ReadAllBytes(bridge);
        bytes[18] ^= 0xFF; // e_machine of the ELF header
        File.WriteAllBytes(bridge, bytes);
        Assert.Contains("is not a library for linux-", await TryAsync(application), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>this is no library at all, but a page that a proxy sent in its place</html>")]
    public async Task It_is_no_library(string content)
    {
        string application = Application();
        File.WriteAllText(Native(application, Bridge), content);
        Assert.Contains("is not a library for linux-", await TryAsync(application), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_stands_before_it()
    {
        string other = Path.Combine(_folder.FullName, "other.so");
        string source = Path.Combine(_folder.FullName, "other.c");
        File.WriteAllText(source, "unsigned cfy_abi_version(void) { return 2u << 16; }\n");
        using (
            Process compiler = ChildProcess.Start(
                "cc",
                ["-shared", "-fPIC", "-o", other, source],
                Places.CleanEnvironment()
            )
        )
        {
            await compiler.WaitForExitAsync();
            Assert.Equal(0, compiler.ExitCode);
        }
        string said = await TryAsync(AppContext.BaseDirectory, ("LD_PRELOAD", other));
        Assert.Contains("interface 2.0", said, StringComparison.Ordinal);
        Assert.Contains("LD_PRELOAD", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_versions_work_side_by_side()
    {
        string one = Application("one"),
            other = Application("other");
        string version = ConnectifySdk.CheckNativeLibrary();
        string altered = version[..^1] + "9";
        Replace(Native(other, Library), $"{version}\0", $"{altered}\0");
        Assert.Equal([version, altered], await Task.WhenAll(VersionOfAsync(one), VersionOfAsync(other)));
    }

    private static async Task<string> VersionOfAsync(string application) =>
        (
            await ChildProcess.RunAsync(
                Path.Combine(application, "TestProgram.dll"),
                ["load"],
                Places.CleanEnvironment()
            )
        ).Output.Split('\n')[0];

    // What cannot be made here: a folder without leave to run programs needs a mount, musl another system.
    [Theory]
    [InlineData("/app/libconnectify_cs.so: failed to map segment from shared object", "noexec")]
    [InlineData(
        "/app/libconnectify.so.1: version `CONNECTIFY_1.1' not found (required by /app/libconnectify_cs.so)",
        "LD_LIBRARY_PATH"
    )]
    [InlineData("Unable to find an entry point named 'x' in shared library 'connectify_cs'", "of different versions")]
    [InlineData("something new", "Publish the application for linux-x64")]
    public void Every_failure_has_its_cure(string said, string cure) =>
        Assert.Contains(
            cure,
            LoadFailure.Explain(said, "/app/libconnectify_cs.so", "linux-x64"),
            StringComparison.Ordinal
        );

    [Fact]
    public void On_musl_the_message_says_so() =>
        Assert.Contains("musl", LoadFailure.ExplainMissing(Bridge, "linux-musl-x64"), StringComparison.Ordinal);
}
