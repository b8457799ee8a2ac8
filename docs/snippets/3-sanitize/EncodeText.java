import com.connectify.sdk.Encode;

public class EncodeText {
  public static void main(String[] arguments) {
    System.out.println(Encode.htmlText("<b>Kitchen</b>"));
    System.out.println(Encode.logLine("one line\nor two"));
    System.out.println(Encode.shellArgument("it's"));
  }
}
