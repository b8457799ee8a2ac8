#include <connectify/connectify.hpp>
#include <cstdlib>
#include <iostream>

int main() try {
  const connectify::Jwks keys(std::getenv("JWKS"));  // keep it: the keys are parsed once
  connectify::JwtRules rules;
  rules.set("issuer", "https://issuer.example").set("audience", "app_test_1");
  rules.set("at", "1700000000");  // left out: now
  std::cout << connectify::verify_jwt(std::getenv("TOKEN"), keys, rules) << '\n';
} catch (const connectify::OAuthError& error) {
  std::cerr << error.rule() << '\n';
  return 1;
}
