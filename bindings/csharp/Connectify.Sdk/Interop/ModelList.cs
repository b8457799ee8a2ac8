using System.Collections.ObjectModel;

namespace Connectify.Sdk.Interop;

/// <summary>A list of a model, which cannot be changed and compares by what it holds: so the records do, too.</summary>
internal sealed class ModelList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    public override bool Equals(object? other) => other is ModelList<T> list && this.SequenceEqual(list);

    public override int GetHashCode() => this.Aggregate(0, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", this)}]";
}
