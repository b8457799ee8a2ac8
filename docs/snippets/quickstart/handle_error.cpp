#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  connectify::Client client;
  try {
    client.call("devices.get", connectify::Params().set("id", "dev_9999"));
  } catch (const connectify::NotFoundError& error) {
    std::cout << error.name() << ' ' << error.http_status() << '\n';
    std::cout << error.what() << '\n';  // says what is wrong and the cure
  }
}
