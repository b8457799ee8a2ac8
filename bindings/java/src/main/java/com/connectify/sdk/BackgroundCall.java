package com.connectify.sdk;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Work that waits for a person or a server, on a daemon thread of its own, which goes with it. Whoever completes the
 * future before the work is done, by cancelling or otherwise, interrupts it.
 */
final class BackgroundCall<T> extends CompletableFuture<T> {
  private final Thread thread;

  private BackgroundCall(Supplier<T> work) {
    thread = new Thread(() -> run(work), "connectify-background");
    thread.setDaemon(true);
  }

  static <T> CompletableFuture<T> begin(Supplier<T> work) {
    BackgroundCall<T> call = new BackgroundCall<>(work);
    call.thread.start();
    return call;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return endingWork(super.cancel(mayInterruptIfRunning));
  }

  @Override
  public boolean complete(T value) {
    return endingWork(super.complete(value));
  }

  @Override
  public boolean completeExceptionally(Throwable exception) {
    return endingWork(super.completeExceptionally(exception));
  }

  private boolean endingWork(boolean completed) {
    if (completed) {
      thread.interrupt();
    }
    return completed;
  }

  private void run(Supplier<T> work) {
    try {
      super.complete(work.get());
    } catch (Throwable failed) {
      super.completeExceptionally(failed);
    }
  }
}
