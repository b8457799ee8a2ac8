"""Lists that come a page at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Generic, TypeVar

    Item = TypeVar("Item")
    Page = TypeVar("Page")

    class _Items(Iterator[Item], Generic[Item, Page]): ...

    class _AsyncItems(AsyncIterator[Item], Generic[Item, Page]): ...

else:  # importing typing takes longer than a call
    Item = Page = object
    _Items, _AsyncItems = Iterator, AsyncIterator


class Pages(Iterator[Page]):
    """The pages of a list, each fetched when it is asked for. After an error, asking again fetches the same page.

    For one thread at a time.
    """

    def __init__(self, fetch: Callable[[], Page | None]) -> None:
        self._fetch = fetch

    def __next__(self) -> Page:
        page = self._fetch()
        if page is None:
            raise StopIteration
        return page


class Pager(_Items[Item, Page]):
    """Everything in a list, fetched a page at a time as the iteration comes to it. For one thread at a time."""

    def __init__(self, pages: Pages[Page], items_of: Callable[[Page], Sequence[Item]]) -> None:
        self._pages = pages
        self._items_of = items_of
        self._items: Iterator[Item] = iter(())

    def __next__(self) -> Item:
        while True:
            for item in self._items:
                return item
            self._items = iter(self._items_of(next(self._pages)))

    def pages(self) -> Pages[Page]:
        """The pages that have not been fetched yet: whole, with their place in the list."""
        return self._pages


class AsyncPages(AsyncIterator[Page]):
    """The pages of a list, each fetched when it is asked for. After an error, asking again fetches the same page.

    For one task at a time.
    """

    def __init__(self, fetch: Callable[[], Awaitable[Page | None]]) -> None:
        self._fetch = fetch

    async def __anext__(self) -> Page:
        page = await self._fetch()
        if page is None:
            raise StopAsyncIteration
        return page


class AsyncPager(_AsyncItems[Item, Page]):
    """Everything in a list, fetched a page at a time as the iteration comes to it. For one task at a time."""

    def __init__(self, pages: AsyncPages[Page], items_of: Callable[[Page], Sequence[Item]]) -> None:
        self._pages = pages
        self._items_of = items_of
        self._items: Iterator[Item] = iter(())

    async def __anext__(self) -> Item:
        while True:
            for item in self._items:
                return item
            self._items = iter(self._items_of(await self._pages.__anext__()))

    def pages(self) -> AsyncPages[Page]:
        """The pages that have not been fetched yet: whole, with their place in the list."""
        return self._pages
