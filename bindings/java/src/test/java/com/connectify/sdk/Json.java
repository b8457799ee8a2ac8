package com.connectify.sdk;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON, for vectors that are to be sent as they stand. */
final class Json {
  private Json() {}

  static String write(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(Object value, StringBuilder json) {
    if (value instanceof Map<?, ?> members) {
      String before = "{";
      for (Map.Entry<?, ?> member : members.entrySet()) {
        json.append(before);
        write(member.getKey(), json);
        json.append(':');
        write(member.getValue(), json);
        before = ",";
      }
      json.append(members.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> items) {
      json.append('[');
      for (Iterator<?> each = items.iterator(); each.hasNext(); ) {
        write(each.next(), json);
        json.append(each.hasNext() ? "," : "");
      }
      json.append(']');
    } else if (value instanceof String text) {
      json.append('"');
      for (char unit : text.toCharArray()) {
        boolean plain = unit >= ' ' && unit < 0x7f && unit != '"' && unit != '\\';
        json.append(plain ? String.valueOf(unit) : String.format("\\u%04x", (int) unit));
      }
      json.append('"');
    } else {
      json.append(value);
    }
  }
}
