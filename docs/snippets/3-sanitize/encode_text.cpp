#include <connectify/connectify.hpp>
#include <iostream>
#include <string>

int main() {
  const std::string name = "<b>Kitchen</b>";
  std::cout << connectify::encode_text("html_text", name).value_or(name) << '\n';
}
