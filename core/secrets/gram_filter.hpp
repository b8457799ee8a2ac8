#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "secrets/locked_memory.hpp"

namespace cfy::secrets {

// Says of a place in a text, from its next 4 bytes, whether none of the patterns can begin there: what lets most of a log
// pass at the speed of memory. One bit for each hash of 4 bytes in lower case; 16 KiB, so that it stays in the first
// cache.
class GramFilter {
 public:
  static constexpr std::size_t kGram = 4;

  GramFilter() : bits_(kBits / 8) {}

  void add(std::string_view pattern) noexcept {
    const std::uint32_t hash = hash_of(pattern.data());
    bits_[hash >> 3U] = static_cast<unsigned char>(bits_[hash >> 3U] | 1U << (hash & 7U));
  }
  void add_all(const GramFilter& other) noexcept {
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] = static_cast<unsigned char>(bits_[i] | other.bits_[i]);
  }

  // The same for one place.
  [[nodiscard]] bool may_begin(const char* place) const noexcept {
    const std::uint32_t hash = hash_of(place);
    return (static_cast<unsigned>(bits_[hash >> 3U]) >> (hash & 7U) & 1U) != 0;
  }

  // The first place from `at` on, before `end`, where a pattern may begin; `end` if there is none. kGram - 1 bytes must
  // be readable from `end` on.
  [[nodiscard]] const char* next(const char* at, const char* end) const noexcept {
    const unsigned char* const bits = bits_.data();
    const auto hit = [bits](const char* place) {
      const std::uint32_t hash = hash_of(place);
      return static_cast<unsigned>(bits[hash >> 3U]) >> (hash & 7U) & 1U;
    };
    for (; end - at >= 4; at += 4) {
      if ((hit(at) | hit(at + 1) | hit(at + 2) | hit(at + 3)) != 0) break;
    }
    while (at < end && hit(at) == 0) ++at;
    return at;
  }

 private:
  static constexpr unsigned kBitsLog = 17;
  static constexpr std::size_t kBits = std::size_t{1} << kBitsLog;

  static std::uint32_t hash_of(const char* place) noexcept {
    std::uint32_t gram = 0;
    std::memcpy(&gram, place, kGram);
    return ((gram | 0x20202020U) * 0x9E3779B1U) >> (32 - kBitsLog);
  }

  LockedVector<unsigned char> bits_;
};

// A second, sharper look where the first filter says "maybe": 6 bytes, as they are.
class SharpFilter {
 public:
  static constexpr std::size_t kGram = 6;

  SharpFilter() : bits_(kBits / 8) {}

  void add(std::string_view pattern) noexcept {
    const std::uint64_t hash = hash_of(pattern.data());
    bits_[hash >> 3U] = static_cast<unsigned char>(bits_[hash >> 3U] | 1U << (hash & 7U));
  }
  [[nodiscard]] bool may_begin(const char* place) const noexcept {
    const std::uint64_t hash = hash_of(place);
    return (static_cast<unsigned>(bits_[hash >> 3U]) >> (hash & 7U) & 1U) != 0;
  }

 private:
  static constexpr unsigned kBitsLog = 17;
  static constexpr std::size_t kBits = std::size_t{1} << kBitsLog;

  static std::uint64_t hash_of(const char* place) noexcept {
    std::uint64_t gram = 0;
    std::memcpy(&gram, place, kGram);
    return (gram * 0x9E3779B97F4A7C15U) >> (64 - kBitsLog);
  }

  LockedVector<unsigned char> bits_;
};

}  // namespace cfy::secrets
