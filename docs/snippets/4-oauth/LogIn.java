import com.connectify.sdk.ConnectifyOAuth;
import com.connectify.sdk.Token;

public class LogIn {
  public static void main(String[] arguments) {
    ConnectifyOAuth oauth = new ConnectifyOAuth.Builder().build(); // client_id and scope: from the settings
    Token token = oauth.login(); // opens the browser, and waits for it on this machine
    System.out.println(token.type() + " " + String.join(" ", token.scopes()));
    oauth.revoke(); // logs out
  }
}
