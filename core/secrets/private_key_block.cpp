#include "secrets/private_key_block.hpp"

#include <algorithm>
#include <array>

namespace cfy::secrets {
namespace {

constexpr int kDashes = 5;
constexpr std::size_t kLabelMax = 48;
constexpr std::size_t kBodyMin = 16;
constexpr std::size_t kSpaceMax = 16;

bool is_label(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' '; }

bool is_padded_base64(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

// What stands in the body: base64, line ends (escaped ones too) and the headers of encrypted and PGP keys.
bool is_body(char c) noexcept {
  return is_padded_base64(c) || std::string_view(" \t\r\n\\:,.()-").find(c) != std::string_view::npos;
}

// Where the line behind the header begins, its end written out or escaped.
std::size_t skip_line_end(std::string_view text, std::size_t at) noexcept {
  const std::size_t limit = std::min(text.size(), at + kSpaceMax);
  while (at < limit) {
    if (std::string_view(" \t\r\n\\").find(text[at]) != std::string_view::npos) {
      ++at;
    } else if ((text[at] == 'n' || text[at] == 'r') && text[at - 1] == '\\') {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

Begins private_key_begins(std::string_view text, std::size_t at) noexcept {
  const std::string_view begin = "-----BEGIN ";
  if (!text.substr(at).starts_with(begin)) return Begins::no;  // the keyword, but in another case
  std::size_t here = at + begin.size();
  while (here < text.size() && here < at + begin.size() + kLabelMax && is_label(text[here])) ++here;
  const std::string_view label = text.substr(at, here - at);
  const std::string_view dashes = text.substr(here, kDashes);
  if (!std::string_view("-----").starts_with(dashes)) return Begins::no;
  if (here + kDashes > text.size()) return Begins::open;
  if (label.find("PRIVATE KEY") == std::string_view::npos) return Begins::no;
  here = skip_line_end(text, here + kDashes);
  const std::string_view body = text.substr(here, kBodyMin);
  constexpr std::array<std::string_view, 4> kHeaders = {"Proc-Type:", "DEK-Info:", "Version:", "Comment:"};
  for (const std::string_view header : kHeaders) {
    if (body.starts_with(header)) return Begins::yes;
    if (header.starts_with(body)) return Begins::open;
  }
  if (!std::all_of(body.begin(), body.end(), is_padded_base64)) return Begins::no;
  return body.size() == kBodyMin ? Begins::yes : Begins::open;
}

bool PrivateKeyBlock::take(char c) noexcept {
  const bool dash = c == '-';
  dashes_ = dash ? dashes_ + 1 : 0;
  switch (part_) {
    case Part::header:
      if (dash && dashes_ == kDashes) part_ = Part::header_dashes;
      return true;
    case Part::header_dashes:  // behind those before BEGIN
      if (dash && dashes_ == kDashes) part_ = Part::body;
      return true;
    case Part::body:
      if (dash && dashes_ == kDashes) part_ = Part::end_label;
      return is_body(c);
    case Part::end_label:
      if (dash) part_ = Part::end_dashes;
      return dash || is_label(c);
    case Part::end_dashes:
      if (dash && dashes_ == kDashes) part_ = Part::done;
      return dash;
    case Part::done: break;
  }
  return false;
}

std::size_t PrivateKeyBlock::read(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size() && part_ != Part::done) {
    if (!take(text[at])) {
      part_ = Part::done;
      break;
    }
    ++at;
  }
  return at;
}

}  // namespace cfy::secrets
