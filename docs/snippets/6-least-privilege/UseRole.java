import com.connectify.sdk.ConnectifySDK;

public class UseRole {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build();
        ConnectifySDK viewer = sdk.asRole("viewer")) { // shares connections and credential
      System.out.println(viewer.explain("devices.delete", "dev_0001").reason());
    }
  }
}
