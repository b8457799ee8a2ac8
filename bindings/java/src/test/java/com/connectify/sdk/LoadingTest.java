package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.connectify.sdk.programs.Check;
import com.connectify.sdk.programs.Ping;
import com.connectify.sdk.programs.TwoLoaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Taking the native libraries out of the jar and loading them: what goes wrong is one exception with the cure. */
@ExtendWith(SharedSandbox.class)
@Timeout(90)
class LoadingTest {
  private static final String CORE = "libconnectify.so.1";
  private static final String BINDING = "libconnectify_java.so";

  @TempDir Path folder;

  private Child child(String... environment) {
    Map<String, String> more = new HashMap<>(Map.of("HOME", folder.toString()));
    for (int i = 0; i < environment.length; i += 2) {
      more.put(environment[i], environment[i + 1]);
    }
    return new Child(Tree.environment(more));
  }

  private Child childKeepingIn(Path kept) {
    return child().choosingItsFolder().option("-Dconnectify.native.dir=" + kept);
  }

  private static String said(Child child) throws Exception {
    Child.Result done = child.run(Check.class);
    assertEquals(0, done.status(), done.errors());
    return done.output().strip();
  }

  private static void assertLoads(Child child) throws Exception {
    assertEquals("loaded", said(child));
  }

  private static void assertFails(Child child, String... words) throws Exception {
    String message = said(child);
    assertTrue(message.startsWith("The native library of connectify could not be loaded ("), message);
    for (String word : words) {
      assertTrue(message.contains(word), word + " is not in: " + message);
    }
  }

  /** The one folder that is kept for a jar. */
  private static Path only(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      List<Path> found = entries.toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }

  /** A copy of the jar in which something was changed. */
  private interface Change {
    void in(Path root) throws IOException;
  }

