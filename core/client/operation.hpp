#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privilege/scope_set.hpp"
#include "sanitize/json_schema.hpp"
#include "sanitize/uri_template.hpp"

namespace cfy::client {

// An operation's request, still without an origin: what its arguments made of its template.
struct Target {
  std::string path_and_query;
  std::optional<std::string> resource;  // the id in the path; absent for what acts on no single resource
  std::optional<std::string> body;      // JSON
};

// One operation of the OpenAPI document, compiled.
struct Operation {
  std::string id;                                   // `devices.list`
  std::string method;                               // `GET`
  sanitize::UriTemplate target;                     // path and query: `/devices{?limit,offset}`
  std::set<std::string, std::less<>> target_names;  // the arguments that the template takes; all others are the body's
  bool has_body = false;
  sanitize::JsonSchema arguments;  // of all arguments together, as one object
  sanitize::JsonSchema data;       // of a successful answer's data
  bool needs_credential = true;
  bool takes_idempotency_key = false;
  bool is_stream = false;              // of events without an end; `data` is each event's schema
  bool is_signed = false;              // with the API secret, since it changes key material
  privilege::Requirement requirement;  // the scopes that it needs
  std::string resource_name;           // the argument that is the id in the path; empty if there is none
  std::size_t number = 0;              // its place among all, by name
  std::string collection;              // the list's name inside a page; empty if it is not a list

  // Whether repeating it does no more than doing it once (RFC 9110 section 9.2.2).
  [[nodiscard]] bool idempotent() const noexcept { return method != "POST" && method != "PATCH"; }

  // Checks the arguments, a JSON object in UTF-8, and builds the request from them.
  // Fails (validation) with the argument's name as field, and the rule.
  Result<Target> build(std::string_view arguments_json) const;
};

}  // namespace cfy::client
