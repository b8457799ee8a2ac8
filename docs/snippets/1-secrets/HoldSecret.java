import com.connectify.sdk.Secret;

public class HoldSecret {
  public static void main(String[] arguments) {
    // On guarded pages, wiped at the end.
    try (Secret secret = new Secret("cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3")) {
      System.out.println(secret); // its size and the beginning of its hash
    }
  }
}
