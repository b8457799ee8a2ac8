#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  std::cout << connectify::redact("Authorization: Bearer cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3") << '\n';
}
