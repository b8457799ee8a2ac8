package com.connectify.sdk.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folders in which the native libraries may be kept for later processes, in the order in which they are tried. */
final class LibraryFolders {
  /** Names the one folder to use. */
  static final String PROPERTY = "connectify.native.dir";

  private LibraryFolders() {}

  /** The folder that the property says, or null if it says none. */
  static Path chosen() {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty() ? null : Path.of(folder).toAbsolutePath();
  }

  /** The user's caches. There may be none: the JVM says "?" for the home of a user whom the system does not know. */
  static List<Path> caches() {
    List<Path> folders = new ArrayList<>();
    String home = System.getProperty("user.home");
    if (Platform.isWindows()) {
      add(folders, System.getenv("LOCALAPPDATA"), "");
    } else if (Platform.isMac()) {
      add(folders, home, "Library/Caches");
    } else {
      add(folders, System.getenv("XDG_CACHE_HOME"), "");
      add(folders, home, ".cache");
    }
    return folders;
  }

  private static void add(List<Path> folders, String base, String below) {
    try {
      if (base != null && Path.of(base).isAbsolute()) {
        folders.add(Path.of(base, below, "connectify", "java"));
      }
    } catch (InvalidPathException unusable) {
      // Not a folder: the next one is tried.
    }
  }
}
