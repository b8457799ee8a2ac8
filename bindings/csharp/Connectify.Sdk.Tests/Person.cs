using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connectify.Sdk.Tests;

/// <summary>
/// Somebody with a browser, who logs in at a sandbox's authorization server and answers its question.
/// </summary>
internal sealed partial class Person : IDisposable
{
    private readonly Sandbox _sandbox;
    private readonly HttpClient _browser;

    public Person(Sandbox sandbox)
    {
        _sandbox = sandbox;
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPemFile(sandbox.Said("ca_file"));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer(),
            UseProxy = false,
        };
        handler.SslOptions.CertificateChainPolicy = trust;
        _browser = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
    }

    public void Dispose() => _browser.Dispose();

    /// <summary>Answers a login by browser, and where that is sent back to.</summary>
    public async Task<string> AnswerAsync(string url, bool allows = true)
    {
        using HttpResponseMessage asks = await _browser.GetAsync(url);
        return await DecideAsync(asks, allows) ?? throw new InvalidOperationException("nothing was sent back");
    }

    /// <summary>Follows the address too, as a browser would.</summary>
    public async Task AnswerAndGoBackAsync(string url)
    {
        using HttpResponseMessage shown = await _browser.GetAsync(await AnswerAsync(url));
    }

    /// <summary>Types the code of a device, and answers.</summary>
    public async Task AnswerAsync(DeviceLogin login, bool allows = true)
    {
        using HttpResponseMessage asks = await PostAsync(
            new Uri(login.VerificationUri),
            new() { ["user_code"] = login.UserCode }
        );
        await DecideAsync(asks, allows);
    }

    private async Task<string?> DecideAsync(HttpResponseMessage asksForLogin, bool allows)
    {
        var origin = new Uri(new Uri(_sandbox.Said("issuer")), "/");
        JsonElement user = _sandbox.User;
        using HttpResponseMessage loggedIn = await PostAsync(
            new Uri(origin, "oauth/login"),
            new()
            {
                ["interaction"] = InteractionOf(await asksForLogin.Content.ReadAsStringAsync()),
                ["username"] = user.GetProperty("username").GetString()!,
                ["password"] = user.GetProperty("password").GetString()!,
            }
        );
        string question = await _browser.GetStringAsync(new Uri(origin, loggedIn.Headers.Location!));
        Dictionary<string, string> form = new()
        {
            ["interaction"] = InteractionOf(question),
            ["decision"] = allows ? "allow" : "deny",
        };
        foreach (Match box in ScopeBox().Matches(question))
        {
            form[box.Groups[1].Value] = "on";
        }
        using HttpResponseMessage answered = await PostAsync(new Uri(origin, "oauth/consent"), form);
        return answered.Headers.Location?.OriginalString;
    }

    private async Task<HttpResponseMessage> PostAsync(Uri url, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        HttpResponseMessage answer = await _browser.PostAsync(url, content);
        Assert.InRange((int)answer.StatusCode, 200, 399);
        return answer;
    }

    private static string InteractionOf(string page) => Interaction().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"interaction\" value=\"([^\"]*)\"")]
    private static partial Regex Interaction();

    [GeneratedRegex("name=\"(scope:[^\"]*)\"")]
    private static partial Regex ScopeBox();
}
