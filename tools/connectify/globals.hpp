#pragma once

#include <connectify/connectify.hpp>
#include <optional>
#include <string>

#include "output.hpp"

namespace cfy::cli {

// The options that every command takes. An absent one is no value: the library asks its other sources.
struct Globals {
  std::optional<std::string> environment;
  std::optional<std::string> base_url;
  std::optional<std::string> ca_file;
  std::optional<std::string> timeout;
  bool json = false;

  [[nodiscard]] connectify::Config config() const;
  [[nodiscard]] connectify::Client client() const { return connectify::Client(config()); }
  [[nodiscard]] Output output() const { return Output(json); }
};

}  // namespace cfy::cli
