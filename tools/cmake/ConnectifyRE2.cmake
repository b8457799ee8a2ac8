# Defines re2::re2. Debian's package has a pkg-config file alone; where RE2 was built with CMake its own files are there.
if(NOT TARGET re2::re2)
  find_package(re2 CONFIG QUIET)
endif()
if(NOT TARGET re2::re2)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET GLOBAL re2)
  # Its -pthread would be the flag of whoever uses it, and not fit the precompiled headers.
  set_property(TARGET PkgConfig::RE2 PROPERTY INTERFACE_COMPILE_OPTIONS "")
  add_library(re2::re2 ALIAS PkgConfig::RE2)
endif()
