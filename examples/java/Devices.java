import com.connectify.sdk.ConnectifyException;
import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.Device;
import com.connectify.sdk.Text;
import com.connectify.sdk.ValidationException;

/**
 * Lists your devices, all pages of them, one line each.
 *
 * <pre>CONNECTIFY_ENV=sandbox java -cp connectify-sdk.jar Devices.java</pre>
 *
 * <p>(with {@code connectify sandbox} running elsewhere). Nothing is set here: the client finds its settings in the
 * environment, a .env or a JSON file. {@code connectify doctor} shows which of them it would take.
 */
public final class Devices {
  private Devices() {}

  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      for (Device device : sdk.devices().list()) {
        System.out.println(clean(device.id()) + "\t" + clean(device.status()) + "\t" + clean(device.name()));
      }
    } catch (ConnectifyException error) {
      System.err.println("devices: " + error.getMessage());
      System.exit(1);
    }
  }

  /** What comes from a server is not printed as it is: it could move the cursor, or read backwards. */
  private static String clean(String text) {
    try {
      return Text.clean("free_text", text).text();
    } catch (ValidationException nothing) {
      return "(nothing to show)";
    }
  }
}
