#include "client/operations_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "spec/openapi.hpp"

namespace cfy::client {
namespace {

using Json = nlohmann::ordered_json;

// Follows a local reference; what stands beside it comes first.
Json resolve(const Json& document, const Json& node) {
  const auto reference = node.find("$ref");
  if (reference == node.end()) return node;
  Json found = resolve(document, document.at(Json::json_pointer(reference->get<std::string>().substr(1))));
  for (const auto& [key, value] : node.items()) {
    if (key != "$ref") found[key] = value;
  }
  return found;
}

// Of a schema that allows several, the first is as good as any: texts are tried as what they look like.
std::string kind_of(const Json& schema) {
  const Json& type = schema.at("type");
  return type.is_array() ? type.at(0).get<std::string>() : type.get<std::string>();
}

Json argument(const Json& document, const std::string& name, const Json& node, bool required, const char* place,
              const std::string& description) {
  const Json schema = resolve(document, node);
  Json made = {{"name", name}, {"kind", kind_of(schema)}, {"item", nullptr}, {"required", required}, {"place", place}};
  if (schema.contains("items")) made["item"] = kind_of(resolve(document, schema["items"]));
  made["description"] = description.empty() ? schema.value("description", std::string()) : description;
  return made;
}

void add_parameters(const Json& document, const Json& owner, Json& made) {
  for (const Json& node : owner.value("parameters", Json::array())) {
    const Json parameter = resolve(document, node);
    const auto place = parameter.at("in").get<std::string>();
    if (place == "header") {
      if (parameter.at("name") == "Idempotency-Key") made["takes_idempotency_key"] = true;
      continue;
    }
    made["arguments"].push_back(argument(document, parameter.at("name"), parameter.at("schema"),
                                         parameter.value("required", false), place == "path" ? "path" : "query",
                                         parameter.at("description")));
  }
}

void add_body(const Json& document, const Json& method, Json& made) {
  if (!method.contains("requestBody")) return;
  const Json body = resolve(document, method["requestBody"].at("content").at("application/json").at("schema"));
  const Json required = body.value("required", Json::array());
  for (const auto& [name, schema] : body.at("properties").items()) {
    const bool needed = std::find(required.begin(), required.end(), name) != required.end();
    made["arguments"].push_back(argument(document, name, schema, needed, "body", ""));
  }
}

Json describe(const Json& document, const Json& path, const Json& method) {
  Json made = {{"id", method.at("operationId")},
               {"summary", method.at("summary")},
               {"scopes", Json::array()},
               {"signed", method.value("x-signed", false)},
               {"collection", method.contains("x-collection") ? method["x-collection"] : Json()},
               {"takes_idempotency_key", false},
               {"arguments", Json::array()}};
  for (const Json& requirement : method.at("security")) {
    for (const Json& scope : requirement.value("bearer", Json::array())) made["scopes"].push_back(scope);
  }
  add_parameters(document, path, made);
  add_parameters(document, method, made);
  add_body(document, method, made);
  return made;
}

}  // namespace

std::string operations_json() {
  const Json document = Json::parse(spec::openapi_document());
  Json operations = Json::array();
  for (const Json& path : document.at("paths")) {
    for (const auto& [name, method] : path.items()) {
      if (name == "parameters" || method.value("x-stream", false)) continue;
      operations.push_back(describe(document, path, method));
    }
  }
  return operations.dump();
}

}  // namespace cfy::client
