#include "sandbox/operation.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <simdjson.h>

#include "base/closest.hpp"
#include "sandbox/envelope.hpp"
#include "sandbox/text.hpp"
#include "sanitize/json_guard.hpp"

namespace cfy::sandbox {
namespace {

Reply validation_failed(const Error& error, std::string_view field) {
  return failure(422, "VALIDATION_FAILED", error.message, std::string(field) + ": " + error.rule);
}

Reply invalid_parameter(std::string_view name, std::string_view rule, std::string message) {
  return validation_failed(validation_error(std::string(name), std::string(rule), std::move(message)), name);
}

using Arguments = std::multimap<std::string, std::string, std::less<>>;

std::optional<Arguments> parse_query(std::string_view target) {
  Arguments arguments;
  const std::size_t begin = target.find('?');
  if (begin == std::string_view::npos) return arguments;
  for (const std::string_view part : split(target.substr(begin + 1), '&')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals));
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    arguments.emplace(std::move(*name), std::move(*value));
  }
  return arguments;
}

// The text of an integer as JSON would write it; anything else stays a string, for the schema to refuse.
nlohmann::json typed_value(const Parameter& parameter, const std::string& text) {
  if (!parameter.integer) return text;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  return number;
}

std::optional<Reply> read_parameter(const Parameter& parameter, const std::vector<std::string>& texts, Call& call) {
  if (texts.size() > 1)
    return invalid_parameter(parameter.name, "repeated", parameter.name + " is given more than once.");
  if (texts.empty()) {
    if (parameter.required) return invalid_parameter(parameter.name, "required", parameter.name + " is missing.");
    if (!parameter.default_value.is_null()) call.arguments[parameter.name] = parameter.default_value;
    return std::nullopt;
  }
  nlohmann::json value = typed_value(parameter, texts.front());
  sanitize::JsonDocument document;
  // Bytes that are not UTF-8 become replacement characters, which no profile of a parameter accepts.
  const auto parsed = document.parse(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  if (!parsed) return validation_failed(parsed.error(), parameter.name);
  if (const auto valid = parameter.schema.validate(*parsed); !valid)
    return validation_failed(valid.error(), parameter.name);
  call.arguments[parameter.name] = std::move(value);
  return std::nullopt;
}

std::optional<Reply> refuse_unknown(const Operation& operation, const Arguments& query) {
  std::vector<std::string_view> known;
  for (const Parameter& parameter : operation.parameters) {
    if (parameter.place == Parameter::Place::query) known.emplace_back(parameter.name);
  }
  for (const auto& [name, value] : query) {
    if (std::ranges::find(known, name) != known.end()) continue;
    return invalid_parameter(name, "unknown_parameter",
                             "There is no parameter of this name here." + did_you_mean(name, known));
  }
  return std::nullopt;
}

std::vector<std::string> values_of(const Operation& operation, const Parameter& parameter,
                                   const std::vector<std::string_view>& segments, const Arguments& query,
                                   const Request& request) {
  std::vector<std::string> values;
  const auto collect = [&](const auto& map) {
    const auto [begin, end] = map.equal_range(parameter.name);
    for (auto each = begin; each != end; ++each) values.push_back(each->second);
  };
  switch (parameter.place) {
    case Parameter::Place::query: collect(query); break;
    case Parameter::Place::header: collect(request.headers); break;
    case Parameter::Place::path:
      const auto found = std::ranges::find(operation.segments, "{" + parameter.name + "}");
      const auto index = static_cast<std::size_t>(found - operation.segments.begin());
      // The router has decoded it once to choose the operation, so that it can be decoded.
      values.push_back(percent_decode(segments[index]).value_or(std::string()));
      break;
  }
  return values;
}

bool is_json(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find_first_of("; "));
  constexpr FieldNameLess less;  // media types ignore case as field names do, RFC 9110 section 8.3.1
  constexpr std::string_view kJson = "application/json";
  return !less(type, kJson) && !less(kJson, type);
}

std::optional<Reply> read_body(const sanitize::JsonSchema& schema, Call& call) {
  if (!is_json(call.request.header("Content-Type"))) return failure(415);
  sanitize::JsonDocument document;
  const auto parsed = document.parse(call.request.body);
  if (!parsed) {
    return failure(400, "INVALID_JSON", "The body is not JSON: " + parsed.error().message, parsed.error().rule);
  }
  if (const auto valid = schema.validate(*parsed); !valid) return validation_failed(valid.error(), valid.error().field);
  call.body = nlohmann::json::parse(call.request.body);
  return std::nullopt;
}

}  // namespace

std::optional<Reply> read_arguments(const Operation& operation, const std::vector<std::string_view>& segments,
                                    Call& call) {
  const auto query = parse_query(call.request.target);
  if (!query) return failure(400, "BAD_REQUEST", "The query holds a % that two hex digits do not follow.");
  if (auto refusal = refuse_unknown(operation, *query)) return refusal;
  for (const Parameter& parameter : operation.parameters) {
    const auto values = values_of(operation, parameter, segments, *query, call.request);
    if (auto refusal = read_parameter(parameter, values, call)) return refusal;
  }
  return operation.body ? read_body(*operation.body, call) : std::nullopt;
}

Result<void> check_answer(const Operation& operation, const Reply& reply) {
  auto schema = operation.answers.find(std::to_string(reply.status));
  if (schema == operation.answers.end() && reply.status >= 400) schema = operation.answers.find("default");
  if (schema == operation.answers.end()) {
    return make_error(ErrorCode::internal,
                      "The document has no answer of status " + std::to_string(reply.status) + ".");
  }
  sanitize::JsonDocument document;
  const auto parsed = document.parse(reply.body);
  if (!parsed) return parsed.error();
  return schema->second.validate(*parsed);
}

}  // namespace cfy::sandbox
