package com.connectify.sdk;

import java.time.Instant;

/**
 * What a delivery that can be believed says about itself.
 *
 * @param id the event's id; null if the body does not say
 * @param type such as {@code device.connected}; null if the body does not say
 * @param signedAt when it was signed; null if nothing that was signed says
 * @param verifiedAt when it was verified
 */
public record WebhookEvent(String id, String type, Instant signedAt, Instant verifiedAt) {
  static WebhookEvent read(byte[] json) {
    var told = new JsonReader(json).map();
    return new WebhookEvent(
        (String) told.get("id"),
        (String) told.get("type"),
        told.get("signed_at") instanceof Long seconds ? Instant.ofEpochSecond(seconds) : null,
        Instant.ofEpochSecond((Long) told.get("verified_at")));
  }
}
