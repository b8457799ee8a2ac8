#include "sanitize/look_alikes.hpp"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>

#include "sanitize/unicode.hpp"

namespace cfy::sanitize {
namespace {

Error icu_failure(UErrorCode status) {
  return make_error(ErrorCode::internal, std::string("The Unicode library ICU failed with ") + u_errorName(status) +
                                             "; check that its data is installed.");
}

// Opened once: that reads tables. All threads may use it as it is not changed any more. Never closed: no static
// destructors.
const USpoofChecker* checker(UErrorCode& status) {
  static UErrorCode opened = U_ZERO_ERROR;
  static const USpoofChecker* const instance = [] {
    USpoofChecker* made = uspoof_open(&opened);
    uspoof_setChecks(made, USPOOF_RESTRICTION_LEVEL, &opened);
    uspoof_setRestrictionLevel(made, USPOOF_HIGHLY_RESTRICTIVE);
    return made;
  }();
  if (U_FAILURE(opened)) status = opened;
  return instance;
}

}  // namespace

bool is_not_recommended(std::int32_t code) noexcept {
  UErrorCode status = U_ZERO_ERROR;
  const bool in_names = (U_GET_GC_MASK(code) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
  // Variation selectors are for emoji as well, and judged elsewhere.
  if (!in_names || u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return false;
  return uset_contains(uspoof_getRecommendedSet(&status), code) == 0;
}

Result<bool> mixes_scripts(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const USpoofChecker* const spoof = checker(status);
  if (U_FAILURE(status)) return icu_failure(status);
  const std::int32_t failed =
      uspoof_check2UTF8(spoof, text.data(), static_cast<std::int32_t>(text.size()), nullptr, &status);
  if (U_FAILURE(status)) return icu_failure(status);
  return (failed & USPOOF_RESTRICTION_LEVEL) != 0;
}

namespace {

Result<std::string> skeleton(std::string_view text) {
  if (text.empty()) return std::string();  // ICU takes no empty text
  UErrorCode status = U_ZERO_ERROR;
  const USpoofChecker* const spoof = checker(status);
  if (U_FAILURE(status)) return icu_failure(status);
  const auto source_size = static_cast<std::int32_t>(text.size());
  const std::int32_t size = uspoof_getSkeletonUTF8(spoof, 0, text.data(), source_size, nullptr, 0, &status);
  if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) return icu_failure(status);
  status = U_ZERO_ERROR;
  std::string bones(static_cast<std::size_t>(size), '\0');
  uspoof_getSkeletonUTF8(spoof, 0, text.data(), source_size, bones.data(), size, &status);
  if (U_FAILURE(status)) return icu_failure(status);
  return bones;
}

}  // namespace

Result<std::array<std::string, 2>> skeletons(std::string_view text) {
  const Result<std::string> simple = compatible_lower_case(text);
  if (!simple) return simple.error();
  Result<std::string> as_it_stands = skeleton(text);
  if (!as_it_stands) return std::move(as_it_stands).error();
  Result<std::string> in_lower_case = skeleton(*simple);
  if (!in_lower_case) return std::move(in_lower_case).error();
  return std::array{*std::move(as_it_stands), *std::move(in_lower_case)};
}

std::int32_t script_of_name(const std::string& name) {
  const std::int32_t script = u_getPropertyValueEnum(UCHAR_SCRIPT, name.c_str());
  return script == UCHAR_INVALID_CODE ? -1 : script;
}

bool is_of_scripts(std::int32_t code, const std::vector<std::int32_t>& scripts) noexcept {
  const std::int32_t own = u_getIntPropertyValue(code, UCHAR_SCRIPT);
  if (own == USCRIPT_COMMON || own == USCRIPT_INHERITED) return true;
  return std::any_of(scripts.begin(), scripts.end(), [&](std::int32_t script) {
    return uscript_hasScript(code, static_cast<UScriptCode>(script)) != 0;
  });
}

}  // namespace cfy::sanitize
