package com.connectify.sdk.internal;

import com.connectify.sdk.NativeLibrary;
import com.connectify.sdk.NativeLibraryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code java -jar connectify-sdk.jar --version}: which version is installed. */
public final class Main {
  private static final String USAGE =
      """
      usage: java -jar connectify-sdk.jar --version

      The Connectify Developer's Kit for Java. In a program: import com.connectify.sdk.ConnectifySDK;
      on the command line: connectify --help.
      """;

  private Main() {}

  /**
   * Prints the version of the package and of its library.
   *
   * @param arguments {@code --version}
   * @throws IOException if the jar is broken
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !arguments[0].equals("--version")) {
      System.out.print(USAGE);
      System.exit(arguments.length == 0 || arguments[0].equals("--help") ? 0 : 2);
    }
    try {
      System.out.println("connectify-sdk " + version() + " (libconnectify " + NativeLibrary.version() + ")");
    } catch (NativeLibraryException error) {
      System.err.println("connectify-sdk " + version() + ": " + error.getMessage());
      System.exit(1);
    }
  }

  private static String version() throws IOException {
    try (InputStream text = Main.class.getResourceAsStream("version.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).trim();
    }
  }
}
