using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// URIs from templates (RFC 6570, all four levels): nothing in a variable can change the structure of the URI.
/// </summary>
public static class UriTemplate
{
    /// <summary>Expands a template.</summary>
    /// <param name="template">The template, such as <c>/devices/{id}/data{?from,to}</c>.</param>
    /// <param name="variables">Texts, numbers, truths, lists and maps of these; null is undefined.</param>
    /// <returns>The URI.</returns>
    /// <exception cref="ValidationException">The template or a variable will not do.</exception>
    public static string Expand(string template, IEnumerable<KeyValuePair<string, object?>> variables)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(variables);
        NativeLibraryLoader.Require();
        using var arguments = new Arguments();
        foreach ((string name, object? value) in variables)
        {
            arguments.AddValue(name, value);
        }
        using var text = new Utf8Text(template, stackalloc byte[Utf8Text.Scratch]);
        return Native.ExpandUri(text.Bytes, arguments.Finish());
    }
}
