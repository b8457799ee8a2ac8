#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "sanitize/json_number.hpp"
#include "sanitize/json_schema_program.hpp"

// One face for both kinds of parsed JSON that a schema is held against: simdjson's, and what read_exact_json() gives.
namespace cfy::sanitize::view {

using Fast = simdjson::dom::element;

struct Exact {
  const nlohmann::json* json;
};

inline std::uint8_t type_of(Fast value) {
  using Type = simdjson::dom::element_type;
  switch (value.type()) {
    case Type::NULL_VALUE: return kNull;
    case Type::BOOL: return kBoolean;
    case Type::OBJECT: return kObject;
    case Type::ARRAY: return kArray;
    case Type::STRING: return kString;
    case Type::DOUBLE: return is_integer(double(value)) ? kInteger : kFraction;
    default: return kInteger;
  }
}

inline std::uint8_t type_of(Exact value) {
  using Type = nlohmann::json::value_t;
  switch (value.json->type()) {
    case Type::null: return kNull;
    case Type::boolean: return kBoolean;
    case Type::object: return kObject;
    case Type::array: return kArray;
    case Type::string: return kString;
    case Type::number_integer:
    case Type::number_unsigned: return kInteger;
    default: return is_integer(number_of(*value.json)) ? kInteger : kFraction;
  }
}

inline std::string_view text_of(Fast value) { return value.get_string().value_unsafe(); }
inline std::string_view text_of(Exact value) { return value.json->get_ref<const std::string&>(); }

inline JsonNumber number_of(Fast value) { return sanitize::number_of(value); }
inline JsonNumber number_of(Exact value) { return sanitize::number_of(*value.json); }

inline bool equal(const nlohmann::json& a, Fast b) { return sanitize::equal(a, b); }
inline bool equal(const nlohmann::json& a, Exact b) { return sanitize::equal(a, *b.json); }

inline std::string canonical(Fast value) { return sanitize::canonical(value); }
inline std::string canonical(Exact value) { return sanitize::canonical(*value.json); }

// simdjson counts members no further.
constexpr std::size_t kCountedAtMost = 0xFFFFFF;

template <class Container>
std::size_t counted(const Container& container) {
  const std::size_t size = container.size();
  if (size < kCountedAtMost) return size;
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& member : container) ++count;
  return count;
}

// Of an object or an array.
inline std::size_t size_of(Fast value) {
  return value.is_object() ? counted(value.get_object().value_unsafe()) : counted(value.get_array().value_unsafe());
}
inline std::size_t size_of(Exact value) { return value.json->size(); }

// Calls `visit(name, value)` for each field until one answers false; says whether none did.
template <class Visit>
bool all_fields(Fast value, Visit visit) {
  const simdjson::dom::object object = value.get_object().value_unsafe();
  for (auto field = object.begin(); field != object.end(); ++field) {
    if (!visit(field.key(), field.value())) return false;
  }
  return true;
}
template <class Visit>
bool all_fields(Exact value, Visit visit) {
  for (auto field = value.json->begin(); field != value.json->end(); ++field) {
    if (!visit(std::string_view(field.key()), Exact{&*field})) return false;
  }
  return true;
}

template <class Visit>
bool all_items(Fast value, Visit visit) {
  const simdjson::dom::array array = value.get_array().value_unsafe();
  for (const Fast item : array) {
    if (!visit(item)) return false;
  }
  return true;
}
template <class Visit>
bool all_items(Exact value, Visit visit) {
  for (const nlohmann::json& item : *value.json) {
    if (!visit(Exact{&item})) return false;
  }
  return true;
}

inline bool has_field(Fast value, std::string_view name) {
  return value.get_object().value_unsafe().at_key(name).error() == simdjson::SUCCESS;
}
inline bool has_field(Exact value, std::string_view name) { return value.json->contains(name); }

}  // namespace cfy::sanitize::view
