package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.NativeRedactor;
import com.connectify.sdk.internal.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Masks secrets: values that it was told, in all their forms, and others by their shapes. Text may be any bytes, in
 * pieces of any size.
 *
 * <p>{@link #redact} does the same for a whole text with the process's own redactor, which knows every credential that
 * a client of this process has used.
 */
public final class Redactor {
  private final NativeRedactor redactor;

  private Redactor(NativeRedactor redactor) {
    this.redactor = redactor;
  }

  /** A redactor that knows the shapes of secrets, and no value yet. */
  public Redactor() {
    NativeLibrary.check();
    redactor = new NativeRedactor();
  }

  /**
   * The process's own, with a stream of its own. What is added holds for {@link #redact} and {@link RedactingHandler},
   * too.
   *
   * @return the redactor
   */
  public static Redactor ofProcess() {
    NativeLibrary.check();
    return new Redactor(NativeRedactor.ofProcess());
  }

  /**
   * The text as it may be seen.
   *
   * @param text the text
   * @return the same object if it holds no secret
   */
  public static String redact(String text) {
    NativeLibrary.check();
    byte[] redacted = Native.redact(Utf8.encode(text));
    return redacted == null ? text : Utf8.decode(redacted);
  }

  /**
   * Registers a value, without line ends behind it.
   *
   * @param secret the value
   * @return this
   * @throws ValidationException if it is too short or too long
   */
  public Redactor add(Secret secret) {
    secret.giveTo(redactor);
    return this;
  }

  /**
   * Registers a value, without line ends behind it.
   *
   * @param secret the value
   * @return this
   * @throws ValidationException if it is too short or too long
   */
  public Redactor add(String secret) {
    try (Secret held = new Secret(secret)) {
      return add(held);
    }
  }

  /**
   * Sends a piece of text through.
   *
   * @param chunk the piece
   * @return what can no longer change of it and of what came before
   */
  public byte[] write(byte[] chunk) {
    return redactor.write(chunk);
  }

  /**
   * Ends the text; the next write begins another.
   *
   * @return the rest of it
   */
  public byte[] finish() {
    return redactor.finish();
  }

  /**
   * How many secrets were masked so far.
   *
   * @return the number
   */
  public long masked() {
    return redactor.count();
  }

  /**
   * What was masked.
   *
   * @return each secret
   */
  public List<Masked> report() {
    List<Masked> report = new ArrayList<>();
    for (Object each : (List<?>) new JsonReader(redactor.report()).map().get("secrets")) {
      Map<?, ?> secret = (Map<?, ?>) each;
      report.add(
          new Masked((String) secret.get("fingerprint"), (String) secret.get("what"), (Long) secret.get("count")));
    }
    return List.copyOf(report);
  }

  /**
   * A secret that was masked.
   *
   * @param fingerprint the beginning of its SHA-256, such as {@code sha256:1a2b}
   * @param what {@code registered}, or the shape by which it was found
   * @param count how many times
   */
  public record Masked(String fingerprint, String what, long count) {}
}
