package com.connectify.sdk;

import com.connectify.sdk.internal.NativeTextProfile;
import com.connectify.sdk.internal.Utf8;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A profile of the program's own.
 *
 * <pre>{@code
 * TextProfile rooms = new TextProfile.Builder("room").setMaxGraphemes(20).setScripts("Latin").build();
 * rooms.check(name);
 * }</pre>
 *
 * <p>Any number of threads may use one.
 */
public final class TextProfile {
  private final NativeTextProfile profile;

  private TextProfile(NativeTextProfile profile) {
    this.profile = profile;
  }

  /**
   * Does nothing if the text keeps the rules.
   *
   * @param text the text
   * @throws ValidationException if it does not; with the rule that was broken
   */
  public void check(String text) {
    profile.check(Utf8.encode(text));
  }

  /**
   * The nearest text that keeps the rules.
   *
   * @param text the text
   * @return the cleaned text
   * @throws ValidationException if nothing acceptable is left
   */
  public Text.Cleaned clean(String text) {
    byte[] utf8 = Utf8.encode(text);
    return Text.cleaned(text, utf8, profile.clean(utf8));
  }

  /** The rules of a profile. What is not set is as in the profile {@code device_name}. */
  public static final class Builder {
    private final Map<String, Object> rules = new LinkedHashMap<>();

    /**
     * The rules of a new profile.
     *
     * @param name its name, which messages say
     */
    public Builder(String name) {
      rules.put("name", name);
    }

    /**
     * Makes the profile.
     *
     * @return a new profile
     * @throws ValidationException if a rule cannot be
     */
    public TextProfile build() {
      NativeLibrary.check();
      return new TextProfile(new NativeTextProfile(Arguments.json("profile", rules)));
    }

    /**
     * Says how many bytes of UTF-8 it may have at most.
     *
     * @param maxBytes the number
     * @return this
     */
    public Builder setMaxBytes(int maxBytes) {
      return set("max_bytes", maxBytes);
    }

    /**
     * Says how many characters, as people count them, it may have at most.
     *
     * @param maxGraphemes the number
     * @return this
     */
    public Builder setMaxGraphemes(int maxGraphemes) {
      return set("max_graphemes", maxGraphemes);
    }

    /**
     * Says whether it may be empty.
     *
     * @param mayBeEmpty whether it may
     * @return this
     */
    public Builder setMayBeEmpty(boolean mayBeEmpty) {
      return set("may_be_empty", mayBeEmpty);
    }

    /**
     * Says whether line breaks are text.
     *
     * @param lineBreaks whether they are
     * @return this
     */
    public Builder setLineBreaks(boolean lineBreaks) {
      return set("line_breaks", lineBreaks);
    }

    /**
     * Says whether markup is text.
     *
     * @param markup whether it is
     * @return this
     */
    public Builder setMarkup(boolean markup) {
      return set("markup", markup);
    }

    /**
     * Says whether spaces at the ends, and several in a row, are at fault.
     *
     * @param tidySpaces whether they are
     * @return this
     */
    public Builder setTidySpaces(boolean tidySpaces) {
      return set("tidy_spaces", tidySpaces);
    }

    /**
     * Says the only scripts that its letters may be of.
     *
     * @param scripts Unicode's names of scripts, such as {@code Latin}
     * @return this
     */
    public Builder setScripts(String... scripts) {
      return set("scripts", List.of(scripts));
    }

    /**
     * Says whether scripts may be mixed beyond the limits of UTS #39.
     *
     * @param mixedScripts whether they may
     * @return this
     */
    public Builder setMixedScripts(boolean mixedScripts) {
      return set("mixed_scripts", mixedScripts);
    }

    /**
     * Says names that no text but themselves may look like.
     *
     * @param existing the names
     * @return this
     */
    public Builder setExisting(Collection<String> existing) {
      return set("existing", List.copyOf(existing));
    }

    private Builder set(String rule, Object value) {
      rules.put(rule, value);
      return this;
    }
  }
}