  private Path jarWith(Change change) throws IOException {
    Path jar = folder.resolve("changed.jar");
    Files.copy(Tree.JAR, jar);
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      change.in(files.getPath("/"));
    }
    return jar;
  }

  private static Path libraries(Path root) throws IOException {
    return only(root.resolve("native"));
  }

  // Where all is well

  @Test
  void whatWasTakenOutIsKeptAndIsTheUsersAlone() throws Exception {
    Path kept = folder.resolve("a/b");
    assertLoads(childKeepingIn(kept));
    Path files = only(kept);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve(CORE))));
    FileTime time = Files.getLastModifiedTime(files.resolve(CORE));
    assertLoads(childKeepingIn(kept));
    assertEquals(time, Files.getLastModifiedTime(files.resolve(CORE)));
  }

  @Test
  void theUsersCacheIsTheUsualPlace() throws Exception {
    assertLoads(child("XDG_CACHE_HOME", folder.resolve("cache").toString()).choosingItsFolder());
    assertTrue(Files.exists(only(folder.resolve("cache/connectify/java")).resolve(BINDING)));
    assertLoads(child("XDG_CACHE_HOME", "").choosingItsFolder().option("-Duser.home=" + folder));
    assertTrue(Files.exists(only(folder.resolve(".cache/connectify/java")).resolve(BINDING)));
  }

  @Test
  void processesMayRaceForAnEmptyFolder() throws Exception {
    Path kept = folder.resolve("kept");
    ExecutorService pool = Executors.newFixedThreadPool(10);
    try {
      List<Future<String>> runs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        runs.add(pool.submit(() -> said(childKeepingIn(kept))));
      }
      for (Future<String> run : runs) {
        assertEquals("loaded", run.get());
      }
    } finally {
      pool.shutdown();
    }
    try (Stream<Path> files = Files.list(only(kept))) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void anotherVersionIsKeptBesideIt() throws Exception {
    Path other =
        jarWith(
            root -> {
              Path list = root.resolve("com/connectify/sdk/internal/Libraries_linux_x86_64.class");
              String bytes = Files.readString(list, StandardCharsets.ISO_8859_1);
              Files.writeString(list, bytes.replaceFirst("[0-9a-f]{64}", "0".repeat(64)), StandardCharsets.ISO_8859_1);
            });
    Path kept = folder.resolve("kept");
    for (int i = 0; i < 2; i++) {
      assertLoads(childKeepingIn(kept));
      assertLoads(childKeepingIn(kept).jar(other));
    }
    try (Stream<Path> folders = Files.list(kept)) {
      assertEquals(2, folders.count());
    }
  }

  @Test
  void twoClassLoadersOfOneProcessBothWork() throws Exception {
    Path kept = folder.resolve("kept");
    Child.Result done =
        child("XDG_CACHE_HOME", kept.toString())
            .choosingItsFolder()
            .option("-Djava.io.tmpdir=" + folder)
            .run(TwoLoaders.class, Tree.JAR.toString());
    assertEquals("", done.errors());
    assertEquals(2, done.output().lines().count(), done.output());
    assertEquals(kept, only(folder)); // the second one's own folder went with it
  }

  @Test
  void theJarTellsItsVersion() throws Exception {
    for (Child.Result done : List.of(child().runJar("--version"), child().runModule("--version"))) {
      String version = "\\d+\\.\\d+\\.\\d+";
      String line = "connectify-sdk " + version + " \\(libconnectify " + version + "\\)\n";
      assertTrue(done.output().matches(line), done.toString());
      assertEquals(0, done.status());
    }
    assertTrue(child().runJar().output().startsWith("usage: "));
    assertEquals(2, child().runJar("--versoin").status());
  }

  @Test
  void aWholeProcessCalls(Sandbox sandbox) throws Exception {
    assertEquals(new Child.Result(0, "dev_0001\n", ""), new Child(sandbox.environment()).run(Ping.class));
  }

  // Where the kept files cannot be trusted

  @Test
  void aTruncatedFileIsTakenOutAnew() throws Exception {
    Path kept = folder.resolve("kept");
    assertLoads(childKeepingIn(kept));
    Path core = only(kept).resolve(CORE);
    long size = Files.size(core);
    Files.write(core, new byte[10]);
    assertLoads(childKeepingIn(kept));
    assertEquals(size, Files.size(core));
  }

  @Test
  void aFileThatOthersMayWriteIsTakenOutAnew() throws Exception {
    Path kept = folder.resolve("kept");
    assertLoads(childKeepingIn(kept));
    Path core = only(kept).resolve(CORE);
    Object before = Files.getAttribute(core, "unix:ino");
    Files.setPosixFilePermissions(core, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertLoads(childKeepingIn(kept));
    assertNotEquals(before, Files.getAttribute(core, "unix:ino"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(core)));
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws Exception {
    Path kept = folder.resolve("kept");
    assertLoads(childKeepingIn(kept));
    Path core = only(kept).resolve(CORE);
    Path elsewhere = folder.resolve("elsewhere.so");
    Files.move(core, elsewhere);
    Files.createSymbolicLink(core, elsewhere);
    assertLoads(childKeepingIn(kept));
    assertTrue(Files.isRegularFile(core, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aFolderThatOthersMayWriteToIsNotUsed() throws Exception {
    Path kept = folder.resolve("kept");
    assertLoads(childKeepingIn(kept));
    Files.setPosixFilePermissions(only(kept), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertFails(childKeepingIn(kept), "nobody else may write to", "connectify.native.dir");
  }

  // Where there is no place for them

  @Test
  void withoutAHomeItGoesToATemporaryFolderForThisProcess() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    assertLoads(
        child("XDG_CACHE_HOME", file.toString())
            .choosingItsFolder()
            .option("-Duser.home=" + file)
            .option("-Djava.io.tmpdir=" + temporary));
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aReadOnlyOrNoexecHomeIsPassedOver() throws Exception {
    assumeTrue(Child.canMount(), "nothing can be mounted here");
    Path home = Files.createDirectory(folder.resolve("home"));
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    for (String mode : List.of("ro", "noexec")) {
      assertLoads(
          child("XDG_CACHE_HOME", home.toString())
              .choosingItsFolder()
              .option("-Duser.home=" + home)
              .option("-Djava.io.tmpdir=" + temporary)
              .after("mount -t tmpfs -o " + mode + " tmpfs '" + home + "'"));
    }
  }

  @Test
  void noexecEverywhereIsOneExceptionWithTheCure() throws Exception {
    assumeTrue(Child.canMount(), "nothing can be mounted here");
    Path kept = Files.createDirectory(folder.resolve("kept"));
    String mount = "mount -t tmpfs -o noexec tmpfs '" + kept + "'";
    assertFails(childKeepingIn(kept).after(mount), "noexec", "-Dconnectify.native.dir=FOLDER");
    assertFails(
        child("XDG_CACHE_HOME", kept.toString())
            .choosingItsFolder()
            .option("-Duser.home=" + kept)
            .option("-Djava.io.tmpdir=" + kept)
            .after(mount),
        "noexec",
        "-Dconnectify.native.dir=FOLDER");
  }

  @Test
  void noFolderAtAllIsOneExceptionWithTheCure() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertFails(childKeepingIn(file), file.toString(), "-Dconnectify.native.dir=FOLDER");
    assertFails(
        child("XDG_CACHE_HOME", file.toString())
            .choosingItsFolder()
            .option("-Duser.home=" + file)
            .option("-Djava.io.tmpdir=" + file),
        "-Dconnectify.native.dir=FOLDER");
  }

  // Where the library is not the right one

  @Test
  void anotherSystemIsNamed() throws Exception {
    assertFails(child().option("-Dos.arch=sparc"), "linux-sparc", "built for this system");
    assertFails(child().option("-Dos.name=Plan 9"), "plan_9-x86_64");
  }

  @Test
  void anIncompleteJarIsNamed() throws Exception {
    Path jar = jarWith(root -> Files.delete(libraries(root).resolve(CORE)));
    assertFails(childKeepingIn(folder.resolve("kept")).jar(jar), CORE);
  }

  @Test
  void aLibraryForAnotherProcessorIsNamed() throws Exception {
    Path jar =
        jarWith(
            root -> {
              Path binding = libraries(root).resolve(BINDING);
              byte[] elf = Files.readAllBytes(binding);
              elf[18] = (byte) 0xb7; // e_machine: AArch64
              elf[19] = 0;
              Files.write(binding, elf);
            });
    assertFails(childKeepingIn(folder.resolve("kept")).jar(jar), "another processor");
  }

  @Test
  void aMissingSystemLibraryIsNamed() throws Exception {
    Path absent = compile("libabsent.so.4", "void absent(void) {}", "-Wl,-soname,libabsent.so.4");
    Path core =
        compile(CORE, "void absent(void); void use(void) { absent(); }", "-Wl,-soname," + CORE, absent.toString());
    Path jar = jarWith(root -> Files.write(libraries(root).resolve(CORE), padded(core, libraries(root).resolve(CORE))));
    assertFails(childKeepingIn(folder.resolve("kept")).jar(jar), "libabsent.so.4", "apt-get install");
  }

  @Test
  void aLibraryOfAnotherInterfaceIsRefused() throws Exception {
    Path other = compile("other.so", "unsigned cfy_abi_version(void) { return 2u << 16; }");
    assertFails(child("LD_PRELOAD", other.toString()), "interface 2.0", "LD_PRELOAD");
  }

  private Path compile(String name, String source, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".c"), source);
    Path library = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-o", library.toString()));
    command.add(file.toString());
    command.addAll(List.of(options));
    try {
      assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    } catch (IOException none) {
      assumeTrue(false, "there is no C compiler to make another library with");
    }
    assertFalse(Files.notExists(library));
    return library;
  }

  /** The file, as long as another: the loader looks at the size. */
  private static byte[] padded(Path file, Path like) throws IOException {
    byte[] longer = new byte[(int) Files.size(like)];
    byte[] content = Files.readAllBytes(file);
    System.arraycopy(content, 0, longer, 0, content.length);
    return longer;
  }
}
