import com.connectify.sdk.ConnectifySDK;
import com.connectify.sdk.TlsReport;

public class InspectServer {
  public static void main(String[] arguments) {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      TlsReport report = sdk.tlsReport();
      System.out.println(report.version() + " " + report.daysLeft() + " " + report.passed());
      for (TlsReport.Rule rule : report.rules()) {
        System.out.println(rule.rule() + " " + (rule.passed() ? "kept" : rule.message()));
      }
    }
  }
}
