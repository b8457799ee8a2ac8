package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a server's TLS offers. */
@ExtendWith(SharedSandbox.class)
class TlsReportTest {
  private static final Path OTHER = Tree.VECTORS.resolve("other-ca.pem");

  @Test
  void aClientReportsOnItsService(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build()) {
      TlsReport report = sdk.tlsReport();
      assertTrue(report.passed(), report.toString());
      assertEquals("TLSv1.3", report.version());
      assertEquals(report.pins().get(0), report.chain().get(0).pin());
      assertTrue(report.rules().stream().allMatch(TlsReport.Rule::passed));
      int port = report.port();
      assertTrue(TlsReport.probe("127.0.0.1", port, sandbox.settings()).passed());
      TlsReport other = TlsReport.probe("127.0.0.1", port, sandbox.settings().setCaFile(OTHER));
      assertFalse(other.passed());
      assertTrue(other.rules().stream().anyMatch(rule -> !rule.passed() && !rule.message().isEmpty()));
    }
  }

  @Test
  void aClosedClientDoesNot(Sandbox sandbox) {
    ConnectifySDK sdk = sandbox.settings().build();
    sdk.close();
    assertThrows(IllegalStateException.class, sdk::tlsReport);
  }

  @Test
  void whereNobodyListensIsAnError(Sandbox sandbox) throws Exception {
    try (Socket closed = Servers.closed()) {
      int port = closed.getLocalPort();
      assertThrows(ConnectionException.class, () -> TlsReport.probe("127.0.0.1", port, sandbox.settings()));
    }
    assertThrows(IllegalArgumentException.class, () -> TlsReport.probe("127.0.0.1", 70000, sandbox.settings()));
  }

  @Test
  void aStoredChainIsJudged() throws Exception {
    byte[] authority = Files.readAllBytes(OTHER);
    TlsException refused =
        assertThrows(
            TlsException.class, () -> TlsReport.judge(authority, authority, "localhost", null, new byte[0]));
    assertTrue(refused.getRule().isPresent());
  }
}
