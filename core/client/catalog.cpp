#include "client/catalog.hpp"

#include <array>
#include <set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/closest.hpp"
#include "base/process.hpp"
#include "spec/openapi.hpp"

namespace cfy::client {
namespace {

using nlohmann::json;

constexpr std::array kMethods = {"get", "post", "put", "patch", "delete"};

// Follows a local reference; whatever is not one stays as it is.
const json& resolve(const json& document, const json& node) {
  const auto reference = node.find("$ref");
  if (reference == node.end()) return node;
  return resolve(document, document.at(json::json_pointer(reference->get<std::string>().substr(1))));
}

// The parameters of an operation: the path's own and the method's.
std::vector<json> parameters_of(const json& document, const json& path, const json& method) {
  std::vector<json> parameters;
  for (const json* const holder : {&path, &method}) {
    for (const json& parameter : holder->value("parameters", json::array())) {
      parameters.push_back(resolve(document, parameter));
    }
  }
  return parameters;
}

// `/devices` with the query parameters `limit` and `offset` as a URI template: `/devices{?limit,offset}`. Both come
// from the embedded document, nothing from outside.
std::string template_of(const std::string& path, const std::vector<std::string>& query) {
  std::string text = path;
  for (const std::string& name : query) text += (&name == &query.front() ? "{?" : ",") + name;
  return query.empty() ? text : text + "}";
}

const json* body_schema(const json& document, const json& method) {
  const auto body = method.find("requestBody");
  if (body == method.end()) return nullptr;
  return &resolve(document, resolve(document, *body).at("content").at("application/json").at("schema"));
}

// The schema of `data` inside the envelope of the successful answer; of a stream, that of each event.
const json& data_schema(const json& document, const json& method) {
  for (const auto& [status, response] : method.at("responses").items()) {
    if (!status.starts_with('2')) continue;
    const json& content = resolve(document, response).at("content");
    if (content.contains("text/event-stream")) return content.at("text/event-stream").at("schema");
    const json& envelope = resolve(document, content.at("application/json").at("schema"));
    return envelope.at("properties").at("data");
  }
  return document.at("x-missing");  // throws: an operation without a success is a defect of the document
}

// All arguments of an operation as the schema of one object: parameters and members of the body side by side, nothing
// else.
json arguments_schema(const std::vector<json>& parameters, const json* body) {
  json schema = body == nullptr ? json{{"type", "object"}} : *body;
  schema["additionalProperties"] = false;
  const std::size_t named = body == nullptr ? 0 : schema.value("minProperties", std::size_t{0});
  std::size_t beside = 0;
  for (const json& parameter : parameters) {
    if (parameter.at("in") == "header") continue;
    schema["properties"][parameter.at("name")] = parameter.at("schema");
    if (!parameter.value("required", false)) continue;
    schema["required"].push_back(parameter.at("name"));
    ++beside;
  }
  if (named > 0) schema["minProperties"] = named + beside;
  return schema;
}

Result<Operation> compile(const json& document, const std::string& path_text, const json& path,
                          const std::string& verb) {
  const json& method = path.at(verb);
  const std::vector<json> parameters = parameters_of(document, path, method);
  const json* const body = body_schema(document, method);

  std::vector<std::string> query;
  std::set<std::string, std::less<>> target_names;
  bool takes_idempotency_key = false;
  for (const json& parameter : parameters) {
    const auto name = parameter.at("name").get<std::string>();
    if (parameter.at("in") == "query") query.push_back(name);
    if (parameter.at("in") == "header") takes_idempotency_key |= name == "Idempotency-Key";
    if (parameter.at("in") != "header") target_names.insert(name);
  }
  auto target = sanitize::UriTemplate::parse(template_of(path_text, query));
  if (!target) return std::move(target).error();
  auto arguments = sanitize::JsonSchema::compile(arguments_schema(parameters, body), document);
  if (!arguments) return std::move(arguments).error();
  auto data = sanitize::JsonSchema::compile(data_schema(document, method), document);
  if (!data) return std::move(data).error();

  Operation operation{.id = method.at("operationId"),
                      .method = verb,
                      .target = *std::move(target),
                      .target_names = std::move(target_names),
                      .has_body = body != nullptr,
                      .arguments = *std::move(arguments),
                      .data = *std::move(data),
                      .needs_credential = false,
                      .takes_idempotency_key = takes_idempotency_key,
                      .is_stream = method.value("x-stream", false),
                      .is_signed = method.value("x-signed", false),
                      .requirement = {},
                      .resource_name = {},
                      .number = 0,
                      .collection = method.value("x-collection", std::string())};
  for (char& letter : operation.method) letter = static_cast<char>(letter - 'a' + 'A');
  // Any one of the list is enough, with all that it names (OpenAPI 3.1 section 4.8.30).
  for (const json& alternative : method.value("security", document.at("security"))) {
    privilege::Combination combination;
    for (const auto& [scheme, scopes] : alternative.items()) {
      operation.needs_credential = true;
      for (const json& scope : scopes) combination.push_back(scope);
    }
    operation.requirement.push_back(std::move(combination));
  }
  for (const json& parameter : parameters) {
    if (parameter.at("in") == "path") operation.resource_name = parameter.at("name");
  }
  return operation;
}

}  // namespace

Result<std::shared_ptr<const Catalog>> Catalog::embedded() {
  // Guarded by lock_process(); lives as long as the library.
  static auto* const known = new std::shared_ptr<const Catalog>;
  {
    const auto lock = lock_process();
    if (*known) return *known;
  }
  const json document = json::parse(spec::openapi_document());
  auto catalog = std::make_shared<Catalog>();
  for (const auto& [path_text, path] : document.at("paths").items()) {
    for (const char* const verb : kMethods) {
      if (!path.contains(verb)) continue;
      Result<Operation> operation = compile(document, path_text, path, verb);
      if (!operation) return std::move(operation).error();
      std::string id = operation->id;
      catalog->operations_.emplace(std::move(id), *std::move(operation));
    }
  }
  catalog->number_operations();
  const auto lock = lock_process();
  if (!*known) *known = std::move(catalog);
  return *known;
}

void Catalog::number_operations() {
  auto guarded = std::make_shared<privilege::GuardedOperations>();
  std::set<std::string> scopes;
  for (auto& [name, operation] : operations_) {
    operation.number = guarded->size();
    guarded->push_back({name, operation.requirement});
    for (const privilege::Combination& combination : operation.requirement) {
      scopes.insert(combination.begin(), combination.end());
    }
  }
  guarded_ = std::move(guarded);
  scopes_.assign(scopes.begin(), scopes.end());
}

Result<const Operation*> Catalog::find(std::string_view id) const {
  const auto found = operations_.find(id);
  if (found != operations_.end()) return &found->second;
  std::vector<std::string_view> names;
  for (const auto& [name, operation] : operations_) names.emplace_back(name);
  return validation_error("operation", "unknown_operation",
                          "There is no operation of that name." + did_you_mean(id, names));
}

}  // namespace cfy::client
