package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors of settings: each in a process, since an environment and a working folder belong to one. */
class SettingsVectorsTest {
  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
  };

  private static ExecutorService pool;
  private static Path folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    folder = Files.createTempDirectory("connectify-test-");
  }

  @AfterAll
  static void deleteFolder() throws IOException {
    pool.shutdown();
    Sandbox.delete(folder);
  }

  @TestFactory
  Stream<DynamicTest> settings() throws IOException {
    List<Map<String, Object>> cases = VectorsTest.cases("settings.json");
    List<Future<Map<?, ?>>> results = new ArrayList<>();
    for (Map<String, Object> each : cases) {
      results.add(pool.submit(() -> diagnose(each)));
    }
    return Stream.iterate(0, i -> i + 1)
        .limit(cases.size())
        .map(i -> dynamicTest((String) cases.get(i).get("name"), () -> check(cases.get(i), results.get(i).get())));
  }

  private static Map<?, ?> diagnose(Map<String, Object> vector) throws Exception {
    Path home = Files.createTempDirectory(folder, "case-");
    Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
    ((Map<?, ?>) vector.get("environment")).forEach((name, value) -> environment.put((String) name, (String) value));
    for (Map.Entry<?, ?> file : ((Map<?, ?>) vector.get("files")).entrySet()) {
      write(home.resolve((String) file.getKey()), (Map<?, ?>) file.getValue());
    }
    Child.Result done =
        new Child(environment)
            .option("-XX:TieredStopAtLevel=1")
            .in(home)
            .run(DiagnoseProgram.class, Json.write(vector.get("arguments")));
    assertEquals("", done.errors());
    return (Map<?, ?>) new JsonReader(done.output().getBytes(StandardCharsets.UTF_8)).value();
  }

  private static void write(Path path, Map<?, ?> file) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, (String) file.get("text"));
    int mode = Integer.parseInt((String) file.get("mode"), 8);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < BITS.length; bit++) {
      if ((mode >> bit & 1) == 1) {
        permissions.add(BITS[bit]);
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }

  private static void check(Map<String, Object> vector, Map<?, ?> diagnosis) {
    Map<?, ?> expect = (Map<?, ?>) vector.get("expect");
    if (expect.containsKey("error")) {
      assertEquals(expect.get("error"), diagnosis.get("error"), diagnosis.toString());
      assertEquals(expect.get("field"), diagnosis.get("field"), diagnosis.toString());
      return;
    }
    assertEquals(List.of(), diagnosis.get("problems"), diagnosis.toString());
    Map<Object, Map<?, ?>> settings = new HashMap<>();
    for (Object setting : (List<?>) diagnosis.get("settings")) {
      settings.put(((Map<?, ?>) setting).get("name"), (Map<?, ?>) setting);
    }
    for (Map.Entry<?, ?> expected : ((Map<?, ?>) expect.get("settings")).entrySet()) {
      Map<?, ?> found = settings.get(expected.getKey());
      ((Map<?, ?>) expected.getValue())
          .forEach((key, value) -> assertEquals(value, found.get(key), expected.getKey() + " " + key));
    }
  }
}
