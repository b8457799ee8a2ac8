#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.hpp"

namespace cfy::sandbox {

// CONNECTIFY_SANDBOX_FILE, else connectify/sandbox.json in XDG_STATE_HOME, else in ~/.local/state. Error
// (configuration): the environment has none of them.
Result<std::string> default_state_file();

// What a running sandbox writes down for its clients: the state file, and the CA's certificate beside it. A lock file
// beside them, held while the sandbox runs, tells a live state file from one that a killed sandbox left behind.
class StateFile {
 public:
  // Makes the folder (0700) if need be, and takes the lock. Error (configuration, field `state_file`): a sandbox is
  // running on this file, or the folder cannot be written.
  static Result<StateFile> claim(std::string path);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& ca_path() const noexcept { return ca_path_; }

  // Write atomically, with mode 0600.
  Result<void> write_state(const nlohmann::json& state) const;
  Result<void> write_ca(std::string_view pem) const;

  // Removes both files, then lets the lock go. More than once is fine.
  void release() noexcept;

  StateFile(StateFile&& other) noexcept;
  StateFile& operator=(StateFile&&) = delete;
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  ~StateFile() { release(); }

 private:
  StateFile(std::string path, int lock);

  std::string path_;
  std::string ca_path_;
  int lock_;  // -1 after release
};

}  // namespace cfy::sandbox
