package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.Utf8;
import java.util.List;

/**
 * Text on its way out, made safe for the place where it will stand: what is read there is exactly this text.
 *
 * <pre>{@code
 * page.append("<td>").append(Encode.htmlText(device.name())).append("</td>");
 * System.out.println(Encode.logLine(device.name()));
 * }</pre>
 *
 * <p>The same object comes back if it is safe as it is. What a context cannot carry in any form, half characters
 * included, becomes U+FFFD; {@link #text} can refuse it instead.
 */
public final class Encode {
  private static final byte[] HTML_TEXT = Utf8.encode("html_text");
  private static final byte[] HTML_ATTRIBUTE = Utf8.encode("html_attribute");
  private static final byte[] JAVASCRIPT_STRING = Utf8.encode("javascript_string");
  private static final byte[] CSS_STRING = Utf8.encode("css_string");
  private static final byte[] XML = Utf8.encode("xml");
  private static final byte[] URL_COMPONENT = Utf8.encode("url_component");
  private static final byte[] JSON_STRING = Utf8.encode("json_string");
  private static final byte[] LOG_LINE = Utf8.encode("log_line");
  private static final byte[] CSV_CELL = Utf8.encode("csv_cell");
  private static final byte[] SHELL_ARGUMENT = Utf8.encode("shell_argument");
  private static final byte[] HEADER_VALUE = Utf8.encode("header_value");
  private static final byte[] FILE_NAME = Utf8.encode("file_name");

  private Encode() {}

  /** What becomes of what a context cannot carry in any form. */
  public enum Unfit {
    /** U+FFFD stands in its place. */
    REPLACE("replace"),
    /** A ValidationException, with the rule. */
    REFUSE("refuse");

    private final byte[] name;

    Unfit(String name) {
      this.name = Utf8.encode(name);
    }
  }

  /**
   * The text, safe in a context that is given by its name.
   *
   * @param context the context's name, such as {@code html_text}
   * @param text the text
   * @param unfit what becomes of what the context cannot carry
   * @return the encoded text
   * @throws ValidationException if there is no such context, or the text is refused
   */
  public static String text(String context, String text, Unfit unfit) {
    return encode(Utf8.encode(context), text, unfit);
  }

  /**
   * The names of all contexts.
   *
   * @return the names
   */
  public static List<String> contexts() {
    NativeLibrary.check();
    return new JsonReader(Native.textContexts()).texts();
  }

  /**
   * The text, safe between the tags of a page.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String htmlText(String text) {
    return encode(HTML_TEXT, text, Unfit.REPLACE);
  }

  /**
   * The text, safe in an attribute's value, between quotes of either kind.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String htmlAttribute(String text) {
    return encode(HTML_ATTRIBUTE, text, Unfit.REPLACE);
  }

  /**
   * The text, safe between the quotes of a string of JavaScript.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String javascriptString(String text) {
    return encode(JAVASCRIPT_STRING, text, Unfit.REPLACE);
  }

  /**
   * The text, safe between the quotes of a string of CSS.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String cssString(String text) {
    return encode(CSS_STRING, text, Unfit.REPLACE);
  }

  /**
   * The text, safe in XML, as text or between the quotes of an attribute.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String xml(String text) {
    return encode(XML, text, Unfit.REPLACE);
  }

  /**
   * The text, safe as one part of a URL: a segment of its path, or a name or value of its query.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String urlComponent(String text) {
    return encode(URL_COMPONENT, text, Unfit.REPLACE);
  }

  /**
   * The text, safe between the quotes of a string of JSON.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String jsonString(String text) {
    return encode(JSON_STRING, text, Unfit.REPLACE);
  }

  /**
   * The text, safe in one line of a log, or on a terminal.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String logLine(String text) {
    return encode(LOG_LINE, text, Unfit.REPLACE);
  }

  /**
   * The text, safe as a cell of CSV, with its quotes: no formula, no second cell.
   *
   * @param text the text
   * @return the encoded text
   */
  public static String csvCell(String text) {
    return encode(CSV_CELL, text, Unfit.REPLACE);
  }

  /**
   * The text, safe as one argument of a POSIX shell's command, with its quotes.
   *
   * @param text the text
   * @return the encoded text
   * @throws ValidationException if it holds what no argument can
   */
  public static String shellArgument(String text) {
    return encode(SHELL_ARGUMENT, text, Unfit.REPLACE);
  }

  /**
   * The text, safe as the value of an HTTP header.
   *
   * @param text the text
   * @return the encoded text
   * @throws ValidationException if it cannot be one
   */
  public static String headerValue(String text) {
    return encode(HEADER_VALUE, text, Unfit.REPLACE);
  }

  /**
   * The text, safe as the name of a file in a folder of yours.
   *
   * @param text the text
   * @return the encoded text
   * @throws ValidationException if it cannot be one
   */
  public static String fileName(String text) {
    return encode(FILE_NAME, text, Unfit.REPLACE);
  }

  private static String encode(byte[] context, String text, Unfit unfit) {
    NativeLibrary.check();
    byte[] encoded = Native.encode(context, unfit.name, Utf8.encode(text));
    return encoded == null ? text : Utf8.decode(encoded);
  }
}
