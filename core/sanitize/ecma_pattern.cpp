#include "sanitize/ecma_pattern.hpp"

#include <re2/re2.h>

#include "sanitize/ecma_translation.hpp"

namespace cfy::sanitize {
namespace {

// Room for the automaton of one expression: enough for several classes such as \p{L}.
constexpr std::int64_t kMaxMemory = std::int64_t{16} << 20;

Error pattern_refusal(const char* rule, std::string message) {
  return validation_error("pattern", rule, std::move(message));
}

}  // namespace

EcmaPattern::EcmaPattern(std::unique_ptr<const re2::RE2> compiled) noexcept : compiled_(std::move(compiled)) {}
EcmaPattern::EcmaPattern(EcmaPattern&&) noexcept = default;
EcmaPattern& EcmaPattern::operator=(EcmaPattern&&) noexcept = default;
EcmaPattern::~EcmaPattern() = default;

Result<EcmaPattern> EcmaPattern::compile(std::string_view pattern) {
  const EcmaTranslation translation = translate_ecma(pattern);
  if (*translation.wrong != 0) {
    return pattern_refusal("bad_pattern", std::string("is no regular expression of ECMA-262: ") + translation.wrong +
                                              ", at byte " + std::to_string(translation.position) + "; correct it.");
  }
  if (*translation.missing != 0) {
    return pattern_refusal("unsupported_pattern",
                           std::string("has ") + translation.missing +
                               ", which cannot be matched in bounded time; write it without, for "
                               "instance as two patterns in allOf, or with `not`.");
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  auto compiled = std::make_unique<const re2::RE2>(translation.re2, options);
  if (!compiled->ok()) {
    return pattern_refusal("unsupported_pattern",
                           "is a regular expression that is too large (repetitions go to 1000); make it smaller.");
  }
  return EcmaPattern(std::move(compiled));
}

bool EcmaPattern::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

bool is_ecma_pattern(std::string_view pattern) { return *translate_ecma(pattern).wrong == 0; }

}  // namespace cfy::sanitize
