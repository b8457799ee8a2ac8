package com.connectify.sdk;

import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.NativeConstants;
import com.connectify.sdk.internal.NativeWebhookHeaders;
import com.connectify.sdk.internal.NativeWebhookVerifier;
import com.connectify.sdk.internal.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Tells the platform's deliveries from all others, and from those that came before. In a servlet:
 *
 * <pre>{@code
 * try {
 *   WebhookDelivery delivery =
 *       verifier.receive(request.getInputStream(), request.getHeaderNames(), request::getHeaders);
 *   handle(delivery.event(), delivery.body());
 *   response.setStatus(200);
 * } catch (ValidationException refused) {
 *   response.setStatus(WebhookVerifier.status(refused));
 * }
 * }</pre>
 *
 * <p>Make one for each endpoint and keep it: it remembers which events it let through. Any number of threads may use
 * one.
 */
public final class WebhookVerifier {
  private final NativeWebhookVerifier verifier;

  private WebhookVerifier(NativeWebhookVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Verifies a delivery.
   *
   * @param body the body as it came, before anything parsed it
   * @param headers all headers, in any case
   * @return what it says about itself
   * @throws ValidationException if it is not to be believed; the rule says why
   */
  public WebhookEvent verify(byte[] body, Map<String, ? extends Collection<String>> headers) {
    return verify(body, headers, null);
  }

  /**
   * Verifies a delivery as of a time.
   *
   * @param body the body as it came, before anything parsed it
   * @param headers all headers, in any case
   * @param at the time to judge by; null: the present time
   * @return what it says about itself
   * @throws ValidationException if it is not to be believed; the rule says why
   */
  public WebhookEvent verify(byte[] body, Map<String, ? extends Collection<String>> headers, Instant at) {
    NativeWebhookHeaders fields = new NativeWebhookHeaders();
    headers.forEach((name, values) -> values.forEach(value -> add(fields, name, value)));
    return verify(body, fields, at);
  }

  /**
   * Reads a body, no more of it than may be, and verifies the delivery.
   *
   * @param body the body
   * @param headers all headers, in any case
   * @return the delivery
   * @throws IOException if the body cannot be read
   * @throws ValidationException if it is not to be believed; {@link #status} says what to answer
   */
  public WebhookDelivery receive(InputStream body, Map<String, ? extends Collection<String>> headers)
      throws IOException {
    byte[] bytes = body.readNBytes(maxBody() + 1);
    return new WebhookDelivery(verify(bytes, headers), bytes);
  }

  /**
   * Reads a body, no more of it than may be, and verifies the delivery: as servlets have their headers.
   *
   * @param body the body
   * @param names the names of all headers
   * @param values gives the values of a header
   * @return the delivery
   * @throws IOException if the body cannot be read
   * @throws ValidationException if it is not to be believed; {@link #status} says what to answer
   */
  public WebhookDelivery receive(
      InputStream body, Enumeration<String> names, Function<String, Enumeration<String>> values) throws IOException {
    Map<String, Collection<String>> headers = new LinkedHashMap<>();
    for (String name : Collections.list(names)) {
      headers.put(name, Collections.list(values.apply(name)));
    }
    return receive(body, headers);
  }

  /**
   * How many bytes of a body have to be read at most: one that is longer is refused, whatever follows.
   *
   * @return the number
   */
  public int maxBody() {
    return (int) verifier.maxBody();
  }

  /**
   * The HTTP status to answer a delivery with that was refused.
   *
   * @param refused why it was
   * @return the status
   */
  public static int status(ValidationException refused) {
    return Native.webhookStatus(Utf8.encode(refused.getRule().orElse("")));
  }

  private WebhookEvent verify(byte[] body, NativeWebhookHeaders headers, Instant at) {
    try {
      return WebhookEvent.read(
          headers.verify(verifier, body, at == null ? NativeConstants.WEBHOOK_NOW : at.getEpochSecond()));
    } finally {
      headers.free();
    }
  }

  private static void add(NativeWebhookHeaders fields, String name, String value) {
    if (name != null) { // HttpURLConnection and its like keep the status line under null
      fields.add(Utf8.encode(name), Utf8.encode(value));
    }
  }

  /** The secrets of an endpoint, and how strict it is. */
  public static final class Builder {
    private final NativeWebhookVerifier verifier;

    /** Settings of which none is given yet. */
    public Builder() {
      NativeLibrary.check();
      verifier = new NativeWebhookVerifier();
    }

    /**
     * Makes the verifier. The builder is not to be used any more.
     *
     * @return the verifier
     */
    public WebhookVerifier build() {
      return new WebhookVerifier(verifier);
    }

    /**
     * A secret of the webhook: the present one and, while it is rolled, the one before.
     *
     * @param secret the secret
     * @return this
     * @throws ConfigurationException if it cannot be one, or is a third
     */
    public Builder addSecret(Secret secret) {
      secret.giveTo(verifier);
      return this;
    }

    /**
     * A secret of the webhook.
     *
     * @param secret the secret
     * @return this
     * @throws ConfigurationException if it cannot be one, or is a third
     */
    public Builder addSecret(String secret) {
      try (Secret held = new Secret(secret)) {
        return addSecret(held);
      }
    }

    /**
     * A secret of the webhook, in a file that nobody else may read.
     *
     * @param file the file
     * @return this
     * @throws ConfigurationException if others may read it, or it holds none
     */
    public Builder addSecretFile(Path file) {
      verifier.addSecretFile(Utf8.encode(file.toString()));
      return this;
    }

    /**
     * By how much a delivery may be older or newer.
     *
     * @param tolerance the time
     * @return this
     * @throws ValidationException if it will not do
     */
    public Builder setTolerance(Duration tolerance) {
      return set("tolerance", CallOptions.seconds(tolerance));
    }

    /**
     * Whether a delivery passes when nothing that was signed says when.
     *
     * @param allowed whether it does
     * @return this
     */
    public Builder setAllowMissingTimestamp(boolean allowed) {
      return set("allow_missing_timestamp", Boolean.toString(allowed));
    }

    /**
     * How many events are remembered.
     *
     * @param events the number
     * @return this
     * @throws ValidationException if it will not do
     */
    public Builder setReplayCapacity(int events) {
      return set("replay_capacity", Integer.toString(events));
    }

    /**
     * How long a body may be.
     *
     * @param bytes the number of bytes
     * @return this
     * @throws ValidationException if it will not do
     */
    public Builder setMaxBody(int bytes) {
      return set("max_body", Integer.toString(bytes));
    }

    /** A setting by its name. */
    Builder set(String name, String value) {
      verifier.set(Utf8.encode(name), Utf8.encode(value));
      return this;
    }
  }
}
