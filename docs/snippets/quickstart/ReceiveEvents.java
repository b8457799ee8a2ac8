import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.EventStream;
import com.connectify.sdk.PlatformEvent;

public class ReceiveEvents {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build();
        EventStream<PlatformEvent> events = sdk.events().stream(System.getenv("LAST_EVENT"))) {
      for (PlatformEvent event : events) { // waits for each, without end
        System.out.println(event.type());
        break;
      }
    }
  }
}
