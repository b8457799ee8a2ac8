using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>Text.Check and Text.Clean, and how strings cross.</summary>
public sealed class TextTests
{
    [Fact]
    public void Positions_count_the_units_of_a_string()
    {
        // Before the change: an emoji of two units, and letters of two and three bytes in UTF-8.
        const string Before = "\U0001F600é台";
        TextChange change = Assert.Single(Text.Clean("free_text", $"{Before}\u202eb\u202e").Changes);
        Assert.Equal(new TextChange("bidi_control", Before.Length, 2), change);
    }

    [Fact]
    public void What_fits_is_given_back_as_it_is()
    {
        const string Given = "Kitchen lamp";
        CleanedText cleaned = Text.Clean("device_name", Given);
        Assert.Same(Given, cleaned.Text);
        Assert.False(cleaned.Changed);
    }

    [Fact]
    public void Half_a_character_is_refused_by_the_rule_of_the_library()
    {
        // In the code: an attribute would hold them as UTF-8, which they have none of.
        foreach (
            string text in (string[])["a\ud800b", "\udc00", "\ud83d", "\ude00\ud83d", new string('x', 1000) + "\ud83d"]
        )
        {
            Assert.Equal("invalid_utf8", Assert.Throws<ValidationException>(() => Text.Check("free_text", text)).Rule);
        }
    }

    [Fact]
    public void A_NUL_does_not_end_a_text()
    {
        Assert.Equal(
            "control_character",
            Assert.Throws<ValidationException>(() => Text.Check("device_name", "a\0<b>")).Rule
        );
        Assert.Equal("ab", Text.Clean("device_name", "a\0b").Text);
    }

    [Fact]
    public void An_unknown_profile_is_refused() => Assert.Throws<ValidationException>(() => Text.Check("no_such", "x"));

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Text.Check("device_name", (string)null!));
        Assert.Throws<ArgumentNullException>(() => Text.Clean(null!, "x"));
    }

    [Fact]
    public void Every_length_crosses_whole()
    {
        Span<byte> scratch = stackalloc byte[Utf8Text.Scratch];
        for (int length = 1; length < 400; length++)
        {
            string text = new('é', length);
            using var bytes = new Utf8Text(text, scratch);
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(bytes.Bytes));
            Assert.Equal(length, Utf8Text.UnitsOf(bytes.Bytes));
        }
    }

    [Fact]
    public void The_copy_of_a_text_is_wiped()
    {
        Span<byte> scratch = stackalloc byte[Utf8Text.Scratch];
        using (var bytes = new Utf8Text("secret", scratch))
        {
            Assert.Equal((byte)'s', scratch[0]);
        }
        Assert.Equal(-1, scratch[..6].IndexOfAnyExcept((byte)0));
    }
}
