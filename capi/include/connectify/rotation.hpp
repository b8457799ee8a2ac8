/**
 * @file connectify/rotation.hpp
 * @brief The C++17 face of <connectify/rotation.h>. Included by <connectify/connectify.hpp>.
 */
#ifndef CONNECTIFY_ROTATION_HPP
#define CONNECTIFY_ROTATION_HPP

#include <string>
#include <string_view>

#include "error.hpp"
#include "rotation.h"

namespace connectify {

/// The rotation of one credential; answers are the JSON that <connectify/rotation.h> describes.
class Rotation {
 public:
  /// `config` may be NULL.
  explicit Rotation(const cfy_config* config = nullptr) {
    cfy_rotation* made = nullptr;
    detail::check(cfy_rotation_new(config, &made));
    handle_.reset(made);
  }

  Rotation& set(const std::string& name, std::string_view value) {
    detail::check(cfy_rotation_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }
  std::string status(bool alert = false) {
    cfy_buffer* json = nullptr;
    detail::check(cfy_rotation_status(handle_.get(), alert ? 1 : 0, &json));
    return Buffer(json).str();
  }
  std::string run(const std::string& order = "if_due") {
    cfy_buffer* json = nullptr;
    detail::check(cfy_rotation_run(handle_.get(), order.c_str(), &json));
    return Buffer(json).str();
  }
  void acknowledge(const std::string& holder) {
    detail::check(cfy_rotation_acknowledge(handle_.get(), holder.c_str()));
  }
  std::string history() const {
    cfy_buffer* json = nullptr;
    detail::check(cfy_rotation_history(handle_.get(), &json));
    return Buffer(json).str();
  }

 private:
  detail::Handle<cfy_rotation, cfy_rotation_free> handle_;
};

}  // namespace connectify

#endif
