import com.connectify.sdk.ConnectifySDK;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Java: the twin of caller.c. */
public final class Caller {
  private Caller() {}

  public static void main(String[] arguments) throws IOException {
    try (ConnectifySDK sdk = new ConnectifySDK.Builder().build()) {
      if (arguments.length == 1 && arguments[0].equals("ping")) {
        sdk.status().ping();
        return;
      }
      answer(sdk);
    }
  }

  private static void answer(ConnectifySDK sdk) throws IOException {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int calls = Integer.parseInt(line);
      long began = System.nanoTime();
      long beganOnProcessor = thread.getCurrentThreadCpuTime();
      for (int i = 0; i < calls; i++) {
        sdk.devices().get("dev_0001");
      }
      long processor = thread.getCurrentThreadCpuTime() - beganOnProcessor;
      long elapsed = System.nanoTime() - began;
      System.out.println("{\"ns\": " + elapsed / calls + ", \"cpu_ns\": " + processor / calls + "}");
    }
  }
}
