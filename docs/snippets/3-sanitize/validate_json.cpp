#include <connectify/connectify.hpp>
#include <iostream>

int main() {
  const connectify::Schema schema(R"({"type":"object","properties":{"temperature":{"type":"number","maximum":60}}})");
  try {
    schema.validate(R"({"temperature": 451})");
  } catch (const connectify::ValidationError& error) {
    std::cout << error.field() << ' ' << error.rule() << '\n';
  }
}
