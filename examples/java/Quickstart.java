import com.connectify.sdk.AuthenticationException;
import com.connectify.sdk.ConnectifyException;
import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.Device;
import com.connectify.sdk.DevicePage;
import com.connectify.sdk.DeviceRegistration;
import com.connectify.sdk.DeviceUpdate;
import com.connectify.sdk.ListDevicesParams;
import com.connectify.sdk.Status;
import com.connectify.sdk.Text;
import com.connectify.sdk.TlsException;
import com.connectify.sdk.ValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One call of each kind, against a running sandbox ({@code connectify sandbox}):
 *
 * <pre>java -cp connectify-sdk.jar Quickstart.java [--steps]</pre>
 *
 * <p>Prints what it does in words; with --steps, as one line of JSON for each step. Exits 1 if a step went otherwise
 * than it should.
 */
public final class Quickstart {
  /** A key of the right form that no sandbox ever gave out. */
  private static final String UNKNOWN_KEY = "cfy_ak_test_0000000000000000000000000000000025rrqD";

  /** A certificate authority that signed nothing. */
  private static final String STRANGER_CA =
      """
      -----BEGIN CERTIFICATE-----
      MIIBqDCCAU+gAwIBAgIUdOPq9b9MdCHw9PgwLMoXVN5qxGcwCgYIKoZIzj0EAwIw
      KTEnMCUGA1UEAwweQ29ubmVjdGlmeSBleGFtcGxlOiBhIHN0cmFuZ2VyMCAXDTI2
      MTEyNDE1MTgyMVoYDzIxMjYxMDMxMTUxODIxWjApMScwJQYDVQQDDB5Db25uZWN0
      aWZ5IGV4YW1wbGU6IGEgc3RyYW5nZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
      AAQFZUK0MF0QcrHQTFyvGOAcgMRjHVmZmO4j3Ob91CWlWbZnMUL7XadgolrCe1iK
      biONAszFZ+T/S003zvZv+zRIo1MwUTAdBgNVHQ4EFgQUckp5FX1brCgtEADljrwn
      AltV0SYwHwYDVR0jBBgwFoAUckp5FX1brCgtEADljrwnAltV0SYwDwYDVR0TAQH/
      BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBcOyFMgCjHI8wO3nJ3AjUkycvqgpQy
      rDBTTdPeMPdmhAIgP4jOzg7xXsbrHq0k5PyfMXEAs/sjjtcqQaCWHZUzhTM=
      -----END CERTIFICATE-----
      """;

  private static final String HOSTILE_NAME = "Kitchen <script>alert(1)</script> \u202elamp\r\nX-Injected: yes";
  private static final long PAGE_SIZE = 20;

  /** Answers what is to be told of it. */
  private interface Step {
    String run() throws IOException;
  }

