// Lists your devices, all pages of them, one line each.
//
//   CONNECTIFY_ENV=sandbox ./devices_cpp      (with `connectify sandbox` running elsewhere)
//
// Nothing is set here: the client finds its settings in the environment, a .env or a JSON file. `connectify doctor`
// shows which of them it would take.
#include <connectify/connectify.hpp>
#include <iostream>
#include <string>

// What comes from a server is not printed as it is: it could move the cursor, or read backwards.
static std::string clean(std::string_view text) {
  try {
    return connectify::clean_text("free_text", text).text.value_or(std::string(text));
  } catch (const connectify::ValidationError&) {
    return "(nothing to show)";
  }
}

int main() try {
  connectify::Client client;
  connectify::Pages pages(client, "devices.list");
  while (const auto page = pages.next()) {
    for (std::size_t i = 0; i < page->count("/devices"); ++i) {
      const std::string device = "/devices/" + std::to_string(i);
      std::cout << clean(page->string_at(device + "/id")) << '\t' << clean(page->string_at(device + "/status")) << '\t'
                << clean(page->string_at(device + "/name")) << '\n';
    }
  }
  return 0;
} catch (const connectify::Error& error) {
  std::cerr << "devices: " << error.what() << '\n';
  return 1;
}
