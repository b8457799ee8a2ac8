#include "secrets/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <new>

#include "base/process.hpp"

namespace cfy::secrets {

// One mapping: a guard page, the pages that hold the value, a guard page. The value ends where the upper guard begins,
// so that reading past it faults at the first byte; once filled, the pages are read-only, so that a stray write faults
// too.
class Secret::Pages {
 public:
  static std::shared_ptr<const Pages> make(std::string_view value);

  Pages(char* mapping, std::size_t page_size, std::size_t capacity, std::size_t size) noexcept
      : mapping_(mapping), page_size_(page_size), capacity_(capacity), size_(size) {}
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages();

  // mlock(2) does not reach the child of a fork: whoever looks at the value there first locks it again.
  bool lock() const noexcept;

  [[nodiscard]] std::string_view value() const noexcept { return {begin() + (capacity_ - size_), size_}; }

 private:
  [[nodiscard]] char* begin() const noexcept { return mapping_ + page_size_; }
  [[nodiscard]] std::size_t mapped() const noexcept { return capacity_ + 2 * page_size_; }
  bool fill(std::string_view value) noexcept;

  char* mapping_;
  std::size_t page_size_;
  std::size_t capacity_;
  std::size_t size_;
  mutable std::atomic<std::uint64_t> tried_in_{0};  // the fork generation that last tried to lock the pages
  mutable std::atomic<bool> locked_{false};
};

std::shared_ptr<const Secret::Pages> Secret::Pages::make(std::string_view value) {
  const auto page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  if (value.size() > SIZE_MAX - 4 * page_size) return nullptr;
  const std::size_t capacity = (value.size() + page_size - 1) / page_size * page_size;
  void* mapping = mmap(nullptr, capacity + 2 * page_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) return nullptr;
  auto* base = static_cast<char*>(mapping);
  std::shared_ptr<Pages> pages;
  try {
    pages = std::make_shared<Pages>(base, page_size, capacity, value.size());
  } catch (const std::bad_alloc&) {
    munmap(mapping, capacity + 2 * page_size);
    return nullptr;
  }
  return pages->fill(value) ? pages : nullptr;
}

bool Secret::Pages::fill(std::string_view value) noexcept {
  if (mprotect(begin(), capacity_, PROT_READ | PROT_WRITE) != 0) return false;
  // Before the value is there: neither a swap file nor a core dump shall ever have seen it.
  lock();
  if (madvise(begin(), capacity_, MADV_DONTDUMP) != 0) return false;
  std::memcpy(begin() + (capacity_ - size_), value.data(), size_);
  return mprotect(begin(), capacity_, PROT_READ) == 0;
}

Secret::Pages::~Pages() {
  // Should the system refuse to make the pages writable, it still clears them before anyone else gets them.
  if (mprotect(begin(), capacity_, PROT_READ | PROT_WRITE) == 0) wipe(begin(), capacity_);
  munmap(mapping_, mapped());  // unlocks as well
}

bool Secret::Pages::lock() const noexcept {
  const std::uint64_t here = fork_generation();
  if (tried_in_.exchange(here) != here) locked_.store(mlock(begin(), capacity_) == 0);
  return locked_.load();
}

Result<Secret> Secret::copy_of(std::string_view value) {
  if (value.empty()) return Secret();
  auto pages = Pages::make(value);
  if (!pages) return make_error(ErrorCode::internal, "There is no memory left to keep a secret in.");
  return Secret(std::move(pages));
}

std::string_view Secret::reveal() const noexcept {
  if (!pages_) return {};
  pages_->lock();
  return pages_->value();
}

std::size_t Secret::size() const noexcept { return pages_ ? pages_->value().size() : 0; }

std::string Secret::fingerprint() const {
  if (empty()) return {};
  const std::string_view value = reveal();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(value.data()), value.size(), digest.data());
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string shown = "sha256:";
  for (const unsigned char byte : {digest[0], digest[1]}) {
    shown += kHex[byte >> 4U];
    shown += kHex[byte & 0xFU];
  }
  return shown;
}

std::string Secret::describe() const {
  if (empty()) return "Secret(empty)";
  return "Secret(****, " + std::to_string(size()) + " bytes, " + fingerprint() + "…)";
}

bool Secret::equals(const Secret& other) const noexcept {
  const std::string_view mine = reveal();
  const std::string_view theirs = other.reveal();
  return mine.size() == theirs.size() && CRYPTO_memcmp(mine.data(), theirs.data(), mine.size()) == 0;
}

bool Secret::locked() const noexcept { return pages_ && pages_->lock(); }

void wipe(void* data, std::size_t size) noexcept { OPENSSL_cleanse(data, size); }

void wipe(std::string& text) noexcept {
  // What an earlier, longer value left behind the end goes too; growing to the capacity never allocates.
  text.resize(text.capacity());
  wipe(text.data(), text.size());
  text.clear();
}

}  // namespace cfy::secrets
