import com.connectify.sdk.JsonSchema;
import com.connectify.sdk.ValidationException;

public class ValidateJson {
  public static void main(String[] arguments) {
    JsonSchema schema = new JsonSchema("""
        {"type": "object", "properties": {"temperature": {"type": "number", "maximum": 60}}}""");
    try {
      schema.validate("{\"temperature\": 451}");
    } catch (ValidationException error) {
      System.out.println(error.getField().orElse("") + " " + error.getRule().orElse(""));
    }
  }
}
