#include "connectify/tls.h"

#include <nlohmann/json.hpp>

#include "client/settings.hpp"
#include "client/settings_values.hpp"
#include "client/tls_settings.hpp"
#include "guard.hpp"
#include "tls/probe.hpp"
#include "tls/stored_chain.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using cfy::capi::text_argument;
using cfy::capi::utf8_argument;

namespace {

nlohmann::ordered_json certificate_json(const cfy::tls::JudgedCertificate& certificate) {
  return {{"subject", certificate.subject},
          {"issuer", certificate.issuer},
          {"not_before", certificate.not_before},
          {"not_after", certificate.not_after},
          {"pin", "sha256//" + certificate.spki_sha256}};
}

// Names in certificates may be of any bytes.
std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

nlohmann::ordered_json probe_json(const std::string& host, std::uint16_t port, const cfy::tls::Probe& probe) {
  nlohmann::ordered_json json = {
      {"host", host},           {"port", port},         {"passed", probe.passed()},     {"version", probe.version},
      {"cipher", probe.cipher}, {"group", probe.group}, {"days_left", probe.days_left}, {"resumption", probe.resumes}};
  nlohmann::ordered_json chain = nlohmann::ordered_json::array();
  nlohmann::ordered_json pins = nlohmann::ordered_json::array();
  nlohmann::ordered_json rules = nlohmann::ordered_json::array();
  for (const auto& certificate : probe.chain) {
    chain.push_back(certificate_json(certificate));
    pins.push_back(chain.back().at("pin"));
  }
  for (const auto& rule : probe.rules) {
    rules.push_back({{"rule", rule.rule}, {"passed", rule.passed}, {"message", rule.message}});
  }
  json["chain"] = std::move(chain);
  json["pins"] = std::move(pins);
  json["rules"] = std::move(rules);
  return json;
}

Result<void> give_probe(const std::string& host, std::uint16_t port, const cfy::client::Settings& settings,
                        cfy_buffer** out) {
  const auto policy = cfy::client::make_tls_policy(settings);
  if (!policy) return policy.error();
  const auto probe = cfy::tls::probe(host, port, *policy, settings.timeout);
  if (!probe) return probe.error();
  *out = new cfy_buffer{dump(probe_json(host, port, *probe))};
  return {};
}

}  // namespace

cfy_error* cfy_tls_probe(const cfy_config* config, const char* host, size_t host_size, uint16_t port,
                         cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (config == nullptr) return null_error("config");
    const Result<std::string_view> text = utf8_argument(host, host_size, "host");
    if (!text) return text.error();
    const auto settings = cfy::client::resolve_settings(config->arguments);
    if (!settings) return settings.error();
    return give_probe(std::string(*text), port, *settings, out);
  });
}

cfy_error* cfy_client_tls_report(cfy_client* client, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    const std::shared_ptr<cfy::client::Client> kept = client->client;
    const auto [host, port] = cfy::client::place_of(kept->settings().base_url);
    return give_probe(host, port, kept->settings(), out);
  });
}

cfy_error* cfy_tls_judge(const char* chain, size_t chain_size, const char* authorities, size_t authorities_size,
                         const char* name, size_t name_size, int64_t at, const char* crls, size_t crls_size,
                         cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    const Result<std::string_view> chain_text = text_argument(chain, chain_size, "chain");
    if (!chain_text) return chain_text.error();
    const Result<std::string_view> authorities_text = text_argument(authorities, authorities_size, "authorities");
    if (!authorities_text) return authorities_text.error();
    const Result<std::string_view> name_text = utf8_argument(name, name_size, "name");
    if (!name_text) return name_text.error();
    Result<std::string_view> crls_text = std::string_view();
    if (crls != nullptr) crls_text = text_argument(crls, crls_size, "crls");
    if (!crls_text) return crls_text.error();
    const auto judged =
        cfy::tls::judge_stored({*chain_text, *authorities_text, *crls_text, std::string(*name_text), at});
    if (!judged) return judged.error();
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& certificate : *judged) list.push_back(certificate_json(certificate));
    *out = new cfy_buffer{dump({{"chain", list}})};
    return {};
  });
}

cfy_error* cfy_tls_parse_time(const char* text, size_t size, int64_t* out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = 0;
    const Result<std::string_view> argument = text_argument(text, size, "text");
    if (!argument) return argument.error();
    const Result<std::int64_t> seconds = cfy::tls::parse_time(*argument);
    if (!seconds) return seconds.error();
    *out = *seconds;
    return {};
  });
}
