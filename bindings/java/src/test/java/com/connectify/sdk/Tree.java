package com.connectify.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where the tests find what they need. */
final class Tree {
  static final Path ROOT = Path.of(System.getProperty("connectify.tree")).toAbsolutePath().normalize();
  static final Path JAR = Path.of(System.getProperty("connectify.jar")).toAbsolutePath().normalize();
  static final Path VECTORS = ROOT.resolve("tests/vectors");
  static final Path PROGRAM =
      Path.of(System.getenv().getOrDefault("CONNECTIFY_BIN", ROOT.resolve("build/bin/connectify").toString()));

  private Tree() {}

  /** A JSON file, parsed. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> json(Path file) throws IOException {
    return (Map<String, Object>) new JsonReader(Files.readAllBytes(file)).value();
  }

  /** The environment without anybody's settings, and with the given ones. */
  static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("CONNECTIFY_")
                    || name.startsWith("SSL_CERT_")
                    || name.endsWith("_CA_BUNDLE")
                    || name.toLowerCase().endsWith("_proxy"));
    environment.putAll(more);
    return environment;
  }
}
