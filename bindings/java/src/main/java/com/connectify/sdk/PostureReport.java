package com.connectify.sdk;

import com.connectify.sdk.internal.NativeConfig;
import com.connectify.sdk.internal.NativePosture;
import com.connectify.sdk.internal.Utf8;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How well the six practices are kept. No secret is in it.
 *
 * @param healthy whether nothing of high or medium severity was found
 * @param findings what was found, the worst first
 * @param json all of it
 * @param sarif the findings, as SARIF 2.1.0
 * @param html a page that fetches nothing and runs nothing
 */
public record PostureReport(boolean healthy, List<Finding> findings, String json, String sarif, String html) {
  /**
   * What was found of a practice.
   *
   * @param practice the practice
   * @param severity {@code high}, {@code medium}, {@code low} or {@code passed}
   * @param rule the rule
   * @param subject what it is about
   * @param message what is the case
   * @param cure what to do; null where nothing is to be done
   */
  public record Finding(
      String practice, String severity, String rule, String subject, String message, String cure) {}

  /** What a report looks at; for one thread at a time. */
  public static final class Builder {
    private final NativePosture posture;

    /**
     * A report of these settings. A bad one is a finding.
     *
     * @param settings the settings
     */
    public Builder(ConnectifySDK.Builder settings) {
      NativeConfig config = settings.toNative();
      try {
        posture = new NativePosture(config);
      } finally {
        config.free();
      }
    }

    /**
     * How the scopes are reviewed.
     *
     * @param options the options; with {@code offline} the platform's TLS is not looked at, either
     * @return this
     * @throws ValidationException if one will not do
     */
    public Builder setReview(ReviewOptions options) {
      options.giveTo(posture::set);
      return this;
    }

    /**
     * Where to look for credentials that slipped out.
     *
     * @param path a file or folder
     * @return this
     */
    public Builder setScanPath(Path path) {
      return set("scan_path", path.toString());
    }

    /**
     * Whether the run is kept in the setting state_folder, for the trend.
     *
     * @param kept whether it is
     * @return this
     */
    public Builder setRemember(boolean kept) {
      return set("remember", Boolean.toString(kept));
    }

    /**
     * Gathers the facts and judges them.
     *
     * @return the report
     */
    public PostureReport build() {
      posture.run();
      return read(text("json"), text("sarif"), text("html"));
    }

    private Builder set(String name, String value) {
      posture.set(Utf8.encode(name), Utf8.encode(value));
      return this;
    }

    private byte[] text(String form) {
      return posture.text(Utf8.encode(form));
    }
  }

  @SuppressWarnings("unchecked") // the library answers with objects
  private static PostureReport read(byte[] json, byte[] sarif, byte[] html) {
    Map<String, Object> told = new JsonReader(json).map();
    return new PostureReport(
        (Boolean) told.get("healthy"),
        ((List<Map<String, Object>>) told.get("findings")).stream().map(PostureReport::finding).toList(),
        Utf8.decode(json),
        Utf8.decode(sarif),
        Utf8.decode(html));
  }

  private static Finding finding(Map<String, Object> told) {
    return new Finding(
        (String) told.get("practice"),
        (String) told.get("severity"),
        (String) told.get("rule"),
        (String) told.get("subject"),
        (String) told.get("message"),
        (String) told.get("cure"));
  }
}
