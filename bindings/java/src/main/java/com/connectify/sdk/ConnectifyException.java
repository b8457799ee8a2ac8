package com.connectify.sdk;

import java.time.Duration;
import java.util.Optional;

/**
 * The base of every exception of this package. The message says what is wrong and how to cure it, and never holds a
 * secret.
 *
 * <p>A call that was cancelled throws {@link java.util.concurrent.CancellationException} instead: nothing went wrong.
 */
public class ConnectifyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of error it is. */
  private final String code;

  /** The argument at fault, or null. */
  private final String field;

  /** The rule that was broken, or null. */
  private final String rule;

  /** The HTTP status, or 0. */
  private final int httpStatus;

  /** The service's own code, or null. */
  private final String apiCode;

  /** The id of the request, or null. */
  private final String requestId;

  /** Whether repeating the call may help. */
  private final boolean retriable;

  /** How long to wait, or null. */
  private final Duration retryAfter;

  /** How many requests were made. */
  private final int attempts;

  ConnectifyException(ErrorDetails details) {
    super(details.message());
    code = details.code();
    field = details.field();
    rule = details.rule();
    httpStatus = details.httpStatus();
    apiCode = details.apiCode();
    requestId = details.requestId();
    retriable = details.retriable();
    retryAfter = details.retryAfter();
    attempts = details.attempts();
  }

  /**
   * What kind of error it is, by its name in the table of errors.
   *
   * @return the name, such as {@code not_found}
   */
  public String getCode() {
    return code;
  }

  /**
   * The argument, setting or field at fault.
   *
   * @return its name, such as {@code capabilities.2}
   */
  public Optional<String> getField() {
    return Optional.ofNullable(field);
  }

  /**
   * The rule that was broken.
   *
   * @return its name, such as {@code bidi_control}
   */
  public Optional<String> getRule() {
    return Optional.ofNullable(rule);
  }

  /**
   * The HTTP status of the answer.
   *
   * @return the status, or 0 if there was no answer
   */
  public int getHttpStatus() {
    return httpStatus;
  }

  /**
   * The service's own code for the error.
   *
   * @return the code, such as {@code INVALID_API_KEY}
   */
  public Optional<String> getApiCode() {
    return Optional.ofNullable(apiCode);
  }

  /**
   * What to tell the service's support.
   *
   * @return the id of the request
   */
  public Optional<String> getRequestId() {
    return Optional.ofNullable(requestId);
  }

  /**
   * Whether repeating the same call may help.
   *
   * @return whether it may
   */
  public boolean isRetriable() {
    return retriable;
  }

  /**
   * How long to wait before trying again, if the service said so.
   *
   * @return the time to wait
   */
  public Optional<Duration> getRetryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /**
   * How many requests were made before it was given up.
   *
   * @return the number; 0 if nothing was sent
   */
  public int getAttempts() {
    return attempts;
  }
}
