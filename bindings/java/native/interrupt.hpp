#pragma once

#include <jni.h>

#include <connectify/connectify.hpp>
#include <optional>

namespace connectify_java {

// The options of a call, with a switch that asks whether the waiting thread was interrupted.
class InterruptibleOptions {
 public:
  // Adds the switch to the given options, or to options of its own for null. Whether that could be done; if not, a Java
  // exception is pending.
  bool take(JNIEnv* env, connectify::CallOptions* given) noexcept;
  connectify::CallOptions* get() const noexcept { return options_; }

 private:
  std::optional<connectify::CallOptions> own_;
  connectify::CallOptions* options_ = nullptr;
};

// A switch that asks the same.
class InterruptibleCancel {
 public:
  // Whether it could be made; if not, a Java exception is pending.
  bool make(JNIEnv* env) noexcept;
  connectify::Cancel* get() noexcept { return &*cancel_; }

 private:
  std::optional<connectify::Cancel> cancel_;
};

}  // namespace connectify_java
