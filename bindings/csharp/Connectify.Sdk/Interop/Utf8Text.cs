using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Connectify.Sdk.Interop;

/// <summary>
/// The UTF-8 of a string, in the caller's scratch memory where it fits; wiped at the end, since it may be a credential.
/// A lone surrogate has no UTF-8: it becomes bytes that are invalid, so that the core refuses them by its own rule.
/// </summary>
internal ref struct Utf8Text
{
    /// <summary>How much scratch memory serves the texts of people.</summary>
    public const int Scratch = 256;

    private const int MostPerUnit = 3;

    private readonly Span<byte> _bytes;
    private byte[]? _rented;

    public Utf8Text(ReadOnlySpan<char> text, Span<byte> scratch)
    {
        int most = checked(text.Length * MostPerUnit);
        Span<byte> room = most <= scratch.Length ? scratch : _rented = ArrayPool<byte>.Shared.Rent(most);
        _bytes = room[..Encode(text, room)];
    }

    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    /// <summary>How many UTF-16 units the text had whose encoding this is.</summary>
    public static int UnitsOf(ReadOnlySpan<byte> encoded)
    {
        int units = 0;
        foreach (byte each in encoded)
        {
            // A byte that begins a character of the supplementary planes stands for two.
            units +=
                (each & 0xC0) == 0x80 ? 0
                : each >= 0xF0 ? 2
                : 1;
        }
        return units;
    }

    private static int Encode(ReadOnlySpan<char> text, Span<byte> room)
    {
        int size = 0;
        while (true)
        {
            OperationStatus status = Utf8.FromUtf16(
                text,
                room[size..],
                out int read,
                out int written,
                replaceInvalidSequences: false
            );
            size += written;
            if (status == OperationStatus.Done)
            {
                return size;
            }
            int lone = text[read];
            room[size++] = (byte)(0xE0 | (lone >> 12));
            room[size++] = (byte)(0x80 | ((lone >> 6) & 0x3F));
            room[size++] = (byte)(0x80 | (lone & 0x3F));
            text = text[(read + 1)..];
        }
    }
}
