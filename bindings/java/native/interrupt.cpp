#include "interrupt.hpp"

#include "errors.hpp"
#include "java.hpp"

namespace connectify_java {
namespace {

// Leaves the thread interrupted, as a Java method does that cannot throw InterruptedException.
bool current_thread_is_interrupted() noexcept {
  JNIEnv* const env = environment();
  if (env == nullptr) return false;
  const jobject thread = env->CallStaticObjectMethod(java().thread, java().current_thread);
  const bool interrupted = env->ExceptionCheck() == JNI_FALSE && thread != nullptr &&
                           env->CallBooleanMethod(thread, java().is_interrupted) == JNI_TRUE;
  env->ExceptionClear();  // the call goes on
  env->DeleteLocalRef(thread);
  return interrupted;
}

}  // namespace

bool InterruptibleOptions::take(JNIEnv* env, connectify::CallOptions* given) noexcept try {
  options_ = given != nullptr ? given : &own_.emplace();
  options_->set(connectify::Cancel(current_thread_is_interrupted));
  return true;
} catch (...) {
  raise(env);
  return false;
}

bool InterruptibleCancel::make(JNIEnv* env) noexcept try {
  cancel_.emplace(current_thread_is_interrupted);
  return true;
} catch (...) {
  raise(env);
  return false;
}

}  // namespace connectify_java
