#pragma once

#include <string>

#include "base/result.hpp"
#include "client/settings.hpp"

namespace cfy::client {

// Who is told when a rotation needs somebody: a program that reads JSON from its standard input, an https address that
// it is posted to, both, or nobody.
struct AlertTargets {
  std::string command;
  std::string url;
};

// Tells all of them, and answers with the first failure. `event` is a JSON object, without secrets.
Result<void> send_alert(const AlertTargets& targets, const SettingArguments& settings, const std::string& event);

}  // namespace cfy::client
