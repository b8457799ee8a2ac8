#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/operation.hpp"

namespace cfy::sandbox {

// Finds the operation of a request by method and path, as the API document has them.
class Router {
 public:
  // Reads an OpenAPI 3.1 document. Errors (internal): an operation without a handler, a handler without an operation, a
  // schema that does not compile.
  static Result<Router> build(const nlohmann::json& document, HandlerTable handlers);

  struct Match {
    const Operation* operation = nullptr;  // nullptr if the path or the method is unknown
    std::vector<std::string_view>
        segments;         // of the path, percent-encoded, aligned with the operation's; into `target`
    std::string allowed;  // the methods that the path has; empty if the path is unknown
  };
  // A HEAD is the GET of the same path, RFC 9110 section 9.3.2.
  [[nodiscard]] Match match(std::string_view method, std::string_view target) const;

  // All scopes that operations ask for.
  [[nodiscard]] const ScopeSet& scopes() const noexcept { return scopes_; }
  // The path of the document's server, such as `/v1`.
  [[nodiscard]] const std::string& base_path() const noexcept { return base_path_; }

 private:
  std::vector<Operation> operations_;
  ScopeSet scopes_;
  std::string base_path_;
};

}  // namespace cfy::sandbox
