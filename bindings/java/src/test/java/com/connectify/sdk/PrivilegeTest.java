package com.connectify.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Roles, reviews and reports. */
@ExtendWith(SharedSandbox.class)
@Timeout(60)
class PrivilegeTest {
  private static final String KITCHEN =
      """
      {"roles": {"kitchen": {"inherits": ["viewer"],
                             "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}]}}}""";

  @Test
  void aRoleNarrowsAClient(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build();
        ConnectifySDK viewer = sdk.asRole("viewer")) {
      assertEquals("dev_0001", viewer.devices().get("dev_0001").id());
      PermissionDeniedException refused =
          assertThrows(PermissionDeniedException.class, () -> viewer.devices().delete("dev_0001"));
      assertEquals(0, refused.getHttpStatus(), "nothing was sent");
      assertThrows(PermissionDeniedException.class, () -> viewer.asRole("admin"));
      viewer.close();
      assertTrue(sdk.status().ping().pong());
    }
  }

  @Test
  void aRoleLivesWithoutItsClientAtHand(Sandbox sandbox) throws InterruptedException {
    try (ConnectifySDK viewer = sandbox.settings().build().asRole("viewer")) {
      for (int i = 0; i < 5; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertEquals("dev_0001", viewer.devices().get("dev_0001").id());
    }
  }

  @Test
  void onesOwnRoleAndWhy(Sandbox sandbox) {
    try (ConnectifySDK sdk = sandbox.settings().build();
        ConnectifySDK kitchen = sdk.asRole("kitchen", KITCHEN)) {
      assertTrue(kitchen.explain("devices.update", "dev_kitchen_1").allowed());
      Decision refused = kitchen.explain("devices.update", "dev_cellar");
      assertFalse(refused.allowed());
      assertTrue(refused.reason().contains("kitchen"), refused.reason());
      assertEquals(List.of("devices:write"), refused.missing());
      assertTrue(sdk.explain("devices.update").allowed());
      assertThrows(ValidationException.class, () -> sdk.explain("devices.explode"));
      assertThrows(ValidationException.class, () -> sdk.asRole("cook"));
      assertThrows(ValidationException.class, () -> sdk.asRole("kitchen", "{"));
      assertThrows(NullPointerException.class, () -> sdk.asRole(null));
      sdk.close();
      assertThrows(IllegalStateException.class, () -> sdk.asRole("viewer"));
    }
  }

  @Test
  void aReviewNamesWhatIsNeverUsed(Sandbox sandbox, @TempDir Path folder) {
    try (ConnectifySDK sdk =
        sandbox.settings().setScope("devices:read", "devices:write").setStateFolder(folder).build()) {
      sdk.devices().get("dev_0001");
      ScopeReview review = sdk.review(new ReviewOptions().offline(true).windowDays(30));
      assertEquals(List.of("devices:read", "devices:write"), review.granted());
      assertEquals(List.of("devices:read"), review.suggested());
      assertTrue(review.excessive() && review.exact());
      assertEquals("low", review.confidence());
      ScopeReview.Scope write =
          review.scopes().stream().filter(each -> each.name().equals("devices:write")).findFirst().orElseThrow();
      assertEquals("never_used", write.state());
      assertFalse(review.steps().isEmpty());
      assertTrue(review.json().contains("\"window_days\":30"));
      assertThrows(ValidationException.class, () -> sdk.review(new ReviewOptions().windowDays(0)));
    }
  }

  @Test
  void aReportFindsWhatLiesAbout(Sandbox sandbox, @TempDir Path folder) throws IOException {
    String key = sandbox.key("reader");
    Files.writeString(folder.resolve("notes.txt"), "key: " + key + "\n");
    PostureReport report =
        new PostureReport.Builder(sandbox.settings().setStateFolder(folder.resolve("state")))
            .setReview(new ReviewOptions().offline(true).granted("devices:read"))
            .setScanPath(folder.resolve("notes.txt"))
            .setRemember(true)
            .build();
    assertFalse(report.findings().isEmpty());
    assertTrue(report.sarif().contains("\"2.1.0\""));
    assertTrue(report.html().startsWith("<!DOCTYPE html>"));
    assertTrue(report.json().contains("\"healthy\":" + report.healthy()));
    for (String form : List.of(report.json(), report.sarif(), report.html(), report.toString())) {
      assertFalse(form.contains(key) || form.contains(sandbox.said("api_key")));
    }
  }
}
