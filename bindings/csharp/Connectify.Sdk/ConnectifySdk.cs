using System.Text.Json.Serialization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>A client of the Connectify platform. Make one and keep it: it keeps connections open.</summary>
/// <example>
/// <code>
/// using var sdk = new ConnectifySdk();
/// foreach (Device device in sdk.Devices.List())
/// {
///     Console.WriteLine(device.Name);
/// }
/// </code>
/// </example>
/// <remarks>Any number of threads and tasks may use one at once.</remarks>
[JsonConverter(typeof(NeverWritten))]
public sealed partial class ConnectifySdk : IDisposable, IAsyncDisposable
{
    private readonly Caller _caller;

    /// <summary>Makes a client. Touches no network.</summary>
    /// <param name="options">
    /// What the program decides. Each setting that is not given is looked for in its other sources: the environment
    /// (<c>CONNECTIFY_API_KEY</c>, …), the <c>.env</c> file, the JSON file, the running sandbox.
    /// </param>
    /// <exception cref="ConfigurationException">A setting is missing or bad.</exception>
    /// <exception cref="NativeLibraryException">The native library could not be loaded.</exception>
    public ConnectifySdk(ConnectifyOptions? options = null)
        : this(options, static config => new Client(config)) { }

    /// <summary>
    /// Makes a client that acts with a login where no API key is given: its token goes with each call, and is renewed.
    /// </summary>
    /// <param name="options">What the program decides.</param>
    /// <param name="oauth">The login, which the client shares; it may be disposed before the client.</param>
    /// <exception cref="ConfigurationException">A setting is missing or bad.</exception>
    public ConnectifySdk(ConnectifyOptions? options, ConnectifyOAuth oauth)
        : this(options, (oauth ?? throw new ArgumentNullException(nameof(oauth))).MakeClient) { }

    private ConnectifySdk(ConnectifyOptions? options, Func<Config, Client> make)
    {
        NativeLibraryLoader.Require();
        using var config = new Config();
        options?.Apply(config);
        _caller = new Caller(make(config), options?.CallEnded);
    }

    private ConnectifySdk(Caller caller) => _caller = caller;

    /// <summary>Loads the native library: a program then knows before its first call that it can work.</summary>
    /// <returns>The version of the library, such as <c>1.0.0</c>.</returns>
    /// <exception cref="NativeLibraryException">It could not be loaded; the message says how to cure it.</exception>
    public static string CheckNativeLibrary()
    {
        NativeLibraryLoader.Require();
        return Native.LibraryVersion();
    }

    /// <summary>
    /// A client that can do less: what a role allows, of what this one may do. A call that it does not allow throws
    /// <see cref="PermissionDeniedException"/> before anything is sent.
    /// </summary>
    /// <param name="role"><c>viewer</c>, <c>operator</c>, <c>admin</c>, or one of <paramref name="roles"/>.</param>
    /// <param name="roles">
    /// Roles beside the built-in ones, as JSON: <c>{"roles": {"kitchen": {"inherits": ["viewer"], "permissions":
    /// [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}]}}}</c>.
    /// </param>
    /// <returns>
    /// A client that shares this one's connections and credential; disposing it leaves this one as it is, and disposing
    /// this one ends both.
    /// </returns>
    /// <exception cref="PermissionDeniedException">The role allows what this client may not do.</exception>
    /// <exception cref="ValidationException">There is no such role, or the roles will not do.</exception>
    public ConnectifySdk AsRole(string role, string? roles = null)
    {
        ArgumentNullException.ThrowIfNull(role);
        using var name = new Utf8Text(role, stackalloc byte[Utf8Text.Scratch]);
        using var defined = new Utf8Text(roles ?? "", stackalloc byte[Utf8Text.Scratch]);
        return new ConnectifySdk(_caller.AsRole(name.Bytes, defined.Bytes));
    }

    /// <summary>Whether the client would send an operation, and why.</summary>
    /// <param name="operation">The operation, such as <c>devices.update</c>.</param>
    /// <param name="resource">The id that it would act on; null for none.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ValidationException">There is no such operation.</exception>
    public Decision Explain(string operation, string? resource = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        using var name = new Utf8Text(operation, stackalloc byte[Utf8Text.Scratch]);
        using var on = new Utf8Text(resource ?? "", stackalloc byte[Utf8Text.Scratch]);
        return Decision.Read(_caller.Client.Explain(name.Bytes, on.Bytes));
    }

    /// <summary>Compares what is granted to the client's credential with what it was used for.</summary>
    /// <param name="options">How.</param>
    /// <returns>What was found, and the smaller grant.</returns>
    /// <exception cref="ConfigurationException">
    /// It is not known what is granted, or the record of uses cannot be read.
    /// </exception>
    public ScopeReview Review(ReviewOptions? options = null)
    {
        using var review = new Review(_caller.Client);
        options?.Apply(review.Set);
        return ScopeReview.Read(review.Run());
    }

    /// <summary>
    /// Connects to the service, and tells what its TLS offers and which of the library's rules it keeps.
    /// </summary>
    /// <returns>The report.</returns>
    /// <exception cref="ConnectionException">The service cannot be reached.</exception>
    public TlsReport TlsReport() => Sdk.TlsReport.Read(_caller.Client.TlsReport());

    /// <summary>
    /// Ends calls in flight, which throw <see cref="OperationCanceledException"/>, and closes the connections. Can be
    /// called at any time by any thread; later calls throw <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose() => _caller.Dispose();

    /// <summary>The same, without holding the thread up.</summary>
    /// <returns>Ends when the connections are closed.</returns>
    public ValueTask DisposeAsync() => new(Task.Run(_caller.Dispose));
}
