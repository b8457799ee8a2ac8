#include "sandbox/oauth/parameters.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <simdjson.h>

#include "sandbox/oauth/answer.hpp"
#include "sandbox/target.hpp"
#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

std::optional<std::string> decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  auto value = percent_decode(spaced);
  if (!value || !simdjson::validate_utf8(*value)) return std::nullopt;
  const bool has_control = std::ranges::any_of(
      *value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F; });
  return has_control ? std::nullopt : value;
}

// RFC 8707 section 2 and RFC 8693 section 2.1.
bool may_repeat(std::string_view name) noexcept { return name == "resource" || name == "audience"; }

bool is_form(std::string_view content_type) noexcept {
  const std::string_view type = content_type.substr(0, content_type.find_first_of("; "));
  constexpr FieldNameLess less;  // media types ignore case as field names do, RFC 9110 section 8.3.1
  return !less(type, kFormType) && !less(kFormType, type);
}

}  // namespace

Result<Parameters> Parameters::parse(std::string_view form) {
  Parameters parameters;
  for (const std::string_view part : split(form, '&')) {
    const std::size_t equals = std::min(part.find('='), part.size());
    auto name = decoded(part.substr(0, equals));
    auto value = decoded(part.substr(std::min(equals + 1, part.size())));
    if (!name || !value) return bad_request("A parameter is not encoded as application/x-www-form-urlencoded has it.");
    if (value->empty()) continue;
    if (parameters.values_.contains(*name) && !may_repeat(*name)) return bad_request("A parameter comes twice.");
    parameters.values_.emplace(*std::move(name), *std::move(value));
  }
  return parameters;
}

Result<Parameters> Parameters::of_query(const Request& request) { return parse(query_of(request.target)); }

Result<Parameters> Parameters::of_body(const Request& request) {
  if (!query_of(request.target).empty()) return bad_request("Send the parameters in the body, not in the address.");
  if (!is_form(request.header("Content-Type")))
    return bad_request("Send the parameters as " + std::string(kFormType) + ".");
  return parse(request.body);
}

const std::string& Parameters::get(std::string_view name) const noexcept {
  static const std::string kNone;
  const auto found = values_.find(name);
  return found == values_.end() ? kNone : found->second;
}

std::vector<std::string> Parameters::all(std::string_view name) const {
  std::vector<std::string> values;
  const auto [begin, end] = values_.equal_range(name);
  for (auto each = begin; each != end; ++each) values.push_back(each->second);
  return values;
}

Result<std::string> Parameters::needed(std::string_view name) const {
  if (has(name)) return get(name);
  return bad_request("The parameter " + std::string(name) + " is missing.");
}

}  // namespace cfy::sandbox
