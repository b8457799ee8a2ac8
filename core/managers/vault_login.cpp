#include "managers/vault_login.hpp"

#include "managers/secret_text.hpp"
#include "secrets/private_file.hpp"

namespace cfy::managers {
namespace {

// A token that can only be renewed for less is near the end that its maker set.
constexpr std::chrono::seconds kShortest{10};

Result<secrets::Secret> read_file(const std::string& path) {
  auto text = secrets::read_private_file(path);
  if (!text) return std::move(text).error();
  std::string_view value = text->view();
  while (value.ends_with('\n') || value.ends_with('\r')) value.remove_suffix(1);
  if (value.empty()) return login_error("empty_secret", path + " holds nothing to log in to Vault with.");
  return secrets::Secret::copy_of(value);
}

Result<secrets::Secret> secret_of(const Variables& variables, const std::string& name) {
  auto value = variables(name);
  if (!value) return secrets::Secret();
  Result<secrets::Secret> secret = secrets::Secret::copy_of(*value);
  secrets::wipe(*value);
  return secret;
}

// Where Vault's own command line keeps the token of its user's login.
Result<secrets::Secret> token_of_user(const Variables& variables) {
  const auto home = variables("HOME");
  if (!home) return secrets::Secret();
  Result<secrets::Secret> token = read_file(*home + "/.vault-token");
  if (!token && token.error().rule == "missing_file") return secrets::Secret();
  return token;
}

Result<void> read_approle(const Variables& variables, VaultSettings& settings) {
  settings.role_id = variables("VAULT_ROLE_ID").value_or("");
  if (settings.role_id.empty()) return {};
  const auto file = variables("VAULT_SECRET_ID_FILE");
  Result<secrets::Secret> secret = file ? read_file(*file) : secret_of(variables, "VAULT_SECRET_ID");
  if (!secret) return std::move(secret).error();
  settings.secret_id = *std::move(secret);
  return {};
}

}  // namespace

Result<VaultSettings> VaultSettings::from(const Variables& variables) {
  VaultSettings settings;
  const auto address = variables("VAULT_ADDR");
  if (!address) {
    return login_error("missing_address",
                       "VAULT_ADDR does not say where Vault is: set it, such as to "
                       "https://vault.example:8200.");
  }
  Result<std::string> checked = https_address("VAULT_ADDR", *address);
  if (!checked) return std::move(checked).error();
  settings.address = *std::move(checked);
  settings.enterprise_space = variables("VAULT_NAMESPACE").value_or("");
  Result<secrets::Secret> token = secret_of(variables, "VAULT_TOKEN");
  if (!token) return std::move(token).error();
  settings.token = *std::move(token);
  if (Result<void> read = read_approle(variables, settings); !read) return std::move(read).error();
  settings.approle_mount = variables("VAULT_APPROLE_MOUNT").value_or(settings.approle_mount);
  settings.kubernetes_role = variables("VAULT_KUBERNETES_ROLE").value_or("");
  settings.kubernetes_mount = variables("VAULT_KUBERNETES_MOUNT").value_or(settings.kubernetes_mount);
  settings.kubernetes_token_file = variables("VAULT_KUBERNETES_TOKEN_FILE").value_or(settings.kubernetes_token_file);
  if (!settings.token.empty() || !settings.role_id.empty() || !settings.kubernetes_role.empty()) return settings;
  token = token_of_user(variables);
  if (!token) return std::move(token).error();
  settings.token = *std::move(token);
  if (!settings.token.empty()) return settings;
  return login_error("missing_login",
                     "There is nothing to log in to Vault with: set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, "
                     "or VAULT_KUBERNETES_ROLE, or run `vault login`.");
}

VaultLogin::VaultLogin(VaultSettings settings, Channel channel)
    : settings_(std::move(settings)),
      channel_(std::move(channel)),
      cache_(std::make_unique<oauth::TokenCache>([this](const oauth::Tokens* present) { return renew(present); },
                                                 std::chrono::seconds(60), channel_.clock())) {}

Result<secrets::Secret> VaultLogin::token() const {
  const Result<oauth::TokenCache::Held> held = cache_->tokens();
  if (!held) return held.error();
  return (*held)->access_token;
}

Result<Call> VaultLogin::call(std::string method, const std::string& path, const secrets::Secret& token) const {
  Call call;
  call.method = std::move(method);
  call.url = settings_.address + "/v1/" + path;
  call.headers.emplace_back("X-Vault-Request: true");
  if (!settings_.enterprise_space.empty()) call.headers.push_back("X-Vault-Namespace: " + settings_.enterprise_space);
  if (token.empty()) return call;
  Result<secrets::Secret> line = header_line("X-Vault-Token: ", token.reveal());
  if (!line) return std::move(line).error();
  call.authorization = *std::move(line);
  return call;
}

// A refresh token stands for "may be renewed".
Result<oauth::Tokens> VaultLogin::renew(const oauth::Tokens* present) const {
  const bool may_log_in = settings_.token.empty();
  if (present != nullptr && !present->refresh_token.empty()) {
    Result<Call> call = this->call("POST", "auth/token/renew-self", present->access_token);
    if (!call) return std::move(call).error();
    Result<oauth::Tokens> renewed = send(*std::move(call), "our token");
    const bool lasts = renewed && (!renewed->expires_in || *renewed->expires_in >= kShortest);
    if (lasts || !may_log_in) return renewed;
  }
  return may_log_in ? log_in() : look_up(settings_.token);
}

Result<oauth::Tokens> VaultLogin::log_in() const {
  const bool by_role = !settings_.role_id.empty();
  Result<Call> call =
      this->call("POST", "auth/" + (by_role ? settings_.approle_mount : settings_.kubernetes_mount) + "/login", {});
  if (!call) return std::move(call).error();
  SecretText body;
  if (by_role) {
    body.add(R"({"role_id":)").add_json(settings_.role_id);
    if (!settings_.secret_id.empty()) body.add(R"(,"secret_id":)").add_json(settings_.secret_id.reveal());
  } else {
    // Read for each login: the cluster writes a new one well before the old one ends.
    const Result<secrets::Secret> account = read_file(settings_.kubernetes_token_file);
    if (!account) return account.error();
    body.add(R"({"role":)").add_json(settings_.kubernetes_role).add(R"(,"jwt":)").add_json(account->reveal());
  }
  Result<secrets::Secret> kept = body.add("}").finish();
  if (!kept) return std::move(kept).error();
  call->body = *std::move(kept);
  return send(*std::move(call), "our login");
}

Result<oauth::Tokens> VaultLogin::send(Call call, const char* what) const {
  Result<Answer> answer = channel_.send(std::move(call));
  if (!answer) return std::move(answer).error();
  if (!answer->good()) {
    Error error = refusal(*answer, kVault, {});
    // Whatever Vault has against a login, it does not know us: it says 400 as well as 403.
    if (answer->status == 400 || answer->status == 403) {
      error.code = ErrorCode::authentication;
      error.message = "HashiCorp Vault refuses " + std::string(what) + ": renew the credentials that we log in with.";
    }
    return error;
  }
  const std::string_view token = answer->json.text({"auth", "client_token"});
  if (token.empty()) return broken_answer(kVault, "a token");
  oauth::Tokens tokens;
  Result<secrets::Secret> kept = secrets::Secret::copy_of(token);
  if (!kept) return std::move(kept).error();
  tokens.access_token = *std::move(kept);
  if (answer->json.flag({"auth", "renewable"})) tokens.refresh_token = tokens.access_token;
  const auto lifetime = answer->json.number({"auth", "lease_duration"});
  if (lifetime && *lifetime > 0) tokens.expires_in = std::chrono::seconds(*lifetime);
  return tokens;
}

// A token that we were given: how long it lasts, only Vault knows.
Result<oauth::Tokens> VaultLogin::look_up(const secrets::Secret& token) const {
  Result<Call> call = this->call("GET", "auth/token/lookup-self", token);
  if (!call) return std::move(call).error();
  Result<Answer> answer = channel_.send(*std::move(call));
  if (!answer) return std::move(answer).error();
  if (!answer->good()) {
    Error error = refusal(*answer, kVault, {});
    if (answer->status == 403) {
      error.code = ErrorCode::authentication;
      error.message = "HashiCorp Vault does not accept our token: it has ended or was revoked; set a new VAULT_TOKEN.";
    }
    return error;
  }
  oauth::Tokens tokens;
  tokens.access_token = token;
  if (answer->json.flag({"data", "renewable"})) tokens.refresh_token = token;
  const auto lifetime = answer->json.number({"data", "ttl"});
  if (lifetime && *lifetime > 0) tokens.expires_in = std::chrono::seconds(*lifetime);
  return tokens;
}

}  // namespace cfy::managers
