package com.connectify.sdk.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the native libraries out of the jar and loads them. */
public final class NativeLoader {
  private NativeLoader() {}

  /**
   * Loads them, for this class loader. To be called once.
   *
   * @throws LoadFailure if they cannot be loaded; its message says why and gives the cure
   */
  public static void load() throws LoadFailure {
    BundledLibraries bundled = bundled();
    Path chosen = LibraryFolders.chosen();
    if (chosen != null) {
      String failed = loadFrom(chosen, bundled);
      if (failed != null) {
        throw LoadFailure.noFolder(failed);
      }
    } else {
      loadFromAnyFolder(bundled);
    }
    requireInterface();
    Runtime.getRuntime().addShutdownHook(new ShutDown());
  }

  private static BundledLibraries bundled() throws LoadFailure {
    BundledLibraries bundled = BundledLibraries.of(Platform.name());
    if (bundled == null) {
      throw LoadFailure.noPlatform(Platform.name());
    }
    return bundled;
  }

  private static void loadFromAnyFolder(BundledLibraries bundled) throws LoadFailure {
    StringBuilder failures = new StringBuilder();
    for (Path folder : LibraryFolders.caches()) {
      String failed = loadFrom(folder, bundled);
      if (failed == null) {
        return;
      }
      failures.append(failed).append("; ");
    }
    try {
      String failed = loadFrom(passingFolder(bundled), bundled);
      if (failed == null) {
        return;
      }
      failures.append(failed);
    } catch (IOException unusable) {
      failures.append(unusable);
    }
    throw LoadFailure.noFolder(failures.toString());
  }

  /** Answers null, or why it has to be another folder. */
  private static String loadFrom(Path folder, BundledLibraries bundled) throws LoadFailure {
    String library;
    try {
      library = KeptLibraries.in(folder, bundled).toString();
    } catch (IOException unusable) {
      return unusable.toString();
    }
    try {
      System.load(library);
      return null;
    } catch (UnsatisfiedLinkError refused) {
      String said = refused.getMessage().replace(library + ": " + library, library);
      if (LoadFailure.dependsOnFolder(said)) {
        return said;
      }
      throw LoadFailure.refused(said);
    }
  }

  /** A new folder for this process alone. Whatever is to be deleted first is told last. */
  private static Path passingFolder(BundledLibraries bundled) throws IOException {
    Path folder = Files.createTempDirectory("connectify-"); // nobody else may enter it
    Path kept = folder.resolve(bundled.key);
    folder.toFile().deleteOnExit();
    kept.toFile().deleteOnExit();
    for (BundledLibraries.Library library : bundled.libraries) {
      kept.resolve(library.name).toFile().deleteOnExit();
    }
    return folder;
  }

  // The rule of abi.h: the same major version, and at least our minor version.
  private static void requireInterface() throws LoadFailure {
    long loaded = Native.abiVersion();
    long needed = Native.ABI_VERSION;
    if (loaded >> 16 != needed >> 16 || (loaded & 0xffff) < (needed & 0xffff)) {
      throw LoadFailure.refused(
          "the libconnectify that was loaded has interface "
              + dotted(loaded)
              + ", and this package needs "
              + dotted(needed));
    }
  }

  private static String dotted(long version) {
    return (version >> 16) + "." + (version & 0xffff);
  }

  /** Ends the library's work while the JVM still answers to it. */
  private static final class ShutDown extends Thread {
    ShutDown() {
      super("connectify-shutdown");
    }

    @Override
    public void run() {
      Native.shutDown();
    }
  }
}
