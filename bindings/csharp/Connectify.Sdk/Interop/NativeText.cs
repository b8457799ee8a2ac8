using System.Runtime.InteropServices;
using System.Text;

namespace Connectify.Sdk.Interop;

/// <summary>UTF-8 by pointer and length, as it crosses; swig/text.i has the same layout.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeText(byte* data, int size)
{
    private readonly byte* _data = data;
    private readonly nuint _size = (nuint)size;

    /// <summary>The bytes, for as long as what lends them lives.</summary>
    public ReadOnlySpan<byte> Lent => new(_data, checked((int)_size));

    /// <summary>The text of bytes that were handed over; frees them.</summary>
    public string Take()
    {
        string text = ToString();
        NativeMemory.Free(_data);
        return text;
    }

    /// <summary>The same where there may be none.</summary>
    public string? TakeUnlessNull() => _data == null ? null : Take();

    /// <summary>Bytes that were handed over; frees them.</summary>
    public byte[] TakeBytes()
    {
        byte[] bytes = Lent.ToArray();
        NativeMemory.Free(_data);
        return bytes;
    }

    /// <summary>What is not UTF-8 becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Lent);
}
