#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/client.hpp"

namespace cfy::client {

// A walk over all pages of a list operation. One thread at a time.
class Pages {
 public:
  // Fails (validation) for an operation that is not a list, or arguments that will not do. Touches no network.
  static Result<std::unique_ptr<Pages>> make(std::shared_ptr<Client> client, std::string_view operation,
                                             std::string_view arguments_json, CallOptions options);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // The next page; nullopt after the last one. After an error the same page is asked for again.
  Result<std::optional<Answer>> next();
  // Begins to fetch the next page; nullopt after the last one. One page at a time.
  Result<std::optional<std::int64_t>> submit(Completed completed);

  [[nodiscard]] const std::string& collection() const noexcept { return operation_.collection; }

 private:
  struct Walk;
  Pages(std::shared_ptr<Client> client, const Operation& operation, std::string arguments, CallOptions options);
  [[nodiscard]] std::string arguments_of_page() const;

  const std::shared_ptr<Client> client_;
  const Operation& operation_;
  const std::string arguments_;  // JSON, as given
  const CallOptions options_;
  const std::shared_ptr<Walk> walk_;
};

}  // namespace cfy::client
