#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/operation.hpp"
#include "secrets/secret.hpp"
#include "transport/http.hpp"

namespace cfy::client {

// Where a page stands in its list.
struct PagePosition {
  std::int64_t offset = 0;
  std::int64_t total = 0;
  std::int64_t items = 0;  // how many the page holds
};

// A successful answer, checked against its operation's schema.
class Answer {
 public:
  // `begin` and `size` are the place of the data in the response's body.
  Answer(transport::Response response, std::size_t begin, std::size_t size, std::optional<PagePosition> page) noexcept;

  // The data as JSON, out of its envelope.
  [[nodiscard]] std::string_view json() const noexcept { return std::string_view(body_).substr(begin_, size_); }
  [[nodiscard]] int http_status() const noexcept { return http_status_; }
  [[nodiscard]] const std::string& request_id() const noexcept { return request_id_; }
  // How many requests were made for it, and how the last of them went.
  [[nodiscard]] int attempts() const noexcept { return attempts_; }
  [[nodiscard]] const transport::Measures& measures() const noexcept { return measures_; }
  // Of list operations.
  [[nodiscard]] const std::optional<PagePosition>& page() const noexcept { return page_; }

 private:
  std::string body_;
  std::size_t begin_;
  std::size_t size_;
  int http_status_;
  std::string request_id_;
  int attempts_;
  transport::Measures measures_;
  std::optional<PagePosition> page_;
};

// The rule of a permission error whose cause is the want of a scope (RFC 6750 section 3.1).
constexpr std::string_view kInsufficientScope = "insufficient_scope";

// Judges a response: the Answer, or the Error that its status, envelope or schema makes of it. `credential` is what no
// message may repeat.
Result<Answer> read_answer(const Operation& operation, transport::Response response, const secrets::Secret& credential);

}  // namespace cfy::client
