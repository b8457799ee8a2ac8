namespace Connectify.Sdk.Tests;

/// <summary>The client: settings, operations, lists, its end.</summary>
public sealed class SdkTests(Sandbox sandbox)
{
    private ConnectifySdk Make(Action<ConnectifyOptions>? change = null)
    {
        ConnectifyOptions options = sandbox.Options;
        change?.Invoke(options);
        return new ConnectifySdk(options);
    }

    [Fact]
    public void Settings_take_the_values_of_dotnet()
    {
        using ConnectifySdk sdk = Make(options =>
        {
            options.Timeout = TimeSpan.FromSeconds(5);
            options.ConnectTimeout = TimeSpan.FromMilliseconds(2500);
            options.Debug = false;
            options.Scope = ["devices:read", "devices:write"];
        });
        Assert.True(sdk.Status.Ping().IsPong);
    }

    [Fact]
    public void A_null_is_no_value()
    {
        using ConnectifySdk sdk = Make(options =>
            options.ApiKey = Environment.GetEnvironmentVariable("A_VARIABLE_THAT_NOBODY_SET")
        );
        Assert.Equal("connected", sdk.Status.Get().Value);
    }

    [Fact]
    public void A_missing_setting_is_named()
    {
        var refused = Assert.Throws<ConfigurationException>(() =>
        {
            using var sdk = new ConnectifySdk(new ConnectifyOptions { Environment = "production" });
            sdk.Devices.Get("dev_0001");
        });
        Assert.Equal("api_key", refused.Field);
    }

    [Fact]
    public void A_bad_setting_is_named()
    {
        Assert.Equal(
            "environment",
            Assert.Throws<ConfigurationException>(() => Make(options => options.Environment = "nowhere")).Field
        );
        Assert.Equal(
            "timeout",
            Assert
                .Throws<ConfigurationException>(() => Make(options => options.Timeout = Timeout.InfiniteTimeSpan))
                .Field
        );
    }

    [Fact]
    public void Status_and_ping()
    {
        using ConnectifySdk sdk = Make();
        Status status = sdk.Status.Get();
        Assert.Equal(("connected", "sandbox"), (status.Value, status.Environment));
        Assert.InRange(status.Timestamp, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.True(sdk.Status.Ping().IsPong);
    }

    [Fact]
    public void An_answer_tells_where_it_came_from()
    {
        using ConnectifySdk sdk = Make();
        Response response = sdk.Devices.Get("dev_0001").Response!;
        Assert.Equal(200, response.HttpStatus);
        Assert.NotEmpty(response.RequestId);
        Assert.Contains("\"dev_0001\"", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_gives_every_device_of_all_pages_each_time()
    {
        using ConnectifySdk sdk = Make();
        Pager<Device, DevicePage> devices = sdk.Devices.List(limit: 20);
        Assert.Equal(52, devices.Select(device => device.Id).Distinct().Count());
        Assert.Equal(52, devices.Count());
    }

    [Fact]
    public void A_list_gives_its_pages()
    {
        using ConnectifySdk sdk = Make();
        List<DevicePage> pages = [.. sdk.Devices.List(limit: 20).Pages()];
        Assert.Equal([20, 20, 12], pages.Select(page => page.Devices.Count));
        Assert.Equal([0L, 20, 40], pages.Select(page => page.Pagination.Offset));
    }

    [Fact]
    public void A_list_may_begin_later()
    {
        using ConnectifySdk sdk = Make();
        Assert.Equal(["dev_0051", "dev_0052"], sdk.Devices.List(offset: 50).Select(device => device.Id));
    }

    [Fact]
    public void A_list_fetches_no_page_before_it_is_needed_and_the_same_after_an_error()
    {
        using BadServer closed = BadServer.Closed();
        using ConnectifySdk sdk = Make(options => options.BaseUrl = closed.Url);
        using IEnumerator<Device> devices = sdk.Devices.List().GetEnumerator();
        Assert.Throws<ConnectionException>(() => devices.MoveNext());
        Assert.Throws<ConnectionException>(() => devices.MoveNext());
    }

    [Fact]
    public void A_list_checks_its_arguments_at_once()
    {
        using ConnectifySdk sdk = Make();
        Assert.Equal("limit", Assert.Throws<ValidationException>(() => sdk.Devices.List(limit: 1000)).Field);
    }

    [Fact]
    public void A_list_lives_without_its_client_at_hand()
    {
        Pager<Device, DevicePage> devices = Make().Devices.List(limit: 20);
        int count = 0;
        foreach (Device device in devices)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            count++;
        }
        Assert.Equal(52, count);
    }

    [Fact]
    public void The_life_of_a_device()
    {
        using var own = new Sandbox();
        using var sdk = new ConnectifySdk(own.Options);
        Device device = sdk.Devices.Register(name: "Desk lamp", type: "light", capabilities: ["switch"]);
        Assert.Equal(("Desk lamp", "light"), (device.Name, device.Type));
        Assert.Equal(["switch"], device.Capabilities);
        Assert.Equal("Floor lamp", sdk.Devices.Update(device.Id, name: "Floor lamp").Name);
        Assert.Equal("light", sdk.Devices.Get(device.Id).Type);
        Assert.True(sdk.Devices.Delete(device.Id).IsDeleted);
        Assert.Throws<NotFoundException>(() => sdk.Devices.Get(device.Id));
    }

    [Fact]
    public void An_idempotency_key_makes_a_registration_repeatable()
    {
        using var own = new Sandbox();
        using var sdk = new ConnectifySdk(own.Options);
        var once = new CallOptions { IdempotencyKey = "order-1" };
        Device first = sdk.Devices.Register(name: "Desk lamp", type: "light", options: once);
        Assert.Equal(first, sdk.Devices.Register(name: "Desk lamp", type: "light", options: once));
        Assert.Throws<ConflictException>(() => sdk.Devices.Register(name: "Floor lamp", type: "light", options: once));
    }

    [Fact]
    public void A_call_may_have_a_timeout_of_its_own()
    {
        using BadServer silent = BadServer.Silent();
        using ConnectifySdk sdk = Make(options => options.BaseUrl = silent.Url);
        var late = Assert.Throws<ConnectifyTimeoutException>(() =>
            sdk.Status.Ping(new CallOptions { Timeout = TimeSpan.FromSeconds(0.2) })
        );
        Assert.True(late.Retriable);
    }

    [Fact]
    public void Null_is_refused_by_its_name()
    {
        using ConnectifySdk sdk = Make();
        Assert.Equal("id", Assert.Throws<ArgumentNullException>(() => sdk.Devices.Get(null!)).ParamName);
    }

    [Fact]
    public async Task A_token_ends_a_blocking_call()
    {
        using BadServer silent = BadServer.Silent();
        using ConnectifySdk sdk = Make(options => options.BaseUrl = silent.Url);
        using var stop = new CancellationTokenSource(200);
        var ended = await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Task.Run(() => sdk.Status.Ping(cancellationToken: stop.Token)).WaitAsync(TimeSpan.FromSeconds(5))
        );
        Assert.Equal(stop.Token, ended.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => sdk.Status.Ping(cancellationToken: stop.Token));
    }

    [Fact]
    public async Task A_token_ends_a_blocking_list()
    {
        using BadServer silent = BadServer.Silent();
        using ConnectifySdk sdk = Make(options => options.BaseUrl = silent.Url);
        using var stop = new CancellationTokenSource(200);
        var ended = await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Task.Run(() => sdk.Devices.List(cancellationToken: stop.Token).First()).WaitAsync(TimeSpan.FromSeconds(5))
        );
        Assert.Equal(stop.Token, ended.CancellationToken);
    }

