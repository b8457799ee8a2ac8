#include "java.hpp"

namespace connectify_java {
namespace {

constexpr jint kJniVersion = JNI_VERSION_10;

// Set once in JNI_OnLoad, before any other function of this library can be called.
Java kept;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

jclass find_class(JNIEnv* env, const char* name) {
  if (env->ExceptionCheck() == JNI_TRUE) return nullptr;
  const jclass local = env->FindClass(name);
  return local == nullptr ? nullptr : static_cast<jclass>(env->NewGlobalRef(local));
}

// Whether all were found; if not, Java throws what is pending from System.load().
bool find_all(JNIEnv* env) {
  kept.null_pointer_exception = find_class(env, "java/lang/NullPointerException");
  kept.answer = find_class(env, "com/connectify/sdk/internal/Answer");
  kept.completion = find_class(env, "com/connectify/sdk/internal/Completion");
  kept.cleaned_text = find_class(env, "com/connectify/sdk/internal/CleanedText");
  kept.errors = find_class(env, "com/connectify/sdk/Errors");
  kept.thread = find_class(env, "java/lang/Thread");
  if (env->ExceptionCheck() == JNI_TRUE) return false;

  kept.new_answer = env->GetMethodID(kept.answer, "<init>", "([BI[BI)V");
  kept.new_completion = env->GetMethodID(kept.completion, "<init>",
                                         "(JLcom/connectify/sdk/internal/Answer;Ljava/lang/RuntimeException;)V");
  kept.new_cleaned_text = env->GetMethodID(kept.cleaned_text, "<init>", "([B[B)V");
  kept.make_error = env->GetStaticMethodID(kept.errors, "make", "(I[B[B[B[BI[B[BZJI)Ljava/lang/RuntimeException;");
  kept.current_thread = env->GetStaticMethodID(kept.thread, "currentThread", "()Ljava/lang/Thread;");
  kept.is_interrupted = env->GetMethodID(kept.thread, "isInterrupted", "()Z");
  return env->ExceptionCheck() == JNI_FALSE;
}

}  // namespace

const Java& java() noexcept { return kept; }

JNIEnv* environment() noexcept {
  void* env = nullptr;
  return kept.vm->GetEnv(&env, kJniVersion) == JNI_OK ? static_cast<JNIEnv*>(env) : nullptr;
}

}  // namespace connectify_java

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* /*reserved*/) {
  using connectify_java::kept;
  using connectify_java::kJniVersion;
  kept.vm = vm;
  JNIEnv* const env = connectify_java::environment();
  return env != nullptr && connectify_java::find_all(env) ? kJniVersion : JNI_ERR;
}
