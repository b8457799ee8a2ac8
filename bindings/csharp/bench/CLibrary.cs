using System.Runtime.InteropServices;

namespace Bench;

/// <summary>The same library through its C interface, with blittable calls: what a C program would do.</summary>
internal sealed unsafe class CLibrary : IDisposable
{
    private static readonly byte[] s_get = "devices.get\0"u8.ToArray();

    private readonly delegate* unmanaged<IntPtr, byte*, byte*, nuint, IntPtr, IntPtr*, IntPtr> _call;
    private readonly delegate* unmanaged<IntPtr, nuint*, byte*> _json;
    private readonly delegate* unmanaged<IntPtr, void> _freeAnswer;
    private readonly delegate* unmanaged<byte*, byte*, nuint, IntPtr> _check;
    private readonly delegate* unmanaged<IntPtr, void> _freeClient;
    private readonly IntPtr _client;

    /// <summary>Makes a client from the environment. The library is the one that the package has loaded.</summary>
    public CLibrary()
    {
        IntPtr library = NativeLibrary.Load("libconnectify.so.1");
        IntPtr Export(string name) => NativeLibrary.GetExport(library, name);
        _call = (delegate* unmanaged<IntPtr, byte*, byte*, nuint, IntPtr, IntPtr*, IntPtr>)Export(
            "cfy_client_call_json"
        );
        _json = (delegate* unmanaged<IntPtr, nuint*, byte*>)Export("cfy_answer_json");
        _freeAnswer = (delegate* unmanaged<IntPtr, void>)Export("cfy_answer_free");
        _check = (delegate* unmanaged<byte*, byte*, nuint, IntPtr>)Export("cfy_text_check");
        IntPtr config,
            client;
        Require(((delegate* unmanaged<IntPtr*, IntPtr>)Export("cfy_config_new"))(&config));
        Require(((delegate* unmanaged<IntPtr, IntPtr*, IntPtr>)Export("cfy_client_new"))(config, &client));
        ((delegate* unmanaged<IntPtr, void>)Export("cfy_config_free"))(config);
        _client = client;
        _freeClient = (delegate* unmanaged<IntPtr, void>)Export("cfy_client_free");
    }

    /// <summary>devices.get; the answer is looked at and let go.</summary>
    public void Get()
    {
        ReadOnlySpan<byte> arguments = """{"id":"dev_0001"}"""u8;
        fixed (
            byte* operation = s_get,
                json = arguments
        )
        {
            IntPtr answer;
            Require(_call(_client, operation, json, (nuint)arguments.Length, IntPtr.Zero, &answer));
            nuint size;
            _ = _json(answer, &size);
            _freeAnswer(answer);
        }
    }

    public void Check(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> text)
    {
        fixed (
            byte* name = profile,
                bytes = text
        )
        {
            Require(_check(name, bytes, (nuint)text.Length));
        }
    }

    public void Dispose() => _freeClient(_client);

    private static void Require(IntPtr error)
    {
        if (error != IntPtr.Zero)
        {
            throw new InvalidOperationException("a call in C failed");
        }
    }
}
