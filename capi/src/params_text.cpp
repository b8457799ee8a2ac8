#include "params_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cfy::capi {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool is_plain(char c) noexcept { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

// RFC 8259 section 7: quotes, backslashes and controls are escaped, all else stands for itself.
void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto plain_end = static_cast<std::size_t>(
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_plain) - text.begin());
    out.append(text, at, plain_end - at);
    at = plain_end;
    if (at == text.size()) break;
    const char c = text[at++];
    out += '\\';
    if (c == '"' || c == '\\') {
      out += c;
    } else {
      const auto code = static_cast<unsigned char>(c);
      out.append("u00") += kHexDigits[code >> 4U];
      out += kHexDigits[code & 0xFU];
    }
  }
  out += '"';
}

template <class Number>
std::string number_text(Number value) {
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

}  // namespace

ParamsText::Member& ParamsText::member(std::string_view name) {
  std::string key;
  key.reserve(name.size() + 2);
  append_json(key, name);
  const auto found =
      std::find_if(members_.begin(), members_.end(), [&](const Member& each) { return each.name == key; });
  if (found != members_.end()) return *found;
  return members_.emplace_back(Member{std::move(key), {}, false});
}

void ParamsText::set(std::string_view name, std::string_view text) {
  Member& to = member(name);
  to.value.clear();
  to.is_list = false;
  append_json(to.value, text);
}

void ParamsText::set(std::string_view name, std::int64_t value) {
  Member& to = member(name);
  to.value = number_text(value);
  to.is_list = false;
}

void ParamsText::set(std::string_view name, double value) {
  Member& to = member(name);
  to.value = number_text(value);
  to.is_list = false;
}

void ParamsText::set(std::string_view name, bool value) {
  Member& to = member(name);
  to.value = value ? "true" : "false";
  to.is_list = false;
}

bool ParamsText::append(std::string_view name, std::string_view text) {
  Member& to = member(name);
  if (!to.is_list && !to.value.empty()) return false;
  to.is_list = true;
  to.value += to.value.empty() ? '[' : ',';
  append_json(to.value, text);
  return true;
}

std::string ParamsText::json() const {
  std::size_t size = 2;
  for (const Member& each : members_) size += each.name.size() + each.value.size() + 3;
  std::string out;
  out.reserve(size);
  out += '{';
  for (const Member& each : members_) {
    if (out.size() > 1) out += ',';
    out.append(each.name) += ':';
    out += each.value;
    if (each.is_list) out += ']';
  }
  out += '}';
  return out;
}

}  // namespace cfy::capi
