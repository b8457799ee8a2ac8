using System.Text;

namespace Connectify.Sdk.Tests;

/// <summary>ConnectifyOAuth: each way to log in, what becomes of tokens, how it ends.</summary>
public sealed class OAuthTests(Sandbox sandbox) : IDisposable
{
    private const string Redirect = "http://127.0.0.1/callback";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly Person _person = new(sandbox);

    public void Dispose() => _person.Dispose();

    private ConnectifyOptions Settings() =>
        new()
        {
            Environment = "sandbox",
            SandboxFile = sandbox.StateFile,
            ClientId = "sandbox-public",
            Scope = ["devices:read", "devices:write"],
            TokenStore = "memory",
            Browser = "true", // which starts, and does nothing: the test is the browser
        };

    private ConnectifyOAuth Service()
    {
        ConnectifyOptions settings = Settings();
        settings.ClientId = "sandbox-basic";
        settings.ClientSecret = sandbox.Client("basic").GetProperty("client_secret").GetString();
        settings.Grant = "client_credentials";
        return new ConnectifyOAuth(settings);
    }

    /// <summary>A client that has no API key.</summary>
    private ConnectifySdk Acting(ConnectifyOAuth oauth) =>
        new(
            new ConnectifyOptions
            {
                Environment = "development",
                BaseUrl = sandbox.Said("base_url"),
                CaFile = sandbox.Said("ca_file"),
            },
            oauth
        );

    private async Task<Token> LogInAsync(ConnectifyOAuth oauth)
    {
        using Authorization login = oauth.OpenBrowser();
        Assert.True(login.BrowserOpened);
        Task<Token> token = oauth.WaitForBrowserAsync(login, s_limit);
        await _person.AnswerAndGoBackAsync(login.Url);
        return await token;
    }

    private static string Reveal(Token token)
    {
        using Secret secret = token.AccessToken();
        return secret.Reveal(value => Encoding.UTF8.GetString(value));
    }

    private static string? RuleOf(Func<object> refused) => Assert.Throws<OAuthException>(refused).Rule;

    [Fact]
    public async Task A_login_by_browser_is_used_renewed_and_ended()
    {
        using var oauth = new ConnectifyOAuth(Settings());
        Assert.Equal("login_needed", RuleOf(() => oauth.Token()));
        using Token token = await LogInAsync(oauth);
        Assert.Equal(["devices:read", "devices:write"], token.Scopes);
        Assert.Equal("Bearer", token.Type);
        Assert.InRange(token.ExpiresIn!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.DoesNotContain(Reveal(token), token.ToString(), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Serialize(token));
        Assert.Equal(Reveal(token), Reveal(await oauth.TokenAsync()));
        Assert.NotEqual(Reveal(token), Reveal(await oauth.RefreshTokenAsync()));
        Assert.Equal(["devices:read"], oauth.RefreshToken("devices:read").Scopes);
        Assert.Equal("scope_wider", RuleOf(() => oauth.Token("keys:admin")));
        using (ConnectifySdk sdk = Acting(oauth))
        {
            Assert.Equal("dev_0001", sdk.Devices.Get("dev_0001").Id);
            Assert.Equal("dev_0002", (await sdk.Devices.GetAsync("dev_0002")).Id);
        }
        Assert.True(oauth.Revoke());
        Assert.False(await oauth.RevokeAsync());
        Assert.False(oauth.RevokeAll());
        Assert.Equal("login_needed", RuleOf(() => oauth.Token()));
    }

    [Fact]
    public async Task A_login_whose_browser_is_the_callers_concern()
    {
        using var oauth = new ConnectifyOAuth(Settings());
        using (Authorization login = oauth.GetAuthorizationUrl(Redirect))
        {
            Assert.False(login.BrowserOpened);
            Assert.StartsWith(sandbox.Said("issuer") + "/authorize?", login.Url, StringComparison.Ordinal);
            string answer = await _person.AnswerAsync(login.Url);
            string forged = System.Text.RegularExpressions.Regex.Replace(
                answer,
                "state=[^&]*",
                "state=" + new string('x', 43)
            );
            Assert.Equal("state_wrong", RuleOf(() => oauth.ExchangeCodeForToken(login, forged)));
            Assert.Throws<ArgumentNullException>(() => oauth.ExchangeCodeForToken(login, null!));
        }
        using (Authorization login = await oauth.GetAuthorizationUrlAsync(Redirect))
        {
            string query = new Uri(await _person.AnswerAsync(login.Url)).Query[1..];
            using Token token = await oauth.ExchangeCodeForTokenAsync(login, query);
            Assert.Equal(2, token.Scopes.Count);
        }
        using (Authorization login = oauth.GetAuthorizationUrl(Redirect))
        {
            string answer = await _person.AnswerAsync(login.Url, allows: false);
            Assert.Equal(
                "access_denied",
                Assert.Throws<OAuthException>(() => oauth.ExchangeCodeForToken(login, answer)).ApiCode
            );
        }
    }

    [Fact]
    public async Task A_login_by_a_code_that_is_typed_elsewhere()
    {
        using var oauth = new ConnectifyOAuth(Settings());
        using DeviceLogin login = await oauth.BeginDeviceLoginAsync();
        Assert.Matches("^[A-Z]{4}-[A-Z]{4}$", login.UserCode);
        Assert.Contains(login.UserCode, login.VerificationUriComplete!, StringComparison.Ordinal);
        Task<Token> waiting = oauth.FinishDeviceLoginAsync(login);
        await _person.AnswerAsync(login);
        using Token token = await waiting.WaitAsync(s_limit);
        Assert.Equal(Reveal(token), Reveal(oauth.Token()));

        using DeviceLogin refused = oauth.BeginDeviceLogin();
        await _person.AnswerAsync(refused, allows: false);
        Assert.Equal(
            "access_denied",
            Assert.Throws<OAuthException>(() => oauth.FinishDeviceLogin(refused)).ApiCode
        );
    }

    [Fact]
    public void A_service_acts_for_itself()
    {
        using ConnectifyOAuth oauth = Service();
        using Token token = oauth.Token();
        using (ConnectifySdk sdk = Acting(oauth))
        {
            Assert.Equal("dev_0001", sdk.Devices.Get("dev_0001").Id);
        }
        using Secret secret = token.AccessToken();
        Assert.True(oauth.Introspect(secret).GetProperty("active").GetBoolean());
        Assert.Equal(["devices:read"], oauth.ExchangeToken(secret, ["devices:read"]).Scopes);
        oauth.RevokeToken(secret);
        Assert.False(oauth.Introspect(secret).GetProperty("active").GetBoolean());
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => oauth.Introspect(secret));
    }