  /** A step went otherwise than it should. */
  private static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unexpected(String message) {
      super(message);
    }
  }

  private final ConnectifySDK sdk;
  private Device device;

  private Quickstart(ConnectifySDK sdk) {
    this.sdk = sdk;
  }

  /** The steps, in the order in which they build on each other. */
  private Map<String, Step> steps() {
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("status", this::status);
    steps.put("list", this::list);
    steps.put("refuse", this::refuse);
    steps.put("register", this::register);
    steps.put("update", this::update);
    steps.put("wrong_key", this::wrongKey);
    steps.put("untrusted", this::untrusted);
    return steps;
  }

  private String status() {
    Status status = sdk.status().get();
    return status.status() + " (" + status.environment() + " " + status.version() + ")";
  }

  private String list() {
    int count = 0;
    int pages = 0;
    for (DevicePage page : sdk.devices().list(new ListDevicesParams().limit(PAGE_SIZE)).pages()) {
      count += page.devices().size();
      pages++;
    }
    expect(count == 52 && pages == 3, count + " devices over " + pages + " pages; there are 52 over 3");
    return count + " devices over " + pages + " pages";
  }

  private String refuse() {
    try {
      sdk.devices().register(new DeviceRegistration(HOSTILE_NAME, "lamp"));
    } catch (ValidationException error) {
      expect(error.getField().orElse("").equals("name"), "refused, but not for its name: " + error.getMessage());
      return "refused by the rule " + error.getRule().orElseThrow();
    }
    throw new Unexpected("the hostile name was accepted");
  }

  private String register() {
    String name = Text.clean("device_name", HOSTILE_NAME).text();
    device = sdk.devices().register(new DeviceRegistration(name, "lamp").capabilities(List.of("light")));
    expect(device.name().equals(name), "the device has another name than was sent");
    return device.id() + " is '" + device.name() + "'";
  }

  /** Renames the device, and deletes it, so that the sandbox is as it was. */
  private String update() {
    if (device == null) {
      throw new Unexpected("there is no device to update");
    }
    Device renamed = sdk.devices().update(device.id(), new DeviceUpdate().name("Kitchen lamp"));
    expect(renamed.name().equals("Kitchen lamp"), "the device kept its name");
    sdk.devices().delete(renamed.id());
    return renamed.id() + " is '" + renamed.name() + "'; deleted again";
  }

  private String wrongKey() {
    ConnectifySDK.Builder settings = new ConnectifySDK.Builder().setEnvironment("sandbox").setApiKey(UNKNOWN_KEY);
    try (ConnectifySDK stranger = settings.build()) {
      stranger.status().get();
    } catch (AuthenticationException error) {
      return "refused with " + error.getHttpStatus() + " " + error.getApiCode().orElseThrow();
    }
    throw new Unexpected("a key that was never given out was accepted");
  }

  private String untrusted() throws IOException {
    Path caFile = Files.createTempFile("connectify-", ".pem");
    try {
      Files.writeString(caFile, STRANGER_CA);
      ConnectifySDK.Builder settings = new ConnectifySDK.Builder().setEnvironment("sandbox").setCaFile(caFile);
      try (ConnectifySDK distrustful = settings.build()) {
        distrustful.status().get();
      } catch (TlsException error) {
        expect(error.getMessage().contains("ca_file"), "refused, but without the cure: " + error.getMessage());
        return error.getMessage();
      }
    } finally {
      Files.delete(caFile);
    }
    throw new Unexpected("a server whose certificate authority is unknown was trusted");
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new Unexpected(otherwise);
    }
  }

  private static void reportWords(String step, boolean ok, double ms, String detail) {
    System.out.printf(Locale.ROOT, "%s  %-10s %8.2f ms  %s%n", ok ? "ok  " : "FAIL", step, ms, detail);
  }

  private static void reportJson(String step, boolean ok, double ms, String detail) {
    String quoted = detail.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    System.out.printf(
        Locale.ROOT, "{\"step\": \"%s\", \"ok\": %b, \"ms\": %.2f, \"detail\": \"%s\"}%n", step, ok, ms, quoted);
  }

  public static void main(String[] arguments) {
    boolean asJson = List.of(arguments).contains("--steps");
    boolean failed = false;
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().setEnvironment("sandbox").build()) {
      for (Map.Entry<String, Step> step : new Quickstart(sdk).steps().entrySet()) {
        long began = System.nanoTime();
        boolean ok = true;
        String detail;
        try {
          detail = step.getValue().run();
        } catch (ConnectifyException | Unexpected | IOException error) {
          ok = false;
          detail = error.getClass().getSimpleName() + ": " + error.getMessage();
        }
        double ms = (System.nanoTime() - began) / 1e6;
        if (asJson) {
          reportJson(step.getKey(), ok, ms, detail);
        } else {
          reportWords(step.getKey(), ok, ms, detail);
        }
        failed |= !ok;
      }
    } catch (ConnectifyException error) {
      System.err.println("quickstart: " + error.getMessage());
      failed = true;
    }
    System.exit(failed ? 1 : 0);
  }
}
