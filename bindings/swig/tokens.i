// <connectify/jwt.hpp>: JSON Web Tokens.

namespace connectify {

class Jwks {
 public:
  explicit Jwks(std::string_view json);
};

class JwtRules {
 public:
  JwtRules();
  %extend {
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
  }
};

// The payload.
Bytes verify_jwt(std::string_view token, const Jwks& jwks, const JwtRules& rules);
// JSON.
std::string inspect_jwt(std::string_view token);

}  // namespace connectify