    [Fact]
    public async Task Processes_share_a_login_in_a_file()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("connectify-test-");
        try
        {
            ConnectifyOptions settings = Settings();
            settings.TokenStore = Path.Combine(folder.FullName, "tokens");
            using var first = new ConnectifyOAuth(settings);
            using var second = new ConnectifyOAuth(settings);
            Assert.Equal(Reveal(await LogInAsync(first)), Reveal(second.Token()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_token_ends_what_waits_for_a_person()
    {
        using var oauth = new ConnectifyOAuth(Settings());
        using DeviceLogin typed = oauth.BeginDeviceLogin();
        using var stop = new CancellationTokenSource();
        Task<Token> login = oauth.LoginAsync(stop.Token);
        Task<Token> code = oauth.FinishDeviceLoginAsync(typed, stop.Token);
        await Task.Delay(300);
        Assert.False(login.IsCompleted || code.IsCompleted);
        await stop.CancelAsync();
        foreach (Task<Token> waiting in (Task<Token>[])[login, code])
        {
            var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                waiting.WaitAsync(TimeSpan.FromSeconds(5))
            );
            Assert.Equal(stop.Token, ended.CancellationToken);
            Assert.True(waiting.IsCanceled);
        }
    }

    [Fact]
    public void A_browser_that_stays_away_is_a_timeout()
    {
        using var oauth = new ConnectifyOAuth(Settings());
        using Authorization login = oauth.OpenBrowser();
        Assert.Equal(
            "no_answer",
            Assert
                .Throws<ConnectifyTimeoutException>(() => oauth.WaitForBrowser(login, TimeSpan.FromSeconds(0.1)))
                .Rule
        );
    }

    [Fact]
    public void What_is_disposed_says_so()
    {
        var oauth = new ConnectifyOAuth(Settings());
        Authorization login = oauth.GetAuthorizationUrl(Redirect);
        login.Dispose();
        Assert.StartsWith("https://", login.Url, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => oauth.ExchangeCodeForToken(login, "code=c&state=s"));
        oauth.Dispose();
        oauth.Dispose();
        Assert.Throws<ObjectDisposedException>(() => oauth.Token());
        Assert.Throws<ObjectDisposedException>(() => new ConnectifySdk(null, oauth));
        Assert.Throws<ArgumentNullException>(() => new ConnectifySdk(null, null!));
    }

    [Fact]
    public void Bad_settings_are_named()
    {
        ConnectifyOptions plain = Settings();
        plain.Issuer = "http://auth.example.com";
        Assert.Equal("issuer", Assert.Throws<ConfigurationException>(() => new ConnectifyOAuth(plain)).Field);
        ConnectifyOptions unknown = Settings();
        unknown.Grant = "implicit";
        Assert.Throws<ConfigurationException>(() => new ConnectifyOAuth(unknown));
    }
}
