#include <array>
#include <charconv>
#include <memory>
#include <string>

#include <unicode/uchar.h>
#include <unicode/uset.h>

#include "sanitize/ecma_translation.hpp"

namespace cfy::sanitize {
namespace {

struct CloseSet {
  void operator()(USet* set) const noexcept { uset_close(set); }
};
using Set = std::unique_ptr<USet, CloseSet>;

bool apply(USet* set, UProperty property, std::int32_t value) {
  UErrorCode status = U_ZERO_ERROR;
  uset_applyIntPropertyValue(set, property, value, &status);
  return U_SUCCESS(status) != 0;
}

bool apply_named(USet* set, UProperty property, const std::string& value) {
  const std::int32_t found = u_getPropertyValueEnum(property, value.c_str());
  return found != UCHAR_INVALID_CODE && apply(set, property, found);
}

bool apply_extensions(USet* set, const std::string& script) {
  const std::int32_t found = u_getPropertyValueEnum(UCHAR_SCRIPT, script.c_str());
  return found != UCHAR_INVALID_CODE && apply(set, UCHAR_SCRIPT_EXTENSIONS, found);
}

bool apply_alone(USet* set, const std::string& name) {
  if (name == "Any") {
    uset_addRange(set, 0, 0x10FFFF);
    return true;
  }
  if (name == "ASCII") {
    uset_addRange(set, 0, 0x7F);
    return true;
  }
  if (name == "Assigned") {
    if (!apply_named(set, UCHAR_GENERAL_CATEGORY_MASK, "Cn")) return false;
    uset_complement(set);
    return true;
  }
  if (apply_named(set, UCHAR_GENERAL_CATEGORY_MASK, name)) return true;
  const UProperty property = u_getPropertyEnum(name.c_str());
  return property >= UCHAR_BINARY_START && property < UCHAR_BINARY_LIMIT && apply(set, property, 1);
}

bool apply(USet* set, std::string_view property) {
  const std::size_t sign = property.find('=');
  if (sign == std::string_view::npos) return apply_alone(set, std::string(property));
  const std::string_view name = property.substr(0, sign);
  const std::string value(property.substr(sign + 1));
  if (name == "General_Category" || name == "gc") return apply_named(set, UCHAR_GENERAL_CATEGORY_MASK, value);
  if (name == "Script" || name == "sc") return apply_named(set, UCHAR_SCRIPT, value);
  return (name == "Script_Extensions" || name == "scx") && apply_extensions(set, value);
}

void append_code(std::string& out, std::int32_t code) {
  std::array<char, 8> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
  out.append("\\x{").append(digits.data(), end).append("}");
}

}  // namespace

std::string property_class(std::string_view property, bool negated) {
  const Set set(uset_openEmpty());
  if (!set || property.empty() || property.find('\0') != std::string_view::npos || !apply(set.get(), property))
    return {};
  if (negated) uset_complement(set.get());
  std::string out;
  for (std::int32_t i = 0; i < uset_getItemCount(set.get()); ++i) {
    UErrorCode status = U_ZERO_ERROR;
    UChar32 first = 0;
    UChar32 last = 0;
    // Strings, which sets of emoji have, are not among what \p matches.
    if (uset_getItem(set.get(), i, &first, &last, nullptr, 0, &status) != 0 || U_FAILURE(status) != 0) continue;
    append_code(out, first);
    out += '-';
    append_code(out, last);
  }
  return out;
}

}  // namespace cfy::sanitize
