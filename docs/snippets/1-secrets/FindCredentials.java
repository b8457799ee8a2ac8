import com.connectify.sdk.CredentialScanner;
import com.connectify.sdk.ScanReport;

public class FindCredentials {
  public static void main(String[] arguments) {
    CredentialScanner scanner = new CredentialScanner().setTestCredentials(true); // those of a sandbox, too
    ScanReport report = scanner.text("settings.py", "api_secret = \"cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3\"");
    for (ScanReport.Finding finding : report.findings()) {
      System.out.println(finding.file() + ":" + finding.line() + ": " + finding.rule() + ": " + finding.description());
    }
  }
}
