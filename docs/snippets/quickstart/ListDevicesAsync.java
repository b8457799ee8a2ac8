import com.connectify.sdk.ConnectifySDK;

public class ListDevicesAsync {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      sdk.devices().listAsync().forEach(device -> System.out.println(device.id())).join();
    }
  }
}
