using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Connectify.Sdk.Interop;

/// <summary>The JSON that the library answers with, and is given, beside the models.</summary>
internal static class Json
{
    public static JsonElement Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static IReadOnlyList<string> Texts(string json) => Texts(Parse(json));

    public static IReadOnlyList<string> Texts(JsonElement list) =>
        new ModelList<string>([.. list.EnumerateArray().Select(each => each.GetString()!)]);

    public static IReadOnlyList<T> List<T>(JsonElement list, Func<JsonElement, T> read) =>
        new ModelList<T>([.. list.EnumerateArray().Select(read)]);

    /// <summary>A member's text.</summary>
    public static string Text(this JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    /// <summary>A member's text; null if there is none.</summary>
    public static string? TextOrNull(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement child) ? child.GetString() : null;
}
