import com.connectify.sdk.ConnectifySDK;

public class FirstCall {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      System.out.println(sdk.status().get().status());
    }
  }
}
