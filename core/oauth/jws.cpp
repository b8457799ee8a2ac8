#include "oauth/jws.hpp"

#include <algorithm>
#include <array>

#include <simdjson.h>

#include "oauth/base64url.hpp"
#include "oauth/json_reading.hpp"
#include "oauth/refusal.hpp"

namespace cfy::oauth {
namespace {

namespace dom = simdjson::dom;

// Kept by each thread for its memory; what was read is used up before the next reading.
sanitize::JsonDocument& header_document() {
  thread_local sanitize::JsonDocument document;
  return document;
}

Error refused_header(std::string_view member, std::string_view rule, std::string message) {
  return refused("header." + std::string(member), std::string(rule), std::move(message));
}

bool equal_without_case(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; });
}

Result<std::string> read_alg(dom::object header) {
  const auto alg = string_member(header, "alg", "header", "alg_form");
  if (!alg) return alg.error();
  if (!*alg) return refused_header("alg", "alg_missing", "The token doesn't say how it was signed (`alg`).");
  if (equal_without_case(**alg, "none")) {
    return refused_header("alg", "alg_none",
                          "The token is not signed (`alg` is none); no such token is ever accepted.");
  }
  return std::string(**alg);
}

// A token that brings its key, or says where to get it, would be judged by its own word.
Result<void> refuse_keys(dom::object header, HeaderKey header_key) {
  constexpr std::array<std::array<std::string_view, 2>, 4> kKeys = {
      {{"jku", "header_jku"}, {"jwk", "header_jwk"}, {"x5u", "header_x5u"}, {"x5c", "header_x5c"}}};
  for (const auto& [name, rule] : kKeys) {
    if (!member(header, name) || (name == "jwk" && header_key == HeaderKey::needed)) continue;
    return refused_header(name, rule,
                          "The token brings its own key, or its address, in `" + std::string(name) +
                              "`; keys come from the issuer's key set alone.");
  }
  return {};
}

bool is_path(std::string_view kid) {
  const bool has_control = std::any_of(kid.begin(), kid.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  const bool absolute = kid.starts_with('/') && kid.find('/', 1) != std::string_view::npos;
  return has_control || absolute || kid.find("..") != std::string_view::npos ||
         kid.find('\\') != std::string_view::npos || kid.starts_with("./") || kid.starts_with("~/");
}

Result<std::optional<std::string>> read_kid(dom::object header) {
  const auto kid = string_member(header, "kid", "header", "kid_form");
  if (!kid) return kid.error();
  if (!*kid) return std::optional<std::string>();
  if ((*kid)->empty()) return refused_header("kid", "kid_form", "The token's `kid` is empty.");
  if ((*kid)->size() > kMostKidBytes) {
    return refused_header("kid", "kid_size", "The token's `kid` is longer than 256 bytes.");
  }
  if (is_path(**kid)) {
    return refused_header("kid", "kid_path",
                          "The token's `kid` is a path or holds control characters; it must be a name.");
  }
  return std::optional(std::string(**kid));
}

// RFC 7515 section 4.1.11.
Result<void> check_crit(dom::object header) {
  const auto b64 = member(header, "b64");
  if (b64 && (!b64->is_bool() || !b64->get_bool().value_unsafe())) {
    return refused_header("b64", "b64",
                          "The token's payload is not encoded (`b64`, RFC 7797); such tokens are not read.");
  }
  const auto crit = member(header, "crit");
  if (!crit) return {};
  const auto malformed = [] {
    return refused_header("crit", "crit_form", "The token's `crit` must list names of header members, each once.");
  };
  if (!crit->is_array()) return malformed();
  std::vector<std::string_view> names;
  const dom::array listed = crit->get_array().value_unsafe();
  for (const dom::element name : listed) {
    if (!name.is_string() || !member(header, name.get_string().value_unsafe())) return malformed();
    names.push_back(name.get_string().value_unsafe());
  }
  std::sort(names.begin(), names.end());
  if (names.empty() || std::adjacent_find(names.begin(), names.end()) != names.end()) return malformed();
  return refused_header("crit", "crit_unknown",
                        "The token needs an extension (`crit`) that this library doesn't know.");
}

Error not_three_parts() {
  return refused("token", "token_form", "The token is not three parts between two dots (a JWS in compact form).");
}

}  // namespace

