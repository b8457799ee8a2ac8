#include "sanitize/unicode.hpp"

#include <memory>

#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

// Below it no character combines with or decomposes into another.
constexpr unsigned char kLeadByteOfU0300 = 0xCC;

constexpr std::size_t kGrowthOfC = 3;
constexpr std::size_t kGrowthOfKC = 18;

struct CloseBreakIterator {
  void operator()(UBreakIterator* iterator) const noexcept { ubrk_close(iterator); }
};
struct CloseText {
  void operator()(UText* text) const noexcept { utext_close(text); }
};

Error icu_error(UErrorCode status) {
  return make_error(ErrorCode::internal, std::string("The Unicode library ICU failed with ") + u_errorName(status) +
                                             "; check that its data is installed.");
}

std::u16string to_utf16(std::string_view text, UErrorCode& status) {
  std::u16string wide(text.size(), u'\0');
  std::int32_t length = 0;
  u_strFromUTF8(wide.data(), static_cast<std::int32_t>(wide.size()), &length, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
  wide.resize(U_FAILURE(status) ? 0 : static_cast<std::size_t>(length));
  return wide;
}

std::string to_utf8(std::u16string_view wide, UErrorCode& status) {
  std::string text(wide.size() * 3, '\0');
  std::int32_t length = 0;
  u_strToUTF8(text.data(), static_cast<std::int32_t>(text.size()), &length, wide.data(),
              static_cast<std::int32_t>(wide.size()), &status);
  text.resize(U_FAILURE(status) ? 0 : static_cast<std::size_t>(length));
  return text;
}

bool is_normalized(const UNormalizer2* nfc, std::string_view text, UErrorCode& status) {
  const std::u16string wide = to_utf16(text, status);
  return unorm2_isNormalized(nfc, wide.data(), static_cast<std::int32_t>(wide.size()), &status) != 0;
}

// `growth`: how many times longer the form can be (UAX #15, table of worst cases).
std::string normalized(const UNormalizer2* form, std::string_view text, std::size_t growth, UErrorCode& status) {
  const std::u16string wide = to_utf16(text, status);
  std::u16string out(wide.size() * growth, u'\0');
  const std::int32_t length = unorm2_normalize(form, wide.data(), static_cast<std::int32_t>(wide.size()), out.data(),
                                               static_cast<std::int32_t>(out.size()), &status);
  out.resize(U_FAILURE(status) ? 0 : static_cast<std::size_t>(length));
  return to_utf8(out, status);
}

// Where the next code point begins that nothing before it can combine with.
std::size_t segment_end(const UNormalizer2* nfc, std::string_view text, std::size_t begin) {
  std::size_t end = begin + utf8::decode(text, begin).size;
  while (end < text.size()) {
    const utf8::CodePoint code = utf8::decode(text, end);
    if (unorm2_hasBoundaryBefore(nfc, code.value) != 0) break;
    end += code.size;
  }
  return end;
}

bool is_below_u0300(std::string_view text) noexcept {
  for (const char byte : text) {
    if (static_cast<unsigned char>(byte) >= kLeadByteOfU0300) return false;
  }
  return true;
}

// Opening one costs far more than using it, and one iterator serves one thread.
UBreakIterator* thread_break_iterator(UErrorCode& status) {
  thread_local std::unique_ptr<UBreakIterator, CloseBreakIterator> iterator;
  if (!iterator) iterator.reset(ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status));
  return iterator.get();
}

}  // namespace

Result<std::vector<Replacement>> nfc_replacements(std::string_view text) {
  std::vector<Replacement> replacements;
  if (is_below_u0300(text)) return replacements;
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
  if (U_FAILURE(status)) return icu_error(status);
  if (is_normalized(nfc, text, status)) return replacements;
  for (std::size_t begin = 0; begin < text.size() && U_SUCCESS(status);) {
    const std::size_t end = segment_end(nfc, text, begin);
    const std::string_view segment = text.substr(begin, end - begin);
    std::string replaced = normalized(nfc, segment, kGrowthOfC, status);
    if (replaced != segment) replacements.push_back({begin, end - begin, std::move(replaced)});
    begin = end;
  }
  if (U_FAILURE(status)) return icu_error(status);
  return replacements;
}

Result<std::size_t> grapheme_prefix(std::string_view text, std::size_t max_graphemes, std::size_t max_bytes) {
  // A cluster has at least one byte.
  if (text.size() <= max_graphemes && text.size() <= max_bytes) return text.size();
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator* iterator = thread_break_iterator(status);
  UText storage = UTEXT_INITIALIZER;
  const std::unique_ptr<UText, CloseText> opened(
      utext_openUTF8(&storage, text.data(), static_cast<std::int64_t>(text.size()), &status));
  ubrk_setUText(iterator, opened.get(), &status);
  if (U_FAILURE(status)) return icu_error(status);
  std::size_t prefix = 0;
  for (std::size_t graphemes = 0; graphemes < max_graphemes; ++graphemes) {
    const std::int32_t end = ubrk_next(iterator);
    if (end == UBRK_DONE || static_cast<std::size_t>(end) > max_bytes) break;
    prefix = static_cast<std::size_t>(end);
  }
  return prefix;
}

Result<std::string> compatible_lower_case(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* form = unorm2_getNFKCCasefoldInstance(&status);
  if (U_FAILURE(status)) return icu_error(status);
  std::string simple = normalized(form, text, kGrowthOfKC, status);
  if (U_FAILURE(status)) return icu_error(status);
  return simple;
}

std::optional<std::string> replace_ill_formed(std::string_view text) {
  std::optional<std::string> out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint code = utf8::decode(text, at);
    if (code.value < 0) {
      if (!out) out.emplace();
      out->append(text, copied, at - copied).append("\uFFFD");
      copied = at + code.size;
    }
    at += code.size;
  }
  if (out) out->append(text, copied);
  return out;
}

}  // namespace cfy::sanitize
