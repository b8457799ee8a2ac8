#include "sandbox/oauth/metadata.hpp"

#include "sandbox/oauth/client_registration.hpp"

namespace cfy::sandbox {

using nlohmann::json;

json server_metadata(const Realm& realm) {
  const json signatures = {"ES256", "ES384", "ES512", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"};
  const json methods = authentication_methods();
  return {{"issuer", realm.issuer},
          {"authorization_endpoint", realm.url("/authorize")},
          {"token_endpoint", realm.url("/token")},
          {"jwks_uri", realm.url("/jwks")},
          {"registration_endpoint", realm.url("/register")},
          {"revocation_endpoint", realm.url("/revoke")},
          {"introspection_endpoint", realm.url("/introspect")},
          {"device_authorization_endpoint", realm.url("/device_authorization")},
          {"pushed_authorization_request_endpoint", realm.url("/par")},
          {"userinfo_endpoint", realm.url("/userinfo")},
          {"scopes_supported", realm.scopes},
          {"response_types_supported", {"code"}},
          {"response_modes_supported", {"query"}},
          {"grant_types_supported", grant_types()},
          {"code_challenge_methods_supported", {"S256"}},
          {"token_endpoint_auth_methods_supported", methods},
          {"token_endpoint_auth_signing_alg_values_supported", signatures},
          {"revocation_endpoint_auth_methods_supported", methods},
          {"introspection_endpoint_auth_methods_supported", methods},
          {"dpop_signing_alg_values_supported", signatures},
          {"authorization_response_iss_parameter_supported", true},
          {"require_pushed_authorization_requests", false},
          {"subject_types_supported", {"public"}},
          {"id_token_signing_alg_values_supported", {"ES256"}},
          {"tls_client_certificate_bound_access_tokens", true},
          {"mtls_endpoint_aliases",
           {{"token_endpoint", realm.url("/mtls/token")},
            {"revocation_endpoint", realm.url("/mtls/revoke")},
            {"introspection_endpoint", realm.url("/mtls/introspect")},
            {"device_authorization_endpoint", realm.url("/mtls/device_authorization")},
            {"pushed_authorization_request_endpoint", realm.url("/mtls/par")}}},
          {"protected_resources", {realm.api}}};
}

json resource_metadata(const Realm& realm) {
  return {{"resource", realm.api},
          {"authorization_servers", {realm.issuer}},
          {"scopes_supported", realm.scopes},
          {"bearer_methods_supported", {"header"}},
          {"resource_name", "Connectify sandbox"}};
}

}  // namespace cfy::sandbox
