package com.connectify.sdk;

import com.connectify.sdk.internal.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The arguments of one call as a JSON object; null is no value. */
final class Arguments {
  private static final String[] ESCAPES = new String[' '];

  static {
    for (char unit = 0; unit < ' '; unit++) {
      ESCAPES[unit] = "\\u00" + (char) ('0' + (unit >> 4)) + "0123456789abcdef".charAt(unit & 0xf);
    }
  }

  private final StringBuilder json = new StringBuilder("{");
  private ValidationException refusal; // of the first text that has no UTF-8

  Arguments add(String name, String value) {
    if (value != null) {
      begin(name);
      quote(name, value);
    }
    return this;
  }

  Arguments add(String name, Iterable<String> values) {
    if (values != null) {
      begin(name);
      json.append('[');
      int index = 0;
      for (String value : values) {
        json.append(index == 0 ? "" : ",");
        quote(name + '.' + index++, value);
      }
      json.append(']');
    }
    return this;
  }

  /** A whole number or a truth, which JSON writes as Java does. */
  Arguments add(String name, Long value) {
    return addPlain(name, value);
  }

  Arguments add(String name, Boolean value) {
    return addPlain(name, value);
  }

  Arguments add(String name, Double value) {
    return addValue(name, value);
  }

  Arguments add(String name, Instant value) {
    return add(name, value == null ? null : value.toString());
  }

  /** The members of another object, which is then at its end. */
  Arguments addObject(String name, Arguments members) {
    if (members != null) {
      begin(name);
      append(members);
    }
    return this;
  }

  <T> Arguments addObjects(String name, List<T> values, Function<T, Arguments> members) {
    if (values != null) {
      begin(name);
      json.append('[');
      int index = 0;
      for (T value : values) {
        json.append(index == 0 ? "" : ",");
        index++;
        append(members.apply(value));
      }
      json.append(']');
    }
    return this;
  }

  /** A text, number or truth, or a map or list of such; null is no value, but inside a map it is one. */
  Arguments addValue(String name, Object value) {
    if (value != null) {
      begin(name);
      append(name, value);
    }
    return this;
  }

  private void append(Arguments members) {
    if (refusal == null) {
      refusal = members.refusal;
    }
    json.append(members.json).append('}');
  }

  private void append(String field, Object value) {
    if (value instanceof String text) {
      quote(field, text);
    } else if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        String key = String.valueOf(member.getKey());
        json.append(separator);
        quote(field, key);
        json.append(':');
        append(field + '.' + key, member.getValue());
        separator = ",";
      }
      json.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      String separator = "[";
      for (Object item : list) {
        json.append(separator);
        append(field, item);
        separator = ",";
      }
      json.append(separator.equals("[") ? "[]" : "]");
    } else if (value == null || value instanceof Boolean || isFinite(value)) {
      json.append(value);
    } else {
      String message = field + " is a " + value.getClass().getSimpleName() + " that JSON has no form for.";
      refuse(new ValidationException(ErrorDetails.of("validation", message, field, "type")));
      json.append("null");
    }
  }

  private static boolean isFinite(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private void refuse(ValidationException why) {
    if (refusal == null) {
      refusal = why;
    }
  }

  /**
   * Any value as JSON, in UTF-8: maps, lists, texts, numbers, truths and null.
   *
   * @throws ValidationException if JSON has no form for it
   */
  static byte[] json(String field, Object value) {
    Arguments written = new Arguments();
    written.json.setLength(0);
    written.append(field, value);
    if (written.refusal != null) {
      throw written.refusal;
    }
    return written.json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The whole object, in UTF-8.
   *
   * @throws ValidationException if a text holds half of a character
   */
  byte[] toJson() {
    if (refusal != null) {
      throw refusal;
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private Arguments addPlain(String name, Object value) {
    if (value != null) {
      begin(name);
      json.append(value);
    }
    return this;
  }

  private void begin(String name) {
    json.append(json.length() == 1 ? "\"" : ",\"").append(name).append("\":");
  }

  private void quote(String field, String text) {
    if (refusal == null && Utf8.firstLoneSurrogate(text) >= 0) {
      String message =
          field + " contains a lone surrogate, which is half of a character; decode the text properly first.";
      refusal = new ValidationException(ErrorDetails.of("validation", message, field, "invalid_utf8"));
    }
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < ' ') {
        json.append(ESCAPES[unit]);
      } else {
        if (unit == '"' || unit == '\\') {
          json.append('\\');
        }
        json.append(unit);
      }
    }
    json.append('"');
  }
}
