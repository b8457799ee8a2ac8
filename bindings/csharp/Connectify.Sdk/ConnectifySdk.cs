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
    {
        NativeLibraryLoader.Require();
        using var config = new Config();
        options?.Apply(config);
        _caller = new Caller(new Client(config));
    }

    /// <summary>Loads the native library: a program then knows before its first call that it can work.</summary>
    /// <returns>The version of the library, such as <c>1.0.0</c>.</returns>
    /// <exception cref="NativeLibraryException">It could not be loaded; the message says how to cure it.</exception>
    public static string CheckNativeLibrary()
    {
        NativeLibraryLoader.Require();
        return Native.LibraryVersion();
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
