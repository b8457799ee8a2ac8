#include <connectify/oauth.hpp>
#include <iostream>

int main() try {
  const connectify::Config config;  // client_id, client_secret, scope: from the environment and files
  const connectify::OAuth oauth(config);
  const connectify::Token token = oauth.token();  // the one that is kept, or a new one
  std::cout << token.type() << ' ' << token.scope() << '\n';
} catch (const connectify::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
