using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// Everything in a list, fetched a page at a time as the iteration comes to it. Each iteration begins anew; one is for
/// one task at a time. After an exception, <c>MoveNextAsync</c> fetches the same page again.
/// </summary>
/// <typeparam name="TItem">What the list holds.</typeparam>
/// <typeparam name="TPage">One page of it.</typeparam>
public sealed class AsyncPager<TItem, TPage> : IAsyncEnumerable<TItem>
    where TPage : class
{
    private readonly Func<PageWalk<TPage>> _begin;
    private readonly Func<TPage, IReadOnlyList<TItem>> _itemsOf;
    private readonly CancellationToken _token;
    private PageWalk<TPage>? _first;

    internal AsyncPager(Func<PageWalk<TPage>> begin, Func<TPage, IReadOnlyList<TItem>> itemsOf, CancellationToken token)
    {
        _begin = begin;
        _itemsOf = itemsOf;
        _token = token;
        _first = begin(); // refuses bad arguments now
    }

    /// <summary>The pages: whole, with their place in the list. Each iteration begins anew.</summary>
    public IAsyncEnumerable<TPage> Pages() => new PageSequence(this);

    /// <inheritdoc/>
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new ItemEnumerator(BeginPages(cancellationToken), _itemsOf);

    private PageEnumerator BeginPages(CancellationToken token) =>
        new(
            Interlocked.Exchange(ref _first, null) ?? _begin(),
            CancellationTokenSource.CreateLinkedTokenSource(_token, token)
        );

    private sealed class PageSequence(AsyncPager<TItem, TPage> pager) : IAsyncEnumerable<TPage>
    {
        public IAsyncEnumerator<TPage> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            pager.BeginPages(cancellationToken);
    }

    // By hand: a method with `yield` would be at its end after an exception.
    private sealed class PageEnumerator(PageWalk<TPage> walk, CancellationTokenSource stop) : IAsyncEnumerator<TPage>
    {
        private TPage? _current;

        public TPage Current =>
            _current ?? throw new InvalidOperationException("There is no page here: call MoveNextAsync first.");

        public async ValueTask<bool> MoveNextAsync()
        {
            _current = null;
            _current = await walk.NextAsync(stop.Token).ConfigureAwait(false);
            return _current is not null;
        }

        public ValueTask DisposeAsync()
        {
            walk.Dispose();
            stop.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ItemEnumerator(PageEnumerator pages, Func<TPage, IReadOnlyList<TItem>> itemsOf)
        : IAsyncEnumerator<TItem>
    {
        private IReadOnlyList<TItem> _items = [];
        private int _index = -1;

        public TItem Current => _items[_index];

        public async ValueTask<bool> MoveNextAsync()
        {
            while (++_index >= _items.Count)
            {
                _index = -1;
                _items = [];
                if (!await pages.MoveNextAsync().ConfigureAwait(false))
                {
                    return false;
                }
                _items = itemsOf(pages.Current);
            }
            return true;
        }

        public ValueTask DisposeAsync() => pages.DisposeAsync();
    }
}
