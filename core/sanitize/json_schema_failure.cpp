#include "sanitize/json_schema_failure.hpp"

#include <algorithm>
#include <utility>

#include "base/closest.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::sanitize {
namespace {

// A name that the value brought, safe to show.
std::string shown(std::string_view name) {
  auto cleaned = clean_text(*find_profile("device_name"), name, "");
  if (!cleaned) return "?";
  return std::move(cleaned->text).value_or(std::string(name));
}

std::string pointer_step(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

bool SchemaFailure::fail(NodeIndex node, const char* rule, const char* message) {
  if (quiet_ > 0 || final_) return false;
  path_.clear();
  std::string text = message;
  if (!program_.dotted) text.append(" Schema: ").append(program_.locations[node]).append("/").append(rule);
  error_ = validation_error("", rule, std::move(text));
  return false;
}

bool SchemaFailure::count(NodeIndex node, const char* rule, std::string message, std::size_t count, const char* unit,
                          const char* bound) {
  if (quiet_ > 0) return false;
  message.append(std::to_string(count)).append(unit).append(count == 1 ? "" : "s").append(bound);
  return fail(node, rule, message.c_str());
}

bool SchemaFailure::type(NodeIndex node) {
  if (program_.nodes[node].types == 0) return fail(node, "false", "Nothing is allowed there; leave it out.");
  return fail(node, "type", "The value has another type than its schema asks for.");
}

bool SchemaFailure::format(NodeIndex index, const SchemaNode& node) {
  if (node.format == find_format("date-time")) {
    return fail(index, "format", "The text is not a date and time of RFC 3339, such as 2025-06-01T12:00:00Z.");
  }
  return fail(index, "format", "The text is not in the format that is asked for.");
}

bool SchemaFailure::unknown_field(NodeIndex node, std::string_view name) {
  if (quiet_ > 0) return false;
  const SchemaNode& schema = program_.nodes[node];
  std::vector<std::string_view> known;
  known.reserve(schema.properties.size());
  for (const SchemaProperty& property : schema.properties) known.emplace_back(property.name);
  const std::string message = "There is no such field." + did_you_mean(name, known);
  fail(node, program_.dotted ? "unknown_field" : "additionalProperties", message.c_str());
  return in_field(name);
}

bool SchemaFailure::refused(Error error) {
  if (quiet_ > 0 || final_) return false;
  path_.clear();
  error_ = std::move(error);
  return false;
}

bool SchemaFailure::too_complex(NodeIndex node) {
  if (final_) return false;
  quiet_ = 0;
  fail(node, "too_complex", "The schema takes too long for this value; make its references and alternatives simpler.");
  final_ = true;
  return false;
}

bool SchemaFailure::in_field(std::string_view name) {
  if (quiet_ <= 0) path_.push_back(program_.dotted ? shown(name) : pointer_step(shown(name)));
  return false;
}

bool SchemaFailure::in_item(std::size_t position) {
  if (quiet_ <= 0) path_.push_back(std::to_string(position));
  return false;
}

bool SchemaFailure::take(SchemaFailure&& inner) {
  if (quiet_ > 0 && !inner.final_) return false;
  error_ = std::move(inner.error_);
  path_ = std::move(inner.path_);
  final_ = inner.final_;
  return false;
}

Error SchemaFailure::error() && {
  std::reverse(path_.begin(), path_.end());
  for (const std::string& step : path_) {
    if (!program_.dotted) {
      error_.field += '/';
    } else if (!error_.field.empty()) {
      error_.field += '.';
    }
    error_.field += step;
  }
  return std::move(error_);
}

}  // namespace cfy::sanitize
