#include <connectify/connectify.hpp>
#include <iostream>
#include <string>

int main() try {
  connectify::Client client;
  connectify::Pages pages(client, "devices.list");
  while (const auto page = pages.next()) {
    for (std::size_t i = 0; i < page->count("/devices"); ++i) {
      std::cout << page->string_at("/devices/" + std::to_string(i) + "/id") << '\n';
    }
  }
} catch (const connectify::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
