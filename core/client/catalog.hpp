#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/operation.hpp"

namespace cfy::client {

// The operations of the embedded OpenAPI document, by their names. Compiled once in a process, immutable.
class Catalog {
 public:
  static Result<std::shared_ptr<const Catalog>> embedded();

  // Fails (validation, field `operation`) for a name that is not known, with the nearest one.
  [[nodiscard]] Result<const Operation*> find(std::string_view id) const;

 private:
  std::map<std::string, Operation, std::less<>> operations_;
};

}  // namespace cfy::client
