#include "rotation/audit_log.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"

namespace cfy::rotation {
namespace {

// Keeps the order of members, so that a line is always written the same.
using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestLog = std::size_t{256} << 20U;

Error audit_error(const std::string& path, std::string rule, const std::string& reason) {
  Error error = configuration_error(path, path + " " + reason);
  error.rule = std::move(rule);
  return error;
}

Error system_error(const std::string& path, const char* what) {
  return audit_error(path, "audit_file", std::string(what) + std::generic_category().message(errno) + ".");
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0xFU];
  }
  return hex;
}

std::string write_time(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  std::array<char, 32> text{};
  gmtime_r(&seconds, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::optional<std::chrono::system_clock::time_point> read_time(const std::string& text) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  // The clock's own type reaches from 1677 to 2262.
  constexpr int kFirstYear = 1678 - 1900;
  constexpr int kLastYear = 2261 - 1900;
  if (parts.tm_year < kFirstYear || parts.tm_year > kLastYear) return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string write_line(const AuditEvent& event, std::uint64_t number, const std::string& previous) {
  Json line = {{"number", number},           {"previous", previous},
               {"at", write_time(event.at)}, {"credential", event.credential},
               {"action", event.action},     {"details", event.details}};
  return line.dump();
}

// Nothing where the line is none of ours, or not the one that belongs there.
std::optional<AuditEvent> read_line(std::string_view text, std::uint64_t number, const std::string& previous) {
  const Json line = Json::parse(text, nullptr, false);
  if (!line.is_object() || line.value("number", Json()) != number || line.value("previous", Json()) != previous) {
    return std::nullopt;
  }
  AuditEvent event;
  try {
    const auto at = read_time(line.at("at").get<std::string>());
    if (!at) return std::nullopt;
    event = {*at, line.at("credential"), line.at("action"), line.at("details")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  // As it was written: no member more, no other form.
  return write_line(event, number, previous) == text ? std::optional(std::move(event)) : std::nullopt;
}

struct Parsed {
  AuditLog::History history;
  std::size_t whole = 0;  // bytes of the whole lines
};

Result<Parsed> parse(const std::string& path, std::string_view text) {
  Parsed parsed;
  parsed.history.last_hash = sha256_hex("");
  while (true) {
    const std::string_view rest = text.substr(parsed.whole);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return parsed;
    const std::string_view line = rest.substr(0, end);
    const std::uint64_t number = parsed.history.events.size() + 1;
    auto event = read_line(line, number, parsed.history.last_hash);
    if (!event) {
      return audit_error(path, "audit_broken",
                         "was changed: its line " + std::to_string(number) +
                             " is not the one that was written there. Keep the file, find out who did it, and begin "
                             "another.");
    }
    parsed.history.events.push_back(*std::move(event));
    parsed.history.last_hash = sha256_hex(line);
    parsed.whole += end + 1;
  }
}

Result<std::string> read_all(int file, const std::string& path) {
  struct stat status {};
  if (fstat(file, &status) != 0) return system_error(path, "can't be read: ");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kLargestLog) return audit_error(path, "audit_file", "is larger than any log of ours: begin another.");
  std::string text(size, '\0');
  std::size_t length = 0;
  while (length < size) {
    const ssize_t count = pread(file, text.data() + length, size - length, static_cast<off_t>(length));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(path, "can't be read: ");
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  return text;
}

bool write_at(int file, std::string_view text, std::size_t offset) {
  while (!text.empty()) {
    const ssize_t count = pwrite(file, text.data(), text.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

AuditLog::AuditLog(std::string path) : path_(std::move(path)) {}

Result<void> AuditLog::append(const AuditEvent& event) {
  const Descriptor file(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (file.number() < 0) return system_error(path_, "can't be opened: ");
  while (flock(file.number(), LOCK_EX) != 0) {
    if (errno != EINTR) return system_error(path_, "can't be locked: ");
  }
  const auto text = read_all(file.number(), path_);
  if (!text) return text.error();
  const auto parsed = parse(path_, *text);
  if (!parsed) return parsed.error();
  const std::string line = write_line(event, parsed->history.events.size() + 1, parsed->history.last_hash) + "\n";
  const bool written = ftruncate(file.number(), static_cast<off_t>(parsed->whole)) == 0 &&
                       write_at(file.number(), line, parsed->whole) && fsync(file.number()) == 0;
  if (!written) return system_error(path_, "can't be written: ");
  return {};
}

Result<AuditLog::History> AuditLog::read() const {
  const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0 && errno == ENOENT) return History{{}, sha256_hex("")};
  if (file.number() < 0) return system_error(path_, "can't be opened: ");
  const auto text = read_all(file.number(), path_);
  if (!text) return text.error();
  auto parsed = parse(path_, *text);
  if (!parsed) return std::move(parsed).error();
  return std::move(parsed->history);
}

}  // namespace cfy::rotation
