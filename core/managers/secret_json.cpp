#include "managers/secret_json.hpp"

#include <charconv>
#include <utility>

#include <simdjson.h>

namespace cfy::managers {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostBytes = 4U << 20U;

void wipe_strings(Json value) noexcept {
  if (value.is_string()) {
    const std::string_view text = value.get_string().value_unsafe();
    secrets::wipe(const_cast<char*>(text.data()), text.size());
  } else if (value.is_array()) {
    for (const Json item : items_of(value)) wipe_strings(item);
  } else if (value.is_object()) {
    for (const auto field : members_of(value)) wipe_strings(field.value);
  }
}

}  // namespace

Result<SecretJson> SecretJson::parse(std::string text) {
  SecretJson json;
  json.text_ = std::move(text);
  Result<Json> root = json.document_.parse_in_place(json.text_, {.depth = 32, .bytes = kMostBytes});
  if (!root || !root->is_object()) {
    Error error = root ? make_error(ErrorCode::response, "") : std::move(root).error();
    error.code = ErrorCode::response;
    error.field.clear();
    error.message = "The secret manager's answer is not the JSON object that it has to be.";
    if (error.rule.empty()) error.rule = "json_object";
    if (root) wipe_strings(*root);
    return error;
  }
  json.root_ = *root;
  return json;
}

SecretJson::SecretJson(SecretJson&& other) noexcept
    : text_(std::move(other.text_)),
      document_(std::move(other.document_)),
      root_(std::exchange(other.root_, std::nullopt)) {
  secrets::wipe(other.text_);
}

SecretJson& SecretJson::operator=(SecretJson&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = std::move(other.text_);
  document_ = std::move(other.document_);
  root_ = std::exchange(other.root_, std::nullopt);
  secrets::wipe(other.text_);
  return *this;
}

SecretJson::~SecretJson() { wipe(); }

void SecretJson::wipe() noexcept {
  if (root_) wipe_strings(*root_);
  root_ = std::nullopt;
  secrets::wipe(text_);
}

std::optional<Json> SecretJson::at(Json from, JsonPath path) {
  for (const std::string_view name : path) {
    if (!from.is_object() || members_of(from).at_key(name).get(from) != simdjson::SUCCESS) {
      return std::nullopt;
    }
  }
  return from;
}

std::string_view SecretJson::text(Json from, JsonPath path) {
  const std::optional<Json> value = at(from, path);
  return value && value->is_string() ? value->get_string().value_unsafe() : std::string_view();
}

std::optional<std::int64_t> SecretJson::number(Json from, JsonPath path) {
  constexpr double kLargest = 1e15;
  const std::optional<Json> value = at(from, path);
  if (!value || !value->is_number()) return std::nullopt;
  const double number = value->get_double().value();
  // Times come with a fraction here and there.
  if (!(number >= -kLargest && number <= kLargest)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<Json> SecretJson::at(JsonPath path) const { return root_ ? at(*root_, path) : std::nullopt; }
std::string_view SecretJson::text(JsonPath path) const { return root_ ? text(*root_, path) : std::string_view(); }
std::optional<std::int64_t> SecretJson::number(JsonPath path) const {
  return root_ ? number(*root_, path) : std::nullopt;
}

bool SecretJson::flag(JsonPath path) const {
  const std::optional<Json> value = at(path);
  return value && value->is_bool() && value->get_bool().value_unsafe();
}

std::optional<std::int64_t> count_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace cfy::managers
