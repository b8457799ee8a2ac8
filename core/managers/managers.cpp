#include "managers/managers.hpp"

#include "managers/aws_secrets_manager.hpp"
#include "managers/azure_key_vault.hpp"
#include "managers/google_secret_manager.hpp"
#include "managers/vault.hpp"

namespace cfy::managers {
namespace {

std::string authorities_of(Kind kind, const Variables& variables) {
  std::optional<std::string> file;
  if (kind == Kind::vault) file = variables("VAULT_CACERT");
  if (kind == Kind::aws) file = variables("AWS_CA_BUNDLE");
  if (!file) file = variables("SSL_CERT_FILE");
  return file.value_or("");
}

// AWS's depends on the region, which an ARN says.
std::string key_of(const Reference& reference) {
  const std::string& name = reference.secret.name;
  const bool by_arn = reference.kind == Kind::aws && name.starts_with("arn:");
  return std::to_string(static_cast<int>(reference.kind)) + " " + (by_arn ? name : reference.store);
}

}  // namespace

Result<Channel> Managers::make_channel(Kind kind) {
  transport::ExchangeSettings exchange = surroundings_.exchange;
  Result<std::shared_ptr<const tls::TrustStore>> trust =
      tls::TrustStore::load(authorities_of(kind, surroundings_.variables));
  if (!trust) return std::move(trust).error();
  exchange.tls = tls::Policy();
  exchange.tls.trust = *std::move(trust);
  exchange.tls.least_version = surroundings_.exchange.tls.least_version;
  Result<std::shared_ptr<transport::Engine>> engine = transport::Engine::make(std::move(exchange));
  if (!engine) return std::move(engine).error();
  channels_.emplace_back(*std::move(engine), surroundings_.times);
  return channels_.back();
}

Result<std::shared_ptr<Manager>> Managers::make(const Reference& reference) {
  const Variables& variables = surroundings_.variables;
  const Result<Channel> channel = make_channel(reference.kind);
  if (!channel) return channel.error();
  switch (reference.kind) {
    case Kind::vault: {
      Result<VaultSettings> settings = VaultSettings::from(variables);
      if (!settings) return std::move(settings).error();
      return std::shared_ptr<Manager>(std::make_shared<Vault>(*std::move(settings), reference.store, *channel));
    }
    case Kind::aws: {
      Result<AwsSettings> settings = AwsSettings::from(variables, reference.secret.name);
      if (!settings) return std::move(settings).error();
      return std::shared_ptr<Manager>(std::make_shared<AwsSecretsManager>(*std::move(settings), variables, *channel));
    }
    case Kind::google: {
      const Result<std::string> endpoint = GoogleSecretManager::endpoint_from(variables);
      if (!endpoint) return endpoint.error();
      Result<GoogleLogin> login = GoogleLogin::from(variables);
      if (!login) return std::move(login).error();
      return std::shared_ptr<Manager>(
          std::make_shared<GoogleSecretManager>(*endpoint, reference.store, *std::move(login), *channel));
    }
    case Kind::azure: break;
  }
  const Result<std::string> vault = AzureKeyVault::address_of(variables, reference.store);
  if (!vault) return vault.error();
  Result<AzureLogin> login = AzureLogin::from(variables);
  if (!login) return std::move(login).error();
  return std::shared_ptr<Manager>(std::make_shared<AzureKeyVault>(*vault, *std::move(login), *channel));
}

Result<std::shared_ptr<Manager>> Managers::open(const Reference& reference) {
  const std::lock_guard lock(mutex_);
  if (closed_) return make_error(ErrorCode::cancelled, "The client is closed; make a new one.");
  std::shared_ptr<Manager>& known = open_[key_of(reference)];
  if (known) return known;
  Result<std::shared_ptr<Manager>> made = make(reference);
  if (made) known = *made;
  return made;
}

Result<Value> Managers::read(std::string_view reference) {
  const Result<Reference> parsed = parse_reference(reference);
  if (!parsed) return parsed.error();
  const Result<std::shared_ptr<Manager>> manager = open(*parsed);
  if (!manager) return manager.error();
  return (*manager)->read(parsed->secret, parsed->choice);
}

void Managers::close() noexcept {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (const Channel& channel : channels_) channel.close();
}

}  // namespace cfy::managers
