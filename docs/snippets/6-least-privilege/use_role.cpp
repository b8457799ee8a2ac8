#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  connectify::Client client;
  const connectify::Client viewer = client.as_role("viewer");  // shares connections and credential
  std::cout << viewer.explain("devices.delete", "dev_0001") << '\n';
}
