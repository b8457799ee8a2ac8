import com.connectify.sdk.ConnectifyOAuth;
import com.connectify.sdk.Token;

public class ServiceToken {
  public static void main(String[] arguments) {
    ConnectifyOAuth oauth = new ConnectifyOAuth.Builder().build(); // client_id, client_secret, scope: from the settings
    Token token = oauth.token(); // the one that is kept, or a new one
    System.out.println(token.type() + " " + String.join(" ", token.scopes()));
  }
}
