#include "vault_double.hpp"

namespace cfy::managers {
namespace {

HttpReply errors(int status, const char* text) { return reply(status, {{"errors", json::array({text})}}); }

}  // namespace

HttpReply VaultDouble::handle(const HttpRequest& request) {
  if (request.header("x-vault-request") != "true") return errors(412, "X-Vault-Request is missing");
  if (request.header("x-vault-namespace") != enterprise_space) return errors(404, "no handler for route");
  if (!request.body.empty() && !json::accept(request.body)) return errors(400, "failed to parse JSON input");
  if (request.path.ends_with("/login")) return log_in(request);
  const auto token = tokens.find(request.header("x-vault-token"));
  if (token == tokens.end() || token->second.ends_at <= clock_.wall_now()) return errors(403, "permission denied");
  if (request.path.starts_with("/v1/auth/token/")) return token_calls(request);
  if (forbidden.contains(request.path)) return errors(403, "1 error occurred: permission denied");
  for (const std::string part : {"data", "metadata", "delete"}) {
    const std::string prefix = "/v1/kv/" + part + "/";
    if (!request.path.starts_with(prefix)) continue;
    const std::string name = request.path.substr(prefix.size());
    if (part == "data") return request.method == "POST" ? write(request, name) : data(request, name);
    if (part == "metadata") return metadata(request, name);
    if (request.method != "POST") return errors(405, "unsupported operation");
    const json body = json::parse(request.body);
    for (const json& number : body.at("versions")) secrets.at(name).at(number.get<std::size_t>() - 1).deleted = true;
    return {204, ""};
  }
  return errors(404, "no handler for route");
}

HttpReply VaultDouble::give_token() {
  const std::string token = "hvs.test-" + std::to_string(tokens.size() + 1);
  tokens[token] = {clock_.wall_now() + token_life, true};
  return reply(200, {{"auth", {{"client_token", token}, {"lease_duration", token_life.count()}, {"renewable", true}}}});
}

HttpReply VaultDouble::log_in(const HttpRequest& request) {
  ++logins;
  const json body = json::parse(request.body);
  if (request.path == "/v1/auth/approle/login") {
    if (body.at("role_id") != role_id || body.at("secret_id") != secret_id) return errors(400, "invalid secret id");
    return give_token();
  }
  if (request.path == "/v1/auth/kubernetes/login") {
    if (body.at("role") != "connectify" || body.at("jwt") != "account-token") return errors(403, "permission denied");
    return give_token();
  }
  return errors(404, "no handler for route");
}

HttpReply VaultDouble::token_calls(const HttpRequest& request) {
  const std::string name = request.header("x-vault-token");
  Token& token = tokens.at(name);
  if (request.path == "/v1/auth/token/lookup-self" && request.method == "GET") {
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(token.ends_at - clock_.wall_now());
    return reply(200, {{"data", {{"ttl", left.count()}, {"renewable", token.renewable}}}});
  }
  if (request.path != "/v1/auth/token/renew-self" || request.method != "POST") return errors(404, "no handler");
  if (!token.renewable) return errors(400, "lease is not renewable");
  ++renewals;
  token.ends_at = clock_.wall_now() + token_life;
  return reply(200, {{"auth", {{"client_token", name}, {"lease_duration", token_life.count()}, {"renewable", true}}}});
}

json VaultDouble::version_json(const std::string& name, std::size_t number) const {
  return {{"created_time", "2029-12-31T00:00:00.123456789Z"},
          {"deletion_time", secrets.at(name).at(number - 1).deleted ? "2029-12-31T01:00:00Z" : ""},
          {"destroyed", false}};
}

HttpReply VaultDouble::data(const HttpRequest& request, const std::string& name) {
  if (request.method != "GET") return errors(405, "unsupported operation");
  const auto found = secrets.find(name);
  if (found == secrets.end()) return reply(404, {{"errors", json::array()}});
  const std::string wanted = HttpRequest::field(request.query, "version");
  const std::size_t number = wanted.empty() ? found->second.size() : std::stoul(wanted);
  if (number == 0 || number > found->second.size()) return reply(404, {{"errors", json::array()}});
  const Stored& stored = found->second[number - 1];
  json metadata = version_json(name, number);
  metadata["version"] = number;
  metadata["custom_metadata"] = custom_metadata.contains(name) ? custom_metadata.at(name) : json();
  return reply(
      stored.deleted ? 404 : 200,
      {{"lease_duration", 0}, {"data", {{"data", stored.deleted ? json() : stored.data}, {"metadata", metadata}}}});
}

HttpReply VaultDouble::write(const HttpRequest& request, const std::string& name) {
  const json body = json::parse(request.body);
  const json cas = body.value("options", json::object()).value("cas", json());
  if (cas.is_null()) return errors(400, "check-and-set parameter required for this call");
  std::vector<Stored>& versions = secrets[name];
  if (cas != versions.size()) return errors(400, "check-and-set parameter did not match the current version");
  versions.push_back({body.at("data")});
  json answer = version_json(name, versions.size());
  answer["version"] = versions.size();
  return reply(200, {{"data", answer}});
}

HttpReply VaultDouble::metadata(const HttpRequest& request, const std::string& name) {
  if (!secrets.contains(name)) return reply(404, {{"errors", json::array()}});
  if (request.method == "PATCH") {
    if (request.header("content-type") != "application/merge-patch+json") return errors(415, "unsupported media type");
    custom_metadata[name].merge_patch(json::parse(request.body).at("custom_metadata"));
    return {204, ""};
  }
  json versions = json::object();
  for (std::size_t number = 1; number <= secrets.at(name).size(); ++number) {
    versions[std::to_string(number)] = version_json(name, number);
  }
  return reply(200, {{"data",
                      {{"current_version", secrets.at(name).size()},
                       {"versions", versions},
                       {"custom_metadata", custom_metadata.contains(name) ? custom_metadata.at(name) : json()}}}});
}

}  // namespace cfy::managers
