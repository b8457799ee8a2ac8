using System.Text;
using System.Text.Json;

namespace Connectify.Sdk.Tests;

/// <summary>Secret: the value comes out by Reveal alone.</summary>
public sealed class SecretTests(Sandbox sandbox)
{
    private const string Value = "test-value-that-nobody-may-see";

    private sealed record Holder(Secret Secret);

    [Fact]
    public void Showing_does_not_give_the_value()
    {
        using var secret = new Secret(Value);
        Assert.DoesNotContain(Value, $"{secret} {new Holder(secret)}", StringComparison.Ordinal);
        Assert.StartsWith("Secret(****, 30 bytes", secret.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_never_written_as_JSON()
    {
        using var secret = new Secret(Value);
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(secret));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new Holder(secret)));
    }

    [Fact]
    public void Reveal_gives_the_bytes()
    {
        using Secret text = new(Value),
            bytes = new(Encoding.UTF8.GetBytes(Value));
        Assert.Equal(Value, text.Reveal(Encoding.UTF8.GetString));
        Assert.Equal(Value, bytes.Reveal(value => Encoding.UTF8.GetString(value)));
        int length = 0;
        text.Reveal(value =>
        {
            length = value.Length;
        });
        Assert.Equal(30, length);
    }

    [Fact]
    public void Long_ones_and_ones_with_NUL_are_kept_whole()
    {
        string value = new string('x', 5000) + "\0" + new string('é', 100);
        using var secret = new Secret(value);
        Assert.Equal(value, secret.Reveal(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Secrets_compare_by_value()
    {
        using Secret one = new(Value),
            same = new(Value),
            other = new("another");
        Assert.True(one.FixedTimeEquals(same));
        Assert.False(one.FixedTimeEquals(other));
    }

    [Fact]
    public void Nothing_is_no_secret()
    {
        Assert.Throws<ValidationException>(() => new Secret(""));
        Assert.Throws<ValidationException>(() => new Secret([]));
        Assert.Throws<ArgumentNullException>(() => new Secret((string)null!));
    }

    [Fact]
    public void A_disposed_one_gives_nothing_and_can_be_printed()
    {
        var secret = new Secret(Value);
        secret.Dispose();
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.Reveal(value => value.Length));
        Assert.Equal("Secret(disposed)", secret.ToString());
    }

    [Fact]
    public void Disposing_while_it_is_revealed_waits()
    {
        var secret = new Secret(Value);
        string seen = secret.Reveal(value =>
        {
            secret.Dispose();
            return Encoding.UTF8.GetString(value);
        });
        Assert.Equal(Value, seen);
    }

    [Fact]
    public void Credentials_may_be_secrets()
    {
        using var key = new Secret(sandbox.Key("reader"));
        ConnectifyOptions options = sandbox.Options;
        options.ApiKey = key;
        using var sdk = new ConnectifySdk(options);
        Assert.Equal("dev_0001", sdk.Devices.Get("dev_0001").Id);
        Assert.Throws<PermissionDeniedException>(() => sdk.Devices.Delete("dev_0001"));
    }
}
