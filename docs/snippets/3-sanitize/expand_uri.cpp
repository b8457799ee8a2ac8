#include <connectify/connectify.hpp>
#include <iostream>

int main() { std::cout << connectify::expand_uri("/devices/{id}{?limit}", R"({"id": "a/b", "limit": 5})") << '\n'; }
