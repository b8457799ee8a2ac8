import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.TlsException;
import java.nio.file.Path;

public class RefuseAuthority {
  public static void main(String[] arguments) {
    Path authority = Path.of("another-ca.pem");
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().setCaFile(authority).build()) {
      sdk.status().ping();
    } catch (TlsException error) {
      System.out.println(error.getCode() + " " + error.getRule().orElse(""));
    }
  }
}
