#include <connectify/connectify.hpp>
#include <iostream>

int main() try {
  connectify::Client client;
  std::cout << client.call("status.get").string_at("/status") << '\n';
} catch (const connectify::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
