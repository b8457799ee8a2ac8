package com.connectify.sdk.internal;

/** A submitted call that has ended: with an answer or with a failure. */
public final class Completion {
  public final long id;
  public final Answer answer;
  public final RuntimeException failure;

  // Called by the native library.
  Completion(long id, Answer answer, RuntimeException failure) {
    this.id = id;
    this.answer = answer;
    this.failure = failure;
  }
}
