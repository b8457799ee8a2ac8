#include "oauth/browser.hpp"

#include "oauth/metadata.hpp"

namespace cfy::oauth {

Result<secrets::StartedCommand> open_browser(const std::string& url, const std::vector<std::string>& command) {
  // What opens addresses opens files and runs programs too, by their scheme.
  if (Result<void> good = check_endpoint(url, "metadata.authorization_endpoint"); !good) return std::move(good).error();
  std::vector<std::string> words = command;
  if (words.empty()) words.emplace_back("xdg-open");
  words.push_back(url);
  Result<secrets::StartedCommand> started = secrets::start_command(words);
  if (!started) {
    started.error().field = "browser";
    started.error().message += " Open the address by hand, or set browser to a command that does.";
  }
  return started;
}

}  // namespace cfy::oauth
