#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cfy::secrets {

// Text that holds settings or secrets; wiped when it goes.
class PrivateText {
 public:
  explicit PrivateText(std::string text) noexcept : text_(std::move(text)) {}
  PrivateText(PrivateText&& other) noexcept;
  PrivateText& operator=(PrivateText&& other) noexcept;
  PrivateText(const PrivateText&) = delete;
  PrivateText& operator=(const PrivateText&) = delete;
  ~PrivateText();

  [[nodiscard]] std::string_view view() const noexcept { return text_; }

 private:
  std::string text_;
};

// A file's text, and why it should not be relied on if others may read or change it.
struct PrivateFile {
  PrivateText text;
  std::optional<Error> exposure;  // configuration, field = path, rule = file_mode or file_owner; names the cure
  std::chrono::system_clock::time_point changed_at;  // when the text was last written
};

// Reads a regular file of at most `limit` bytes and looks who else may read it. `exposure` is set unless its owner is
// this user or root, and its mode is 0600 or narrower. Secret folders that Docker and Kubernetes mount are accepted
// though others may read them: files that nobody can change, since they have no write bit on a file system in memory,
// or since their file system is mounted read-only. The checks are made on the open descriptor, not on the name.
//
// Errors (configuration, field = path) have the rule missing_file, not_a_file, file_size or unreadable_file.
Result<PrivateFile> open_private_file(const std::string& path, std::size_t limit = std::size_t{1} << 20U);

// The same for callers to whom an exposed file is an error at once.
Result<PrivateText> read_private_file(const std::string& path, std::size_t limit = std::size_t{1} << 20U);

// A value as a file or a program's output has it, without the line feed, or CR LF, that ends its line.
std::string_view without_line_end(std::string_view text) noexcept;

}  // namespace cfy::secrets
