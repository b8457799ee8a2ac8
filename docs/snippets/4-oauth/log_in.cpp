#include <connectify/oauth.hpp>
#include <iostream>

int main() try {
  const connectify::Config config;  // client_id and scope: from the environment and files
  const connectify::OAuth oauth(config);
  const connectify::Token token = oauth.login();  // opens the browser, and waits for it on this machine
  std::cout << token.type() << ' ' << token.scope() << '\n';
  oauth.revoke();  // logs out
} catch (const connectify::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
