#include "client/bearer.hpp"

#include <sys/stat.h>

#include <new>
#include <utility>

#include "base/clock.hpp"
#include "base/process.hpp"
#include "client/authorization_line.hpp"
#include "client/settings_values.hpp"
#include "secrets/redactor.hpp"

namespace cfy::client {
namespace {

constexpr std::chrono::seconds kBetweenLooks{5};

std::chrono::steady_clock::rep ticks(std::chrono::steady_clock::time_point time) {
  return time.time_since_epoch().count();
}

Result<std::shared_ptr<const Bearer>> make_bearer(secrets::Secret key) {
  Result<secrets::Secret> line = authorization_line("Bearer", key);
  if (!line) return std::move(line).error();
  return std::shared_ptr<const Bearer>(std::make_shared<Bearer>(Bearer{std::move(key), *std::move(line)}));
}

}  // namespace

Result<std::shared_ptr<BearerSource>> BearerSource::make(secrets::Secret key, CredentialSource source) {
  auto first = make_bearer(std::move(key));
  if (!first) return std::move(first).error();
  return std::shared_ptr<BearerSource>(new BearerSource(*std::move(first), std::move(source)));
}

BearerSource::BearerSource(std::shared_ptr<const Bearer> first, CredentialSource source)
    : source_(std::move(source)),
      file_(source_.watched_file()),
      next_look_(ticks(system_clock().steady_now() + kBetweenLooks)),
      bearer_(std::move(first)),
      stamp_(stamp()) {}

std::shared_ptr<const Bearer> BearerSource::latest() const {
  const auto lock = lock_process();
  return bearer_;
}

std::shared_ptr<const Bearer> BearerSource::current() {
  if (!file_.empty()) look_at_file();
  return latest();
}

std::shared_ptr<const Bearer> BearerSource::other_than(const secrets::Secret& refused) {
  const auto is_other = [&](const std::shared_ptr<const Bearer>& bearer) {
    return !bearer->key.empty() && !bearer->key.equals(refused);
  };
  std::shared_ptr<const Bearer> bearer = latest();
  if (is_other(bearer)) return bearer;
  if (!source_.can_change()) return nullptr;
  const std::shared_ptr<Asking> turn = asking();
  const std::scoped_lock lock(turn->mutex);
  bearer = latest();
  if (is_other(bearer)) return bearer;  // who had the turn before has asked
  ask_source();
  bearer = latest();
  return is_other(bearer) ? bearer : nullptr;
}

std::shared_ptr<BearerSource::Asking> BearerSource::asking() {
  auto fresh = std::make_shared<Asking>();
  fresh->generation = fork_generation();
  std::shared_ptr<Asking> parents;
  const auto lock = lock_process();
  if (!asking_ || asking_->generation != fresh->generation) {
    parents = std::exchange(asking_, std::move(fresh));
    // A locked mutex is not to be destroyed: it stays, on purpose.
    if (parents) static_cast<void>(new (std::nothrow) std::shared_ptr<Asking>(parents));
  }
  return asking_;
}

BearerSource::Stamp BearerSource::stamp() const {
  struct stat status {};
  if (file_.empty() || ::stat(file_.c_str(), &status) != 0) return {};
  return {status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ino};
}

// By one thread, every few seconds: the others go on with what there is.
void BearerSource::look_at_file() {
  const auto now = system_clock().steady_now();
  auto next = next_look_.load(std::memory_order_relaxed);
  if (ticks(now) < next) return;
  if (!next_look_.compare_exchange_strong(next, ticks(now + kBetweenLooks))) return;
  const Stamp seen = stamp();
  {
    const auto lock = lock_process();
    if (seen == stamp_) return;
  }
  const std::shared_ptr<Asking> turn = asking();
  const std::scoped_lock lock(turn->mutex);
  ask_source();
}

// What can't be read or is no key leaves the present one in its place: the platform says what is to be thought of that.
void BearerSource::ask_source() {
  const Stamp seen = stamp();  // before it is read, so that no change between is missed
  const auto value = source_.read();
  secrets::Secret key;
  if (!value || !read_credential(value->reveal(), secrets::CredentialKind::api_key, key)) return;
  auto fresh = make_bearer(std::move(key));
  if (!fresh) return;
  // Whatever this process shows, its credentials are not in it: the one before neither.
  if ((*fresh)->key.size() >= secrets::Redactor::kValueMin) {
    static_cast<void>(secrets::Redactor::of_process()->add((*fresh)->key));
  }
  std::shared_ptr<const Bearer> superfluous = *std::move(fresh);
  const auto lock = lock_process();
  stamp_ = seen;
  if (!bearer_->key.equals(superfluous->key)) std::swap(bearer_, superfluous);
}

}  // namespace cfy::client
