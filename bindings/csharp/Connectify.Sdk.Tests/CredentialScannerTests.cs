using System.Diagnostics;

namespace Connectify.Sdk.Tests;

/// <summary>Looking for credentials that slipped out.</summary>
public sealed class CredentialScannerTests : IDisposable
{
    private const string Key = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectify-test-");
    private readonly CredentialScanner _scanner = new(new ScanOptions { TestCredentials = true, Threads = 1 });

    public void Dispose()
    {
        _scanner.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private void Git(params string[] arguments)
    {
        using Process git = Process.Start(
            new ProcessStartInfo("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", .. arguments])
            {
                WorkingDirectory = _folder.FullName,
            }
        )!;
        Assert.True(git.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, git.ExitCode);
    }

    [Fact]
    public void A_text()
    {
        ScanReport report = _scanner.ScanText("notes.txt", $"\U0001F33F\n  {Key}");
        ScanFinding finding = Assert.Single(report.Findings);
        Assert.Equal(("notes.txt", 2, 3), (finding.File, finding.Line, finding.Column));
        Assert.DoesNotContain(Key, report.ToString(), StringComparison.Ordinal);
        using var usual = new CredentialScanner();
        Assert.Empty(usual.ScanText("", Key).Findings); // a sandbox's
    }

    [Fact]
    public void A_folder_a_history_and_an_index()
    {
        Git("init", "-q");
        Write("a.txt", Key);
        Git("add", ".");
        Git("commit", "-qm", "one");
        Write("a.txt", "b");
        Git("commit", "-qam", "two");
        Write("staged.txt", Key);
        Git("add", ".");
        Assert.Single(_scanner.ScanPath(_folder.FullName).Findings);
        Assert.NotNull(Assert.Single(_scanner.ScanHistory(_folder.FullName).Findings).Commit);
        ScanFinding staged = Assert.Single(_scanner.ScanStaged(_folder.FullName).Findings);
        Assert.Equal("staged.txt", staged.File);
        string ignored = Write("ignored", staged.Fingerprint + "\n");
        using var forgiving = new CredentialScanner(new ScanOptions { TestCredentials = true, IgnoreFile = ignored });
        Assert.Equal(1, forgiving.ScanStaged(_folder.FullName).Ignored);
    }

    [Fact]
    public void What_cannot_be_is_an_error()
    {
        Assert.Throws<NotFoundException>(() => _scanner.ScanPath(Path.Combine(_folder.FullName, "missing")));
        Assert.Throws<ValidationException>(() => new CredentialScanner(new ScanOptions { Threads = -1 }));
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => _scanner.ScanPath(_folder.FullName, cancelled));
    }
}
