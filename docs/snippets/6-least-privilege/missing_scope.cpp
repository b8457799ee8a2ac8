#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  connectify::Config config;
  config.set("scope", "devices:read");
  connectify::Client client(config);
  try {
    client.call("devices.delete", connectify::Params().set("id", "dev_0001"));
  } catch (const connectify::PermissionDeniedError& error) {
    std::cout << error.name() << ' ' << error.rule() << '\n';  // nothing was sent
  }
}
