package com.connectify.sdk;

import com.connectify.sdk.internal.Completion;
import com.connectify.sdk.internal.NativeClient;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * A call in flight. Whoever completes the future before the answer is there, by cancelling or otherwise, ends the call.
 */
final class PendingCall<T> extends CompletableFuture<T> {
  private final NativeClient client; // stays reachable, and so open, until the answer is there
  private final ModelReader<T> reader;
  private final CallRecords.Call record;
  private long id;

  private PendingCall(NativeClient client, ModelReader<T> reader, CallRecords.Call record) {
    this.client = client;
    this.reader = reader;
    this.record = record;
  }

  /** Submits a call; what refuses it is the future's exception. The result is null if there is nothing to call for. */
  static <T> CompletableFuture<T> begin(
      NativeClient client, ModelReader<T> reader, CallRecords.Call record, Completions.Submission submission) {
    PendingCall<T> call = new PendingCall<>(client, reader, record);
    try {
      call.id = Completions.submit(submission, call);
      if (call.id == 0) {
        call.succeed(null);
      }
    } catch (ConnectifyException | CancellationException refused) {
      record.ended(null, refused);
      call.fail(refused);
    }
    return call;
  }

  /** Completes the future on a thread that may be kept busy. */
  void deliver(Completion completion) {
    executor().execute(() -> settle(completion));
  }

  void fail(Throwable why) {
    super.completeExceptionally(why);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return endingCall(super.cancel(mayInterruptIfRunning));
  }

  @Override
  public boolean complete(T value) {
    return endingCall(super.complete(value));
  }

  @Override
  public boolean completeExceptionally(Throwable exception) {
    return endingCall(super.completeExceptionally(exception));
  }

  private boolean endingCall(boolean completed) {
    if (completed) {
      client.cancel(id);
    }
    return completed;
  }

  private void succeed(T value) {
    super.complete(value);
  }

  private void settle(Completion completion) {
    try {
      record.ended(completion.answer, completion.failure);
    } finally { // whatever the program's logging throws
      settleBy(completion);
    }
  }

  private void settleBy(Completion completion) {
    if (isDone()) {
      return;
    }
    if (completion.failure != null) {
      fail(completion.failure);
      return;
    }
    try {
      succeed(reader.read(completion.answer));
    } catch (Throwable unreadable) {
      fail(unreadable);
    }
  }

  // As the future's own Async methods, but for a common pool of one thread: a thread for each answer costs too much.
  private Executor executor() {
    return ForkJoinPool.getCommonPoolParallelism() > 0 ? ForkJoinPool.commonPool() : defaultExecutor();
  }
}
