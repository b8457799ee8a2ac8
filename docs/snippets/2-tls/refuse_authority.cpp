#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  connectify::Config config;
  config.set("ca_file", "another-ca.pem");
  try {
    connectify::Client(config).call("status.ping");
  } catch (const connectify::TlsError& error) {
    std::cout << error.name() << ' ' << error.rule() << '\n';
  }
}
