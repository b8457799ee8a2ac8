// The formats of names and addresses on the network.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/uidna.h>

#include "sanitize/json_format.hpp"
#include "sanitize/uri_encoding.hpp"
#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Calls `check` with each part of `text` between dots, until one says no.
template <class Check>
bool all_labels(std::string_view text, Check check) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!check(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_ascii_label(std::string_view label) noexcept {
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return uri::is_alpha(c) || uri::is_digit(c) || c == '-'; });
}

bool is_a_label(std::string_view label) noexcept {
  return label.size() > 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' && label.substr(2, 2) == "--";
}

// RFC 5892: what UTS #46 lets through for the sake of older names, and IDNA2008 does not.
bool is_idna2008(std::int32_t code) noexcept {
  switch (code) {
    case 0x0640:
    case 0x07FA:
    case 0x302E:
    case 0x302F:
    case 0x3031:
    case 0x3032:
    case 0x3033:
    case 0x3034:
    case 0x3035:
    case 0x303B: return false;
    case '-':
    case 0xB7:
    case 0x375:
    case 0x5F3:
    case 0x5F4:
    case 0x6FD:
    case 0x6FE:
    case 0xF0B:
    case 0x200C:
    case 0x200D:
    case 0x3007:
    case 0x30FB: return true;
    default: break;
  }
  if (code < 0x80) return uri::is_alpha(static_cast<char>(code)) || uri::is_digit(static_cast<char>(code));
  constexpr std::uint32_t kLetterDigits =
      U_GC_LL_MASK | U_GC_LO_MASK | U_GC_LM_MASK | U_GC_MN_MASK | U_GC_MC_MASK | U_GC_ND_MASK;
  // The old jamo are disallowed (section 2.9).
  const std::int32_t syllable = u_getIntPropertyValue(code, UCHAR_HANGUL_SYLLABLE_TYPE);
  const bool jamo = syllable == U_HST_LEADING_JAMO || syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO;
  return (U_GET_GC_MASK(code) & kLetterDigits) != 0 && !jamo;
}

bool is_idna2008(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint code = utf8::decode(text, at);
    if (code.value != '.' && !is_idna2008(code.value)) return false;
    at += code.size;
  }
  return true;
}

struct CloseIdna {
  void operator()(UIDNA* idna) const noexcept { uidna_close(idna); }
};

// The Unicode form of a name in either form; empty if it is none. Only the rules are of interest, so that the limit of
// the name's length is not checked here.
std::string to_unicode(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  constexpr std::uint32_t kOptions = UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                     UIDNA_CHECK_CONTEXTO | UIDNA_NONTRANSITIONAL_TO_ASCII |
                                     UIDNA_NONTRANSITIONAL_TO_UNICODE;
  const std::unique_ptr<UIDNA, CloseIdna> idna(uidna_openUTS46(kOptions, &status));
  if (U_FAILURE(status) != 0) return {};
  const auto convert = [&](auto function, std::string_view from, std::string& to) {
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    status = U_ZERO_ERROR;
    const std::int32_t size = function(idna.get(), from.data(), static_cast<std::int32_t>(from.size()), to.data(),
                                       static_cast<std::int32_t>(to.size()), &info, &status);
    if (U_FAILURE(status) != 0 || info.errors != 0) return false;
    to.resize(static_cast<std::size_t>(size));
    return true;
  };
  std::string ascii(kMaxName + 3, '\0');
  std::string unicode(name.size() * 4 + kMaxName * 4, '\0');
  // Lengths are checked in the ASCII form alone, the rest in both.
  if (!convert(uidna_nameToASCII_UTF8, name, ascii) || ascii.size() > kMaxName) return {};
  return convert(uidna_nameToUnicodeUTF8, name, unicode) ? unicode : std::string();
}

