package com.connectify.sdk;

import java.util.List;
import java.util.Map;

/**
 * Whether a client would send an operation, and why.
 *
 * @param allowed whether it would
 * @param reason why, in a sentence
 * @param missing the scopes that it lacks
 */
public record Decision(boolean allowed, String reason, List<String> missing) {
  @SuppressWarnings("unchecked") // the library answers with texts
  static Decision read(byte[] json) {
    Map<String, Object> told = new JsonReader(json).map();
    return new Decision(
        (Boolean) told.get("allowed"), (String) told.get("reason"), (List<String>) told.get("missing"));
  }
}
