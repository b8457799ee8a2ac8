#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace cfy::sanitize {

// A value for a template's variable (RFC 6570 section 2.3): a string, a list, or an associative array in order.
// An empty list or associative array counts as undefined.
using UriValue = std::variant<std::string, std::vector<std::string>, std::vector<std::pair<std::string, std::string>>>;
using UriVariables = std::map<std::string, UriValue, std::less<>>;  // a name that is absent is undefined

// A parsed URI template, RFC 6570, all four levels. Parsed once, expanded often; any thread may expand it.
// The only way in which this library builds paths and queries. A value cannot leave its place, except that `.` and `..`
// are not encoded (they are unreserved): a value that becomes a whole path segment is checked as `identifier` first.
class UriTemplate {
 public:
  // Fails (validation, field "template", rule "syntax") for what the grammar refuses; the message gives the byte.
  static Result<UriTemplate> parse(std::string_view text);

  // Appends the expansion to `out`, which a failure leaves as it was. Values must be valid UTF-8 (validation, field =
  // the variable's name, rule invalid_utf8), and a prefix (`:n`) is for strings only (rule prefix_of_composite).
  Result<void> expand(const UriVariables& variables, std::string& out) const;

  // The names of the variables, in order of appearance; they live as long as the template.
  [[nodiscard]] std::vector<std::string_view> variables() const;

 private:
  struct Variable {
    std::string name;
    std::size_t prefix = 0;  // `:n`; 0 is none
    bool explode = false;    // `*`
  };
  struct Part {
    std::string literal;  // percent-encoded where the grammar asks for it; used when `variables` is empty
    char operation = 0;   // one of + # . / ; ? & or 0 for simple expansion
    std::vector<Variable> variables;
  };
  class Parser;
  class Expander;
  std::vector<Part> parts_;
};

}  // namespace cfy::sanitize
