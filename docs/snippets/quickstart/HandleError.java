import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.NotFoundException;

public class HandleError {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      sdk.devices().get("dev_9999");
    } catch (NotFoundException error) {
      System.out.println(error.getCode() + " " + error.getHttpStatus());
      System.out.println(error.getMessage()); // says what is wrong and the cure
    }
  }
}
