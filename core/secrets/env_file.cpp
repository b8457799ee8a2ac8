#include "secrets/env_file.hpp"

#include <algorithm>
#include <utility>

namespace cfy::secrets {
namespace {

constexpr std::string_view kBlank = " \t";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // what some editors put in front

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && !is_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

// What `\c` stands for in double quotes; 0 if the backslash stands for itself.
char escaped(char c) {
  switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '\\':
    case '"':
    case '$': return c;
    default: return 0;
  }
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& path) : rest_(text), path_(path) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  Result<Assignments> parse() {
    while (!rest_.empty()) {
      if (auto read = read_line(); !read) return std::move(read).error();
    }
    return std::move(assignments_);
  }

 private:
  // Takes one line away, without its ending.
  std::string_view take_line() {
    const std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++line_;
    return line;
  }

  Result<void> read_line() {
    const std::string_view start = rest_;
    std::string_view line = take_line();
    if (const auto content = trim(line); content.empty() || content.starts_with('#')) return {};

    const std::size_t equals = line.find('=');
    std::string_view name = trim(line.substr(0, equals));
    if (name.starts_with("export") && name.find_first_of(kBlank) == 6) name = trim(name.substr(6));
    if (equals == std::string_view::npos || !is_name(name)) {
      return error("is not of the form NAME=value: put a `#` before a comment");
    }
    if (assignments_.contains(name))
      return error("assigns " + std::string(name) + " a second time: remove one of them");

    const std::string_view raw = line.substr(equals + 1);
    const std::size_t first = raw.find_first_not_of(kBlank);
    const bool quoted = first != std::string_view::npos && (raw[first] == '"' || raw[first] == '\'');
    if (!quoted) return keep(name, plain_value(raw));
    const auto opening = static_cast<std::size_t>(raw.data() - start.data()) + first;
    return read_quoted(name, start.substr(opening));
  }

  static std::string plain_value(std::string_view raw) {
    for (std::size_t hash = raw.find('#'); hash != std::string_view::npos; hash = raw.find('#', hash + 1)) {
      if (hash > 0 && kBlank.find(raw[hash - 1]) != std::string_view::npos) {
        raw = raw.substr(0, hash);
        break;
      }
    }
    return std::string(trim(raw));
  }

  // `text` begins with the opening quote and goes on to the end of the file.
  Result<void> read_quoted(std::string_view name, std::string_view text) {
    const char quote = text.front();
    const std::size_t length = quoted_length(text);
    if (length == std::string_view::npos) return error("opens a quotation that is never closed");
    // Reserved at once, so that growing leaves no copy behind.
    std::string value;
    value.reserve(length);
    for (std::size_t i = 1; i < length - 1; ++i) {
      const char next = quote == '"' && text[i] == '\\' ? escaped(text[i + 1]) : '\0';
      value += next != '\0' ? next : text[i];
      if (next != '\0') ++i;
    }
    auto kept = keep(name, std::move(value));

    const int opened = line_;
    line_ += static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), '\n')) - 1;
    rest_ = text.substr(length);
    const auto after = trim(take_line());
    if (after.empty() || after.starts_with('#')) return kept;
    line_ = opened;
    return error("has text after the closing quotation mark");
  }

  // The length of the quotation at the start of `text`, with both its marks; npos if it is not closed.
  static std::size_t quoted_length(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == text.front()) return i + 1;
      if (text.front() == '"' && text[i] == '\\') ++i;
    }
    return std::string_view::npos;
  }

  Result<void> keep(std::string_view name, std::string value) {
    PrivateText text(std::move(value));
    if (text.view().find('\0') != std::string_view::npos) return error("holds a NUL character: remove it");
    assignments_.emplace(name, std::move(text));
    return {};
  }

  [[nodiscard]] Error error(const std::string& what) const {
    return configuration_error(path_, path_ + " line " + std::to_string(line_) + " " + what + ".");
  }

  std::string_view rest_;
  const std::string& path_;
  int line_ = 0;
  Assignments assignments_;
};

}  // namespace

Result<Assignments> parse_env_file(std::string_view text, const std::string& path) {
  return Parser(text, path).parse();
}

}  // namespace cfy::secrets
