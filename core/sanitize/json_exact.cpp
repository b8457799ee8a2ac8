#include "sanitize/json_exact.hpp"

#include <algorithm>
#include <vector>

#include <simdjson.h>
#include <nlohmann/json.hpp>

namespace cfy::sanitize {
namespace {

using nlohmann::json;

// Any decimal of so many digits survives a double and back.
constexpr std::size_t kDigitsOfDouble = 15;
// Of one number, so that arithmetic stays cheap.
constexpr std::size_t kMaxDigits = 4096;

constexpr bool is_part_of_number(char c) noexcept { return (c >= '0' && c <= '9') || c == '.'; }

class Builder final : public nlohmann::json_sax<json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return add(nullptr) != nullptr; }
  bool boolean(bool value) override { return add(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return add(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return add(value) != nullptr; }
  bool number_float(number_float_t value, const string_t& text) override {
    const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_part_of_number));
    if (digits > kMaxDigits) return refuse("number_out_of_range", "The JSON text has a number of too many digits.");
    if (digits <= kDigitsOfDouble) return add(value) != nullptr;
    return add(json::binary(std::vector<std::uint8_t>(text.begin(), text.end()))) != nullptr;
  }
  bool string(string_t& value) override { return add(std::move(value)) != nullptr; }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name)) {
      return refuse("duplicate_key", "An object in the JSON text has the same key twice; give each key once.");
    }
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t at, const std::string& /*token*/, const nlohmann::detail::exception& problem) override {
    if (dynamic_cast<const nlohmann::detail::out_of_range*>(&problem) != nullptr) {
      return refuse("number_out_of_range", "The JSON text has a number beyond what a double holds; make it smaller.");
    }
    return refuse("syntax", "The text is not JSON: it goes wrong at byte " + std::to_string(at) + ".");
  }

  json root;
  Error error;

 private:
  bool refuse(const char* rule, std::string message) {
    error = validation_error("json", rule, std::move(message));
    return false;
  }

  json* add(json value) {
    if (open_.empty()) return &(root = std::move(value));
    json& parent = *open_.back();
    if (parent.is_object()) return &(parent[key_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  bool open(json value) {
    if (open_.size() == limits_.depth) {
      return refuse("too_deep", "The JSON text nests deeper than " + std::to_string(limits_.depth) +
                                    " arrays and objects; flatten it.");
    }
    open_.push_back(add(std::move(value)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  std::vector<json*> open_;
  std::string key_;
};

}  // namespace

Result<json> read_exact_json(std::string_view text, const JsonLimits& limits) {
  // nlohmann's reader passes over a byte order mark, takes NUL for the end, and judges UTF-8 as syntax; the guard knows
  // better, and what it says of everything but numbers stands.
  JsonDocument guard;
  if (auto checked = guard.parse(text, limits); !checked && checked.error().rule != "number_out_of_range") {
    return std::move(checked).error();
  }
  if (text.find('\0') != std::string_view::npos) {
    return validation_error("json", "syntax", "The JSON text has a NUL in it; write it as \\u0000 inside a string.");
  }
  Builder builder(limits);
  if (!json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.error);
  return std::move(builder.root);
}

bool may_lose_digits(std::string_view text) noexcept {
  // A run of 16 covers two positions that are 8 apart.
  constexpr std::size_t kStride = 8;
  for (std::size_t at = kStride - 1; at + kStride < text.size(); at += kStride) {
    if (!is_part_of_number(text[at]) || !is_part_of_number(text[at + kStride])) continue;
    std::size_t begin = at;
    std::size_t end = at + 1;
    while (begin > 0 && is_part_of_number(text[begin - 1])) --begin;
    while (end < text.size() && is_part_of_number(text[end])) ++end;
    if (end - begin > kDigitsOfDouble) return true;
  }
  return false;
}

}  // namespace cfy::sanitize
