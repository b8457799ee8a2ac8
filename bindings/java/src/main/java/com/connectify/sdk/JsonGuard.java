package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.Utf8;

/**
 * JSON from outside: one value in UTF-8, no key twice, not too deep, not too large, no number that would lose digits,
 * nothing behind it.
 */
public final class JsonGuard {
  private JsonGuard() {}

  /**
   * Does nothing if a text is JSON that is safe to read.
   *
   * @param json the text
   * @throws ValidationException if it is not; with the rule that was broken
   */
  public static void check(String json) {
    check(Utf8.encode(json));
  }

  /**
   * Does nothing if bytes are JSON that is safe to read.
   *
   * @param json the bytes
   * @throws ValidationException if they are not; with the rule that was broken
   */
  public static void check(byte[] json) {
    NativeLibrary.check();
    Native.checkJson(json);
  }
}
