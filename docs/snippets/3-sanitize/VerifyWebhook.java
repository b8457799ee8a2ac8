import com.connectify.sdk.WebhookEvent;
import com.connectify.sdk.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

public class VerifyWebhook {
  public static void main(String[] arguments) {
    // Keep it: it remembers which events it let through.
    WebhookVerifier verifier =
        new WebhookVerifier.Builder().addSecret("cfy_whsec_test_EXAMPLEexampleEXAMPLEexample01231PvKzG").build();

    // A recorded delivery, as of its time. In a server leave out the last argument.
    byte[] body = "{\"id\":\"evt_0001\",\"type\":\"device.connected\"}".getBytes(StandardCharsets.UTF_8);
    Map<String, List<String>> headers =
        Map.of(
            "X-Connectify-Timestamp", List.of("1748779200"),
            "X-Connectify-Signature",
            List.of("t=1748779200,v1=a739dcaca64f525ac120ff98c61049027c70eb63765ace798bdb67f640f3b6db"));
    WebhookEvent event = verifier.verify(body, headers, Instant.ofEpochSecond(1748779200));
    System.out.println(event.id() + " " + event.type());
  }
}
