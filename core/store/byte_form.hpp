#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "secrets/private_file.hpp"

namespace cfy::store {

// Writes numbers and texts one after another, into `size` bytes that are enough for them: growing would leave copies of
// secrets behind.
class ByteWriter {
 public:
  explicit ByteWriter(std::size_t size) { bytes_.reserve(size); }
  void number(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(value >> shift & 0xFFU);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  secrets::PrivateText take() { return secrets::PrivateText(std::move(bytes_)); }

 private:
  std::string bytes_;
};

// Reads what ByteWriter wrote. Whatever is not there is 0 or empty, and ok() says so once for all.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t number() {
    if (bytes_.size() < 8) return fail();
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
    bytes_.remove_prefix(8);
    return value;
  }
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > bytes_.size()) return fail(), std::string_view();
    const std::string_view value = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return value;
  }
  // How many entries follow; each takes eight bytes at least, so that no number makes the reader loop for long.
  std::uint64_t count() {
    const std::uint64_t value = number();
    return value > bytes_.size() / 8 ? fail() : value;
  }
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return ok_ && bytes_.empty(); }

 private:
  std::uint64_t fail() noexcept {
    ok_ = false;
    bytes_ = {};
    return 0;
  }
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace cfy::store
