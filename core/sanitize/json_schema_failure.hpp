#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sanitize/json_schema_program.hpp"

namespace cfy::sanitize {

// Why a value doesn't fit, with its place, gathered on the way out. Every function that tells of a failure answers
// false, to be returned at once. What fails is cold: kept out of line, it costs the values that fit nothing.
class SchemaFailure {
 public:
  explicit SchemaFailure(const JsonSchema::Program& program) : program_(program) {}

  // While quiet, which nests, failures leave no trace: a schema among several may fail.
  void set_quiet(bool quiet) noexcept { quiet_ += quiet ? 1 : -1; }

  bool fail(NodeIndex node, const char* rule, const char* message);
  bool count(NodeIndex node, const char* rule, std::string message, std::size_t count, const char* unit,
             const char* bound);
  bool type(NodeIndex node);
  bool format(NodeIndex index, const SchemaNode& node);
  bool unknown_field(NodeIndex node, std::string_view name);
  // An error that says everything already.
  bool refused(Error error);

  // A failure that no other schema makes good.
  bool too_complex(NodeIndex node);
  [[nodiscard]] bool is_final() const noexcept { return final_; }

  // The step of the way that leads to the failure.
  bool in_field(std::string_view name);
  bool in_item(std::size_t position);

  void inherit(const SchemaFailure& outer) noexcept { quiet_ = outer.quiet_; }
  bool take(SchemaFailure&& inner);

  Error error() &&;

 private:
  const JsonSchema::Program& program_;
  Error error_;
  std::vector<std::string> path_;  // innermost first
  int quiet_ = 0;
  bool final_ = false;
};

}  // namespace cfy::sanitize
