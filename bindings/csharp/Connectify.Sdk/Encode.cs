using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>What becomes of what a context cannot carry in any form, half characters included.</summary>
public enum Unfit
{
    /// <summary>U+FFFD stands in its place.</summary>
    Replace,

    /// <summary>A <see cref="ValidationException"/>, with the rule.</summary>
    Refuse,
}

/// <summary>
/// Text on its way out, made safe for the place where it will stand: what is read there is exactly this text. The same
/// string comes back if it is safe as it is.
/// </summary>
/// <example>
/// <code>
/// page.Append($"&lt;td&gt;{Encode.HtmlText(device.Name)}&lt;/td&gt;");
/// Console.WriteLine(Encode.LogLine(device.Name));
/// </code>
/// </example>
public static class Encode
{
    /// <summary>The text, safe between the tags of a page.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string HtmlText(string text, Unfit unfit = Unfit.Replace) => In("html_text"u8, text, unfit);

    /// <summary>The text, safe in an attribute's value, between quotes of either kind.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string HtmlAttribute(string text, Unfit unfit = Unfit.Replace) => In("html_attribute"u8, text, unfit);

    /// <summary>The text, safe between the quotes of a string of JavaScript.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string JavaScriptString(string text, Unfit unfit = Unfit.Replace) =>
        In("javascript_string"u8, text, unfit);

    /// <summary>The text, safe between the quotes of a string of CSS.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string CssString(string text, Unfit unfit = Unfit.Replace) => In("css_string"u8, text, unfit);

    /// <summary>The text, safe in XML, as text or between the quotes of an attribute.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string Xml(string text, Unfit unfit = Unfit.Replace) => In("xml"u8, text, unfit);

    /// <summary>The text, safe as one part of a URL: a segment of its path, or a name or value of its query.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string UrlComponent(string text, Unfit unfit = Unfit.Replace) => In("url_component"u8, text, unfit);

    /// <summary>The text, safe between the quotes of a string of JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string JsonString(string text, Unfit unfit = Unfit.Replace) => In("json_string"u8, text, unfit);

    /// <summary>The text, safe in one line of a log, or on a terminal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string LogLine(string text, Unfit unfit = Unfit.Replace) => In("log_line"u8, text, unfit);

    /// <summary>The text, safe as a cell of CSV, with its quotes: no formula, no second cell.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    public static string CsvCell(string text, Unfit unfit = Unfit.Replace) => In("csv_cell"u8, text, unfit);

    /// <summary>The text, safe as one argument of a POSIX shell's command, with its quotes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    /// <exception cref="ValidationException">It holds what no argument can.</exception>
    public static string ShellArgument(string text, Unfit unfit = Unfit.Replace) => In("shell_argument"u8, text, unfit);

    /// <summary>The text, safe as the value of an HTTP header.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    /// <exception cref="ValidationException">It cannot be one.</exception>
    public static string HeaderValue(string text, Unfit unfit = Unfit.Replace) => In("header_value"u8, text, unfit);

    /// <summary>The text, safe as the name of a file in a folder of yours.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    /// <exception cref="ValidationException">It cannot be one.</exception>
    public static string FileName(string text, Unfit unfit = Unfit.Replace) => In("file_name"u8, text, unfit);

    /// <summary>The text, safe in a context that is given by its name.</summary>
    /// <param name="context">The context's name, such as <c>html_text</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="unfit">What becomes of what cannot stand there.</param>
    /// <returns>The encoded text.</returns>
    /// <exception cref="ValidationException">There is no such context, or the text is refused.</exception>
    public static string In(string context, string text, Unfit unfit = Unfit.Replace)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var name = new Utf8Text(context, stackalloc byte[Utf8Text.Scratch]);
        return In(name.Bytes, text, unfit);
    }

    /// <summary>The names of all contexts.</summary>
    /// <returns>The names.</returns>
    public static IReadOnlyList<string> Contexts()
    {
        NativeLibraryLoader.Require();
        return Json.Texts(Native.TextContexts());
    }

    private static string In(ReadOnlySpan<byte> context, string text, Unfit unfit)
    {
        ArgumentNullException.ThrowIfNull(text);
        NativeLibraryLoader.Require();
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        return Of(context, bytes.Bytes, unfit) ?? text;
    }

    /// <summary>Null if it is safe as it is.</summary>
    internal static string? Of(ReadOnlySpan<byte> context, ReadOnlySpan<byte> text, Unfit unfit) =>
        Native.Encode(context, unfit == Unfit.Refuse ? "refuse"u8 : "replace"u8, text);
}
