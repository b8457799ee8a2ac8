namespace Connectify.Sdk.Interop;

/// <summary>What to do when the library cannot be loaded.</summary>
internal static class LoadFailure
{
    private const string Reinstall =
        "restore the package Connectify.Sdk anew (dotnet nuget locals global-packages --clear, then dotnet restore)";

    /// <summary>What the system's loader says, and its cure; the first that fits decides.</summary>
    private static readonly (string Words, string Cure)[] s_cures =
    [
        (
            "has interface",
            "Another libconnectify stands before the package's own: take it out of LD_LIBRARY_PATH and LD_PRELOAD, or "
                + Reinstall
                + "."
        ),
        (
            "version `CONNECTIFY",
            "Another libconnectify stands before the package's own: take it out of LD_LIBRARY_PATH and LD_PRELOAD, or "
                + Reinstall
                + "."
        ),
        (
            "failed to map segment",
            "The folder is mounted noexec: put the application into one from which programs may be run."
        ),
        ("libconnectify.so", "The package is incomplete: " + Reinstall + "."),
        ("entry point", "The files of the package are of different versions: " + Reinstall + "."),
        (
            "connectify_cs",
            "The file is not a library for {0}: publish the application for this platform, or " + Reinstall + "."
        ),
        (
            "cannot open shared object file",
            "Install that library with the system's package manager (on Debian and Ubuntu: apt-get "
                + "install libcurl4 libssl3 and the libicu and libsimdjson packages)."
        ),
        ("", "Publish the application for {0}, or " + Reinstall + "."),
    ];

    /// <summary>The message when there is no file to load.</summary>
    public static string ExplainMissing(string name, string rid)
    {
        string cure = rid.StartsWith("linux-musl", StringComparison.Ordinal)
            ? "This system has musl, and the library needs glibc: run the application on one with it, such as Debian."
            : "Publish the application for a platform that the package has a library for (its folder runtimes), or "
                + $"{Reinstall}.";
        return $"The native library of Connectify.Sdk is not there: no {name} for {rid} beside the application. {cure}";
    }

    /// <summary>The message when the file is there and cannot be loaded, from what the system's loader said.</summary>
    public static string Explain(string said, string file, string rid)
    {
        // The runtime tells of each name that it tried: what counts is what was wrong with the file itself.
        string reason = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault(
                line =>
                    !line.StartsWith("Unable to ", StringComparison.Ordinal)
                    && !line.StartsWith($"{file}.", StringComparison.Ordinal),
                said
            )
            .TrimEnd('.');
        string cure = s_cures.First(each => reason.Contains(each.Words, StringComparison.Ordinal)).Cure;
        cure = cure.Replace("{0}", rid, StringComparison.Ordinal);
        return $"The native library of Connectify.Sdk could not be loaded ({reason}). {cure}";
    }
}
