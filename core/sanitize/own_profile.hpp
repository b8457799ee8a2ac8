#pragma once

#include <memory>
#include <string_view>

#include "sanitize/text_profile.hpp"

namespace cfy::sanitize {

// A profile of the caller's own.
class OwnProfile {
 public:
  // From a JSON object. `name` has to be there; what else is left out is as in device_name:
  //   max_bytes, max_graphemes      the length, up to 1 MiB
  //   may_be_empty, line_breaks, markup, tidy_spaces   whether the text may be empty; whether LF, CR LF and tab, and
  //                                 `<` and `>` are text; whether U+0020 is the only space, single and never at an end
  //   scripts                       the only scripts, by Unicode's names, such as ["Latin", "Greek"]; otherwise all
  //   mixed_scripts                 false: UTS #39's "highly restrictive", and only the letters that it recommends
  //   existing                      names that exist: a text that looks like one of them and is another is refused
  // Refuses (validation) what is unknown or of the wrong kind, with the member's name as field. Further rules of such
  // a profile: script_not_allowed, not_recommended, mixed_script, confusable.
  static Result<std::unique_ptr<OwnProfile>> from_json(std::string_view json);

  ~OwnProfile();
  OwnProfile(const OwnProfile&) = delete;
  OwnProfile& operator=(const OwnProfile&) = delete;

  // Lives as long as this.
  [[nodiscard]] const TextProfile& rules() const noexcept;

 private:
  struct Parts;
  explicit OwnProfile(std::unique_ptr<Parts> parts) noexcept;

  std::unique_ptr<Parts> parts_;
};

}  // namespace cfy::sanitize
