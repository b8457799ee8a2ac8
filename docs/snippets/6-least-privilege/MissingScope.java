import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.PermissionDeniedException;

public class MissingScope {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().setScope("devices:read").build()) {
      sdk.devices().delete("dev_0001");
    } catch (PermissionDeniedException error) {
      System.out.println(error.getCode() + " " + error.getRule().orElse("")); // nothing was sent
    }
  }
}
