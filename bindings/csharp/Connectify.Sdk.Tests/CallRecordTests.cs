using Connectify.Sdk.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectify.Sdk.Tests;

/// <summary>What a program is told of its calls.</summary>
public sealed class CallRecordTests(Sandbox sandbox)
{
    private readonly List<CallRecord> _records = [];

    private ConnectifySdk Make(string level)
    {
        ConnectifyOptions options = sandbox.Options;
        options.LogLevel = level;
        options.CallEnded = _records.Add;
        return new ConnectifySdk(options);
    }

    [Fact]
    public async Task Each_call_has_its_record()
    {
        using (ConnectifySdk sdk = Make("INFO"))
        {
            sdk.Devices.Get("dev_0001");
            Assert.Throws<NotFoundException>(() => sdk.Devices.Get("dev_9999"));
            Assert.Equal(52, sdk.Devices.List(limit: 40).Count());
            await sdk.Status.PingAsync();
            await Assert.ThrowsAsync<NotFoundException>(() => sdk.Devices.GetAsync("dev_9999"));
            await foreach (Device device in sdk.Devices.ListAsync(offset: 50))
            {
                Assert.NotEmpty(device.Id);
            }
            Assert.Throws<ValidationException>(() => sdk.Devices.Get("<b>"));
            using ConnectifySdk viewer = sdk.AsRole("viewer");
            viewer.Status.Ping();
        }
        Assert.Equal(
            [
                ("devices.get", 200, null),
                ("devices.get", 404, "not_found"),
                ("devices.list", 200, null),
                ("devices.list", 200, null),
                ("status.ping", 200, null),
                ("devices.get", 404, "not_found"),
                ("devices.list", 200, null),
                ("devices.get", null, "validation"),
                ("status.ping", 200, null),
            ],
            _records.Select(each => (each.Operation, each.HttpStatus, each.Error))
        );
        Assert.All(
            _records,
            each =>
            {
                Assert.Equal(each.HttpStatus is null, each.RequestId is null);
                Assert.Equal((0, null, null), (each.Retries, each.Arguments, each.Answer));
                Assert.InRange(each.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            }
        );
    }

    [Fact]
    public void A_call_that_is_cancelled_is_told()
    {
        using BadServer silent = BadServer.Silent();
        ConnectifyOptions options = sandbox.Options;
        options.BaseUrl = silent.Url;
        options.LogLevel = "INFO";
        options.CallEnded = _records.Add;
        using var sdk = new ConnectifySdk(options);
        using var stop = new CancellationTokenSource(200);
        Assert.ThrowsAny<OperationCanceledException>(() => sdk.Status.Ping(cancellationToken: stop.Token));
        Assert.Equal("cancelled", Assert.Single(_records).Error);
    }

    [Fact]
    public void Debug_shows_texts_without_secrets()
    {
        string secret = sandbox.Key("reader");
        using ConnectifySdk sdk = Make("DEBUG");
        sdk.Devices.Get("dev_0001");
        Assert.ThrowsAny<ConnectifyException>(() => sdk.Devices.Register(name: secret, type: "<light>"));
        Assert.Equal("{\"id\":\"dev_0001\"}", _records[0].Arguments);
        Assert.Contains("dev_0001", _records[0].Answer!, StringComparison.Ordinal);
        Assert.Contains("[REDACTED:", _records[1].Arguments!, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, string.Concat(_records), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_told_unless_it_is_wanted()
    {
        foreach (string level in (string[])["WARNING", "ERROR"])
        {
            using ConnectifySdk sdk = Make(level);
            sdk.Status.Ping();
            Assert.Throws<NotFoundException>(() => sdk.Devices.Get("dev_9999"));
        }
        Assert.Empty(_records);
    }

    [Fact]
    public void An_applications_client_writes_to_its_log()
    {
        var lines = new Lines();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(lines));
        services.AddConnectify(options =>
        {
            options.Environment = "sandbox";
            options.SandboxFile = sandbox.StateFile;
            options.Debug = true;
        });
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            ConnectifySdk sdk = provider.GetRequiredService<ConnectifySdk>();
            Assert.Same(sdk, provider.GetRequiredService<ConnectifySdk>());
            sdk.Devices.Get("dev_0001");
        }
        Assert.Collection(
            lines,
            line => Assert.Matches("^Information devices.get ended with 200 in [0-9.]+ ms, request req_", line),
            line => Assert.Matches("^Debug devices.get was told {\"id\":\"dev_0001\"} and answered {", line)
        );
    }

    private sealed class Lines : List<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Add($"{logLevel} {formatter(state, exception)}");
    }
}
