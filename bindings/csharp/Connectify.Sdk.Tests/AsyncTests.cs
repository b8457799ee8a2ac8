namespace Connectify.Sdk.Tests;

/// <summary>The asynchronous twins: the same, and cancelling.</summary>
public sealed class AsyncTests(Sandbox sandbox) : IDisposable
{
    private readonly BadServer _silent = BadServer.Silent();

    public void Dispose() => _silent.Dispose();

    private ConnectifySdk Unanswered()
    {
        ConnectifyOptions options = sandbox.Options;
        options.BaseUrl = _silent.Url;
        return new ConnectifySdk(options);
    }

    [Fact]
    public async Task Operations()
    {
        await using var sdk = new ConnectifySdk(sandbox.Options);
        Assert.Equal("connected", (await sdk.Status.GetAsync()).Value);
        Assert.Equal("dev_0001", (await sdk.Devices.GetAsync("dev_0001")).Id);
        Assert.Equal(
            404,
            (await Assert.ThrowsAsync<NotFoundException>(() => sdk.Devices.GetAsync("dev_9999"))).HttpStatus
        );
        Assert.Equal(
            "name",
            (
                await Assert.ThrowsAsync<ValidationException>(() =>
                    sdk.Devices.RegisterAsync(name: "<b>", type: "light")
                )
            ).Field
        );
    }

    [Fact]
    public async Task A_list_gives_every_device_of_all_pages()
    {
        await using var sdk = new ConnectifySdk(sandbox.Options);
        HashSet<string> ids = [];
        await foreach (Device device in sdk.Devices.ListAsync(limit: 20))
        {
            ids.Add(device.Id);
        }
        Assert.Equal(52, ids.Count);
        Assert.Equal(
            [20, 20, 12],
            await sdk.Devices.ListAsync(limit: 20).Pages().Select(page => page.Devices.Count).ToListAsync()
        );
        Assert.Throws<ValidationException>(() => sdk.Devices.ListAsync(limit: 1000));
    }

    [Fact]
    public async Task Many_calls_at_once()
    {
        await using var sdk = new ConnectifySdk(sandbox.Options);
        string[] ids = [.. Enumerable.Range(0, 300).Select(number => $"dev_{(number % 52) + 1:0000}")];
        Device[] devices = await Task.WhenAll(ids.Select(id => sdk.Devices.GetAsync(id)));
        Assert.Equal(ids, devices.Select(device => device.Id));
    }

    [Fact]
    public async Task No_thread_is_held_up_while_a_call_waits()
    {
        await using ConnectifySdk sdk = Unanswered();
        int before = ThreadPool.ThreadCount;
        Task<Pong>[] calls =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(_ => sdk.Status.PingAsync(new CallOptions { Timeout = TimeSpan.FromSeconds(1) })),
        ];
        await Task.Delay(300);
        Assert.InRange(ThreadPool.ThreadCount, 0, before + 8);
        foreach (Task<Pong> call in calls)
        {
            await Assert.ThrowsAsync<ConnectifyTimeoutException>(() => call);
        }
    }

    [Fact]
    public async Task A_token_ends_the_call()
    {
        await using ConnectifySdk sdk = Unanswered();
        using var stop = new CancellationTokenSource(200);
        Task<Pong> call = sdk.Status.PingAsync(cancellationToken: stop.Token);
        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            call.WaitAsync(TimeSpan.FromSeconds(5))
        );
        Assert.Equal(stop.Token, ended.CancellationToken);
        Assert.True(call.IsCanceled);
        Task<Pong> late = sdk.Status.PingAsync(cancellationToken: stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);
        Assert.True(late.IsCanceled);
    }

    [Fact]
    public async Task A_token_ends_the_list()
    {
        await using ConnectifySdk sdk = Unanswered();
        using var stop = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            sdk
                .Devices.ListAsync()
                .GetAsyncEnumerator(stop.Token)
                .MoveNextAsync()
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(5))
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            sdk
                .Devices.ListAsync(cancellationToken: stop.Token)
                .GetAsyncEnumerator()
                .MoveNextAsync()
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(5))
        );
    }

    [Fact]
    public async Task Cancelled_calls_leave_the_others_alone()
    {
        await using var sdk = new ConnectifySdk(sandbox.Options);
        using var stop = new CancellationTokenSource();
        Task<Device>[] calls =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(number =>
                    sdk.Devices.GetAsync(
                        "dev_0001",
                        cancellationToken: number % 2 == 0 ? stop.Token : CancellationToken.None
                    )
                ),
        ];
        await stop.CancelAsync();
        for (int i = 0; i < calls.Length; i++)
        {
            try
            {
                Assert.Equal("dev_0001", (await calls[i]).Id);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, i % 2);
            }
        }
    }

    [Fact]
    public async Task Cancelling_after_the_end_does_nothing()
    {
        using var stop = new CancellationTokenSource();
        await using (var sdk = new ConnectifySdk(sandbox.Options))
        {
            await sdk.Status.PingAsync(cancellationToken: stop.Token);
        }
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_token_and_a_dispose_may_race()
    {
        for (int round = 0; round < 30; round++)
        {
            ConnectifySdk sdk = Unanswered();
            using var stop = new CancellationTokenSource();
            Task<Pong>[] calls =
            [
                .. Enumerable.Range(0, 8).Select(_ => sdk.Status.PingAsync(cancellationToken: stop.Token)),
            ];
            await Task.WhenAll(Task.Run(stop.Cancel), Task.Run(sdk.Dispose)).WaitAsync(TimeSpan.FromSeconds(5));
            foreach (Task<Pong> call in calls)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5)));
            }
        }
    }

    [Fact]
    public Task Waiting_inside_a_continuation_is_no_deadlock() =>
        Task.Run(WaitInContinuationsAsync).WaitAsync(TimeSpan.FromSeconds(10));

    private async Task WaitInContinuationsAsync()
    {
        await using var sdk = new ConnectifySdk(sandbox.Options);
        await sdk.Status.PingAsync().ConfigureAwait(false);
        Assert.True(sdk.Status.PingAsync().GetAwaiter().GetResult().IsPong);
    }

    [Fact]
    public async Task A_client_that_nobody_holds_lives_until_its_call_ends()
    {
        Task<Pong> call = Abandoned(sandbox);
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True((await call.WaitAsync(TimeSpan.FromSeconds(5))).IsPong);
    }

    private static Task<Pong> Abandoned(Sandbox sandbox) => new ConnectifySdk(sandbox.Options).Status.PingAsync();
}
