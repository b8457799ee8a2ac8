#pragma once

#include <jni.h>

#include <connectify/connectify.hpp>

namespace connectify_java {

// Results as Java objects that hold everything; null with a Java exception pending if there is no memory.
jobject to_java(JNIEnv* env, const connectify::Answer& answer) noexcept;
jobject to_java(JNIEnv* env, connectify::Completion& completion) noexcept;
jobject to_java(JNIEnv* env, const connectify::CleanedText& cleaned) noexcept;

}  // namespace connectify_java
