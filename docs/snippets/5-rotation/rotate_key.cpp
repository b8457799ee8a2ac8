#include <connectify/connectify.hpp>
#include <iostream>

int main() try {
  connectify::Rotation rotation;             // the key that the settings lead to, in the file that it comes from
  rotation.set("overlap", "0");              // revoke the old one at once
  std::cout << rotation.run("now") << '\n';  // "if_due", the default, in a timer
} catch (const connectify::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
