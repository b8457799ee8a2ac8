using System.Collections;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// Everything in a list, fetched a page at a time as the iteration comes to it. Each iteration begins anew; one is for
/// one thread at a time. After an exception, <c>MoveNext</c> fetches the same page again.
/// </summary>
/// <typeparam name="TItem">What the list holds.</typeparam>
/// <typeparam name="TPage">One page of it.</typeparam>
public sealed class Pager<TItem, TPage> : IEnumerable<TItem>
    where TPage : class
{
    private readonly Func<PageWalk<TPage>> _begin;
    private readonly Func<TPage, IReadOnlyList<TItem>> _itemsOf;
    private PageWalk<TPage>? _first;

    internal Pager(Func<PageWalk<TPage>> begin, Func<TPage, IReadOnlyList<TItem>> itemsOf)
    {
        _begin = begin;
        _itemsOf = itemsOf;
        _first = begin(); // refuses bad arguments now
    }

    /// <summary>The pages: whole, with their place in the list. Each iteration begins anew.</summary>
    public IEnumerable<TPage> Pages() => new PageSequence(this);

    /// <inheritdoc/>
    public IEnumerator<TItem> GetEnumerator() => new ItemEnumerator(BeginPages(), _itemsOf);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private PageEnumerator BeginPages() => new(Interlocked.Exchange(ref _first, null) ?? _begin());

    private sealed class PageSequence(Pager<TItem, TPage> pager) : IEnumerable<TPage>
    {
        public IEnumerator<TPage> GetEnumerator() => pager.BeginPages();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    // By hand: a method with `yield` would be at its end after an exception.
    private sealed class PageEnumerator(PageWalk<TPage> walk) : IEnumerator<TPage>
    {
        private TPage? _current;

        public TPage Current =>
            _current ?? throw new InvalidOperationException("There is no page here: call MoveNext first.");

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            _current = null;
            _current = walk.Next();
            return _current is not null;
        }

        public void Reset() => throw new NotSupportedException("Begin a new iteration.");

        public void Dispose() => walk.Dispose();
    }

    private sealed class ItemEnumerator(PageEnumerator pages, Func<TPage, IReadOnlyList<TItem>> itemsOf)
        : IEnumerator<TItem>
    {
        private IReadOnlyList<TItem> _items = [];
        private int _index = -1;

        public TItem Current => _items[_index];

        object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            while (++_index >= _items.Count)
            {
                _index = -1;
                _items = [];
                if (!pages.MoveNext())
                {
                    return false;
                }
                _items = itemsOf(pages.Current);
            }
            return true;
        }

        public void Reset() => pages.Reset();

        public void Dispose() => pages.Dispose();
    }
}
