using System.Globalization;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>A credential that should not be where it is. No part of its value is told.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Fingerprint">The same wherever the value stands.</param>
/// <param name="File">Where it is.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">In characters, from 1.</param>
/// <param name="Commit">The first that has it, in a history.</param>
/// <param name="Encodings">What it was encoded in.</param>
/// <param name="Cure">What to do.</param>
public sealed record ScanFinding(
    string Rule,
    string Description,
    string Fingerprint,
    string File,
    long Line,
    long Column,
    string? Commit,
    IReadOnlyList<string> Encodings,
    string? Cure
);

/// <summary>A file that could not be scanned.</summary>
/// <param name="File">The file.</param>
/// <param name="Reason">Why.</param>
public sealed record ScanUnread(string File, string Reason);

/// <summary>What a scan found.</summary>
/// <param name="Findings">The credentials that should not be where they are.</param>
/// <param name="Unread">The files that could not be scanned.</param>
/// <param name="Files">How many files were scanned.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Ignored">How many findings were let pass.</param>
/// <param name="Json">All of it, as the library told it.</param>
public sealed record ScanReport(
    IReadOnlyList<ScanFinding> Findings,
    IReadOnlyList<ScanUnread> Unread,
    long Files,
    long Bytes,
    long Ignored,
    string Json
)
{
    internal static ScanReport Read(string json)
    {
        JsonElement told = Interop.Json.Parse(json);
        return new ScanReport(
            Interop.Json.List(told.GetProperty("findings"), ReadFinding),
            Interop.Json.List(
                told.GetProperty("unread"),
                each => new ScanUnread(each.Text("file"), each.Text("reason"))
            ),
            told.GetProperty("files").GetInt64(),
            told.GetProperty("bytes").GetInt64(),
            told.GetProperty("ignored").GetInt64(),
            json
        );
    }

    private static ScanFinding ReadFinding(JsonElement told) =>
        new(
            told.Text("rule"),
            told.Text("description"),
            told.Text("fingerprint"),
            told.Text("file"),
            told.GetProperty("line").GetInt64(),
            told.GetProperty("column").GetInt64(),
            told.TextOrNull("commit"),
            told.TryGetProperty("encodings", out JsonElement encodings) ? Interop.Json.Texts(encodings) : [],
            told.TextOrNull("cure")
        );
}

/// <summary>How a scanner works. Null is the library's own choice.</summary>
public sealed record ScanOptions
{
    /// <summary>A file of fingerprints to let pass, one a line.</summary>
    public string? IgnoreFile { get; init; }

    /// <summary>Whether a sandbox's credentials are findings, too.</summary>
    public bool? TestCredentials { get; init; }

    /// <summary>How many threads scan.</summary>
    public int? Threads { get; init; }
}

/// <summary>
/// Looks for credentials that slipped out, into texts, files, the history of a repository or its index. One scan of
/// files at a time.
/// </summary>
public sealed class CredentialScanner : IDisposable
{
    private readonly Scan _native = Make();

    /// <summary>Makes a scanner.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="ValidationException">An option will not do.</exception>
    public CredentialScanner(ScanOptions? options = null)
    {
        Set("ignore_file", options?.IgnoreFile);
        Set("test_credentials", options?.TestCredentials.AsText());
        Set("threads", options?.Threads?.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Scans one text.</summary>
    /// <param name="name">The name of its file, which tells its language; may be empty.</param>
    /// <param name="text">The text.</param>
    /// <returns>What was found.</returns>
    public ScanReport ScanText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        return ScanReport.Read(_native.Text(nameText.Bytes, bytes.Bytes));
    }

    /// <summary>Scans a file, or all files below a folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="NotFoundException">There is none.</exception>
    public ScanReport ScanPath(string path, CancellationToken cancellationToken = default) =>
        Run(path, static (scan, bytes) => scan.Path(bytes), cancellationToken);

    /// <summary>Scans every version of every file in the history of a git repository.</summary>
    /// <param name="path">A folder within.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>What was found.</returns>
    public ScanReport ScanHistory(string path, CancellationToken cancellationToken = default) =>
        Run(path, static (scan, bytes) => scan.History(bytes), cancellationToken);

    /// <summary>Scans what is staged for the next commit of a git repository.</summary>
    /// <param name="path">A folder within.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>What was found.</returns>
    public ScanReport ScanStaged(string path, CancellationToken cancellationToken = default) =>
        Run(path, static (scan, bytes) => scan.Staged(bytes), cancellationToken);

    /// <summary>Frees the scanner.</summary>
    public void Dispose() => _native.Dispose();

    private delegate string Method(Scan scan, ReadOnlySpan<byte> path);

    private ScanReport Run(string path, Method method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var bytes = new Utf8Text(path, stackalloc byte[Utf8Text.Scratch]);
        using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(
            static scan => ((Scan)scan!).Stop(),
            _native
        );
        try
        {
            return ScanReport.Read(method(_native, bytes.Bytes));
        }
        catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    private void Set(string name, string? value)
    {
        if (value is not null)
        {
            using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
            using var valueText = new Utf8Text(value, stackalloc byte[Utf8Text.Scratch]);
            _native.Set(nameText.Bytes, valueText.Bytes);
        }
    }

    private static Scan Make()
    {
        NativeLibraryLoader.Require();
        return new Scan();
    }
}
