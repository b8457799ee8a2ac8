package com.connectify.sdk;

import com.connectify.sdk.internal.CleanedText;
import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.Utf8;
import java.util.ArrayList;
import java.util.List;

/**
 * Text from outside, checked and cleaned by named profiles: {@code device_name}, {@code identifier}, {@code free_text},
 * {@code url}, {@code email}, {@code event_type}. {@link TextProfile} is for those of the program's own, {@link Encode}
 * for text on its way out.
 */
public final class Text {
  private Text() {}

  /**
   * A text that keeps the rules of its profile.
   *
   * @param text the text
   * @param changes what was done, in the order of first use; empty if it is the text that was given
   */
  public record Cleaned(String text, List<Change> changes) {
    /**
     * Whether it is another text than was given.
     *
     * @return whether it is
     */
    public boolean changed() {
      return !changes.isEmpty();
    }
  }

  /**
   * What cleaning did for one rule.
   *
   * @param rule the rule that asked for it, such as {@code bidi_control}
   * @param position where it was done first: an index into the text that was given, in UTF-16 units
   * @param count how many times in all
   */
  public record Change(String rule, int position, int count) {}

  /**
   * Does nothing if the text keeps the rules of the profile.
   *
   * @param profile the name of the profile
   * @param text the text
   * @throws ValidationException if it does not; with the rule that was broken
   */
  public static void check(String profile, String text) {
    NativeLibrary.check();
    Native.checkText(Utf8.encode(profile), Utf8.encode(text));
  }

  /**
   * The nearest text that keeps the rules of the profile.
   *
   * @param profile the name of the profile
   * @param text the text
   * @return the cleaned text
   * @throws ValidationException if nothing acceptable is left
   */
  public static Cleaned clean(String profile, String text) {
    NativeLibrary.check();
    byte[] utf8 = Utf8.encode(text);
    return cleaned(text, utf8, Native.clean_text(Utf8.encode(profile), utf8));
  }

  /**
   * The names of all profiles of the library's own.
   *
   * @return the names
   */
  public static List<String> profiles() {
    NativeLibrary.check();
    return new JsonReader(Native.textProfiles()).texts();
  }

  /** The result for a text that was given, also in UTF-8. */
  static Cleaned cleaned(String text, byte[] utf8, CleanedText cleaned) {
    if (cleaned.text == null) {
      return new Cleaned(text, List.of());
    }
    return new Cleaned(Utf8.decode(cleaned.text), changes(cleaned.changes, utf8));
  }

  private static List<Change> changes(byte[] json, byte[] given) {
    JsonReader reader = new JsonReader(json);
    List<Change> changes = new ArrayList<>();
    for (reader.beginArray(); reader.hasNextItem(); ) {
      changes.add(change(reader, given));
    }
    return List.copyOf(changes);
  }

  private static Change change(JsonReader json, byte[] given) {
    String rule = "";
    int position = 0;
    int count = 0;
    json.beginObject();
    for (String member; (member = json.nextMember()) != null; ) {
      switch (member) {
        case "rule" -> rule = json.text();
        case "position" -> position = units(given, (int) json.integer());
        case "count" -> count = (int) json.integer();
        default -> json.value();
      }
    }
    return new Change(rule, position, count);
  }

  /** How many UTF-16 units the first bytes are: two where UTF-8 has four bytes, else one for each character. */
  private static int units(byte[] utf8, int size) {
    int units = 0;
    for (int i = 0; i < size; i++) {
      int unit = utf8[i] & 0xff;
      if (unit >= 0xf0) {
        units += 2;
      } else if ((unit & 0xc0) != 0x80) {
        units++;
      }
    }
    return units;
  }
}
