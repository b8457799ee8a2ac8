using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Connectify.Sdk.Interop;

/// <summary>The steps of which the generated reading of models is made. Values are read where the reader stands.</summary>
internal static class ModelReader
{
    public delegate T? Value<T>(ref Utf8JsonReader reader);

    /// <summary>Moves to the name of the object's next member; false at its end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    public static string? ReadString(ref Utf8JsonReader reader) => IsNull(in reader) ? null : reader.GetString();

    public static long? ReadInteger(ref Utf8JsonReader reader) => IsNull(in reader) ? null : reader.GetInt64();

    public static double? ReadNumber(ref Utf8JsonReader reader) => IsNull(in reader) ? null : reader.GetDouble();

    public static bool? ReadBoolean(ref Utf8JsonReader reader) => IsNull(in reader) ? null : reader.GetBoolean();

    public static DateTimeOffset? ReadTime(ref Utf8JsonReader reader) =>
        IsNull(in reader) ? null : Rfc3339.Parse(reader.ValueSpan);

    public static global::Connectify.Sdk.Secret? ReadSecret(ref Utf8JsonReader reader) =>
        IsNull(in reader) ? null : new global::Connectify.Sdk.Secret(reader.GetString()!);

    /// <summary>A text, number or truth as itself; an object or a list as JSON.</summary>
    public static object? ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number => reader.TryGetInt64(out long whole) ? (object)whole : reader.GetDouble(),
            _ => JsonElement.ParseValue(ref reader),
        };

    public static IReadOnlyDictionary<string, object?>? ReadMap(ref Utf8JsonReader reader)
    {
        if (IsNull(in reader))
        {
            return null;
        }
        Dictionary<string, object?> members = [];
        while (NextMember(ref reader))
        {
            string name = reader.GetString()!;
            reader.Read();
            members[name] = ReadValue(ref reader);
        }
        return members.AsReadOnly();
    }

    public static T? ReadModel<T>(ref Utf8JsonReader reader)
        where T : Model, IModel<T> => IsNull(in reader) ? null : ReadObject<T>(ref reader);

    public static T ReadObject<T>(ref Utf8JsonReader reader)
        where T : Model, IModel<T> =>
        reader.TokenType == JsonTokenType.StartObject
            ? T.Read(ref reader)
            : throw new JsonException("an object is expected");

    public static IReadOnlyList<T>? ReadList<T>(ref Utf8JsonReader reader, Value<T> readItem)
    {
        if (IsNull(in reader))
        {
            return null;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a list is expected");
        }
        List<T> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Required(readItem(ref reader), "an item of a list"));
        }
        return new ModelList<T>(items);
    }

    /// <summary>Keeps a member that this version does not know.</summary>
    public static void KeepExtra(ref Utf8JsonReader reader, ref Dictionary<string, JsonElement>? extra)
    {
        extra ??= [];
        string name = reader.GetString()!;
        reader.Read();
        extra[name] = JsonElement.ParseValue(ref reader);
    }

    public static IReadOnlyDictionary<string, JsonElement> Extra(Dictionary<string, JsonElement>? extra) =>
        extra is null ? ReadOnlyDictionary<string, JsonElement>.Empty : extra.AsReadOnly();

    public static T Required<T>([NotNull] T? value, string name) => value ?? throw Missing(name);

    public static T Required<T>([NotNull] T? value, string name)
        where T : struct => value ?? throw Missing(name);

    private static JsonException Missing(string name) => new($"{name} is missing");

    private static bool IsNull(in Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;
}