// The dots of RFC 3490 section 3.1 as the one of ASCII.
std::string with_plain_dots(std::string_view text) {
  std::string out(text);
  for (const std::string_view dot : {"\u3002", "\uFF0E", "\uFF61"}) {
    for (std::size_t at = out.find(dot); at != std::string::npos; at = out.find(dot, at))
      out.replace(at, dot.size(), ".");
  }
  return out;
}

// A name of Dot-string, or Quoted-string.
bool is_local_part(std::string_view text, bool unicode) {
  if (text.empty()) return false;
  if (text.front() != '"') {
    return all_labels(text, [&](std::string_view atom) {
      return !atom.empty() && std::all_of(atom.begin(), atom.end(), [&](char c) {
        if (static_cast<unsigned char>(c) >= 0x80) return unicode;
        return uri::is_alpha(c) || uri::is_digit(c) ||
               std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
      });
    });
  }
  if (text.size() < 2 || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool escaped = false;
    if (text[at] == '\\') {
      if (++at == text.size()) return false;
      escaped = true;
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80 ? !unicode || escaped : byte < 0x20 || byte == 0x7F) return false;
    if (text[at] == '"' && !escaped) return false;
  }
  return true;
}

bool is_address_literal(std::string_view text) noexcept {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  constexpr std::string_view kTag = "ipv6:";
  const bool tagged =
      text.size() > kTag.size() && std::equal(kTag.begin(), kTag.end(), text.begin(),
                                              [](char a, char b) { return a == (uri::is_alpha(b) ? b | 0x20 : b); });
  return tagged ? is_ipv6(text.substr(kTag.size())) : is_ipv4(text);
}

bool is_mailbox(std::string_view text, bool unicode) {
  // What is quoted may hold an @; a domain cannot.
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || !is_local_part(text.substr(0, at), unicode)) return false;
  const std::string_view domain = text.substr(at + 1);
  if (domain.starts_with('[')) return is_address_literal(domain);
  return unicode ? is_idn_hostname(domain) : is_hostname(domain);
}

}  // namespace

bool is_ipv4(std::string_view text) noexcept {
  int parts = 0;
  return all_labels(text,
                    [&](std::string_view part) {
                      if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return false;
                      int value = 0;
                      for (const char c : part) {
                        if (!uri::is_digit(c)) return false;
                        value = value * 10 + (c - '0');
                      }
                      ++parts;
                      return value <= 255 && parts <= 4;
                    }) &&
         parts == 4;
}

bool is_ipv6(std::string_view text) noexcept {
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      if (!is_ipv4(group)) return false;
      groups += 2;
      break;
    }
    if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), uri::is_hex_digit)) return false;
    ++groups;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;
    if (text.front() == ':') {
      if (std::exchange(gap, true)) return false;
      text.remove_prefix(1);
    }
  }
  // A gap stands for one group at least.
  return gap ? groups <= 7 : groups == 8;
}

bool is_hostname(std::string_view text) {
  if (text.size() > kMaxName) return false;
  bool encoded = false;
  return all_labels(text,
                    [&](std::string_view label) {
                      encoded = encoded || is_a_label(label);
                      // Only A-labels have hyphens in third and fourth place (RFC 5890 section 2.3.1).
                      return is_ascii_label(label) &&
                             (is_a_label(label) || label.size() < 4 || label.substr(2, 2) != "--");
                    }) &&
         (!encoded || is_idn_hostname(text));
}

bool is_idn_hostname(std::string_view text) {
  // The longest name has 253 code points of 4 bytes.
  if (text.empty() || text.size() > kMaxName * 4) return false;
  const std::string name = with_plain_dots(text);
  if (!all_labels(name, [](std::string_view label) { return !label.empty(); })) return false;
  if (!is_idna2008(name)) return false;
  const std::string unicode = to_unicode(name);
  return !unicode.empty() && is_idna2008(unicode);
}

bool is_email(std::string_view text) { return is_ascii(text) && is_mailbox(text, false); }

bool is_idn_email(std::string_view text) { return is_mailbox(text, true); }

}  // namespace cfy::sanitize
