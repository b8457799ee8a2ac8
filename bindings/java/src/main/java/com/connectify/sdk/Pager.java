package com.connectify.sdk;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Everything in a list, fetched a page at a time when the iteration comes to it.
 *
 * <pre>{@code
 * for (Device device : sdk.devices().list()) {
 *   System.out.println(device.name());
 * }
 * }</pre>
 *
 * <p>Each iterator and each stream asks the platform anew; each is for one thread at a time. Going on throws what a
 * call throws. After an exception, going on fetches the same page again; but an iteration whose thread was interrupted
 * is over.
 *
 * @param <T> what is in the list
 * @param <P> a page of it
 */
public final class Pager<T, P> implements Iterable<T> {
  private final Caller caller;
  private final String operation;
  private final byte[] arguments;
  private final PageReader<T, P> reader;
  private final CallOptions options;
  private final AtomicReference<Caller.Walk> first; // made early, so that bad arguments are refused at once

  Pager(Caller caller, String operation, Arguments arguments, PageReader<T, P> reader, CallOptions options) {
    this.caller = caller;
    this.operation = operation;
    this.arguments = arguments.toJson();
    this.reader = reader;
    this.options = options;
    first = new AtomicReference<>(walk());
  }

  @Override
  public Iterator<T> iterator() {
    return new Items(newPages());
  }

  /**
   * The list as a stream, which fetches pages as it needs them.
   *
   * @return a new stream, to be used by one thread
   */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /**
   * The pages: whole, with their place in the list.
   *
   * @return the pages, fetched as {@link #iterator()} does
   */
  public Iterable<P> pages() {
    return this::newPages;
  }

  private Iterator<P> newPages() {
    Caller.Walk begun = first.getAndSet(null);
    return new Pages(begun != null ? begun : walk());
  }

  private Caller.Walk walk() {
    return caller.walk(operation, arguments, options);
  }

  private final class Pages implements Iterator<P> {
    private final Caller.Walk walk;
    private P fetched;
    private boolean ended;

    Pages(Caller.Walk walk) {
      this.walk = walk;
    }

    @Override
    public boolean hasNext() {
      if (fetched == null && !ended) {
        fetched = caller.next(walk, reader);
        ended = fetched == null;
      }
      return fetched != null;
    }

    @Override
    public P next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      P page = fetched;
      fetched = null;
      return page;
    }
  }

  private final class Items implements Iterator<T> {
    private final Iterator<P> pages;
    private Iterator<T> items = Collections.emptyIterator();

    Items(Iterator<P> pages) {
      this.pages = pages;
    }

    @Override
    public boolean hasNext() {
      while (!items.hasNext() && pages.hasNext()) {
        items = reader.items(pages.next()).iterator();
      }
      return items.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return items.next();
    }
  }
}
