#include "managers/reference.hpp"

#include <algorithm>
#include <array>

#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

namespace uri = sanitize::uri;

struct Scheme {
  std::string_view prefix;
  Kind kind;
  std::string_view name;
  std::string_view example;
};
constexpr std::array<Scheme, 4> kSchemes = {
    {{"vault://", Kind::vault, "HashiCorp Vault", "vault://kv/connectify#api_key"},
     {"aws-sm://", Kind::aws, "AWS Secrets Manager", "aws-sm://connectify#api_key"},
     {"gcp-sm://", Kind::google, "Google Secret Manager", "gcp-sm://my-project/connectify-api-key"},
     {"azure-kv://", Kind::azure, "Azure Key Vault", "azure-kv://my-vault/connectify-api-key"}}};

const Scheme* find_scheme(std::string_view text) noexcept {
  const auto* const found = std::find_if(kSchemes.begin(), kSchemes.end(),
                                         [text](const Scheme& scheme) { return text.starts_with(scheme.prefix); });
  return found == kSchemes.end() ? nullptr : found;
}

Error invalid(const Scheme& scheme, const std::string& problem) {
  Error error = configuration_error("", "A reference to " + std::string(scheme.name) + " " + problem +
                                            ": write it as " + std::string(scheme.example) + ".");
  error.rule = "invalid_reference";
  return error;
}

// Cuts the text at the first `mark`; answers what was behind it.
std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

Result<VersionChoice> read_choice(const Scheme& scheme, std::string_view query) {
  VersionChoice choice;
  if (query.empty()) return choice;
  std::string_view name = query;
  const std::string_view value = cut(name, '=');
  if ((name != "version" && name != "stage") || !is_version_name(value)) {
    return invalid(scheme, "may ask for one version=… or one stage=… and nothing else");
  }
  (name == "version" ? choice.version : choice.stage) = value;
  return choice;
}

}  // namespace

bool is_reference(std::string_view text) noexcept { return find_scheme(text) != nullptr; }

std::string_view manager_name(Kind kind) noexcept { return kSchemes[static_cast<std::size_t>(kind)].name; }

Result<Reference> parse_reference(std::string_view text) {
  const Scheme* const scheme = find_scheme(text);
  if (scheme == nullptr) {
    Error error = configuration_error("", "This is no reference to a secret manager.");
    error.rule = "invalid_reference";
    return error;
  }
  std::string_view rest = text.substr(scheme->prefix.size());
  Reference reference;
  reference.kind = scheme->kind;
  const bool has_field = rest.find('#') != std::string_view::npos;
  const std::string_view field = cut(rest, '#');
  const std::string_view query = cut(rest, '?');
  const bool is_field =
      !field.empty() && std::all_of(field.begin(), field.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (has_field && !is_field) return invalid(*scheme, "names no field behind its #");
  if (!has_field && scheme->kind == Kind::vault)
    return invalid(*scheme, "needs a field, since each secret there holds several");
  reference.secret.field = field;
  Result<VersionChoice> choice = read_choice(*scheme, query);
  if (!choice) return std::move(choice).error();
  reference.choice = *std::move(choice);

  std::string_view name = rest;
  if (scheme->kind != Kind::aws) {
    name = cut(rest, '/');
    if (!is_secret_name(rest)) return invalid(*scheme, "needs two names with a slash between");
    reference.store = rest;
  }
  const bool one_segment = scheme->kind == Kind::google || scheme->kind == Kind::azure;
  if (!is_secret_name(name) || (one_segment && name.find('/') != std::string_view::npos)) {
    return invalid(*scheme, "names no secret, or has characters that no secret's name has");
  }
  // It becomes a label of the host's name.
  const bool is_label = std::all_of(reference.store.begin(), reference.store.end(),
                                    [](char c) { return uri::is_alpha(c) || uri::is_digit(c) || c == '-'; });
  if (scheme->kind == Kind::azure && !is_label) return invalid(*scheme, "names no vault");
  reference.secret.name = name;
  return reference;
}

}  // namespace cfy::managers
