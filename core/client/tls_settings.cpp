#include "client/tls_settings.hpp"

#include "client/settings_values.hpp"
#include "tls/stored_chain.hpp"

namespace cfy::client {
namespace {

Result<tls::PinSet> make_pins(const Settings& settings) {
  if (settings.tls_pins.empty()) return tls::PinSet();
  Result<tls::PinSet> pins = tls::PinSet::parse(settings.tls_pins);
  if (!pins) return pins;
  if (settings.tls_pins_report_only) pins->only_report();
  if (settings.tls_pins_expire.empty()) return pins;
  const Result<std::int64_t> expires = tls::parse_time(settings.tls_pins_expire);
  if (!expires) return expires.error();
  pins->expire_at(*expires);
  return pins;
}

tls::Ocsp ocsp_of(const std::string& word) {
  if (word == "required") return tls::Ocsp::required;
  return word == "when_offered" ? tls::Ocsp::when_offered : tls::Ocsp::off;
}

}  // namespace

Result<std::string> read_tls_version(std::string_view text, std::string& target) {
  if (text != "1.2" && text != "1.3") {
    return refuse_setting("unknown_tls_version", "must be 1.2 or 1.3, the least version that is accepted.");
  }
  return target = text;
}

Result<std::string> read_pins(std::string_view text, std::string& target) {
  const Result<tls::PinSet> pins = tls::PinSet::parse(text);
  if (!pins) return pins.error();
  return target = text;
}

Result<std::string> read_time(std::string_view text, std::string& target) {
  if (!tls::parse_time(text)) return refuse_setting("invalid_time", "must be a time such as 2026-01-31T12:00:00Z.");
  return target = text;
}

Result<std::string> read_ocsp(std::string_view text, std::string& target) {
  if (text != "off" && text != "when_offered" && text != "required") {
    return refuse_setting("unknown_ocsp", "must be off, when_offered or required.");
  }
  return target = text;
}

Result<tls::Policy> make_tls_policy(const Settings& settings) {
  tls::Policy policy;
  Result<std::shared_ptr<const tls::TrustStore>> trust = tls::TrustStore::load(settings.ca_file);
  if (!trust) return std::move(trust).error();
  policy.trust = *std::move(trust);
  if (settings.tls_min_version == "1.3") policy.least_version = TLS1_3_VERSION;
  Result<tls::PinSet> pins = make_pins(settings);
  if (!pins) return std::move(pins).error();
  policy.pins = *std::move(pins);
  policy.ocsp = ocsp_of(settings.ocsp);
  if (!settings.crl_file.empty()) {
    Result<std::shared_ptr<tls::CrlFile>> crls = tls::CrlFile::load(settings.crl_file);
    if (!crls) return std::move(crls).error();
    policy.crls = *std::move(crls);
  }
  if (!settings.client_certificate.empty() || !settings.client_key.empty()) {
    Result<std::shared_ptr<tls::ClientIdentity>> identity =
        tls::ClientIdentity::load(settings.client_certificate, settings.client_key);
    if (!identity) return std::move(identity).error();
    policy.identity = *std::move(identity);
  }
  if (Result<void> enforceable = tls::check_enforceable(policy); !enforceable) return std::move(enforceable).error();
  return policy;
}

}  // namespace cfy::client
