using System.Diagnostics.CodeAnalysis;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// Events as they happen, for asynchronous code: <c>await foreach (PlatformEvent happened in
/// sdk.Events.StreamAsync())</c>. As <see cref="EventStream{TEvent}"/>; a token of an iteration ends the stream.
/// </summary>
/// <typeparam name="TEvent">What the stream gives.</typeparam>
[SuppressMessage("Naming", "CA1711", Justification = "It is called so in every language.")]
public sealed class AsyncEventStream<TEvent> : IAsyncEnumerable<TEvent>, IDisposable
    where TEvent : class
{
    private readonly EventPull<TEvent> _pull;

    internal AsyncEventStream(EventPull<TEvent> pull) => _pull = pull;

    /// <summary>
    /// The id of the last event that was given: where another stream can go on, in another process too. Null before the
    /// first.
    /// </summary>
    public string? LastEventId => _pull.LastEventId;

    /// <inheritdoc/>
    public IAsyncEnumerator<TEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(_pull, cancellationToken);

    /// <summary>Ends the connection; whoever waits is let go.</summary>
    public void Dispose() => _pull.Dispose();

    // By hand: a method with `yield` would be at its end after an exception.
    private sealed class Enumerator(EventPull<TEvent> pull, CancellationToken stop) : IAsyncEnumerator<TEvent>
    {
        private readonly CancellationTokenRegistration _registration = pull.CloseBy(stop);
        private TEvent? _current;

        public TEvent Current =>
            _current ?? throw new InvalidOperationException("There is no event here: call MoveNextAsync first.");

        public async ValueTask<bool> MoveNextAsync()
        {
            _current = null;
            _current = await pull.NextAsync(stop).ConfigureAwait(false);
            return _current is not null;
        }

        public ValueTask DisposeAsync()
        {
            _registration.Dispose();
            pull.Close();
            return ValueTask.CompletedTask;
        }
    }
}
