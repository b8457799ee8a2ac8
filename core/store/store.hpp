#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::store {

// What is kept under a key. Its version rises with every change of the store, and is never used twice.
struct Entry {
  secrets::Secret value;
  std::uint64_t version = 0;
};

// The right to do something alone for a while. Its token is greater than those of all leases before it, of whatever
// name: a write that bears it is refused once somebody else has had the lease (fencing).
struct Lease {
  std::string name;
  std::uint64_t token = 0;
};

// A condition of a write. Whatever is absent is no condition.
struct Condition {
  std::optional<std::uint64_t> version;  // the key still has this version; 0: there is no such key
  std::optional<Lease> lease;            // this is still the newest lease of its name
};

// Where tokens, locks, limits and journals are kept, so that threads, processes and hosts share them. Every operation is
// atomic, and durable once it has answered where the store outlives its process. Any number of threads may use one.
//
// Errors: conflict with the rule version_conflict or lease_lost (a Condition that does not hold), configuration with the
// store's own rules (store_file, store_key, store_damaged, store_busy).
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  virtual Result<std::optional<Entry>> get(std::string_view key) = 0;
  // Answers with the new version.
  virtual Result<std::uint64_t> put(std::string_view key, const secrets::Secret& value, const Condition& condition) = 0;
  // Whether there was such a key.
  virtual Result<bool> remove(std::string_view key, const Condition& condition) = 0;
  // In order.
  virtual Result<std::vector<std::string>> keys(std::string_view prefix) = 0;

  // Nothing while somebody else has it. It ends by itself after `lifetime` (kLongestLease at most), so that a holder who
  // was killed blocks nobody for longer.
  virtual Result<std::optional<Lease>> acquire(std::string_view name, std::chrono::milliseconds lifetime) = 0;
  // Begins its lifetime anew; fails (lease_lost) if somebody else has had it since.
  virtual Result<void> renew(const Lease& lease, std::chrono::milliseconds lifetime) = 0;
  // Gives it back; one that was lost is no error.
  virtual Result<void> release(const Lease& lease) = 0;
};

inline constexpr std::chrono::milliseconds kLongestLease{10 * 60 * 1000};

}  // namespace cfy::store
