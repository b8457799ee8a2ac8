using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;

namespace Connectify.Sdk;

/// <summary>
/// The base of what the operations answer. Two are equal if all their fields are; where they came from does not count.
/// </summary>
public abstract record Model
{
    /// <summary>Fields that this version of the package does not know.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } =
        ReadOnlyDictionary<string, JsonElement>.Empty;

    /// <summary>The answer that this came from; null for a part of it.</summary>
    public Response? Response { get; internal set; }

    /// <summary>Whether the other has the same unknown fields; the derived records compare the rest.</summary>
    public virtual bool Equals(Model? other) =>
        other is not null
        && EqualityContract == other.EqualityContract
        && Extra.Count == other.Extra.Count
        && Extra.All(field =>
            other.Extra.TryGetValue(field.Key, out JsonElement twin) && JsonElement.DeepEquals(field.Value, twin)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>Shows none of its own: unknown fields and answers are long.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
