#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <string_view>

namespace binding {

// The UTF-8 of a Python str, without a copy where Python has it already, or the bytes of a bytes object. A str with a
// lone surrogate has no UTF-8: it becomes bytes that are invalid, so that the core refuses it by its own rule.
class Utf8 {
 public:
  explicit Utf8(const pybind11::object& text);
  std::string_view view() const noexcept { return view_; }

 private:
  pybind11::object owner_;
  std::string_view view_;
};

// The same for what goes to a C string: a NUL in it would cut it off, so that is a ValueError.
std::string without_nul(const pybind11::object& text);

// A str from the library's UTF-8; what is not UTF-8 becomes U+FFFD.
pybind11::str to_str(std::string_view text);

// A str, or None for nothing.
template <class Text>
pybind11::object to_str_or_none(const std::optional<Text>& text) {
  if (!text) return pybind11::none();
  if constexpr (requires { text->view(); }) {
    return to_str(text->view());
  } else {
    return to_str(*text);
  }
}

}  // namespace binding
