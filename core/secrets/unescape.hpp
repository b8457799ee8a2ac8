#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cfy::secrets {

// How text may have been escaped on its way into a log.
enum class Escape { percent, json, json_twice, html };
inline constexpr std::array kEscapes = {Escape::percent, Escape::json, Escape::json_twice, Escape::html};

// What one character of escaped text stands for.
struct Unit {
  std::array<char, 4> bytes{};  // in UTF-8
  std::size_t size = 0;
  std::size_t next = 0;  // where the next one begins
  bool cut = false;      // the text ends before it can be told
};
Unit next_unit(std::string_view text, std::size_t at, Escape escape) noexcept;

// How far escaped text, from `at` on, stands for `value`.
struct Walk {
  std::size_t matched = 0;  // bytes of the value
  std::size_t end = 0;      // where the text that stands for them ends
  bool cut = false;         // the text ended first
};
Walk walk(std::string_view text, std::size_t at, std::string_view value, Escape escape) noexcept;

// The ways in which an escaper may begin to write `value`: short texts, each at least kAnchorMin bytes unless the value
// ends before. Those that leave plain characters alone, and those that escape every character.
inline constexpr std::size_t kAnchorMin = 6;
std::vector<std::string> beginnings(std::string_view value, Escape escape);

// Whether every byte is one that no escaper has to touch.
bool is_plain(std::string_view value) noexcept;

}  // namespace cfy::secrets
