#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "sandbox/auth.hpp"
#include "sandbox/message.hpp"
#include "sanitize/json_schema.hpp"

namespace cfy::sandbox {

// One request for an operation, with its arguments and body already held to their schemas.
struct Call {
  const Request& request;
  Principal principal;
  std::map<std::string, nlohmann::json, std::less<>> arguments;  // parameters by name, defaults filled in
  nlohmann::json body;                                           // null if the operation takes none
};

using Handler = std::function<Reply(const Call&)>;
using HandlerTable = std::map<std::string, Handler, std::less<>>;  // by operationId

struct Parameter {
  enum class Place { path, query, header };

  std::string name;
  Place place;
  bool required;
  bool integer;  // else a string
  nlohmann::json default_value;
  sanitize::JsonSchema schema;
};

// An operation of the API document, its schemas compiled.
struct Operation {
  std::string id;
  std::string method;
  std::vector<std::string> segments;  // of the path template; a variable is `{name}`
  bool needs_credential = true;
  bool is_signed = false;  // with the API secret
  std::vector<std::string> scopes;
  std::vector<Parameter> parameters;
  std::optional<sanitize::JsonSchema> body;
  std::map<std::string, sanitize::JsonSchema, std::less<>> answers;  // by status, or `default`
  Handler handler;
};

// Fills the call's arguments and body from its request. Answers the refusal: 400 for what is not JSON, 415, 422; or
// nothing.
std::optional<Reply> read_arguments(const Operation& operation, const std::vector<std::string_view>& segments,
                                    Call& call);

// Holds an answer to the schema that the document promises for its status.
Result<void> check_answer(const Operation& operation, const Reply& reply);

}  // namespace cfy::sandbox
