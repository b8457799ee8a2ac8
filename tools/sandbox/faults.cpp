#include "sandbox/faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sandbox/message.hpp"

namespace cfy::sandbox {
namespace {

struct FaultRule {
  std::string_view name;
  FaultKind kind;
  std::uint64_t least;  // bounds of the number
  std::uint64_t most;   // 0: takes no number
};

constexpr std::array kRules = {
    FaultRule{"delay", FaultKind::delay, 0, 600'000},
    FaultRule{"status", FaultKind::status, 400, 599},
    FaultRule{"invalid-json", FaultKind::invalid_json, 0, 0},
    FaultRule{"wrong-schema", FaultKind::wrong_schema, 0, 0},
    FaultRule{"duplicate-key", FaultKind::duplicate_key, 0, 0},
    FaultRule{"oversize", FaultKind::oversize, 64, 1U << 30U},
    FaultRule{"close", FaultKind::close, 0, 0},
    FaultRule{"truncate", FaultKind::truncate, 0, 0},
    FaultRule{"garbage", FaultKind::garbage, 0, 0},
    FaultRule{"endless-headers", FaultKind::endless_headers, 0, 0},
    FaultRule{"redirect", FaultKind::redirect, 0, 0},
    FaultRule{"nonce-again", FaultKind::nonce_again, 0, 0},
    FaultRule{"wrong-iss", FaultKind::wrong_iss, 0, 0},
    FaultRule{"missing-iss", FaultKind::missing_iss, 0, 0},
    FaultRule{"wrong-state", FaultKind::wrong_state, 0, 0},
    FaultRule{"wider-scope", FaultKind::wider_scope, 0, 0},
    FaultRule{"missing-token-type", FaultKind::missing_token_type, 0, 0},
    FaultRule{"unknown-token-type", FaultKind::unknown_token_type, 0, 0},
    FaultRule{"bearer-token-type", FaultKind::bearer_token_type, 0, 0},
    FaultRule{"nan-lifetime", FaultKind::nan_lifetime, 0, 0},
    FaultRule{"negative-lifetime", FaultKind::negative_lifetime, 0, 0},
    FaultRule{"line-break-token", FaultKind::line_break_token, 0, 0},
    FaultRule{"wrong-issuer", FaultKind::wrong_issuer, 0, 0},
    FaultRule{"http-endpoints", FaultKind::http_endpoints, 0, 0},
    FaultRule{"no-s256", FaultKind::no_s256, 0, 0},
    FaultRule{"id-token-nonce", FaultKind::id_token_nonce, 0, 0},
    FaultRule{"id-token-audience", FaultKind::id_token_audience, 0, 0},
    FaultRule{"id-token-issuer", FaultKind::id_token_issuer, 0, 0},
    FaultRule{"id-token-expired", FaultKind::id_token_expired, 0, 0},
    FaultRule{"id-token-signature", FaultKind::id_token_signature, 0, 0},
};

std::string padded_success(std::size_t bytes) {
  constexpr std::string_view kHead = R"({"status":"success","data":{"padding":")";
  constexpr std::string_view kTail = R"("}})";
  std::string body(kHead);
  body.append(bytes - kHead.size() - kTail.size(), 'x');
  return body.append(kTail);
}

}  // namespace

std::optional<Fault> parse_fault(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto* const rule = std::ranges::find(kRules, name, &FaultRule::name);
  if (rule == kRules.end() || (equals != std::string_view::npos) != (rule->most != 0)) return std::nullopt;
  Fault fault{rule->kind, 0};
  if (rule->most == 0) return fault;
  const std::string_view digits = text.substr(equals + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), fault.number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (fault.number < rule->least || fault.number > rule->most) return std::nullopt;
  return fault;
}

std::string fault_names() {
  std::string names;
  for (const FaultRule& rule : kRules) {
    if (!names.empty()) names += ", ";
    names += rule.name;
    if (rule.most != 0) names += "=" + std::to_string(rule.least) + ".." + std::to_string(rule.most);
  }
  return names;
}

void apply_to_body(const Fault& fault, Reply& reply) {
  switch (fault.kind) {
    case FaultKind::invalid_json: reply.body.resize(reply.body.size() / 2); break;
    case FaultKind::wrong_schema: reply.body = R"({"status":"success","data":{"unexpected":true}})"; break;
    case FaultKind::duplicate_key: reply.body.insert(1, R"("status":"success",)"); break;
    case FaultKind::oversize: reply.body = padded_success(fault.number); break;
    default: break;
  }
}

bool spoils_connection(FaultKind kind) noexcept {
  return kind == FaultKind::close || kind == FaultKind::truncate || kind == FaultKind::garbage ||
         kind == FaultKind::endless_headers;
}

}  // namespace cfy::sandbox
