#include "base/error.hpp"

#include <utility>

namespace cfy {

Error make_error(ErrorCode code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.retriable = is_retriable(code);
  return error;
}

Error validation_error(std::string field, std::string rule, std::string message) {
  Error error = make_error(ErrorCode::validation, std::move(message));
  error.field = std::move(field);
  error.rule = std::move(rule);
  return error;
}

Error configuration_error(std::string field, std::string message) {
  Error error = make_error(ErrorCode::configuration, std::move(message));
  error.field = std::move(field);
  return error;
}

}  // namespace cfy
