import com.connectify.sdk.Text;
import com.connectify.sdk.ValidationException;

public class CheckName {
  public static void main(String[] arguments) {
    String name = "Kitchen\u202enehctiK"; // U+202E turns round what follows
    try {
      Text.check("device_name", name);
    } catch (ValidationException error) {
      System.out.println(error.getRule().orElse(""));
    }
    System.out.println(Text.clean("device_name", name).text());
  }
}
