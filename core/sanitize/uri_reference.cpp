#include "sanitize/uri_reference.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "sanitize/json_format.hpp"
#include "sanitize/uri_encoding.hpp"
#include "sanitize/utf8.hpp"

namespace cfy::sanitize::uri {
namespace {

bool is_scheme(std::string_view text) noexcept {
  return !text.empty() && is_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

// RFC 3987 section 2.2; `private_too` in queries.
bool is_wide(std::int32_t code, bool private_too) noexcept {
  if (code < 0xA0 || (code & 0xFFFE) == 0xFFFE) return false;
  if ((code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000) return private_too;
  if (code >= 0xFDD0 && code <= 0xFDEF) return false;
  if (code >= 0xFFF0 && code <= 0xFFFF) return false;
  return code < 0xE0000 || code >= 0xE1000;
}

// Unreserved characters, triplets, sub-delimiters, and `more`.
bool consists(std::string_view text, std::string_view more, Alphabet alphabet, bool private_too = false) noexcept {
  constexpr std::string_view kSubDelimiters = "!$&'()*+,;=";
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_triplet_at(text, at)) {
      at += 3;
    } else if (is_unreserved(c) || kSubDelimiters.find(c) != std::string_view::npos ||
               more.find(c) != std::string_view::npos) {
      ++at;
    } else {
      const utf8::CodePoint code = utf8::decode(text, at);
      if (alphabet == Alphabet::ascii || code.value < 0 || !is_wide(code.value, private_too)) return false;
      at += code.size;
    }
  }
  return true;
}

// `v1.…`, section 3.2.2.
bool is_future_address(std::string_view text) noexcept {
  if (text.size() < 4 || (text.front() != 'v' && text.front() != 'V')) return false;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot < 2 || dot + 1 == text.size()) return false;
  const std::string_view version = text.substr(1, dot - 1);
  return std::all_of(version.begin(), version.end(), is_hex_digit) && text.find('%') == std::string_view::npos &&
         consists(text.substr(dot + 1), ":", Alphabet::ascii);
}

bool is_authority(std::string_view text, Alphabet alphabet) noexcept {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!consists(text.substr(0, at), ":", alphabet)) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view address = text.substr(1, end - 1);
    if (!is_ipv6(address) && !is_future_address(address)) return false;
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (!consists(text.substr(0, colon), "", alphabet)) return false;
    port = text.substr(colon);
  }
  if (!port.empty()) port.remove_prefix(1);
  return std::all_of(port.begin(), port.end(), is_digit);
}

// Section 5.2.4.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./")) {
      path.remove_prefix(2);
    } else if (path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      path = path == "/.." ? std::string_view("/") : path.substr(3);
      const std::size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      const std::size_t end = std::min(path.find('/', 1), path.size());
      out += path.substr(0, end);
      path.remove_prefix(end);
    }
  }
  return out;
}

// Section 5.2.3.
std::string merged(const Reference& base, std::string_view path) {
  if (base.authority && base.path.empty()) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  return std::string(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) + std::string(path);
}

}  // namespace

Reference split(std::string_view text) noexcept {
  Reference parts;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (const std::size_t colon = text.find_first_of(":/"); colon != std::string_view::npos && text[colon] == ':') {
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    parts.authority = text.substr(2, end - 2);
    text.remove_prefix(end);
  }
  parts.path = text;
  return parts;
}

bool is_reference(std::string_view text, Alphabet alphabet) noexcept {
  const Reference parts = split(text);
  if (parts.scheme && !is_scheme(*parts.scheme)) return false;
  if (parts.authority && !is_authority(*parts.authority, alphabet)) return false;
  return consists(parts.path, ":@/", alphabet) && (!parts.query || consists(*parts.query, ":@/?", alphabet, true)) &&
         (!parts.fragment || consists(*parts.fragment, ":@/?", alphabet));
}

bool is_absolute(std::string_view text, Alphabet alphabet) noexcept {
  return split(text).scheme && is_reference(text, alphabet);
}

std::string resolve(std::string_view base_text, std::string_view text) {
  const Reference base = split(base_text);
  const Reference parts = split(text);
  std::optional<std::string_view> authority = parts.authority;
  std::optional<std::string_view> query = parts.query;
  std::string path;
  if (parts.scheme || parts.authority) {
    path = without_dots(parts.path);
  } else {
    authority = base.authority;
    if (parts.path.empty()) {
      path = base.path;
      if (!query) query = base.query;
    } else {
      path = without_dots(parts.path.front() == '/' ? std::string(parts.path) : merged(base, parts.path));
    }
  }
  const std::optional<std::string_view> scheme = parts.scheme ? parts.scheme : base.scheme;
  std::string out;
  if (scheme) out.append(*scheme).append(":");
  if (authority) out.append("//").append(*authority);
  out += path;
  if (query) out.append("?").append(*query);
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_triplet_at(text, at)) {
      out += text[at];
      continue;
    }
    unsigned byte = 0;
    std::from_chars(text.data() + at + 1, text.data() + at + 3, byte, 16);
    out += static_cast<char>(byte);
    at += 2;
  }
  return out;
}

}  // namespace cfy::sanitize::uri
