#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  // On guarded pages, wiped at the end.
  const connectify::Secret secret("cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3");
  std::cout << secret.describe() << '\n';  // its size and the beginning of its hash
}
