#include "bytes.hpp"

#include <cstring>

#include "errors.hpp"

namespace connectify_java {

Bytes::~Bytes() { explicit_bzero(bytes_.data(), bytes_.size()); }

bool Bytes::take(JNIEnv* env, jbyteArray array) noexcept try {
  if (array == nullptr) {
    raise_null(env, "A text is needed, and null was given.");
    return false;
  }
  const jsize size = env->GetArrayLength(array);
  bytes_.resize(static_cast<std::size_t>(size));
  env->GetByteArrayRegion(array, 0, size, reinterpret_cast<jbyte*>(bytes_.data()));
  return true;
} catch (...) {
  raise(env);
  return false;
}

jbyteArray new_bytes(JNIEnv* env, std::string_view bytes) noexcept {
  const auto size = static_cast<jsize>(bytes.size());
  const jbyteArray array = env->NewByteArray(size);
  if (array != nullptr) env->SetByteArrayRegion(array, 0, size, reinterpret_cast<const jbyte*>(bytes.data()));
  return array;
}

}  // namespace connectify_java
