#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Looking for the few bytes that matter in the many that don't, with the widest instructions that the processor has.
namespace cfy::sanitize {

// A set of ASCII bytes, in the form that the kernels look them up in.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view members) noexcept {
    for (const char member : members) add(static_cast<unsigned char>(member));
  }

  // All of ASCII but these.
  static constexpr ByteSet all_but(std::string_view absent) noexcept {
    ByteSet set{std::string_view()};
    for (unsigned char byte = 0; byte < 0x80; ++byte) {
      if (absent.find(static_cast<char>(byte)) == std::string_view::npos) set.add(byte);
    }
    return set;
  }

  // These, and the ASCII control characters.
  static constexpr ByteSet controls_and(std::string_view members) noexcept {
    ByteSet set{members};
    for (unsigned char byte = 0; byte < 0x20; ++byte) set.add(byte);
    set.add(0x7F);
    return set;
  }

  [[nodiscard]] constexpr bool has(char byte) const noexcept {
    const auto value = static_cast<unsigned char>(byte);
    return value < 0x80 && (static_cast<unsigned>(rows_[value & 0xFU]) >> (value >> 4U) & 1U) != 0;
  }

  // For each low half of a byte, one bit for each high half with which it is a member.
  [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& rows() const noexcept { return rows_; }

  constexpr void add(unsigned char byte) noexcept {
    rows_[byte & 0xFU] = static_cast<std::uint8_t>(rows_[byte & 0xFU] | 1U << (byte >> 4U));
  }

 private:
  alignas(16) std::array<std::uint8_t, 16> rows_{};
};

enum class NonAscii : bool { pass, stop };

// The place of the first byte at or after `from` that is in the set, or, if asked, not ASCII; the size if there is none.
std::size_t find_first(const ByteSet& set, std::string_view text, std::size_t from, NonAscii non_ascii) noexcept;

// The same where the first one is probably near: it is cheaper for a few bytes, and never costs much more.
inline std::size_t find_near(const ByteSet& set, std::string_view text, std::size_t from, NonAscii non_ascii) noexcept {
  constexpr std::size_t kNear = 12;
  const std::size_t near = from + kNear < text.size() ? from + kNear : text.size();
  for (std::size_t at = from; at < near; ++at) {
    const bool ascii = static_cast<unsigned char>(text[at]) < 0x80;
    if (ascii ? set.has(text[at]) : non_ascii == NonAscii::stop) return at;
  }
  return near == text.size() ? near : find_first(set, text, near, non_ascii);
}

// The same for all of them: one bit for each of the text's bytes, lowest first, in as many words as the text begins
// blocks of 64 bytes.
void mark_all(const ByteSet& set, std::string_view text, NonAscii non_ascii, std::uint64_t* marks) noexcept;

// The kernels that this processor can run, the one in use first. For tests, which compare them.
using ScanKernel = std::size_t (*)(const ByteSet& set, const char* data, std::size_t size, NonAscii non_ascii) noexcept;
// The marks of one block of 64 bytes after another.
using MarkKernel = void (*)(const ByteSet& set, const char* data, std::size_t blocks, NonAscii non_ascii,
                            std::uint64_t* marks) noexcept;
struct NamedScanKernel {
  std::string_view name;
  ScanKernel scan;
  MarkKernel mark;
};
struct ScanKernels {
  std::array<NamedScanKernel, 3> kernels;
  std::size_t count;
};
ScanKernels usable_scan_kernels() noexcept;

}  // namespace cfy::sanitize
