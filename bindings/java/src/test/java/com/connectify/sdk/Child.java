package com.connectify.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, with the package as its users have it: the jar. */
final class Child {
  private static final int LIMIT_SECONDS = 30;

  record Result(int status, String output, String errors) {}

  private final List<String> before = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment;
  private Path jar = Tree.JAR;
  private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

  Child(Map<String, String> environment) {
    this.environment = environment;
    option("-Dconnectify.native.dir=" + System.getProperty("connectify.native.dir"));
  }

  /** Where it keeps the libraries is for its own rules to say. */
  Child choosingItsFolder() {
    options.removeIf(option -> option.startsWith("-Dconnectify.native.dir="));
    return this;
  }

  Child option(String option) {
    options.add(option);
    return this;
  }

  Child jar(Path other) {
    jar = other;
    return this;
  }

  Child in(Path workingFolder) {
    folder = workingFolder;
    return this;
  }

  /** Runs a script first, in name spaces where it may mount what it likes; the program sees that. */
  Child after(String script) {
    before.addAll(List.of("unshare", "--user", "--map-root-user", "--mount"));
    before.addAll(List.of("sh", "-ec", script + "\nexec \"$@\"", "sh"));
    return this;
  }

  /** Whether {@link #after} is possible here. */
  static boolean canMount() throws IOException, InterruptedException {
    Process probe = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "true").start();
    return probe.waitFor() == 0;
  }

  Result run(Class<?> program, String... arguments) throws IOException, InterruptedException {
    return run(program.getName(), arguments);
  }

  Result run(String program, String... arguments) throws IOException, InterruptedException {
    String classPath = jar + System.getProperty("path.separator") + System.getProperty("test.classes");
    return runJava(List.of("-cp", classPath, program), arguments);
  }

  /** As users of the jar's own program run it. */
  Result runJar(String... arguments) throws IOException, InterruptedException {
    return runJava(List.of("-jar", jar.toString()), arguments);
  }

  /** As a module. */
  Result runModule(String... arguments) throws IOException, InterruptedException {
    String main = "com.connectify.sdk/com.connectify.sdk.internal.Main";
    return runJava(List.of("-p", jar.toString(), "-m", main), arguments);
  }

  private Result runJava(List<String> what, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(what);
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("connectify-test-", ".out");
    Path errors = Files.createTempFile("connectify-test-", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("not done after " + LIMIT_SECONDS + " s: " + command);
      }
      return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
