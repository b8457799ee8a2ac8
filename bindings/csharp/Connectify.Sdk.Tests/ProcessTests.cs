namespace Connectify.Sdk.Tests;

/// <summary>
/// The package in its process: exit with calls in flight, leaks. CONNECTIFY_PROCESSES says how many processes each test
/// of exits runs (20).
/// </summary>
public sealed class ProcessTests(Sandbox sandbox)
{
    private static readonly TimeSpan s_cyclesLimit = TimeSpan.FromMinutes(2);

    /// <summary>The program ends with status 0, says what it should and nothing else, each time.</summary>
    private static async Task EndsWellAsync(
        string program,
        IReadOnlyDictionary<string, string> environment,
        string output = ""
    )
    {
        for (int i = 0; i < Places.Processes; i++)
        {
            ChildProcess.Ended ended = await ChildProcess.RunAsync(ChildProcess.TestProgram, [program], environment);
            Assert.Equal(new ChildProcess.Ended(0, output, ""), ended);
        }
    }

    [Theory]
    [InlineData("exit-in-calls")]
    [InlineData("exit-by-call")]
    public async Task Exit_with_calls_in_flight(string program)
    {
        using BadServer silent = BadServer.Silent();
        await EndsWellAsync(
            program,
            new Dictionary<string, string>(sandbox.Environment) { ["CONNECTIFY_BASE_URL"] = silent.Url }
        );
    }

    [Theory]
    [InlineData("exit-while-calling")]
    [InlineData("exit-while-submitting")]
    [InlineData("exit-while-disposing")]
    public Task Exit_with_threads_that_work_without_end(string program) => EndsWellAsync(program, sandbox.Environment);

    [Fact]
    public Task Exit_after_calls() => EndsWellAsync("ping", sandbox.Environment, "True True\n");

    [Fact]
    public async Task Clients_leave_nothing_behind()
    {
        ChildProcess.Ended ended = await ChildProcess.RunAsync(
            ChildProcess.TestProgram,
            ["cycles", "1000"],
            sandbox.Environment,
            limit: s_cyclesLimit
        );
        Assert.Equal((0, ""), (ended.Status, ended.Errors));
        int[][] seen =
        [
            .. ended
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ').Select(int.Parse).ToArray()),
        ];
        // After the first fifth, in which the runtime makes the threads that it keeps.
        int[] before = seen[1],
            after = seen[^1];
        Assert.InRange(after[0], 0, before[0] + 2); // descriptors
        Assert.InRange(after[1], 0, before[1] + 2); // threads
        Assert.InRange(after[2], 0, before[2] + (4 * 1024)); // KiB
    }
}
