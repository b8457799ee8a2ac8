package com.connectify.sdk;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Date-times of RFC 3339, section 5.6. By hand, because the JDK's own parser takes 20 ms to load. */
final class Rfc3339 {
  private static final int NANO_DIGITS = 9;

  private Rfc3339() {}

  /**
   * The instant of a date-time such as {@code 2025-06-01T12:00:00.5+02:00}. A leap second counts as the one before it;
   * digits past nanoseconds do not count.
   *
   * @throws DateTimeException if it is none
   * @throws IndexOutOfBoundsException if it ends too early
   */
  static Instant parse(String text) {
    require(text, 4, "-");
    require(text, 7, "-");
    require(text, 10, "Tt ");
    require(text, 13, ":");
    require(text, 16, ":");
    int fractionEnd = endOfDigits(text, 19);
    LocalDateTime time =
        LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            second(text),
            nanos(text, fractionEnd));
    return time.toInstant(offset(text, fractionEnd));
  }

  private static int second(String text) {
    int second = number(text, 17, 19);
    return second == 60 ? 59 : second;
  }

  private static int endOfDigits(String text, int dot) {
    if (text.charAt(dot) != '.') {
      return dot;
    }
    int end = dot + 1;
    while (isDigit(text.charAt(end))) {
      end++;
    }
    if (end == dot + 1) {
      throw new DateTimeException("a fraction without digits");
    }
    return end;
  }

  private static int nanos(String text, int end) {
    int nanos = 0;
    for (int i = 20; i < 20 + NANO_DIGITS; i++) {
      nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
    }
    return nanos;
  }

  private static ZoneOffset offset(String text, int at) {
    char sign = text.charAt(at);
    if (sign == 'Z' || sign == 'z') {
      require(text.length() == at + 1);
      return ZoneOffset.UTC;
    }
    require(sign == '+' || sign == '-');
    require(text, at + 3, ":");
    require(text.length() == at + 6);
    int minutes = number(text, at + 1, at + 3) * 60 + number(text, at + 4, at + 6);
    return ZoneOffset.ofTotalSeconds((sign == '-' ? -60 : 60) * minutes);
  }

  private static int number(String text, int begin, int end) {
    int number = 0;
    for (int i = begin; i < end; i++) {
      require(isDigit(text.charAt(i)));
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static boolean isDigit(char unit) {
    return unit >= '0' && unit <= '9';
  }

  private static void require(String text, int at, String choice) {
    require(choice.indexOf(text.charAt(at)) >= 0);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DateTimeException("not a date-time of RFC 3339");
    }
  }
}
