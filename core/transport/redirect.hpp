#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "transport/http.hpp"

namespace cfy::transport {

// Scheme, host and port of a URL as they stand in it: `https://host.example:8443`. Lives as long as the URL.
std::string_view origin_of(std::string_view url) noexcept;

constexpr bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Lets the request go where a redirect (its `number`th) leads: to the same origin alone, so that no credential can be
// drawn elsewhere, with its own method alone, and not for ever. Fails (response) with the rule that was broken:
// redirect_loop, redirect_target, redirect_origin or redirect_method.
Result<void> follow_redirect(Request& request, const Response& response, int number);

}  // namespace cfy::transport
