package com.connectify.sdk.internal;

/** What a call answered, as the native library gives it: everything in UTF-8. */
public final class Answer {
  public final byte[] json;
  public final int httpStatus;
  public final byte[] requestId;
  public final int attempts;

  // Called by the native library.
  Answer(byte[] json, int httpStatus, byte[] requestId, int attempts) {
    this.json = json;
    this.httpStatus = httpStatus;
    this.requestId = requestId;
    this.attempts = attempts;
  }
}
