package com.connectify.sdk;

import java.time.Duration;

/** What a {@link ConnectifyException} is made of; see there. */
record ErrorDetails(
    String code,
    String message,
    String field,
    String rule,
    int httpStatus,
    String apiCode,
    String requestId,
    boolean retriable,
    Duration retryAfter,
    int attempts) {

  /** An error that happens in this package. */
  static ErrorDetails of(String code, String message, String field, String rule) {
    return new ErrorDetails(code, message, field, rule, 0, null, null, false, null, 0);
  }
}
