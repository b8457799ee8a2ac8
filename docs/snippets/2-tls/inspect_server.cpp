#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  connectify::Client client;
  // JSON: version, chain, pins, and each rule with its verdict
  std::cout << connectify::tls::report(client.get()) << '\n';
}
