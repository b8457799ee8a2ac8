package com.connectify.sdk.internal;

import java.util.Locale;

/** The system that the JVM says it runs on, in the words that name folders of the jar. */
final class Platform {
  private Platform() {}

  /** Such as {@code linux-x86_64}. */
  static String name() {
    return system() + "-" + processor();
  }

  static boolean isWindows() {
    return system().equals("windows");
  }

  static boolean isMac() {
    return system().equals("macos");
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "windows";
    }
    return name.startsWith("mac") ? "macos" : name.replace(' ', '_');
  }

  private static String processor() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    switch (name) {
      case "amd64":
        return "x86_64";
      case "arm64":
        return "aarch64";
      default:
        return name;
    }
  }
}
