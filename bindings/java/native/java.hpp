#pragma once

#include <jni.h>

namespace connectify_java {

// The classes and methods that the library calls, looked up once, when Java loads it.
struct Java {
  JavaVM* vm = nullptr;
  jclass null_pointer_exception = nullptr;
  jclass answer = nullptr;
  jmethodID new_answer = nullptr;
  jclass completion = nullptr;
  jmethodID new_completion = nullptr;
  jclass cleaned_text = nullptr;
  jmethodID new_cleaned_text = nullptr;
  jclass errors = nullptr;
  jmethodID make_error = nullptr;
  jclass thread = nullptr;
  jmethodID current_thread = nullptr;
  jmethodID is_interrupted = nullptr;
};

const Java& java() noexcept;

// The environment of this thread, which is one of Java's.
JNIEnv* environment() noexcept;

}  // namespace connectify_java
