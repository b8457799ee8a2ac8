#include "oauth/metadata.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <simdjson.h>

#include "oauth/json_reading.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostMetadataBytes = 256U << 10U;
constexpr std::string_view kScheme = "https://";

using TextMember = std::pair<std::string_view, std::string Endpoints::*>;
constexpr std::array<TextMember, 8> kEndpoints = {{
    {"authorization_endpoint", &Metadata::authorization_endpoint},
    {"token_endpoint", &Metadata::token_endpoint},
    {"jwks_uri", &Metadata::jwks_uri},
    {"revocation_endpoint", &Metadata::revocation_endpoint},
    {"introspection_endpoint", &Metadata::introspection_endpoint},
    {"device_authorization_endpoint", &Metadata::device_authorization_endpoint},
    {"pushed_authorization_request_endpoint", &Metadata::pushed_authorization_request_endpoint},
    {"end_session_endpoint", &Metadata::end_session_endpoint},
}};

using ListMember = std::pair<std::string_view, std::vector<std::string> Metadata::*>;
constexpr std::array<ListMember, 3> kLists = {{
    {"token_endpoint_auth_methods_supported", &Metadata::token_endpoint_auth_methods},
    {"code_challenge_methods_supported", &Metadata::code_challenge_methods},
    {"dpop_signing_alg_values_supported", &Metadata::dpop_algorithms},
}};

Error bad_member(std::string_view name) {
  const std::string field = "metadata." + std::string(name);
  return refused(field, "metadata_form", "The issuer's " + field + " doesn't have the form that RFC 8414 gives it.");
}

Result<std::vector<std::string>> read_list(dom::element value, std::string_view name) {
  if (!value.is_array()) return bad_member(name);
  std::vector<std::string> list;
  const dom::array items = value.get_array().value_unsafe();
  for (const dom::element item : items) {
    if (!item.is_string()) return bad_member(name);
    list.emplace_back(item.get_string().value_unsafe());
  }
  return list;
}

Result<void> check_issuer(dom::object document, std::string_view expected) {
  const auto issuer = string_member(document, "issuer", "metadata", "metadata_form");
  if (!issuer) return issuer.error();
  if (!*issuer) return refused("metadata.issuer", "issuer_missing", "The issuer's document doesn't name its issuer.");
  if (**issuer == expected) return {};
  return refused(
      "metadata.issuer", "issuer_differs",
      "The document is of another issuer than the one asked; compare them to the byte, the final slash included.");
}

Result<void> read_endpoints(dom::object document, const std::string& field, Endpoints& endpoints) {
  for (const auto& [name, place] : kEndpoints) {
    const auto url = string_member(document, name, field, "metadata_form");
    if (!url) return url.error();
    if (!*url) continue;
    if (Result<void> good = check_endpoint(**url, field + "." + std::string(name)); !good) return good;
    endpoints.*place = **url;
  }
  return {};
}

Result<bool> read_flag(dom::object document, std::string_view name) {
  const auto value = member(document, name);
  if (!value) return false;
  if (!value->is_bool()) return bad_member(name);
  return value->get_bool().value_unsafe();
}

}  // namespace

Metadata Metadata::through_mtls() const {
  Metadata other = *this;
  for (const auto& [name, place] : kEndpoints) {
    if (!(mtls_aliases.*place).empty()) other.*place = mtls_aliases.*place;
  }
  return other;
}

bool Metadata::supports_s256() const noexcept {
  return std::find(code_challenge_methods.begin(), code_challenge_methods.end(), "S256") !=
         code_challenge_methods.end();
}

Result<void> check_endpoint(std::string_view url, std::string_view field) {
  const bool odd = std::any_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '\\';
  });
  const auto bad_form = [field] {
    return refused(std::string(field), "endpoint_form",
                   "The address in " + std::string(field) +
                       " is not one that credentials can be sent to; it must be a plain "
                       "https URL without user name, fragment, spaces or backslashes.");
  };
  if (odd) return bad_form();
  if (!url.starts_with(kScheme)) {
    return refused(std::string(field), "endpoint_scheme",
                   "The address in " + std::string(field) + " is not https; nothing is sent in the clear.");
  }
  const std::string_view rest = url.substr(kScheme.size());
  const std::string_view authority = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
  const bool has_host = !authority.empty() && authority.front() != ':';
  if (!has_host || authority.find('@') != std::string_view::npos || url.find('#') != std::string_view::npos) {
    return bad_form();
  }
  return {};
}

Result<std::string> metadata_url(std::string_view issuer, MetadataKind kind) {
  if (const Result<void> good = check_endpoint(issuer, "issuer"); !good) return good.error();
  if (issuer.find('?') != std::string_view::npos) {
    return refused("issuer", "issuer_form", "The issuer has a query; an issuer is an address without one.");
  }
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  if (kind == MetadataKind::openid) return std::string(issuer) + "/.well-known/openid-configuration";
  const std::size_t path = std::min(issuer.find('/', kScheme.size()), issuer.size());
  return std::string(issuer.substr(0, path)) + "/.well-known/oauth-authorization-server" +
         std::string(issuer.substr(path));
}

Result<Metadata> parse_metadata(std::string_view json, std::string_view expected_issuer) {
  sanitize::JsonDocument parsed;
  const Result<dom::object> document = read_object(parsed, json, "metadata", kMostMetadataBytes);
  if (!document) return document.error();
  if (const Result<void> same = check_issuer(*document, expected_issuer); !same) return same.error();
  Metadata metadata;
  metadata.issuer = expected_issuer;
  if (Result<void> good = read_endpoints(*document, "metadata", metadata); !good) return std::move(good).error();
  if (const auto aliases = member(*document, "mtls_endpoint_aliases")) {
    if (!aliases->is_object()) return bad_member("mtls_endpoint_aliases");
    Result<void> good =
        read_endpoints(aliases->get_object().value_unsafe(), "metadata.mtls_endpoint_aliases", metadata.mtls_aliases);
    if (!good) return std::move(good).error();
  }
  if (metadata.token_endpoint.empty()) {
    return refused("metadata.token_endpoint", "endpoint_missing", "The issuer has no token endpoint.");
  }
  metadata.token_endpoint_auth_methods = {"client_secret_basic"};
  for (const auto& [name, place] : kLists) {
    const auto value = member(*document, name);
    if (!value) continue;
    Result<std::vector<std::string>> list = read_list(*value, name);
    if (!list) return std::move(list).error();
    metadata.*place = *std::move(list);
  }
  const Result<bool> promised = read_flag(*document, "authorization_response_iss_parameter_supported");
  if (!promised) return promised.error();
  metadata.iss_in_answers = *promised;
  const Result<bool> pushed = read_flag(*document, "require_pushed_authorization_requests");
  if (!pushed) return pushed.error();
  metadata.par_required = *pushed;
  return metadata;
}

}  // namespace cfy::oauth
