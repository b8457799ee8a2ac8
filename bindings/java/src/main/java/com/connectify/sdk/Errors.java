package com.connectify.sdk;

import com.connectify.sdk.internal.Utf8;
import java.time.Duration;

/** Makes exceptions of the native library's errors. */
final class Errors {
  private Errors() {}

  // Called by the native library. Texts are UTF-8, or null where there is none; a negative time to wait is none.
  static RuntimeException make(
      int number,
      byte[] code,
      byte[] message,
      byte[] field,
      byte[] rule,
      int httpStatus,
      byte[] apiCode,
      byte[] requestId,
      boolean retriable,
      long retryAfterMillis,
      int attempts) {
    return ErrorTable.exception(
        number,
        new ErrorDetails(
            text(code),
            text(message),
            text(field),
            text(rule),
            httpStatus,
            text(apiCode),
            text(requestId),
            retriable,
            retryAfterMillis < 0 ? null : Duration.ofMillis(retryAfterMillis),
            attempts));
  }

  private static String text(byte[] utf8) {
    return utf8 == null ? null : Utf8.decode(utf8);
  }
}
