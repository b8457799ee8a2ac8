using System.Buffers.Text;

namespace Connectify.Sdk.Interop;

/// <summary>Times as the platform writes them: RFC 3339, section 5.6.</summary>
/// <remarks>
/// By hand, since .NET's own parsers take what has no offset, and lack a small t or z, leap seconds and some fractions.
/// </remarks>
internal static class Rfc3339
{
    private const int SecondsEnd = 19; // of 2025-06-01T12:00:00
    private const int OffsetLength = 6; // of +02:00
    private const int LeapSecond = 60;

    /// <summary>The time with its offset; a leap second counts as the one before it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DateTimeOffset Parse(ReadOnlySpan<byte> text)
    {
        if (
            text.Length <= SecondsEnd
            || text[4] != '-'
            || text[7] != '-'
            || !"Tt "u8.Contains(text[10])
            || text[13] != ':'
            || text[16] != ':'
        )
        {
            throw NoTime();
        }
        int second = Number(text[17..SecondsEnd]);
        long ticks = Fraction(text[SecondsEnd..], out int length);
        TimeSpan offset = Offset(text[(SecondsEnd + length)..]);
        try
        {
            return new DateTimeOffset(
                Number(text[..4]),
                Number(text[5..7]),
                Number(text[8..10]),
                Number(text[11..13]),
                Number(text[14..16]),
                second == LeapSecond ? LeapSecond - 1 : second,
                offset
            ).AddTicks(ticks);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw NoTime();
        }
    }

    /// <summary>The ticks of <c>.5</c> and how long that is; what is finer is left out.</summary>
    private static long Fraction(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (text[0] != '.')
        {
            return 0;
        }
        int digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0)
        {
            throw NoTime();
        }
        length = 1 + digits;
        long ticks = 0,
            unit = TimeSpan.TicksPerSecond;
        foreach (byte digit in text[1..length])
        {
            unit /= 10;
            ticks += (digit - '0') * unit;
        }
        return ticks;
    }

    private static TimeSpan Offset(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return TimeSpan.Zero;
        }
        if (text.Length != OffsetLength || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            throw NoTime();
        }
        var size = new TimeSpan(Number(text[1..3]), Number(text[4..6]), 0);
        return text[0] == '-' ? -size : size;
    }

    private static int Number(ReadOnlySpan<byte> digits) =>
        !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(digits, out int number, out _)
            ? number
            : throw NoTime();

    private static FormatException NoTime() => new("a time is not one of RFC 3339");
}
