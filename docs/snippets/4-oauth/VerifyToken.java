import com.connectify.sdk.Jwks;
import com.connectify.sdk.JwtRules;
import java.time.Instant;

public class VerifyToken {
  public static void main(String[] arguments) {
    Jwks keys = new Jwks(System.getenv("JWKS")); // keep it: the keys are parsed once
    JwtRules rules =
        new JwtRules()
            .setIssuer("https://issuer.example")
            .setAudience("app_test_1")
            .setAt(Instant.ofEpochSecond(1700000000)); // left out: now
    System.out.println(keys.verify(System.getenv("TOKEN"), rules).get("sub"));
  }
}
