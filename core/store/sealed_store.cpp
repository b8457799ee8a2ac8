#include "store/sealed_store.hpp"

#include <openssl/rand.h>

#include <utility>

#include "store/sealed_box.hpp"

namespace cfy::store {

Error SealedStore::place_error(std::string rule, std::string message) const {
  Error error = configuration_error(place_, place_ + " " + std::move(message));
  error.rule = std::move(rule);
  return error;
}

Result<secrets::Secret> SealedStore::derived(const StoreKey::Salt& salt) {
  const std::scoped_lock lock(mutex_);
  if (!derived_ || derived_->first != salt) {
    auto key = key_.derive(salt);
    if (!key) return key;
    derived_.emplace(salt, *std::move(key));
  }
  return derived_->second;
}

Result<SealedStore::Opened> SealedStore::open(const Present& present) {
  Opened opened;
  opened.now = present.now;
  if (!present.box) {
    if (RAND_bytes(opened.salt.data(), static_cast<int>(opened.salt.size())) != 1) {
      return make_error(ErrorCode::internal, "No random bytes can be had.");
    }
    return opened;
  }
  const auto of_place = [this](const Error& error) {
    return error.code == ErrorCode::configuration ? place_error(error.rule, "can't be opened: " + error.message)
                                                  : error;
  };
  const auto header = read_header(*present.box);
  if (!header) return of_place(header.error());
  if (header->passphrase != key_.is_passphrase()) {
    return place_error(
        "store_key", header->passphrase ? "was made with a passphrase: give that." : "was made with a key: give that.");
  }
  const auto key = derived(header->salt);
  if (!key) return key.error();
  const auto text = open_sealed(*present.box, *key);
  if (!text) return of_place(text.error());
  auto contents = Contents::deserialize(text->view());
  if (!contents) return place_error("store_damaged", "holds what no version has written.");
  opened.contents = *std::move(contents);
  opened.salt = header->salt;
  return opened;
}

Result<std::string> SealedStore::close(const Opened& opened) {
  const auto key = derived(opened.salt);
  if (!key) return key.error();
  return seal(opened.contents.serialize().view(), *key, opened.salt, key_.is_passphrase());
}

Result<SealedStore::Opened> SealedStore::load() {
  const auto present = read();
  if (!present) return present.error();
  return open(*present);
}

template <class Work>
auto SealedStore::update(Work work) -> decltype(work(std::declval<Opened&>())) {
  std::optional<decltype(work(std::declval<Opened&>()))> answer;
  const auto kept = replace([&](const Present& present) -> Result<std::string> {
    auto opened = open(present);
    if (!opened) return std::move(opened).error();
    answer.emplace(work(*opened));
    if (!*answer) return answer->error();
    return close(*opened);
  });
  if (!kept) return kept.error();
  return *std::move(answer);
}

Result<std::optional<Entry>> SealedStore::get(std::string_view key) {
  const auto opened = load();
  if (!opened) return opened.error();
  return opened->contents.get(key);
}

Result<std::uint64_t> SealedStore::put(std::string_view key, const secrets::Secret& value, const Condition& condition) {
  return update([&](Opened& opened) { return opened.contents.put(key, value, condition); });
}

Result<bool> SealedStore::remove(std::string_view key, const Condition& condition) {
  return update([&](Opened& opened) { return opened.contents.remove(key, condition); });
}

Result<std::vector<std::string>> SealedStore::keys(std::string_view prefix) {
  const auto opened = load();
  if (!opened) return opened.error();
  return opened->contents.keys(prefix);
}

Result<std::optional<Lease>> SealedStore::acquire(std::string_view name, std::chrono::milliseconds lifetime) {
  // Who waits for a lease asks often: without the lock, and without writing.
  const auto before = load();
  if (!before) return before.error();
  if (before->contents.held(name, before->now)) return std::optional<Lease>();
  return update([&](Opened& opened) -> Result<std::optional<Lease>> {
    return opened.contents.acquire(name, lifetime, opened.now);
  });
}

Result<void> SealedStore::renew(const Lease& lease, std::chrono::milliseconds lifetime) {
  return update([&](Opened& opened) { return opened.contents.renew(lease, lifetime, opened.now); });
}

Result<void> SealedStore::release(const Lease& lease) {
  return update([&](Opened& opened) -> Result<void> {
    opened.contents.release(lease);
    return {};
  });
}

}  // namespace cfy::store
