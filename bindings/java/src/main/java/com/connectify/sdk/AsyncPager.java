package com.connectify.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Everything in a list, fetched a page at a time without a thread that waits. It goes through the list once, and for
 * one caller at a time.
 *
 * @param <T> what is in the list
 * @param <P> a page of it
 */
public final class AsyncPager<T, P> {
  private final Caller caller;
  private final Caller.Walk walk;
  private final PageReader<T, P> reader;

  AsyncPager(Caller caller, String operation, Arguments arguments, PageReader<T, P> reader, CallOptions options) {
    this.caller = caller;
    this.reader = reader;
    walk = caller.walk(operation, arguments.toJson(), options);
  }

  /**
   * Fetches the next page. Wait for it before asking for another; after an exception, asking again fetches the same
   * page.
   *
   * @return the page, or nothing after the last
   */
  public CompletableFuture<Optional<P>> nextPage() {
    return new Step().begin();
  }

  /**
   * Fetches all that is left, a page after the other, and gives each item to an action as it comes.
   *
   * @param action what to do with an item, on one thread at a time; what it throws ends the walk
   * @return completed when the last item was given, or with what ended it; cancelling it ends the walk
   */
  public CompletableFuture<Void> forEach(Consumer<? super T> action) {
    Walk whole = new Walk(action);
    whole.goOn();
    return whole;
  }

  /**
   * Fetches all that is left.
   *
   * @return everything in the list
   */
  public CompletableFuture<List<T>> toList() {
    List<T> items = new ArrayList<>();
    return forEach(items::add).thenApply(done -> items);
  }

  /** The next page in an Optional; cancelling it ends the call. */
  private final class Step extends CompletableFuture<Optional<P>> {
    private CompletableFuture<P> call;

    Step begin() {
      call = caller.submitNext(walk, reader);
      call.whenComplete(
          (page, failure) -> {
            if (failure != null) {
              completeExceptionally(failure);
            } else {
              complete(Optional.ofNullable(page));
            }
          });
      return this;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      call.cancel(mayInterruptIfRunning);
      return cancelled;
    }
  }

  private final class Walk extends CompletableFuture<Void> {
    private final Consumer<? super T> action;
    private volatile CompletableFuture<P> call;

    Walk(Consumer<? super T> action) {
      this.action = action;
    }

    void goOn() {
      call = caller.submitNext(walk, reader);
      call.whenComplete(this::arrived);
      if (isDone()) {
        call.cancel(false); // cancelled between two pages
      }
    }

    private void arrived(P page, Throwable failure) {
      try {
        if (failure != null) {
          completeExceptionally(failure);
        } else if (page == null) {
          complete(null);
        } else if (!isDone()) {
          reader.items(page).forEach(action);
          goOn();
        }
      } catch (Throwable thrown) {
        completeExceptionally(thrown);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      call.cancel(mayInterruptIfRunning);
      return cancelled;
    }
  }
}
