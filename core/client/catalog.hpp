#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "client/operation.hpp"
#include "privilege/access.hpp"

namespace cfy::client {

// The operations of the embedded OpenAPI document, by their names. Compiled once in a process, immutable.
class Catalog {
 public:
  static Result<std::shared_ptr<const Catalog>> embedded();

  // Fails (validation, field `operation`) for a name that is not known, with the nearest one.
  [[nodiscard]] Result<const Operation*> find(std::string_view id) const;

  // What each operation needs, by Operation::number.
  [[nodiscard]] const std::shared_ptr<const privilege::GuardedOperations>& guarded() const noexcept { return guarded_; }
  // All scopes of the platform, in order.
  [[nodiscard]] const std::vector<std::string>& scopes() const noexcept { return scopes_; }

 private:
  void number_operations();

  std::map<std::string, Operation, std::less<>> operations_;
  std::shared_ptr<const privilege::GuardedOperations> guarded_;
  std::vector<std::string> scopes_;
};

}  // namespace cfy::client
