#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cfy::privilege {

// Builds a page out of our own markup and of texts from anywhere, which are encoded for the place that they stand in.
class Markup {
 public:
  // Our own; never a text from elsewhere.
  Markup& raw(std::string_view markup);
  Markup& raw(std::int64_t number) { return raw(std::to_string(number)); }
  // Between tags.
  Markup& text(std::string_view text);
  // In an attribute's value, in quotes.
  Markup& attribute(std::string_view text);

  // `<name class="style">text</name>`; without a class where that is empty.
  Markup& element(std::string_view name, std::string_view style, std::string_view text);

  [[nodiscard]] const std::string& page() const noexcept { return page_; }

 private:
  std::string page_;
};

}  // namespace cfy::privilege
