#pragma once

#include <functional>
#include <mutex>

#include "store/contents.hpp"
#include "store/store_key.hpp"

namespace cfy::store {

// A store that is kept elsewhere as one sealed box (sealed_box.hpp), which is read and replaced whole. What the box's
// contents mean is decided in Contents; a kind of store says how a box is read, and how it is replaced without losing
// what somebody else put there in the meantime.
//
// Errors of every operation (configuration, field = the place): store_key, store_damaged, and those of the place.
class SealedStore : public Store {
 public:
  Result<std::optional<Entry>> get(std::string_view key) final;
  Result<std::uint64_t> put(std::string_view key, const secrets::Secret& value, const Condition& condition) final;
  Result<bool> remove(std::string_view key, const Condition& condition) final;
  Result<std::vector<std::string>> keys(std::string_view prefix) final;
  Result<std::optional<Lease>> acquire(std::string_view name, std::chrono::milliseconds lifetime) final;
  Result<void> renew(const Lease& lease, std::chrono::milliseconds lifetime) final;
  Result<void> release(const Lease& lease) final;

 protected:
  SealedStore(std::string place, StoreKey key) : place_(std::move(place)), key_(std::move(key)) {}

  // What the place holds, and what time it is by the clock that all who use it share.
  struct Present {
    std::optional<std::string> box;  // nothing: an empty store
    Contents::Time now;
  };
  // The box that is to take the present one's place.
  using Change = std::function<Result<std::string>(const Present&)>;

  virtual Result<Present> read() = 0;
  // Keeps what `change` makes of the present box, durably, and not if the box was another one by then: under a lock, or
  // by calling it again. The error of `change` ends it.
  virtual Result<void> replace(const Change& change) = 0;

  [[nodiscard]] const std::string& place() const noexcept { return place_; }
  [[nodiscard]] Error place_error(std::string rule, std::string message) const;

 private:
  // What a box holds, and the salt that its key is made with.
  struct Opened {
    Contents contents;
    StoreKey::Salt salt{};
    Contents::Time now;
  };

  Result<Opened> open(const Present& present);
  Result<std::string> close(const Opened& opened);
  Result<Opened> load();
  // Lets `change` work on the contents, and keeps what came of it.
  template <class Work>
  auto update(Work work) -> decltype(work(std::declval<Opened&>()));
  Result<secrets::Secret> derived(const StoreKey::Salt& salt);

  const std::string place_;
  const StoreKey key_;
  std::mutex mutex_;  // of what follows: stretching a passphrase takes long
  std::optional<std::pair<StoreKey::Salt, secrets::Secret>> derived_;
};

}  // namespace cfy::store
