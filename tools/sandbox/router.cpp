#include "sandbox/router.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <utility>

#include "sandbox/text.hpp"

namespace cfy::sandbox {
namespace {

using nlohmann::json;

constexpr std::array kMethods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};
constexpr std::string_view kJson = "application/json";

const json& dereference(const json& document, const json& node) {
  const auto ref = node.find("$ref");
  if (ref == node.end()) return node;
  return document.at(json::json_pointer(ref->get<std::string>().substr(1)));
}

Result<Parameter> read_parameter(const json& document, const json& node) {
  const json& parameter = dereference(document, node);
  const json& schema = parameter.at("schema");
  auto compiled = sanitize::JsonSchema::compile(schema, document);
  if (!compiled) return std::move(compiled).error();
  const auto& place = parameter.at("in").get_ref<const std::string&>();
  return Parameter{parameter.at("name"),
                   place == "path"    ? Parameter::Place::path
                   : place == "query" ? Parameter::Place::query
                                      : Parameter::Place::header,
                   parameter.value("required", false),
                   dereference(document, schema).value("type", json()) == "integer",
                   schema.value("default", json()),
                   std::move(*compiled)};
}

Result<void> read_parameters(const json& document, const json& owner, Operation& operation) {
  for (const json& node : owner.value("parameters", json::array())) {
    auto parameter = read_parameter(document, node);
    if (!parameter) return std::move(parameter).error();
    operation.parameters.push_back(std::move(*parameter));
  }
  return {};
}

Result<void> read_schemas(const json& document, const json& node, Operation& operation) {
  if (node.contains("requestBody")) {
    const json& body = dereference(document, node["requestBody"]);
    auto schema = sanitize::JsonSchema::compile(body.at("content").at(std::string(kJson)).at("schema"), document);
    if (!schema) return std::move(schema).error();
    operation.body = std::move(*schema);
  }
  for (const auto& [status, response] : node.at("responses").items()) {
    const json& contents = dereference(document, response).at("content");
    if (!contents.contains(std::string(kJson))) continue;  // a stream, which has no one body
    const json& content = contents.at(std::string(kJson));
    auto schema = sanitize::JsonSchema::compile(content.at("schema"), document);
    if (!schema) return std::move(schema).error();
    operation.answers.emplace(status, std::move(*schema));
  }
  return {};
}

// An operation's `security` replaces the document's; an empty list means that none is needed.
void read_security(const json& document, const json& node, Operation& operation) {
  const json security = node.contains("security") ? node["security"] : document.value("security", json::array());
  operation.needs_credential = !security.empty();
  for (const json& requirement : security) {
    for (const json& scopes : requirement) operation.scopes = scopes.get<std::vector<std::string>>();
  }
}

Result<Operation> read_operation(const json& document, const json& path_item, const std::string& method,
                                 const std::string& path) {
  const json& node = path_item.at(method);
  Operation operation;
  operation.id = node.at("operationId");
  std::ranges::transform(method, std::back_inserter(operation.method),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const std::string_view segment : split(std::string_view(path).substr(1), '/'))
    operation.segments.emplace_back(segment);
  read_security(document, node, operation);
  operation.is_signed = node.value("x-signed", false);
  for (const json* const owner : {&path_item, &node}) {
    if (auto read = read_parameters(document, *owner, operation); !read) return std::move(read).error();
  }
  if (auto read = read_schemas(document, node, operation); !read) return std::move(read).error();
  return operation;
}

bool fits(const Operation& operation, const std::vector<std::string_view>& segments) {
  return std::ranges::equal(operation.segments, segments, [](const std::string& pattern, std::string_view segment) {
    const auto decoded = percent_decode(segment);
    if (!decoded) return false;
    return pattern.starts_with('{') ? !decoded->empty() : *decoded == pattern;
  });
}

}  // namespace

Result<Router> Router::build(const json& document, HandlerTable handlers) {
  Router router;
  const auto& server = document.at("servers").at(0).at("url").get_ref<const std::string&>();
  router.base_path_ = server.substr(std::min(server.find('/', server.find("://") + 3), server.size()));
  for (const auto& [path, path_item] : document.at("paths").items()) {
    for (const char* const method : kMethods) {
      if (!path_item.contains(method)) continue;
      auto operation = read_operation(document, path_item, method, path);
      if (!operation) return std::move(operation).error();
      const auto handler = handlers.find(operation->id);
      if (handler == handlers.end()) {
        return make_error(ErrorCode::internal, "The sandbox has no handler for the operation " + operation->id + ".");
      }
      operation->handler = std::move(handler->second);
      handlers.erase(handler);
      router.scopes_.insert(operation->scopes.begin(), operation->scopes.end());
      router.operations_.push_back(std::move(*operation));
    }
  }
  if (!handlers.empty()) {
    return make_error(ErrorCode::internal,
                      "The sandbox handles " + handlers.begin()->first + ", which the API document does not have.");
  }
  return router;
}

Router::Match Router::match(std::string_view method, std::string_view target) const {
  Match match;
  std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with(base_path_ + "/")) return match;
  path.remove_prefix(base_path_.size() + 1);
  match.segments = split(path, '/');
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Operation& operation : operations_) {
    if (!fits(operation, match.segments)) continue;
    // The first: a fixed name sorts before a variable.
    if (operation.method == wanted && match.operation == nullptr) match.operation = &operation;
    if (match.allowed.find(operation.method) != std::string::npos) continue;
    match.allowed += (match.allowed.empty() ? "" : ", ") + operation.method;
    if (operation.method == "GET") match.allowed += ", HEAD";
  }
  return match;
}

}  // namespace cfy::sandbox
