package com.connectify.sdk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON from front to back, in the order in which the caller asks for it. For what the native library hands over:
 * that is JSON in UTF-8, checked against its schema, so nothing is checked here but that it fits the questions.
 */
final class JsonReader {
  private final byte[] json;
  private int at;

  JsonReader(byte[] json) {
    this.json = json;
  }

  /** Enters an object; {@link #nextMember} then gives its members. */
  void beginObject() {
    expect('{');
  }

  /** The name of the object's next member, whose value is to be read next; null at the end of the object. */
  String nextMember() {
    if (isAtEnd('}')) {
      return null;
    }
    String name = text();
    expect(':');
    return name;
  }

  void beginArray() {
    expect('[');
  }

  /** Whether the array has another item, which is to be read next. */
  boolean hasNextItem() {
    return !isAtEnd(']');
  }

  /** Reads over a null, or answers false. */
  boolean isNull() {
    if (peek() != 'n') {
      return false;
    }
    at += 4;
    return true;
  }

  boolean truth() {
    boolean truth = peek() == 't';
    at += truth ? 4 : 5;
    return truth;
  }

  long integer() {
    String text = numberText();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException otherwise) {
      return new BigDecimal(text).longValueExact(); // 1.0 and 1e3 are whole numbers too
    }
  }

  double number() {
    return Double.parseDouble(numberText());
  }

  String text() {
    expect('"');
    int begin = at;
    while (json[at] != '"' && json[at] != '\\') {
      at++;
    }
    String plain = new String(json, begin, at - begin, StandardCharsets.UTF_8);
    return json[at++] == '"' ? plain : textWithEscapes(plain);
  }

  /** A date-time of RFC 3339. */
  Instant time() {
    String text = text();
    try {
      return Rfc3339.parse(text);
    } catch (DateTimeException | IndexOutOfBoundsException otherwise) {
      throw new IllegalStateException("a time is not one of RFC 3339");
    }
  }

  /** A text that must not be seen. */
  Secret secret() {
    return new Secret(text());
  }

  /** An object's members, in their order; values as {@link #value} gives them. */
  @SuppressWarnings("unchecked") // value() gives such a map for every object
  Map<String, Object> map() {
    return (Map<String, Object>) value();
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (beginArray(); hasNextItem(); ) {
      texts.add(text());
    }
    return List.copyOf(texts);
  }

  <T> List<T> list(ModelReader<T> reader) {
    List<T> items = new ArrayList<>();
    for (beginArray(); hasNextItem(); ) {
      items.add(reader.read(this, null));
    }
    return List.copyOf(items);
  }

  /** A value of any kind: Map, List, String, Long, BigInteger, Double, Boolean or null. */
  Object value() {
    switch (peek()) {
      case '{':
        Map<String, Object> members = new LinkedHashMap<>();
        beginObject();
        for (String name; (name = nextMember()) != null; ) {
          members.put(name, value());
        }
        return Collections.unmodifiableMap(members);
      case '[':
        List<Object> items = new ArrayList<>();
        for (beginArray(); hasNextItem(); ) {
          items.add(value());
        }
        return Collections.unmodifiableList(items);
      case '"':
        return text();
      case 't', 'f':
        return truth();
      case 'n':
        isNull();
        return null;
      default:
        return numberOf(numberText());
    }
  }

  private static Number numberOf(String text) {
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return Double.valueOf(text);
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException large) {
      return new BigInteger(text);
    }
  }

  /** The rest of a text, from its first escape on. */
  private String textWithEscapes(String before) {
    StringBuilder text = new StringBuilder(before);
    do {
      text.append(escape());
      int begin = at;
      while (json[at] != '"' && json[at] != '\\') {
        at++;
      }
      text.append(new String(json, begin, at - begin, StandardCharsets.UTF_8));
    } while (json[at++] == '\\');
    return text.toString();
  }

  private char escape() {
    char escaped = (char) json[at++];
    switch (escaped) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        at += 4;
        return (char) Integer.parseInt(new String(json, at - 4, 4, StandardCharsets.US_ASCII), 16);
      default:
        return escaped;
    }
  }

  private String numberText() {
    peek();
    int begin = at;
    while (at < json.length && "+-.0123456789Ee".indexOf(json[at]) >= 0) {
      at++;
    }
    return new String(json, begin, at - begin, StandardCharsets.US_ASCII);
  }

  /** Leaves an object or array that ends here; else goes on to what comes next in it. */
  private boolean isAtEnd(char end) {
    int next = peek();
    if (next == ',' || next == end) {
      at++;
    }
    return next == end;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw new IllegalStateException("byte " + at + " is not the " + wanted + " that belongs there");
    }
    at++;
  }

  private int peek() {
    while (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t') {
      at++;
    }
    return json[at];
  }
}
