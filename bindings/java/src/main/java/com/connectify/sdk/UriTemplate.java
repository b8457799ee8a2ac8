package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.Utf8;
import java.util.Map;

/** URIs from templates (RFC 6570, all four levels): nothing in a variable can change the structure of the URI. */
public final class UriTemplate {
  private UriTemplate() {}

  /**
   * Expands a template.
   *
   * @param template the template, such as {@code /devices/{id}/data{?from,to}}
   * @param variables texts, numbers, booleans, lists and maps of these; null is undefined
   * @return the URI
   * @throws ValidationException if the template or a variable will not do
   */
  public static String expand(String template, Map<String, ?> variables) {
    NativeLibrary.check();
    return Utf8.decode(Native.expandUri(Utf8.encode(template), Arguments.json("variables", variables)));
  }
}
