#include "sanitize/byte_scan.hpp"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define CFY_SCAN_X86 1
#include <immintrin.h>
#endif

namespace cfy::sanitize {
namespace {

constexpr std::size_t kBlock = 64;

std::size_t scan_portable(const ByteSet& set, const char* data, std::size_t size, NonAscii non_ascii) noexcept {
  for (std::size_t at = 0; at < size; ++at) {
    if (set.has(data[at])) return at;
    if (non_ascii == NonAscii::stop && (static_cast<unsigned char>(data[at]) & 0x80U) != 0) return at;
  }
  return size;
}

void mark_portable(const ByteSet& set, const char* data, std::size_t blocks, NonAscii non_ascii,
                   std::uint64_t* marks) noexcept {
  const unsigned stop = non_ascii == NonAscii::stop ? 1U : 0U;
  for (std::size_t block = 0; block < blocks; ++block) {
    std::uint64_t mark = 0;
    for (std::size_t at = 0; at < kBlock; ++at) {
      const char byte = data[block * kBlock + at];
      const unsigned hit = (set.has(byte) ? 1U : 0U) | (stop & (static_cast<unsigned char>(byte) >> 7U));
      mark |= std::uint64_t{hit} << at;
    }
    marks[block] = mark;
  }
}

#ifdef CFY_SCAN_X86

// Membership by two table look-ups: the low half of a byte chooses a row, the high half a bit in it. The bit of a high
// half from 8 on is 0, so that bytes which are not ASCII are in no set.
alignas(32) constexpr std::array<std::uint8_t, 32> kBits = {1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0,
                                                            1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0};

__attribute__((target("ssse3"))) inline unsigned hits16(__m128i rows, __m128i bits, const char* data,
                                                        bool stop) noexcept {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
  const __m128i half = _mm_set1_epi8(0x0F);
  const __m128i row = _mm_shuffle_epi8(rows, _mm_and_si128(bytes, half));
  const __m128i bit = _mm_shuffle_epi8(bits, _mm_and_si128(_mm_srli_epi16(bytes, 4), half));
  const __m128i absent = _mm_cmpeq_epi8(_mm_and_si128(row, bit), _mm_setzero_si128());
  const unsigned members = ~static_cast<unsigned>(_mm_movemask_epi8(absent)) & 0xFFFFU;
  return stop ? members | static_cast<unsigned>(_mm_movemask_epi8(bytes)) : members;
}

__attribute__((target("ssse3"))) std::size_t scan_ssse3(const ByteSet& set, const char* data, std::size_t size,
                                                        NonAscii non_ascii) noexcept {
  if (size < 16) return scan_portable(set, data, size, non_ascii);
  const __m128i rows = _mm_load_si128(reinterpret_cast<const __m128i*>(set.rows().data()));
  const __m128i bits = _mm_load_si128(reinterpret_cast<const __m128i*>(kBits.data()));
  const bool stop = non_ascii == NonAscii::stop;
  for (std::size_t at = 0;; at += 16) {
    // The end is read together with bytes before it that were seen to be harmless.
    const std::size_t begin = at + 16 <= size ? at : size - 16;
    const unsigned hits = hits16(rows, bits, data + begin, stop);
    if (hits != 0) return begin + static_cast<std::size_t>(__builtin_ctz(hits));
    if (begin + 16 == size) return size;
  }
}

__attribute__((target("ssse3"))) void mark_ssse3(const ByteSet& set, const char* data, std::size_t blocks,
                                                 NonAscii non_ascii, std::uint64_t* marks) noexcept {
  const __m128i rows = _mm_load_si128(reinterpret_cast<const __m128i*>(set.rows().data()));
  const __m128i bits = _mm_load_si128(reinterpret_cast<const __m128i*>(kBits.data()));
  const bool stop = non_ascii == NonAscii::stop;
  for (std::size_t block = 0; block < blocks; ++block) {
    std::uint64_t mark = 0;
    for (unsigned part = 0; part < 4; ++part)
      mark |= std::uint64_t{hits16(rows, bits, data + block * kBlock + part * 16, stop)} << (part * 16);
    marks[block] = mark;
  }
}

__attribute__((target("avx2"))) inline unsigned hits32(__m256i rows, __m256i bits, const char* data,
                                                       bool stop) noexcept {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data));
  const __m256i half = _mm256_set1_epi8(0x0F);
  const __m256i row = _mm256_shuffle_epi8(rows, _mm256_and_si256(bytes, half));
  const __m256i bit = _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
  const __m256i absent = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), _mm256_setzero_si256());
  const unsigned members = ~static_cast<unsigned>(_mm256_movemask_epi8(absent));
  return stop ? members | static_cast<unsigned>(_mm256_movemask_epi8(bytes)) : members;
}

__attribute__((target("avx2"))) std::size_t scan_avx2(const ByteSet& set, const char* data, std::size_t size,
                                                      NonAscii non_ascii) noexcept {
  if (size < 32) return scan_ssse3(set, data, size, non_ascii);
  const __m256i rows = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(set.rows().data())));
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(kBits.data()));
  const bool stop = non_ascii == NonAscii::stop;
  for (std::size_t at = 0;; at += 32) {
    const std::size_t begin = at + 32 <= size ? at : size - 32;
    const unsigned hits = hits32(rows, bits, data + begin, stop);
    if (hits != 0) return begin + static_cast<std::size_t>(__builtin_ctz(hits));
    if (begin + 32 == size) return size;
  }
}

__attribute__((target("avx2"))) void mark_avx2(const ByteSet& set, const char* data, std::size_t blocks,
                                               NonAscii non_ascii, std::uint64_t* marks) noexcept {
  const __m256i rows = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(set.rows().data())));
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(kBits.data()));
  const bool stop = non_ascii == NonAscii::stop;
  for (std::size_t block = 0; block < blocks; ++block) {
    const char* const begin = data + block * kBlock;
    marks[block] = std::uint64_t{hits32(rows, bits, begin, stop)} | std::uint64_t{hits32(rows, bits, begin + 32, stop)}
                                                                        << 32U;
  }
}

#endif

const NamedScanKernel& best_kernel() noexcept {
  static const NamedScanKernel best = usable_scan_kernels().kernels[0];
  return best;
}

}  // namespace

ScanKernels usable_scan_kernels() noexcept {
  ScanKernels usable{};
  const auto add = [&](std::string_view name, ScanKernel scan, MarkKernel mark) {
    usable.kernels[usable.count++] = {name, scan, mark};
  };
#ifdef CFY_SCAN_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") != 0) add("avx2", scan_avx2, mark_avx2);
  if (__builtin_cpu_supports("ssse3") != 0) add("ssse3", scan_ssse3, mark_ssse3);
#endif
  add("portable", scan_portable, mark_portable);
  return usable;
}

std::size_t find_first(const ByteSet& set, std::string_view text, std::size_t from, NonAscii non_ascii) noexcept {
  return from + best_kernel().scan(set, text.data() + from, text.size() - from, non_ascii);
}

void mark_all(const ByteSet& set, std::string_view text, NonAscii non_ascii, std::uint64_t* marks) noexcept {
  const std::size_t whole = text.size() / kBlock;
  const std::size_t rest = text.size() % kBlock;
  const MarkKernel mark = best_kernel().mark;
  mark(set, text.data(), whole, non_ascii, marks);
  if (rest == 0) return;
  alignas(32) char last[kBlock] = {};
  std::memcpy(last, text.data() + whole * kBlock, rest);
  mark(set, last, 1, non_ascii, marks + whole);
  marks[whole] &= (std::uint64_t{1} << rest) - 1;
}

}  // namespace cfy::sanitize
