#include <connectify/connectify.hpp>
#include <iostream>
#include <string>

int main() {
  const std::string name = "Kitchen\u202enehctiK";  // U+202E turns round what follows
  try {
    connectify::check_text("device_name", name);
  } catch (const connectify::ValidationError& error) {
    std::cout << error.rule() << '\n';
  }
  std::cout << connectify::clean_text("device_name", name).text.value_or(name) << '\n';
}
