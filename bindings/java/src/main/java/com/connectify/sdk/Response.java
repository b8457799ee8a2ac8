package com.connectify.sdk;

/**
 * The answer that an object came from.
 *
 * @param httpStatus the HTTP status
 * @param requestId what to tell the service's support
 * @param text the data as JSON, as it came
 * @param attempts how many requests were made for it
 */
public record Response(int httpStatus, String requestId, String text, int attempts) {
  /** Without the text, which is long and may hold what is not for logs. */
  @Override
  public String toString() {
    return "Response[httpStatus=" + httpStatus + ", requestId=" + requestId + "]";
  }
}
