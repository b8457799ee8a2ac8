#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "base/result.hpp"
#include "client/credential_source.hpp"
#include "secrets/secret.hpp"

namespace cfy::client {

// The API key as calls bear it.
struct Bearer {
  secrets::Secret key;
  secrets::Secret line;  // `Authorization: Bearer …` with a NUL behind; empty if there is no key
};

// The API key of a client, which may be rotated while it runs: a call bears the one that was there when it began. The
// file that it came from is looked at every few seconds; whatever its source, it is asked again when the key is refused.
// Any number of threads.
class BearerSource {
 public:
  static Result<std::shared_ptr<BearerSource>> make(secrets::Secret key, CredentialSource source);

  // For a call that begins now. Never null.
  [[nodiscard]] std::shared_ptr<const Bearer> current();
  // What the last call that began was given.
  [[nodiscard]] std::shared_ptr<const Bearer> latest() const;
  // After `refused` was: another one, or null if the source has no other. Blocks while the source is asked, which one
  // thread does for all.
  [[nodiscard]] std::shared_ptr<const Bearer> other_than(const secrets::Secret& refused);

 private:
  // Which thread asks the source; a child made by fork() has another, since that of its parent may be locked for ever.
  struct Asking {
    std::uint64_t generation;
    std::mutex mutex;
  };
  // What tells one version of a file from the next.
  struct Stamp {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::uint64_t file = 0;
    bool operator==(const Stamp&) const = default;
  };

  BearerSource(std::shared_ptr<const Bearer> first, CredentialSource source);
  [[nodiscard]] std::shared_ptr<Asking> asking();
  [[nodiscard]] Stamp stamp() const;
  void look_at_file();
  void ask_source();

  const CredentialSource source_;
  const std::string file_;  // empty if none is watched
  std::atomic<std::chrono::steady_clock::rep> next_look_;
  // All that follows is read and written under lock_process().
  std::shared_ptr<const Bearer> bearer_;
  std::shared_ptr<Asking> asking_;
  Stamp stamp_;
};

}  // namespace cfy::client
