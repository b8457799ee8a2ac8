/**
 * @file connectify/privilege.hpp
 * @brief The C++17 face of <connectify/privilege.h>. Included by <connectify/connectify.hpp>.
 */
#ifndef CONNECTIFY_PRIVILEGE_HPP
#define CONNECTIFY_PRIVILEGE_HPP

#include <string>
#include <string_view>

#include "error.hpp"
#include "privilege.h"

namespace connectify {

/// What is granted to a client's credential, against what it was used for.
class Review {
 public:
  /// `client`: the handle of a Client, as its get() gives it.
  explicit Review(const cfy_client* client) {
    cfy_review* made = nullptr;
    detail::check(cfy_review_new(client, &made));
    handle_.reset(made);
  }

  Review& set(const std::string& name, std::string_view value) {
    detail::check(cfy_review_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }
  /// JSON; see cfy_review_run().
  std::string run() const {
    cfy_buffer* json = nullptr;
    detail::check(cfy_review_run(handle_.get(), &json));
    return Buffer(json).str();
  }

 private:
  detail::Handle<cfy_review, cfy_review_free> handle_;
};

/// How well the six practices are kept.
class Posture {
 public:
  /// `config`: the handle of a Config, as its get() gives it.
  explicit Posture(const cfy_config* config) {
    cfy_posture* made = nullptr;
    detail::check(cfy_posture_new(config, &made));
    handle_.reset(made);
  }

  Posture& set(const std::string& name, std::string_view value) {
    detail::check(cfy_posture_set(handle_.get(), name.c_str(), value.data(), value.size()));
    return *this;
  }
  Posture& run() {
    detail::check(cfy_posture_run(handle_.get()));
    return *this;
  }
  /// `json`, `sarif` or `html`, once it was run.
  std::string text(const std::string& form) const {
    cfy_buffer* text = nullptr;
    detail::check(cfy_posture_text(handle_.get(), form.c_str(), &text));
    return Buffer(text).str();
  }

 private:
  detail::Handle<cfy_posture, cfy_posture_free> handle_;
};

}  // namespace connectify

#endif
