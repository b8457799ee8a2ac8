#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  // Keep it: it remembers which events it let through.
  connectify::WebhookVerifier verifier("cfy_whsec_test_EXAMPLEexampleEXAMPLEexample01231PvKzG");
  // A recorded delivery, as of its time. In a server leave out the last argument.
  std::cout << verifier.verify("t=1748779200,v1=a739dcaca64f525ac120ff98c61049027c70eb63765ace798bdb67f640f3b6db",
                               "1748779200", R"({"id":"evt_0001","type":"device.connected"})", 1748779200)
            << '\n';
}
