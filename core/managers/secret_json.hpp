#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "base/result.hpp"
#include "sanitize/json_guard.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

using JsonPath = std::initializer_list<std::string_view>;
using Json = simdjson::dom::element;

// Of a value that is an array, or an object.
inline simdjson::dom::array items_of(Json array) { return array.get_array().value_unsafe(); }
inline simdjson::dom::object members_of(Json object) { return object.get_object().value_unsafe(); }

// JSON that may hold secrets, read through the JSON guard; its text and all strings in it are wiped when it goes.
class SecretJson {
 public:
  // An empty object.
  SecretJson() = default;
  // Errors (response) have the guard's rules, and json_object for what is none.
  static Result<SecretJson> parse(std::string text);

  SecretJson(SecretJson&& other) noexcept;
  SecretJson& operator=(SecretJson&& other) noexcept;
  ~SecretJson();

  // What stands at a path of members; nothing if it is not there, or of another type.
  [[nodiscard]] std::optional<Json> at(JsonPath path) const;
  [[nodiscard]] std::string_view text(JsonPath path) const;  // empty if there is none
  [[nodiscard]] std::optional<std::int64_t> number(JsonPath path) const;
  [[nodiscard]] bool flag(JsonPath path) const;  // false if there is none

  // The same, seen from a part of the document.
  static std::optional<Json> at(Json from, JsonPath path);
  static std::string_view text(Json from, JsonPath path);
  static std::optional<std::int64_t> number(Json from, JsonPath path);

 private:
  void wipe() noexcept;

  std::string text_;
  sanitize::JsonDocument document_;
  std::optional<Json> root_;
};

// A text that is a whole number from 0 on, and nothing else.
std::optional<std::int64_t> count_of(std::string_view text);

}  // namespace cfy::managers
