#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace cfy::transport {

// How often one call may be tried again, and whether that is safe for it.
struct RetryRules {
  int max_retries = 0;
  bool repeatable = false;  // doing it twice does no more than doing it once
};

// How long to wait before a retry (1 is the first): any part of 0.5 s × 2ⁿ, 8 s at most. `fraction` is in [0, 1); that
// all of it is chance keeps clients that failed together from coming back together.
std::chrono::milliseconds backoff(int retry, double fraction) noexcept;

// A number in [0, 1) that nobody can foresee.
double random_fraction() noexcept;

// Retry-After (RFC 9110 section 10.2.3): seconds, or an HTTP date, which is compared with `now`. nullopt for anything
// else and for more than a year.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text,
                                                           std::chrono::system_clock::time_point now);

// Whether a status says that the same request may be answered better later.
constexpr bool worth_repeating(int status) noexcept {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace cfy::transport
