namespace Connectify.Sdk;

/// <summary>A text that keeps the rules of its profile.</summary>
/// <param name="Text">The text.</param>
/// <param name="Changes">What was done to it, in the order of first use.</param>
public sealed record CleanedText(string Text, IReadOnlyList<TextChange> Changes)
{
    /// <summary>Whether it is another text than was given.</summary>
    public bool Changed => Changes.Count > 0;
}

/// <summary>What cleaning did for one rule.</summary>
/// <param name="Rule">The rule that asked for it, such as <c>bidi_control</c>.</param>
/// <param name="Position">Where it was done first: an index into the string that was given.</param>
/// <param name="Count">How many times in all.</param>
public sealed record TextChange(string Rule, int Position, int Count);
