package com.connectify.sdk;

import com.connectify.sdk.internal.LoadFailure;
import com.connectify.sdk.internal.Native;
import com.connectify.sdk.internal.NativeLoader;
import com.connectify.sdk.internal.Utf8;

/**
 * The native library that does the work. It is taken out of the jar and loaded when it is first needed; a program that
 * wants to know before its first call whether that goes well asks {@link #check()}.
 *
 * <p>It is kept in the user's cache, or in the folder that the system property {@code connectify.native.dir} names. If
 * neither can be written to, or no program may be run from it, it goes to a new temporary folder for this process
 * alone.
 */
public final class NativeLibrary {
  private static volatile boolean loaded;
  private static NativeLibraryException failure; // guarded by the class

  private NativeLibrary() {}

  /**
   * Loads the library unless it is loaded. Any thread may call it.
   *
   * @throws NativeLibraryException if it cannot be loaded: the same one each time, with the cure
   */
  public static void check() {
    if (!loaded) {
      load();
    }
  }

  private static synchronized void load() {
    if (failure == null && !loaded) {
      try {
        NativeLoader.load();
        loaded = true;
      } catch (LoadFailure failed) {
        failure = new NativeLibraryException(failed.getMessage());
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * The version of the library, such as {@code 1.0.0}.
   *
   * @return the version
   * @throws NativeLibraryException if it cannot be loaded
   */
  public static String version() {
    check();
    return Utf8.decode(Native.libraryVersion());
  }
}
