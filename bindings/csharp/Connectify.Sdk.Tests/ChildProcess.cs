using System.Diagnostics;

namespace Connectify.Sdk.Tests;

/// <summary>Runs the test program, and others, as processes that end within a time.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    /// <summary>The program beside the tests.</summary>
    public static readonly string TestProgram = Path.Combine(AppContext.BaseDirectory, "TestProgram.dll");

    public sealed record Ended(int Status, string Output, string Errors);

    public static Process Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    /// <summary>Runs a .NET program to its end; one that takes too long is killed and fails the test.</summary>
    public static async Task<Ended> RunAsync(
        string assembly,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string input = "",
        string? folder = null,
        TimeSpan? limit = null
    )
    {
        using Process process = Start(
            Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
            [assembly, .. arguments],
            environment,
            folder
        );
        using var late = new CancellationTokenSource(limit ?? s_limit);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return new Ended(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{string.Join(' ', arguments)} did not end");
        }
    }
}
