#include "transport/retry.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include <curl/curl.h>
#include <openssl/rand.h>

namespace cfy::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstStep{500};
constexpr milliseconds kLongestStep{8000};
constexpr int kStepsToLongest = 4;  // 0.5, 1, 2, 4, 8
constexpr seconds kLongestRetryAfter{std::int64_t{366} * 24 * 3600};
constexpr std::size_t kLongestDate = 64;

std::optional<seconds> parse_seconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  if (value > kLongestRetryAfter.count()) return std::nullopt;
  return seconds(value);
}

}  // namespace

milliseconds backoff(int retry, double fraction) noexcept {
  const int doublings = std::clamp(retry - 1, 0, kStepsToLongest);
  const milliseconds step = std::min(kFirstStep * (1 << doublings), kLongestStep);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(step.count()) * fraction));
}

double random_fraction() noexcept {
  std::uint32_t bits = 0;
  // Without chance the middle is as good a wait as any.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&bits), sizeof(bits)) != 1) return 0.5;
  return static_cast<double>(bits) / 4294967296.0;
}

std::optional<milliseconds> parse_retry_after(std::string_view text, std::chrono::system_clock::time_point now) {
  if (text.empty() || text.size() > kLongestDate) return std::nullopt;
  if (const auto wait = parse_seconds(text)) return *wait;
  // A date begins with the day's name; curl_getdate() would take much else.
  const bool begins_with_name = (text.front() >= 'A' && text.front() <= 'Z');
  const std::time_t date = begins_with_name ? curl_getdate(std::string(text).c_str(), nullptr) : -1;
  if (date < 0) return std::nullopt;
  const auto wait = std::chrono::ceil<milliseconds>(std::chrono::system_clock::from_time_t(date) - now);
  if (wait > kLongestRetryAfter) return std::nullopt;
  return std::max(wait, milliseconds(0));
}

}  // namespace cfy::transport
