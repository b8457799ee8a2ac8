#include "secrets_file.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace cfy::cli {
namespace {

// What the library's own wipe does; this program has it through the C interface only for cfy_secret.
void wipe(std::string& text) noexcept {
  text.resize(text.capacity());
  std::fill_n(static_cast<volatile char*>(text.data()), text.size(), '\0');
  text.clear();
}

// The byte that an escape stands for; takes it off `rest`, whose first backslash is gone already.
std::optional<char> take_escape(std::string_view& rest) {
  constexpr std::string_view kNames = "nrt\\0";
  constexpr std::string_view kValues{"\n\r\t\\\0", 5};
  if (rest.empty()) return std::nullopt;
  const char name = rest.front();
  rest.remove_prefix(1);
  if (const std::size_t index = kNames.find(name); index != std::string_view::npos) return kValues[index];
  if (name != 'x' || rest.size() < 2) return std::nullopt;
  unsigned byte = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + 2, byte, 16);
  if (problem != std::errc() || end != rest.data() + 2) return std::nullopt;
  rest.remove_prefix(2);
  return static_cast<char>(byte);
}

bool unescape(std::string_view line, std::string& value) {
  value.reserve(line.size());
  while (!line.empty()) {
    const char c = line.front();
    line.remove_prefix(1);
    if (c != '\\') {
      value += c;
      continue;
    }
    const std::optional<char> byte = take_escape(line);
    if (!byte) return false;
    value += *byte;
  }
  return true;
}

std::string register_line(std::string_view line, connectify::Redactor& redactor) {
  std::string value;
  std::string problem;
  if (!unescape(line, value)) {
    problem = "a backslash is followed by none of n, r, t, \\, 0 and xHH; write a backslash itself as \\\\.";
  } else if (!value.empty()) {
    try {
      redactor.add_value(value);
    } catch (const connectify::ValidationError& error) {
      problem = error.what();
    }
  }
  wipe(value);
  return problem;
}

}  // namespace

std::string register_secrets(std::string& text, connectify::Redactor& redactor) {
  std::string problem;
  std::string_view rest = text;
  for (std::size_t number = 1; !rest.empty() && problem.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    problem = register_line(line, redactor);
    if (!problem.empty()) problem = "Line " + std::to_string(number) + " of the file of secrets: " + problem;
  }
  wipe(text);
  return problem;
}

}  // namespace cfy::cli
