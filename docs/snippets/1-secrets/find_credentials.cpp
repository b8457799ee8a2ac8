#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  connectify::Scan scan;
  scan.set("test_credentials", "true");  // those of a sandbox, too
  // JSON; no part of a value is in it
  std::cout << scan.text("settings.py", "api_secret = \"cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3\"\n")
            << '\n';
}
