#include "errors.hpp"

#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "bytes.hpp"
#include "java.hpp"

namespace connectify_java {
namespace {

struct Failure {
  int code = CFY_ERROR_INTERNAL;
  std::string_view name = "internal";
  std::string_view message;
  std::string_view field;
  std::string_view rule;
  int http_status = 0;
  std::string_view api_code;
  std::string_view request_id;
  bool retriable = false;
  std::int64_t retry_after_ms = -1;
  int attempts = 0;
};

jobject make(JNIEnv* env, const Failure& failure) noexcept {
  const auto text = [env](std::string_view value) { return value.empty() ? nullptr : new_bytes(env, value); };
  const jbyteArray name = text(failure.name);
  const jbyteArray message = text(failure.message);
  const jbyteArray field = text(failure.field);
  const jbyteArray rule = text(failure.rule);
  const jbyteArray api_code = text(failure.api_code);
  const jbyteArray request_id = text(failure.request_id);
  if (env->ExceptionCheck() == JNI_TRUE) return nullptr;
  const jobject exception = env->CallStaticObjectMethod(java().errors, java().make_error, jint{failure.code}, name,
                                                        message, field, rule, jint{failure.http_status}, api_code,
                                                        request_id, static_cast<jboolean>(failure.retriable),
                                                        jlong{failure.retry_after_ms}, jint{failure.attempts});
  return env->ExceptionCheck() == JNI_TRUE ? nullptr : exception;
}

void raise(JNIEnv* env, jobject exception) noexcept {
  if (exception != nullptr) env->Throw(static_cast<jthrowable>(exception));
}

}  // namespace

jobject to_java(JNIEnv* env, const connectify::Error& error) noexcept {
  const auto wait = error.retry_after();
  return make(env,
              {error.code(), error.name(), error.what(), error.field(), error.rule(), error.http_status(),
               error.api_code(), error.request_id(), error.retriable(), wait ? wait->count() : -1, error.attempts()});
}

void raise(JNIEnv* env) noexcept {
  Failure failure;
  try {
    throw;
  } catch (const connectify::Error& error) {
    raise(env, to_java(env, error));
    return;
  } catch (const std::bad_alloc&) {
    failure.message = "There is no memory left for the native library.";
    raise(env, make(env, failure));
  } catch (...) {
    failure.message = "The native library failed in a way that it does not know; please report it.";
    raise(env, make(env, failure));
  }
}

void raise_null(JNIEnv* env, const char* message) noexcept { env->ThrowNew(java().null_pointer_exception, message); }

}  // namespace connectify_java
