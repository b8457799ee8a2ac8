import com.connectify.sdk.UriTemplate;
import java.util.Map;

public class ExpandUri {
  public static void main(String[] arguments) {
    System.out.println(UriTemplate.expand("/devices/{id}{?limit}", Map.of("id", "a/b", "limit", 5)));
  }
}
