#include <connectify/connectify.hpp>
#include <cstdlib>
#include <iostream>

int main() {
  connectify::Config config;
  config.set("tls_min_version", "1.3");
  config.set("tls_pins", std::getenv("PINS"));  // sha256//…,sha256//…
  connectify::Client client(config);
  std::cout << client.call("status.get").string_at("/status") << '\n';
}
