package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking for credentials that slipped out. */
class CredentialScannerTest {
  private static final String KEY = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3";

  @TempDir Path folder;

  private static CredentialScanner scanner() {
    return new CredentialScanner().setTestCredentials(true).setThreads(1);
  }

  @Test
  void aText() {
    ScanReport report = scanner().text("notes.txt", "🌿\n  " + KEY);
    assertEquals(1, report.findings().size());
    ScanReport.Finding finding = report.findings().get(0);
    assertEquals(List.of("notes.txt", 2L, 3L), List.of(finding.file(), finding.line(), finding.column()));
    assertFalse(report.toString().contains(KEY));
    assertEquals(List.of(), new CredentialScanner().text("", KEY).findings(), "a sandbox's");
  }

  private void git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c", "user.email=test@example.com"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    try {
      assertEquals(true, git.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, git.exitValue());
    } finally {
      git.destroyForcibly();
    }
  }

  @Test
  void aFolderAHistoryAndAnIndex() throws Exception {
    git("init", "-q");
    Path file = folder.resolve("a.txt");
    Files.writeString(file, KEY);
    git("add", ".");
    git("commit", "-qm", "one");
    Files.writeString(file, "b");
    git("commit", "-qam", "two");
    Files.writeString(folder.resolve("staged.txt"), KEY);
    git("add", ".");
    CredentialScanner scanner = scanner();
    assertEquals(1, scanner.path(folder).findings().size());
    assertNotNull(scanner.history(folder).findings().get(0).commit());
    ScanReport staged = scanner.staged(folder);
    assertEquals("staged.txt", staged.findings().get(0).file());

    Path ignored = folder.resolve("ignored");
    Files.writeString(ignored, staged.findings().get(0).fingerprint() + "\n");
    assertEquals(1, scanner().setIgnoreFile(ignored).staged(folder).ignored());
  }

  @Test
  void whatCannotBeIsAnError() {
    assertThrows(NotFoundException.class, () -> scanner().path(folder.resolve("missing")));
    assertThrows(ValidationException.class, () -> scanner().setThreads(-1));
    CredentialScanner stopped = scanner();
    stopped.stop();
    assertThrows(CancellationException.class, () -> stopped.path(folder));
  }
}
