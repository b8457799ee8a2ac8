package com.connectify.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** A sandbox of the tests' own, with 52 devices and the further key {@code reader}, which may only read devices. */
final class Sandbox implements AutoCloseable, CloseableResource {
  private static final Duration READY_WITHIN = Duration.ofSeconds(20);

  final Path stateFile;
  private final Path folder;
  private final Process process;
  private final Map<String, Object> state;

  private Sandbox(Path folder, Path stateFile, Process process, Map<String, Object> state) {
    this.folder = folder;
    this.stateFile = stateFile;
    this.process = process;
    this.state = state;
  }

  static Sandbox start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("connectify-test-");
    Path stateFile = folder.resolve("sandbox.json");
    Path log = folder.resolve("sandbox.log");
    ProcessBuilder program =
        new ProcessBuilder(Tree.PROGRAM.toString(), "sandbox", "--state", stateFile.toString(), "--port", "0");
    program.command().addAll(List.of("--key", "reader=devices:read"));
    program.environment().clear();
    program.environment().putAll(Tree.environment(Map.of()));
    Process process = program.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!Files.exists(stateFile)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IllegalStateException("the sandbox did not start: " + Files.readString(log));
      }
      Thread.sleep(5);
    }
    return new Sandbox(folder, stateFile, process, Tree.json(stateFile));
  }

  /** What a client of its default key is made with. */
  ConnectifySDK.Builder settings() {
    return new ConnectifySDK.Builder().setEnvironment("sandbox").setSandboxFile(stateFile);
  }

  /** The environment in which programs find it by themselves. */
  Map<String, String> environment() {
    return Tree.environment(Map.of("CONNECTIFY_ENV", "sandbox", "CONNECTIFY_SANDBOX_FILE", stateFile.toString()));
  }

  /** What it wrote down, by its name there. */
  String said(String name) {
    return (String) state.get(name);
  }

  /** A client of its authorization server. */
  Map<?, ?> client(String name) {
    return (Map<?, ?>) ((Map<?, ?>) state.get("clients")).get(name);
  }

  /** A user of its authorization server. */
  Map<?, ?> user() {
    return (Map<?, ?>) ((List<?>) state.get("users")).get(0);
  }

  String apiSecret() {
    return (String) state.get("api_secret");
  }

  String key(String name) {
    return (String) ((Map<?, ?>) state.get("keys")).get(name);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      delete(folder);
    } catch (IOException | InterruptedException left) {
      throw new IllegalStateException("the sandbox's folder is left: " + folder, left);
    }
  }

  static void delete(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      found.sorted(Comparator.reverseOrder()).forEach(paths::add);
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
