using System.Globalization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>The secrets of a webhook's endpoint, and how strict it is. Null is the library's own choice.</summary>
public sealed class WebhookOptions
{
    /// <summary>The present secret: text or a <see cref="Secret"/>.</summary>
    public Credential Secret { get; set; }

    /// <summary>While it is rolled, the one before.</summary>
    public Credential PreviousSecret { get; set; }

    /// <summary>Files with secrets that nobody else may read.</summary>
    public IReadOnlyList<string>? SecretFiles { get; set; }

    /// <summary>By how much a delivery may be older or newer, in whole seconds.</summary>
    public TimeSpan? Tolerance { get; set; }

    /// <summary>Whether a delivery passes when nothing that was signed says when.</summary>
    public bool? AllowMissingTimestamp { get; set; }

    /// <summary>How many events are remembered.</summary>
    public int? ReplayCapacity { get; set; }

    /// <summary>How many bytes a body may have.</summary>
    public int? MaxBody { get; set; }

    internal void Apply(Interop.WebhookVerifier verifier)
    {
        Secret.Apply(verifier);
        PreviousSecret.Apply(verifier);
        foreach (string file in SecretFiles ?? [])
        {
            AddSecretFile(verifier, file);
        }
        Set(verifier, "tolerance", Tolerance.AsText());
        Set(verifier, "allow_missing_timestamp", AllowMissingTimestamp.AsText());
        Set(verifier, "replay_capacity", ReplayCapacity?.ToString(CultureInfo.InvariantCulture));
        Set(verifier, "max_body", MaxBody?.ToString(CultureInfo.InvariantCulture));
    }

    private static void AddSecretFile(Interop.WebhookVerifier verifier, string file)
    {
        using var path = new Utf8Text(file, stackalloc byte[Utf8Text.Scratch]);
        verifier.AddSecretFile(path.Bytes);
    }

    internal static void Set(Interop.WebhookVerifier verifier, string name, string? value)
    {
        if (value is not null)
        {
            using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
            using var valueText = new Utf8Text(value, stackalloc byte[Utf8Text.Scratch]);
            verifier.Set(nameText.Bytes, valueText.Bytes);
        }
    }
}

/// <summary>
/// Tells the platform's deliveries from all others, and from those that came before. Make one for each endpoint and
/// keep it: it remembers which events it let through. Any number of threads may use one.
/// </summary>
/// <example>
/// In ASP.NET:
/// <code>
/// app.MapPost("/webhooks", async (HttpContext http) =>
/// {
///     try
///     {
///         WebhookDelivery delivery = await verifier.ReceiveAsync(http.Request.Body, http.Request.Headers);
///         await HandleAsync(delivery.Event, delivery.Body);
///         return Results.Ok();
///     }
///     catch (ValidationException refused)
///     {
///         return Results.StatusCode(WebhookVerifier.StatusOf(refused));
///     }
/// });
/// </code>
/// </example>
public sealed class WebhookVerifier : IDisposable
{
    private readonly Interop.WebhookVerifier _native;

    /// <summary>Makes a verifier.</summary>
    /// <param name="options">Its secrets and settings.</param>
    /// <exception cref="ConfigurationException">A secret cannot be one.</exception>
    /// <exception cref="ValidationException">A setting will not do.</exception>
    public WebhookVerifier(WebhookOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeLibraryLoader.Require();
        var native = new Interop.WebhookVerifier();
        try
        {
            options.Apply(native);
        }
        catch
        {
            native.Dispose();
            throw;
        }
        _native = native;
    }

    /// <summary>
    /// How many bytes of a body have to be read at most: one that is longer is refused, whatever follows.
    /// </summary>
    public int MaxBody => (int)_native.MaxBody();

    /// <summary>The HTTP status to answer a delivery with that was refused.</summary>
    /// <param name="refused">Why it was.</param>
    /// <returns>The status.</returns>
    public static int StatusOf(ValidationException refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        NativeLibraryLoader.Require();
        using var rule = new Utf8Text(refused.Rule, stackalloc byte[Utf8Text.Scratch]);
        return Native.WebhookStatus(rule.Bytes);
    }

    /// <summary>Verifies a delivery.</summary>
    /// <typeparam name="TValues">The values of one header.</typeparam>
    /// <param name="body">The body as it came, before anything parsed it.</param>
    /// <param name="headers">All headers, in any case, as ASP.NET, HttpClient and others have them.</param>
    /// <param name="at">The time to judge by; null: the present time.</param>
    /// <returns>What it says about itself.</returns>
    /// <exception cref="ValidationException">
    /// It is not to be believed; <see cref="ConnectifyException.Rule"/> says why.
    /// </exception>
    public WebhookEvent Verify<TValues>(
        ReadOnlySpan<byte> body,
        IEnumerable<KeyValuePair<string, TValues>> headers,
        DateTimeOffset? at = null
    )
        where TValues : IEnumerable<string?>
    {
        ArgumentNullException.ThrowIfNull(headers);
        using var fields = new WebhookHeaders();
        foreach ((string name, TValues values) in headers)
        {
            foreach (string? value in values)
            {
                Add(fields, name, value);
            }
        }
        return WebhookEvent.Read(fields.Verify(_native, body, at?.ToUnixTimeSeconds() ?? Native.WEBHOOK_NOW));
    }

    /// <summary>Reads a body, no more of it than may be, and verifies the delivery.</summary>
    /// <typeparam name="TValues">The values of one header.</typeparam>
    /// <param name="body">The body.</param>
    /// <param name="headers">All headers, in any case, as ASP.NET, HttpClient and others have them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The delivery.</returns>
    /// <exception cref="ValidationException">
    /// It is not to be believed; <see cref="StatusOf"/> says what to answer.
    /// </exception>
    public async Task<WebhookDelivery> ReceiveAsync<TValues>(
        Stream body,
        IEnumerable<KeyValuePair<string, TValues>> headers,
        CancellationToken cancellationToken = default
    )
        where TValues : IEnumerable<string?>
    {
        ArgumentNullException.ThrowIfNull(body);
        int most = MaxBody + 1;
        using var read = new MemoryStream();
        byte[] chunk = new byte[Math.Min(most, 16 * 1024)];
        int size;
        while (
            read.Length < most
            && (size = await body.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0
        )
        {
            read.Write(chunk, 0, size);
        }
        byte[] bytes = read.ToArray();
        return new WebhookDelivery(Verify(bytes, headers), bytes);
    }

    /// <summary>Wipes the secrets, and forgets the events.</summary>
    public void Dispose() => _native.Dispose();

    private static void Add(WebhookHeaders fields, string name, string? value)
    {
        using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
        using var valueText = new Utf8Text(value, stackalloc byte[Utf8Text.Scratch]);
        fields.Add(nameText.Bytes, valueText.Bytes);
    }

    /// <summary>A setting by its name.</summary>
    internal void Set(string name, string value) => WebhookOptions.Set(_native, name, value);
}
