/**
 * @file connectify/scan.hpp
 * @brief The C++17 face of <connectify/scan.h>.
 */
#ifndef CONNECTIFY_SCAN_HPP
#define CONNECTIFY_SCAN_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "error.hpp"
#include "scan.h"

namespace connectify {

/// Looks for credentials that slipped out; every scan answers with the JSON that <connectify/scan.h> describes.
class Scan {
 public:
  Scan() {
    cfy_scan* made = nullptr;
    detail::check(cfy_scan_new(&made));
    handle_.reset(made);
  }

  Scan& set(const std::string& name, std::string_view value) {
    detail::check(cfy_scan_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }

  std::string text(const std::string& name, std::string_view text) const {
    cfy_buffer* json = nullptr;
    detail::check(cfy_scan_text(handle_.get(), name.c_str(), text.data(), text.size(), &json));
    return Buffer(json).str();
  }
  std::string path(const std::string& path) { return run(cfy_scan_path, path); }
  std::string history(const std::string& path) { return run(cfy_scan_history, path); }
  std::string staged(const std::string& path) { return run(cfy_scan_staged, path); }

  struct Progress {
    std::int64_t files = 0;
    std::int64_t bytes = 0;
  };
  Progress progress() const noexcept {
    Progress now;
    cfy_scan_progress(handle_.get(), &now.files, &now.bytes);
    return now;
  }
  void stop() noexcept { cfy_scan_stop(handle_.get()); }

 private:
  std::string run(cfy_error* (*scan)(cfy_scan*, const char*, cfy_buffer**), const std::string& path) {
    cfy_buffer* json = nullptr;
    detail::check(scan(handle_.get(), path.c_str(), &json));
    return Buffer(json).str();
  }

  detail::Handle<cfy_scan, cfy_scan_free> handle_;
};

}  // namespace connectify

#endif
