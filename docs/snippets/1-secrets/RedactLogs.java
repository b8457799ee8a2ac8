import com.connectify.sdk.RedactingHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

public class RedactLogs {
  public static void main(String[] arguments) {
    Logger logger = Logger.getLogger("app");
    StreamHandler shown = new StreamHandler(System.out, new SimpleFormatter());
    RedactingHandler handler = new RedactingHandler(shown);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    logger.warning("the answer was cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3");
    handler.close();
  }
}
