import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.Device;

public class ListDevices {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      for (Device device : sdk.devices().list()) { // all pages, each fetched when it is reached
        System.out.println(device.id());
      }
    }
  }
}
