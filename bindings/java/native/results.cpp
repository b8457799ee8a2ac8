#include "results.hpp"

#include "bytes.hpp"
#include "errors.hpp"
#include "java.hpp"

namespace connectify_java {

jobject to_java(JNIEnv* env, const connectify::Answer& answer) noexcept {
  const jbyteArray json = new_bytes(env, answer.json());
  if (json == nullptr) return nullptr;
  const jbyteArray request_id = new_bytes(env, answer.request_id());
  if (request_id == nullptr) return nullptr;
  return env->NewObject(java().answer, java().new_answer, json, jint{answer.http_status()}, request_id,
                        jint{answer.attempts()});
}

jobject to_java(JNIEnv* env, connectify::Completion& completion) noexcept {
  jobject answer = nullptr;
  jobject failure = nullptr;
  try {
    answer = to_java(env, completion.take());
  } catch (const connectify::Error& error) {
    failure = to_java(env, error);
  } catch (...) {
    raise(env);
  }
  if (env->ExceptionCheck() == JNI_TRUE) return nullptr;
  return env->NewObject(java().completion, java().new_completion, jlong{completion.id()}, answer, failure);
}

jobject to_java(JNIEnv* env, const connectify::CleanedText& cleaned) noexcept {
  const jbyteArray text = cleaned.text ? new_bytes(env, *cleaned.text) : nullptr;
  if (env->ExceptionCheck() == JNI_TRUE) return nullptr;
  const jbyteArray changes = new_bytes(env, cleaned.changes);
  if (changes == nullptr) return nullptr;
  return env->NewObject(java().cleaned_text, java().new_cleaned_text, text, changes);
}

}  // namespace connectify_java
