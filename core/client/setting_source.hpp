#pragma once

#include <string_view>

namespace cfy::client {

// Where a value came from, in order of precedence. An argument, a variable or a JSON value that is empty or null is no
// value: the next source is asked. `ca_file` alone has one more source before its default, the variable SSL_CERT_FILE.
enum class Source {
  argument,
  environment_variable,
  env_file,
  json_file,
  mounted_file,  // for secrets: a file of the variable's name, in lower case, in secrets::mounted_folders()
  sandbox_file,
  default_value,
  none
};

// A stable name for programs: argument, environment_variable, env_file, json_file, mounted_file, sandbox_file, default,
// none.
std::string_view source_name(Source source) noexcept;

}  // namespace cfy::client
