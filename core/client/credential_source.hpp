#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "client/setting_source.hpp"
#include "secrets/reference.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// The place that a secret setting was read from, to be asked again when what it gave is refused, or has changed.
struct CredentialSource {
  Source source = Source::none;
  std::string path;           // of the file that holds it, or the reference to it; empty if none does
  std::string name;           // in that file
  secrets::Secret reference;  // where an argument or a variable says that it is kept; empty if it holds the value
  bool may_run = true;        // whether the file may name a command

  // Whether another value may be there at another time: not that of an argument or a variable.
  [[nodiscard]] bool can_change() const noexcept { return !path.empty() || !reference.empty(); }
  // The file whose change is one of the value; empty if only asking can tell.
  [[nodiscard]] std::string watched_file() const;

  // What is there now, which the caller checks. Blocks as secrets::retrieve() does. Fails (configuration) as reading the
  // setting at first does.
  [[nodiscard]] Result<secrets::Secret> read() const;
};

// What a reference leads to, if it may: a file that nobody chose may not name a command to run (rule
// command_not_allowed).
Result<secrets::Retrieved> retrieve_if_allowed(std::string_view reference, bool may_run);

}  // namespace cfy::client
