#include "rotation/turn.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <utility>
#include <vector>

namespace cfy::rotation {
namespace {

// Longer than any step takes, calls over the network included.
constexpr std::chrono::minutes kLifetime{5};
// Until the process has said who it is: a death in between delays others by no more.
constexpr std::chrono::seconds kFirstLifetime{2};

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// When the process began, in ticks since the machine did: with it, a number that was given to another process later is
// told from the first. The name before it may hold spaces and brackets.
std::string start_of(const std::string& process) {
  const std::string line = first_line("/proc/" + process + "/stat");
  std::size_t at = line.rfind(')');
  if (at == std::string::npos) return {};
  constexpr int kFieldsBetween = 20;
  for (int field = 0; field < kFieldsBetween && at != std::string::npos; ++field) at = line.find(' ', at + 1);
  return at == std::string::npos ? std::string() : line.substr(at + 1, line.find(' ', at + 1) - at - 1);
}

// The running system and the space that process numbers are of; empty where it can't be told.
std::string this_system() {
  std::array<char, 64> space{};
  const ssize_t size = readlink("/proc/self/ns/pid", space.data(), space.size());
  const std::string boot = first_line("/proc/sys/kernel/random/boot_id");
  if (size <= 0 || boot.empty()) return {};
  return boot + " " + std::string(space.data(), static_cast<std::size_t>(size));
}

std::string this_process() {
  const std::string number = std::to_string(getpid());
  const std::string system = this_system();
  return system.empty() ? std::string() : system + " " + number + " " + start_of(number);
}

// Of what this_process() answered once, in whatever process; false in doubt.
bool is_dead(std::string_view process) {
  const std::string system = this_system();
  if (system.empty() || !process.starts_with(system + " ")) return false;
  process.remove_prefix(system.size() + 1);
  const std::size_t space = process.find(' ');
  if (space == std::string_view::npos) return false;
  return start_of(std::string(process.substr(0, space))) != process.substr(space + 1);
}

std::string holder_key(const std::string& name) { return name + "/holder"; }

// Token and process, so that the lease of a dead one can be given back in its place.
Result<void> say_who(store::Store& store, const store::Lease& lease) {
  const auto text = secrets::Secret::copy_of(std::to_string(lease.token) + " " + this_process());
  if (!text) return text.error();
  const auto written = store.put(holder_key(lease.name), *text, {std::nullopt, lease});
  if (!written) return written.error();
  return {};
}

// Gives the lease back for a process that can't any more.
Result<void> release_of_dead(store::Store& store, const std::string& name) {
  const auto entry = store.get(holder_key(name));
  if (!entry) return entry.error();
  if (!*entry) return {};
  const std::string_view text = (*entry)->value.reveal();
  store::Lease lease{name, 0};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), lease.token);
  if (problem != std::errc() || end == text.data() + text.size()) return {};
  if (!is_dead(text.substr(static_cast<std::size_t>(end - text.data()) + 1))) return {};
  return store.release(lease);
}

}  // namespace

Result<Turn> Turn::take(store::Store& store, const std::string& credential) {
  const std::string name = "rotation/" + credential + "/turn";
  auto lease = store.acquire(name, kFirstLifetime);
  if (lease && !*lease) {
    if (auto released = release_of_dead(store, name); !released) return std::move(released).error();
    lease = store.acquire(name, kFirstLifetime);
  }
  if (!lease) return std::move(lease).error();
  if (!*lease) {
    Error error = make_error(ErrorCode::conflict,
                             "Another process rotates " + credential + " now: what is due will be done there.");
    error.rule = "rotation_elsewhere";
    error.retriable = true;
    return error;
  }
  Turn turn(store, **std::move(lease));
  if (auto said = say_who(store, turn.lease()); !said) return std::move(said).error();
  if (auto kept = turn.keep(); !kept) return std::move(kept).error();
  return turn;
}

Turn::Turn(Turn&& other) noexcept : store_(other.store_), lease_(std::exchange(other.lease_, std::nullopt)) {}

Turn::~Turn() {
  if (lease_) static_cast<void>(store_.release(*lease_));  // it ends by itself as well
}

Result<void> Turn::keep() { return store_.renew(*lease_, kLifetime); }

}  // namespace cfy::rotation
