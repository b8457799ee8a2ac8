#pragma once

#include <jni.h>

#include <string>
#include <string_view>

namespace connectify_java {

// The bytes of a byte[], copied once, and wiped when they go: they may be a credential.
class Bytes {
 public:
  Bytes() = default;
  ~Bytes();
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  // Whether they could be taken; if not, a Java exception is pending.
  bool take(JNIEnv* env, jbyteArray array) noexcept;
  std::string& string() noexcept { return bytes_; }

 private:
  std::string bytes_;
};

// A new byte[]; null with a Java exception pending if there is no memory.
jbyteArray new_bytes(JNIEnv* env, std::string_view bytes) noexcept;

}  // namespace connectify_java
