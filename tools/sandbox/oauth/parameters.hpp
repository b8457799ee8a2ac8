#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sandbox/message.hpp"

namespace cfy::sandbox {

// The parameters of a request to the authorization server. One without a value counts as left out (RFC 6749
// section 3.1).
class Parameters {
 public:
  // application/x-www-form-urlencoded. Refused (invalid_request): a `%` without two hex digits, control characters,
  // ill-formed UTF-8, and any parameter that comes twice, but for `resource` and `audience`.
  static Result<Parameters> parse(std::string_view form);
  static Result<Parameters> of_query(const Request& request);
  // Refused too: a body of another type, and parameters in the address, where they would be logged.
  static Result<Parameters> of_body(const Request& request);

  // The value; empty if it is left out.
  [[nodiscard]] const std::string& get(std::string_view name) const noexcept;
  [[nodiscard]] bool has(std::string_view name) const noexcept { return !get(name).empty(); }
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  // The value, or the refusal that names what is missing.
  [[nodiscard]] Result<std::string> needed(std::string_view name) const;

 private:
  std::multimap<std::string, std::string, std::less<>> values_;
};

}  // namespace cfy::sandbox
