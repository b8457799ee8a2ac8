package com.connectify.sdk.internal;

import java.lang.ref.Cleaner;

/**
 * Frees the native handles that nobody can reach any more, on a thread of its own: closing a client may take a moment.
 */
final class Handles {
  static final Cleaner CLEANER = Cleaner.create();

  private Handles() {}
}
