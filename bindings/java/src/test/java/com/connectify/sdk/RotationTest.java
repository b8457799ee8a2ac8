package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that renew themselves, each in a sandbox of its own. */
@Timeout(60)
class RotationTest {
  @TempDir Path folder;

  private Path keyFile(Sandbox sandbox) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve(".env"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, "CONNECTIFY_API_KEY=" + sandbox.said("api_key") + "\n");
  }

  private Rotation rotation(Sandbox sandbox, Path keyFile) {
    return new Rotation(sandbox.settings().setEnvFile(keyFile)).setState(folder.resolve("state"));
  }

  @Test
  void aKeyIsRenewedWhereItComesFrom() throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      Path file = keyFile(sandbox);
      Rotation rotation = rotation(sandbox, file).setOverlap(Duration.ZERO);
      Rotation.Status status = rotation.status();
      assertEquals(List.of("api_key", "idle", "fresh"), List.of(status.credential(), status.step(), status.health()));
      assertTrue(status.dueAt().isAfter(status.made()));
      assertEquals("fresh", rotation.run(Rotation.Order.IF_DUE).outcome());
      Rotation.Outcome done = rotation.run(Rotation.Order.NOW);
      assertEquals("rotated", done.outcome());
      assertNotEquals(status.id(), done.id());
      assertFalse(Files.readString(file).contains(sandbox.said("api_key")));
      try (ConnectifySDK sdk = sandbox.settings().setEnvFile(file).build();
          ConnectifySDK former = sandbox.settings().setApiKey(sandbox.said("api_key")).build()) {
        assertEquals("dev_0001", sdk.devices().get("dev_0001").id());
        assertThrows(AuthenticationException.class, () -> former.devices().get("dev_0001"));
      }
      Rotation.History history = rotation.history();
      assertEquals(
          List.of("created", "verified", "promoted", "revoked", "finished"),
          history.events().stream().map(Rotation.Event::action).toList());
      assertFalse(history.lastHash().isEmpty());
      assertFalse(history.toString().contains("cfy_ak_"));
    }
  }

  @Test
  void theOldKeyWorksUntilAllHoldersHaveTheNewOne() throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      Rotation rotation = rotation(sandbox, keyFile(sandbox)).setPolicy(20, 30, 40);
      rotation.acknowledge("the only program");
      Rotation.Outcome waiting = rotation.run(Rotation.Order.NOW);
      assertEquals("waiting", waiting.outcome());
      assertTrue(waiting.overlapEnds().isAfter(rotation.status().made()));
      assertEquals("waiting", rotation.run(Rotation.Order.FINISH).outcome());
      rotation.acknowledge("the only program");
      assertEquals("rotated", rotation.run(Rotation.Order.FINISH).outcome());
    }
  }

  @Test
  void optionsAreJudged() {
    Rotation rotation = new Rotation(new ConnectifySDK.Builder());
    assertThrows(ValidationException.class, () -> rotation.setOverlap(Duration.ofDays(31)));
    assertThrows(ValidationException.class, () -> rotation.setCredential("nothing"));
    assertThrows(NullPointerException.class, () -> rotation.setTarget(null));
    try (Secret authority = new Secret("cfy_ak_test_nobody")) {
      rotation.setAuthority(authority);
      authority.close();
      assertThrows(IllegalStateException.class, () -> rotation.setAuthority(authority));
    }
  }
}
