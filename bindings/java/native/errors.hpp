#pragma once

#include <jni.h>

#include <connectify/connectify.hpp>

namespace connectify_java {

// Throws in Java what is being caught in C++. Call it in a catch block.
void raise(JNIEnv* env) noexcept;

// Throws a NullPointerException for an argument that is null, or a handle that was freed.
void raise_null(JNIEnv* env, const char* message) noexcept;

// The error as an exception object of its code's class; null with a Java exception pending if that failed.
jobject to_java(JNIEnv* env, const connectify::Error& error) noexcept;

}  // namespace connectify_java
