# Describes the installed ${libraries} in a Java class, by which the package takes them out of its jar:
# a file for the loader to parse would take it longer than all the rest. The key stands for the contents of all of them.
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
set(hashes "")
set(entries "")
foreach(library IN LISTS libraries)
  set(file "${root}/native/${platform}/${library}")
  file(SHA256 "${file}" hash)
  file(SIZE "${file}" size)
  string(APPEND hashes "${hash}")
  string(APPEND entries ",\n        new Library(\"${library}\", ${size})")
endforeach()
string(SHA256 key "${hashes}")
string(REPLACE "-" "_" suffix "${platform}")
file(WRITE "${root}/java/com/connectify/sdk/internal/Libraries_${suffix}.java"
"package com.connectify.sdk.internal;

/** Written when the libraries were built. */
final class Libraries_${suffix} extends BundledLibraries {
  Libraries_${suffix}() {
    super(
        \"${platform}\",
        \"${key}\"${entries});
  }
}
")
