#pragma once

#include <map>

#include "secrets/private_file.hpp"
#include "store/store.hpp"

namespace cfy::store {

// What a store holds, and what its operations do to it: the rules, without the keeping.
class Contents {
 public:
  using Time = std::chrono::system_clock::time_point;
  static Time now() { return std::chrono::system_clock::now(); }

  [[nodiscard]] std::optional<Entry> get(std::string_view key) const;
  Result<std::uint64_t> put(std::string_view key, const secrets::Secret& value, const Condition& condition);
  Result<bool> remove(std::string_view key, const Condition& condition);
  [[nodiscard]] std::vector<std::string> keys(std::string_view prefix) const;
  [[nodiscard]] bool held(std::string_view name, Time now) const;
  std::optional<Lease> acquire(std::string_view name, std::chrono::milliseconds lifetime, Time now);
  Result<void> renew(const Lease& lease, std::chrono::milliseconds lifetime, Time now);
  void release(const Lease& lease);

  // As bytes, and back; nothing where they are not what serialize() writes.
  [[nodiscard]] secrets::PrivateText serialize() const;
  static std::optional<Contents> deserialize(std::string_view bytes);

 private:
  struct Holding {
    std::uint64_t token = 0;
    Time ends;  // by the wall clock, which processes share; one that jumps is no more than a lease that ends early
  };

  [[nodiscard]] Result<void> check(std::string_view key, const Condition& condition) const;
  [[nodiscard]] bool newest(const Lease& lease) const;

  std::uint64_t last_version_ = 0;
  std::uint64_t last_token_ = 0;
  std::map<std::string, Entry, std::less<>> entries_;
  std::map<std::string, Holding, std::less<>> leases_;
};

}  // namespace cfy::store
