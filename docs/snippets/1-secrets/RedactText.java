import com.connectify.sdk.Redactor;

public class RedactText {
  public static void main(String[] arguments) {
    System.out.println(Redactor.redact("Authorization: Bearer cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"));
  }
}
