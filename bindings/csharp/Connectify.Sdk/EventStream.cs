using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>Events as they happen.</summary>
/// <example>
/// <code>
/// foreach (PlatformEvent happened in sdk.Events.Stream())
/// {
///     Console.WriteLine(happened.Type);
/// }
/// </code>
/// </example>
/// <remarks>
/// A connection that is lost is made again, and goes on after the last event. While nobody takes events, little is
/// read, and the service waits. An event that breaks its schema throws <see cref="ResponseException"/>, and the next
/// <c>MoveNext</c> goes on. Any number of iterations at once, each event goes to one of them; the end of the first ends
/// the stream.
/// </remarks>
/// <typeparam name="TEvent">What the stream gives.</typeparam>
[SuppressMessage("Naming", "CA1711", Justification = "It is called so in every language.")]
public sealed class EventStream<TEvent> : IEnumerable<TEvent>, IDisposable
    where TEvent : class
{
    private readonly EventPull<TEvent> _pull;

    internal EventStream(EventPull<TEvent> pull) => _pull = pull;

    /// <summary>
    /// The id of the last event that was given: where another stream can go on, in another process too. Null before the
    /// first.
    /// </summary>
    public string? LastEventId => _pull.LastEventId;

    /// <inheritdoc/>
    public IEnumerator<TEvent> GetEnumerator() => new Enumerator(_pull);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Ends the connection; whoever waits is let go.</summary>
    public void Dispose() => _pull.Dispose();

    // By hand: a method with `yield` would be at its end after an exception.
    private sealed class Enumerator(EventPull<TEvent> pull) : IEnumerator<TEvent>
    {
        private TEvent? _current;

        public TEvent Current =>
            _current ?? throw new InvalidOperationException("There is no event here: call MoveNext first.");

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            _current = null;
            _current = pull.Next();
            return _current is not null;
        }

        public void Reset() => throw new NotSupportedException("Open another stream, after the last event's id.");

        public void Dispose() => pull.Close();
    }
}
