package com.connectify.sdk.internal;

/** Why the native libraries could not be loaded, and the cure. */
public final class LoadFailure extends Exception {
  private static final long serialVersionUID = 1;

  private static final String OTHER_FOLDER =
      "Set -D" + LibraryFolders.PROPERTY + "=FOLDER to a folder of this user from which programs may be run.";
  private static final String NOEXEC = "The folder is on a file system that is mounted noexec. " + OTHER_FOLDER;
  private static final String MUSL =
      "This system's C library is musl, and the package is built for glibc: use a system with glibc (such as Debian, "
          + "Ubuntu or Fedora), or build the package on this one.";
  private static final String OLD_SYSTEM =
      "This system is older than the one that the package was built on: use a newer one, or build the package here.";
  private static final String OTHER_LIBRARY =
      "Another libconnectify stands before the package's own: take it out of LD_LIBRARY_PATH and LD_PRELOAD.";
  private static final String OTHER_PROCESSOR =
      "The library is for another processor than this JVM: use the package, or the JVM, that fits the machine.";

  // Words of the system's loader, and what cures it; the first that fit decide.
  private static final String[][] CURES = {
    {"failed to map segment", NOEXEC},
    {"Operation not permitted", NOEXEC},
    {"ld-linux", MUSL},
    {"Error relocating", MUSL},
    {"libc.musl", MUSL},
    {"GLIBC", OLD_SYSTEM},
    {"has interface", OTHER_LIBRARY},
    {"CONNECTIFY_", OTHER_LIBRARY},
    {"cfy_", OTHER_LIBRARY},
    {"ELF", OTHER_PROCESSOR},
    {"an't load", OTHER_PROCESSOR},
    {"libconnectify.so", "Delete the folder that the message names, and start again."},
    {
      "cannot open shared object file",
      "Install that library with the system's package manager (on Debian and Ubuntu: apt-get install libcurl4 libssl3 "
          + "and the libicu and libsimdjson packages)."
    },
    {"", "Use the package that was built for this system, or build it here."},
  };

  private LoadFailure(String said, String cure) {
    super("The native library of connectify could not be loaded (" + said + "). " + cure);
  }

  /** The system's loader refused it, or what it loaded is another library. */
  static LoadFailure refused(String said) {
    return new LoadFailure(said, cureOf(said));
  }

  /** There is no folder to take it out to. */
  static LoadFailure noFolder(String said) {
    return new LoadFailure(said, isNoexec(said) ? NOEXEC : OTHER_FOLDER);
  }

  /** The package has none for this system. */
  static LoadFailure noPlatform(String platform) {
    return new LoadFailure(
        "the package has none for " + platform,
        "Use a package that was built for this system and processor, or build it here.");
  }

  /** Whether the system's loader may take the same library from another folder. */
  static boolean dependsOnFolder(String said) {
    return isNoexec(said) || said.contains("already loaded in another classloader");
  }

  private static boolean isNoexec(String said) {
    return cureOf(said).equals(NOEXEC);
  }

  private static String cureOf(String said) {
    for (String[] cure : CURES) {
      if (said.contains(cure[0])) {
        return cure[1];
      }
    }
    throw new AssertionError("the last words fit everything");
  }
}