Result<CompactToken> split_token(std::string_view token) {
  if (token.size() > kMostTokenBytes) return refused("token", "token_size", "The token is longer than 64 KiB.");
  if (token.starts_with('{') || token.starts_with('[')) {
    return refused("token", "token_json", "The token is in JSON serialisation; give it in compact form.");
  }
  const auto dots = std::count(token.begin(), token.end(), '.');
  if (dots == 4) return refused("token", "token_encrypted", "The token is encrypted (JWE); only signed ones are read.");
  if (dots != 2) return not_three_parts();
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  if (first == 0 || second + 1 == token.size()) return not_three_parts();
  if (first > kMostHeaderBytes / 3 * 4)
    return refused("header", "header_size", "The token's header is longer than 8 KiB.");

  Result<std::string> header = base64url_decode(token.substr(0, first), "header");
  if (!header) return std::move(header).error();
  Result<std::string> signature = base64url_decode(token.substr(second + 1), "signature");
  if (!signature) return std::move(signature).error();
  return CompactToken{token.substr(0, second), *std::move(header), token.substr(first + 1, second - first - 1),
                      *std::move(signature)};
}

Result<JoseHeader> read_header(std::string_view header, HeaderKey header_key) {
  const Result<dom::object> members = read_object(header_document(), header, "header", kMostHeaderBytes);
  if (!members) return members.error();
  if (member(*members, "enc")) {
    return refused("token", "token_encrypted", "The token is encrypted (JWE); only signed ones are read.");
  }
  Result<std::string> alg = read_alg(*members);
  if (!alg) return std::move(alg).error();
  if (const Result<void> none = refuse_keys(*members, header_key); !none) return none.error();
  Result<std::optional<std::string>> kid = read_kid(*members);
  if (!kid) return std::move(kid).error();
  if (const Result<void> crit = check_crit(*members); !crit) return crit.error();
  const auto typ = string_member(*members, "typ", "header", "typ_form");
  if (!typ) return typ.error();

  JoseHeader read{*std::move(alg), *std::move(kid), std::nullopt, std::nullopt};
  if (*typ) read.typ = std::string(**typ);
  if (const auto jwk = member(*members, "jwk")) read.jwk = simdjson::minify(*jwk);
  return read;
}

Result<Algorithm> allowed_algorithm(const JoseHeader& header, const std::vector<Algorithm>& allowed) {
  const std::optional<Algorithm> algorithm = find_algorithm(header.alg);
  if (!algorithm) {
    return refused_header("alg", "alg_unknown", "The token's `alg` is none that this library knows.");
  }
  if (std::find(allowed.begin(), allowed.end(), *algorithm) == allowed.end()) {
    return refused_header(
        "alg", "alg_not_allowed",
        "The token is signed with " + header.alg + ", which is not among the algorithms allowed here.");
  }
  return *algorithm;
}

Result<VerifiedToken> verify_token(std::string_view token, const JwkSet& keys, const std::vector<Algorithm>& allowed) {
  Result<CompactToken> parts = split_token(token);
  if (!parts) return std::move(parts).error();
  Result<JoseHeader> header = read_header(parts->header);
  if (!header) return std::move(header).error();
  const Result<Algorithm> algorithm = allowed_algorithm(*header, allowed);
  if (!algorithm) return algorithm.error();
  Result<std::string> payload = base64url_decode(parts->payload, "payload");
  if (!payload) return std::move(payload).error();
  const Result<const Jwk*> key = keys.select(*algorithm, header->kid);
  if (!key) return key.error();
  if (Result<void> valid = (*key)->verify(*algorithm, parts->input, parts->signature); !valid) {
    return std::move(valid).error();
  }
  return VerifiedToken{*std::move(header), *algorithm, *std::move(payload)};
}

}  // namespace cfy::oauth
