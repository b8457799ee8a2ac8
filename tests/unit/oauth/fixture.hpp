#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "oauth/jwk.hpp"
#include "oauth/jwk_set.hpp"
#include "oauth/signer.hpp"
#include "secrets/secret.hpp"

namespace cfy::test {

using Json = nlohmann::ordered_json;

// tests/vectors/jwt.json.
inline const Json& jwt_vectors() {
  static const Json file = [] {
    std::ifstream stream(std::string(CONNECTIFY_SOURCE_DIR) + "/tests/vectors/jwt.json");
    return Json::parse(stream);
  }();
  return file;
}

inline secrets::Secret secret(std::string_view text) { return secrets::Secret::copy_of(text).value(); }

inline oauth::Signer signer(const std::string& key_name) {
  return oauth::Signer::from_jwk(secret(jwt_vectors().at("private_keys").at(key_name).dump())).value();
}

// "ok", or the rule of the error.
template <class T>
std::string outcome(const Result<T>& result) {
  return result ? "ok" : result.error().rule;
}

// Stands until it is set.
struct StillClock final : Clock {
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override {
    return std::chrono::steady_clock::time_point(std::chrono::hours(1) + seconds);
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000) + seconds);
  }
  std::chrono::seconds seconds{0};
};

}  // namespace cfy::test
