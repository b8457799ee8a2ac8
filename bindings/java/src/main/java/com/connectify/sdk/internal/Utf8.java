package com.connectify.sdk.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Strings to UTF-8 and back. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The text in UTF-8. Half of a surrogate pair has none: it becomes the three bytes that a character of its number
   * would have, which the native library refuses by its own rule.
   */
  public static byte[] encode(String text) {
    return firstLoneSurrogate(text) < 0 ? text.getBytes(StandardCharsets.UTF_8) : encodeWithLoneSurrogates(text);
  }

  /** The text of UTF-8; what is not UTF-8 becomes U+FFFD. */
  public static String decode(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** The index of the first half of a surrogate pair that lacks the other half, or -1. */
  public static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (isPair(text, i)) {
          i++;
        } else {
          return i;
        }
      }
    }
    return -1;
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static byte[] encodeWithLoneSurrogates(String text) {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream(text.length() + 16);
    int begin = 0;
    for (int lone; (lone = firstLoneSurrogate(text.substring(begin))) >= 0; begin += lone + 1) {
      utf8.writeBytes(text.substring(begin, begin + lone).getBytes(StandardCharsets.UTF_8));
      char unit = text.charAt(begin + lone);
      utf8.write(0xe0 | unit >> 12);
      utf8.write(0x80 | unit >> 6 & 0x3f);
      utf8.write(0x80 | unit & 0x3f);
    }
    utf8.writeBytes(text.substring(begin).getBytes(StandardCharsets.UTF_8));
    return utf8.toByteArray();
  }
}
