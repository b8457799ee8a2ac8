package com.connectify.sdk.internal;

/** A text that was cleaned, in UTF-8. */
public final class CleanedText {
  /** Null if the text fits as it was. */
  public final byte[] text;

  /** JSON: {@code [{"rule","position","count"}…]}, with positions in UTF-8 bytes. */
  public final byte[] changes;

  // Called by the native library.
  CleanedText(byte[] text, byte[] changes) {
    this.text = text;
    this.changes = changes;
  }
}
