import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.Rotation;
import java.time.Duration;

public class RotateKey {
  public static void main(String[] arguments) {
    // The key that the settings lead to, in the file that it comes from; the old one is revoked at once.
    Rotation rotation = new Rotation(new ConnectifySDK.Builder()).setOverlap(Duration.ZERO);
    System.out.println(rotation.run(Rotation.Order.NOW).outcome()); // IF_DUE in a timer
  }
}