    [Fact]
    public async Task Threads_share_a_client()
    {
        using ConnectifySdk sdk = Make();
        string[] ids = [.. Enumerable.Range(1, 52).Select(number => $"dev_{number:0000}")];
        Device[] devices = await Task.WhenAll(ids.Select(id => Task.Run(() => sdk.Devices.Get(id))));
        Assert.Equal(ids, devices.Select(device => device.Id));
    }

    [Fact]
    public async Task Disposing_ends_calls_in_flight()
    {
        using BadServer silent = BadServer.Silent();
        ConnectifySdk sdk = Make(options => options.BaseUrl = silent.Url);
        Task<Pong> blocking = Task.Run(() => sdk.Status.Ping());
        Task<Pong> waiting = sdk.Status.PingAsync();
        await Task.Delay(200);
        await sdk.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking.WaitAsync(TimeSpan.FromSeconds(5)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_disposed_client_says_so()
    {
        ConnectifySdk sdk = Make();
        using IEnumerator<Device> devices = sdk.Devices.List().GetEnumerator();
        Pager<Device, DevicePage> list = sdk.Devices.List();
        sdk.Dispose();
        sdk.Dispose();
        await sdk.DisposeAsync();
        Assert.Contains(
            nameof(ConnectifySdk),
            Assert.Throws<ObjectDisposedException>(() => sdk.Status.Ping()).ObjectName,
            StringComparison.Ordinal
        );
        Assert.Throws<ObjectDisposedException>(() => sdk.Devices.List());
        Assert.Throws<ObjectDisposedException>(() => devices.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => list.Any());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sdk.Status.PingAsync());
    }

    [Fact]
    public async Task A_client_may_be_disposed_while_threads_call()
    {
        for (int round = 0; round < 20; round++)
        {
            ConnectifySdk sdk = Make();
            using var all = new CountdownEvent(8);
            Task[] calls =
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(_ => Task.Factory.StartNew(() => CallUntilEnd(sdk, all), TaskCreationOptions.LongRunning)),
            ];
            all.Wait();
            Thread.Sleep(round);
            sdk.Dispose();
            await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    private static void CallUntilEnd(ConnectifySdk sdk, CountdownEvent running)
    {
        running.Signal();
        try
        {
            while (true)
            {
                sdk.Devices.Get("dev_0001");
                sdk.Status.PingAsync().GetAwaiter().GetResult();
                Assert.NotEmpty(sdk.Devices.List(limit: 5).First().Id);
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or OperationCanceledException)
        {
            // The only two ways in which it may end.
        }
    }

    [Fact]
    public void Nothing_of_a_client_shows_a_key()
    {
        string key = sandbox.Key("reader");
        using ConnectifySdk sdk = Make(options => options.ApiKey = key);
        sdk.Status.Ping();
        Assert.DoesNotContain(key, sdk.ToString(), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Serialize(sdk));
        Assert.Throws<NotSupportedException>(() =>
            System.Text.Json.JsonSerializer.Serialize(new ConnectifyOptions { ApiKey = key })
        );
        Assert.DoesNotContain(key, new ConnectifyOptions { ApiKey = key }.ApiKey.ToString(), StringComparison.Ordinal);
    }
}
