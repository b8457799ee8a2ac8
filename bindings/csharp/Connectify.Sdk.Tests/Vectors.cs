using System.Collections.Concurrent;
using System.Text.Json;

namespace Connectify.Sdk.Tests;

/// <summary>The vectors that every language reads.</summary>
internal static class Vectors
{
    private static readonly ConcurrentDictionary<string, JsonElement> s_documents = [];

    /// <summary>The names of a file's cases.</summary>
    public static TheoryData<string> Names(string file) =>
        [.. All(file).Select(each => each.GetProperty("name").GetString()!)];

    public static JsonElement Case(string file, string name) =>
        All(file).Single(each => each.GetProperty("name").GetString() == name);

    /// <summary>What a JSON pointer (RFC 6901), as far as the vectors use it, leads to.</summary>
    public static JsonElement At(this JsonElement data, string pointer)
    {
        foreach (string step in pointer.Split('/').Skip(1))
        {
            data =
                data.ValueKind == JsonValueKind.Array
                    ? data[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]
                    : data.GetProperty(step);
        }
        return data;
    }

    /// <summary>The members of an object that may be absent.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement child) ? child.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    /// <summary>The cases of a file.</summary>
    public static JsonElement[] All(string file) => [.. Document(file).GetProperty("cases").EnumerateArray()];

    /// <summary>A whole file, read once.</summary>
    public static JsonElement Document(string file) => s_documents.GetOrAdd(file, Read);

    private static JsonElement Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Places.Vectors, file)));
        return document.RootElement.Clone();
    }
}
