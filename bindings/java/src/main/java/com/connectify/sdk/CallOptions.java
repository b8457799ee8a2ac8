package com.connectify.sdk;

import com.connectify.sdk.internal.NativeCallOptions;
import com.connectify.sdk.internal.Utf8;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What one call wants to be different from its client.
 *
 * <pre>{@code
 * sdk.status().ping(CallOptions.withTimeout(Duration.ofSeconds(2)));
 * }</pre>
 *
 * <p>Objects do not change, and any number of threads and calls may share one.
 */
public final class CallOptions {
  private static final CallOptions NONE = new CallOptions(null, null);

  private final Duration timeout;
  private final String idempotencyKey;

  private CallOptions(Duration timeout, String idempotencyKey) {
    this.timeout = timeout;
    this.idempotencyKey = idempotencyKey;
  }

  /**
   * Options that change nothing.
   *
   * @return the options
   */
  public static CallOptions none() {
    return NONE;
  }

  /**
   * Options with a timeout.
   *
   * @param timeout how long the call may take in all; for a list, each page of it
   * @return the options
   */
  public static CallOptions withTimeout(Duration timeout) {
    return NONE.timeout(timeout);
  }

  /**
   * Options with a key under which the call can be repeated without harm.
   *
   * @param key a name for the call
   * @return the options
   */
  public static CallOptions withIdempotencyKey(String key) {
    return NONE.idempotencyKey(key);
  }

  /**
   * These options with a timeout.
   *
   * @param timeout how long the call may take in all, for a list each page of it; null: as the client was told
   * @return new options
   */
  public CallOptions timeout(Duration timeout) {
    return new CallOptions(timeout, idempotencyKey);
  }

  /**
   * These options with a key under which the call can be repeated without harm.
   *
   * @param key a name for the call; null for none
   * @return new options
   */
  public CallOptions idempotencyKey(String key) {
    return new CallOptions(timeout, key);
  }

  /** For the native library; the caller frees them. Null if they change nothing. */
  NativeCallOptions toNative() {
    if (timeout == null && idempotencyKey == null) {
      return null;
    }
    NativeCallOptions options = new NativeCallOptions();
    try {
      set(options, "timeout", timeout == null ? null : seconds(timeout));
      set(options, "idempotency_key", idempotencyKey);
      return options;
    } catch (RuntimeException refused) {
      options.free();
      throw refused;
    }
  }

  /** A duration as the library reads it: seconds, as a decimal. */
  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static void set(NativeCallOptions options, String name, String value) {
    if (value != null) {
      options.set(Utf8.encode(name), Utf8.encode(value));
    }
  }
}
