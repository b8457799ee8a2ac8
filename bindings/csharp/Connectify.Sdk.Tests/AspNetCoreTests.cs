using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Connectify.Sdk.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectify.Sdk.Tests;

/// <summary>Webhooks and logs in ASP.NET Core.</summary>
public sealed class AspNetCoreTests
{
    private const string Secret = "cfy_whsec_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa398A9g";
    private const string Registered = "Vq8.registered-by-the-test.7Zt";

    private static HttpRequestMessage Delivery(string address, string body)
    {
        string now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] digest = HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.UTF8.GetBytes($"{now}.{body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/webhooks")
        {
            Content = new StringContent(body),
        };
        request.Headers.Add("X-Connectify-Signature", $"t={now},v1={Convert.ToHexStringLower(digest)}");
        request.Headers.Add("X-Connectify-Timestamp", now);
        return request;
    }

    [Fact]
    public async Task Only_deliveries_get_through()
    {
        using var verifier = new WebhookVerifier(new WebhookOptions { Secret = Secret, MaxBody = 100 });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        List<string> seen = [];
        app.Map(
            "/webhooks",
            hooks =>
                hooks
                    .UseConnectifyWebhooks(verifier)
                    .Run(async http =>
                    {
                        using var body = new StreamReader(http.Request.Body);
                        seen.Add($"{http.GetWebhookEvent().Id} {await body.ReadToEndAsync()}");
                        http.Response.StatusCode = 204;
                    })
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        string address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        const string Body = """{"id":"evt_1"}""";

        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(Delivery(address, Body))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(Delivery(address, Body))).StatusCode); // done before
        using HttpRequestMessage changed = Delivery(address, Body);
        changed.Content = new StringContent(Body + " ");
        HttpResponseMessage refused = await client.SendAsync(changed);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("mismatch\n", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await client.SendAsync(Delivery(address, new string('x', 101)))).StatusCode
        );
        Assert.Equal([$"evt_1 {Body}"], seen);
        Assert.Throws<InvalidOperationException>(() => new DefaultHttpContext().GetWebhookEvent());
    }

    /// <summary>Keeps all that reaches a provider.</summary>
    private sealed class Keeping : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Keep(state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.Trace;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            Keep(state);
            Written.Add(formatter(state, exception));
            Written.Add($"{exception}{exception?.Message}{exception?.InnerException}");
        }

        private void Keep(object? state)
        {
            foreach ((string name, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                Written.Add($"{name}={value}");
            }
        }

        public void Dispose() { }
    }

    [Fact]
    public void Nothing_that_is_logged_holds_a_secret()
    {
        using Redactor process = Redactor.OfProcess();
        process.Add(Registered);
        using var keeping = new Keeping();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(keeping).AddConnectifyRedaction());
        using ServiceProvider provider = services.BuildServiceProvider();
        ILogger logger = provider.GetRequiredService<ILogger<AspNetCoreTests>>();
#pragma warning disable CA1848, CA1873, CA2254 // as people write it
        logger.LogWarning("the {What} is {Value}", "key", Registered);
        logger.LogWarning($"joined {Registered}");
        logger.LogError(new InvalidOperationException($"outer {Registered}", new IOException(Registered)), "failed");
        using (logger.BeginScope("scope {Value}", Registered))
        {
            logger.LogInformation("plain {Number}", 7);
        }
#pragma warning restore CA1848, CA1873, CA2254
        string all = string.Join("\n", keeping.Written);
        Assert.DoesNotContain(Registered, all, StringComparison.Ordinal);
        Assert.Contains("the key is [REDACTED:sha256:", all, StringComparison.Ordinal);
        Assert.Contains("What=key", all, StringComparison.Ordinal);
        Assert.Contains("{OriginalFormat}=the {What} is {Value}", all, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: outer [REDACTED", all, StringComparison.Ordinal);
        Assert.Contains("plain 7", all, StringComparison.Ordinal);
        Assert.Contains("Number=7", all, StringComparison.Ordinal);
    }
}
