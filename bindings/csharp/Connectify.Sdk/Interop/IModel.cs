using System.Text.Json;

namespace Connectify.Sdk.Interop;

/// <summary>A model that is read from JSON.</summary>
internal interface IModel<T>
    where T : Model, IModel<T>
{
    /// <summary>Reads the object that begins at the reader's token; leaves the reader at its end.</summary>
    static abstract T Read(ref Utf8JsonReader reader);
}

/// <summary>One page of a list.</summary>
internal interface IPage<TItem>
{
    IReadOnlyList<TItem> Items { get; }
}
