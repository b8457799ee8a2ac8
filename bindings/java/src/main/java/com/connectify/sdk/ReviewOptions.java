package com.connectify.sdk;

import com.connectify.sdk.internal.Utf8;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** How a {@link ConnectifySDK#review review} or a {@link PostureReport} is made; for one thread at a time. */
public final class ReviewOptions {
  private final Map<String, String> options = new LinkedHashMap<>();

  /** Options of which none is given yet. */
  public ReviewOptions() {}

  /**
   * What is granted.
   *
   * @param scopes the names of scopes; otherwise those of the setting scope, or of the key
   * @return this
   */
  public ReviewOptions granted(String... scopes) {
    return set("granted", String.join(" ", scopes));
  }

  /**
   * Which of the application's keys the credential is.
   *
   * @param id the key's id
   * @return this
   */
  public ReviewOptions keyId(String id) {
    return set("key_id", id);
  }

  /**
   * Who takes responsibility, which is written down.
   *
   * @param name a name
   * @return this
   */
  public ReviewOptions reviewer(String name) {
    return set("reviewer", name);
  }

  /**
   * Whether the use of former keys counts, too.
   *
   * @param counts whether it does
   * @return this
   */
  public ReviewOptions everyCredential(boolean counts) {
    return set("every_credential", Boolean.toString(counts));
  }

  /**
   * Whether the platform is left alone.
   *
   * @param offline whether it is
   * @return this
   */
  public ReviewOptions offline(boolean offline) {
    return set("offline", Boolean.toString(offline));
  }

  /**
   * Of how many days the use counts.
   *
   * @param days 1 to 400
   * @return this
   */
  public ReviewOptions windowDays(int days) {
    return set("window_days", Integer.toString(days));
  }

  private ReviewOptions set(String name, String value) {
    options.put(name, value);
    return this;
  }

  void giveTo(BiConsumer<byte[], byte[]> target) {
    options.forEach((name, value) -> target.accept(Utf8.encode(name), Utf8.encode(value)));
  }
}
