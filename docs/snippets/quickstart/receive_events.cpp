#include <connectify/connectify.hpp>
#include <cstdlib>
#include <iostream>

int main() {
  connectify::Client client;
  connectify::EventStream stream(client, "events.stream", std::getenv("LAST_EVENT"));
  const auto event = stream.next();  // waits for it
  std::cout << event->string_at("/type") << '\n';
}
