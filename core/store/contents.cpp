#include "store/contents.hpp"

#include <algorithm>

#include "store/byte_form.hpp"

namespace cfy::store {
namespace {

Error conflict(std::string rule, std::string message) {
  Error error = make_error(ErrorCode::conflict, std::move(message));
  error.rule = std::move(rule);
  return error;
}

std::uint64_t to_milliseconds(Contents::Time time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

// Clamped, since the clock's own type ends before the number's.
Contents::Time from_milliseconds(std::uint64_t value) {
  constexpr auto kLast = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Contents::Time::max().time_since_epoch()).count());
  return Contents::Time(std::chrono::milliseconds(std::min(value, kLast)));
}

}  // namespace

std::optional<Entry> Contents::get(std::string_view key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? std::nullopt : std::optional(entry->second);
}

bool Contents::newest(const Lease& lease) const {
  const auto holding = leases_.find(lease.name);
  return holding != leases_.end() && holding->second.token == lease.token;
}

Result<void> Contents::check(std::string_view key, const Condition& condition) const {
  if (condition.lease && !newest(*condition.lease)) {
    return conflict("lease_lost", "The lease " + condition.lease->name +
                                      " has passed to somebody else, so the write was not made: read again.");
  }
  if (!condition.version) return {};
  const auto entry = entries_.find(key);
  const std::uint64_t version = entry == entries_.end() ? 0 : entry->second.version;
  if (version == *condition.version) return {};
  return conflict("version_conflict", "The entry was changed by somebody else: read it again.");
}

Result<std::uint64_t> Contents::put(std::string_view key, const secrets::Secret& value, const Condition& condition) {
  if (auto holds = check(key, condition); !holds) return std::move(holds).error();
  entries_.insert_or_assign(std::string(key), Entry{value, ++last_version_});
  return last_version_;
}

Result<bool> Contents::remove(std::string_view key, const Condition& condition) {
  if (auto holds = check(key, condition); !holds) return std::move(holds).error();
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return false;
  entries_.erase(entry);
  ++last_version_;
  return true;
}

std::vector<std::string> Contents::keys(std::string_view prefix) const {
  std::vector<std::string> found;
  for (auto entry = entries_.lower_bound(prefix); entry != entries_.end() && entry->first.starts_with(prefix);
       ++entry) {
    found.push_back(entry->first);
  }
  return found;
}

bool Contents::held(std::string_view name, Time now) const {
  const auto holding = leases_.find(name);
  // One that ends later than any can was taken under a clock that has been set back since.
  return holding != leases_.end() && holding->second.ends > now && holding->second.ends <= now + kLongestLease;
}

std::optional<Lease> Contents::acquire(std::string_view name, std::chrono::milliseconds lifetime, Time now) {
  if (held(name, now)) return std::nullopt;
  lifetime = std::min(lifetime, kLongestLease);
  leases_.insert_or_assign(std::string(name), Holding{++last_token_, now + lifetime});
  return Lease{std::string(name), last_token_};
}

Result<void> Contents::renew(const Lease& lease, std::chrono::milliseconds lifetime, Time now) {
  if (!newest(lease)) {
    return conflict("lease_lost", "The lease " + lease.name + " has passed to somebody else.");
  }
  leases_.at(lease.name).ends = now + std::min(lifetime, kLongestLease);
  return {};
}

void Contents::release(const Lease& lease) {
  // What is left is its token: a later write with it is still refused once there was another.
  if (newest(lease)) leases_.at(lease.name).ends = Time();
}

secrets::PrivateText Contents::serialize() const {
  std::size_t size = 4 * 8;
  for (const auto& [key, entry] : entries_) size += 3 * 8 + key.size() + entry.value.size();
  for (const auto& [name, holding] : leases_) size += 3 * 8 + name.size();
  ByteWriter writer(size);
  writer.number(last_version_);
  writer.number(last_token_);
  writer.number(entries_.size());
  for (const auto& [key, entry] : entries_) {
    writer.text(key);
    writer.number(entry.version);
    writer.text(entry.value.reveal());
  }
  writer.number(leases_.size());
  for (const auto& [name, holding] : leases_) {
    writer.text(name);
    writer.number(holding.token);
    writer.number(to_milliseconds(holding.ends));
  }
  return writer.take();
}

std::optional<Contents> Contents::deserialize(std::string_view bytes) {
  ByteReader reader(bytes);
  Contents contents;
  contents.last_version_ = reader.number();
  contents.last_token_ = reader.number();
  for (std::uint64_t left = reader.count(); left > 0 && reader.ok(); --left) {
    const std::string_view key = reader.text();
    const std::uint64_t version = reader.number();
    auto value = secrets::Secret::copy_of(reader.text());
    if (!value || !reader.ok()) return std::nullopt;
    contents.entries_.emplace(key, Entry{*std::move(value), version});
  }
  for (std::uint64_t left = reader.count(); left > 0 && reader.ok(); --left) {
    const std::string_view name = reader.text();
    const std::uint64_t token = reader.number();
    contents.leases_.emplace(name, Holding{token, from_milliseconds(reader.number())});
  }
  if (!reader.at_end()) return std::nullopt;
  return contents;
}

}  // namespace cfy::store
