# What every target of this project shares: language level, warnings, hardening, sanitizers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

option(CONNECTIFY_CCACHE "Compile by ccache, where it is installed" ON)
find_program(CCACHE_PROGRAM ccache)
if(CONNECTIFY_CCACHE AND CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for before it looks at sources that use precompiled headers.
  set(with_sloppiness "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE_PROGRAM}")
  set(CMAKE_C_COMPILER_LAUNCHER ${with_sloppiness})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${with_sloppiness})
endif()

# Off unless a preset turns it on: a compiler of tomorrow must not fail its users for what it warns of.
option(CONNECTIFY_WARNINGS_AS_ERRORS "Let no warning of the compiler pass" OFF)
add_library(connectify_options INTERFACE)
target_compile_options(connectify_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<BOOL:${CONNECTIFY_WARNINGS_AS_ERRORS}>:-Werror>
  -fstack-protector-strong
  # Lines for a stack trace, without the description of every type, which takes a quarter of the compiler's time.
  $<$<CONFIG:RelWithDebInfo>:-g1>
  # Reproducible output: no path of the building machine in the binaries.
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=."
  "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build"
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees these in its own std::string where it inlines appending (GCC bug 105651).
  target_compile_options(connectify_options INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(CMAKE_UNITY_BUILD)
  # In a batch the nameless namespace of one source is the next one's too, which these take for a fault.
  target_compile_options(connectify_options INTERFACE -Wno-shadow $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()
target_link_options(connectify_options INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:--as-needed)
if(CONNECTIFY_SANITIZE)
  target_compile_options(connectify_options INTERFACE
    "-fsanitize=${CONNECTIFY_SANITIZE}" -fno-omit-frame-pointer -fno-sanitize-recover=all
    # Both are asked at every access, which doubles the objects. A null pointer ends in AddressSanitizer's report anyway,
    # and no pointer here is cast to a type of wider alignment.
    -fno-sanitize=null,alignment)
  target_link_options(connectify_options INTERFACE "-fsanitize=${CONNECTIFY_SANITIZE}"
    # The sanitizers' tables hold millions of addresses, which a movable program works out anew in each test's process.
    $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(connectify_options INTERFACE _FORTIFY_SOURCE=2)
endif()

# What most sources include is read once for all targets. Off unless a preset turns it on: where the library is built for
# its users, a source that lacks an #include shows. The standard library alone: with nlohmann and simdjson in it, each
# source that uses neither costs four times as much.
option(CONNECTIFY_PRECOMPILED_HEADERS "Read the standard library's headers once" OFF)
if(CONNECTIFY_PRECOMPILED_HEADERS)
  add_library(library_headers OBJECT "${PROJECT_SOURCE_DIR}/tools/cmake/precompiled.cpp")
  target_link_libraries(library_headers PRIVATE connectify_options)
  target_precompile_headers(library_headers PRIVATE
    <chrono> <functional> <map> <memory> <optional> <string> <string_view> <vector>)
endif()

# connectify_precompiled(<target> <headers>): the target's sources use the precompiled headers of the other one.
function(connectify_precompiled target headers)
  if(CONNECTIFY_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${headers})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# connectify_precompile(<target> <header>…): the same for a target nearly all of whose sources need these headers.
function(connectify_precompile target)
  if(CONNECTIFY_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# connectify_module(<name> SOURCES … [USES <module>…] [LINKS <target>…])
# One folder of core is one module and one static library, cfy_<name>. USES names the modules it may include.
function(connectify_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES;LINKS")
  add_library(cfy_${name} STATIC ${arg_SOURCES})
  target_include_directories(cfy_${name} PUBLIC "${PROJECT_SOURCE_DIR}/core")
  target_link_libraries(cfy_${name} PRIVATE connectify_options)
  foreach(used IN LISTS arg_USES)
    target_link_libraries(cfy_${name} PUBLIC cfy_${used})
  endforeach()
  target_link_libraries(cfy_${name} PUBLIC ${arg_LINKS})
  connectify_precompiled(cfy_${name} library_headers)
endfunction()

# connectify_install_library(<component> <destination>): puts the library, by the name that programs look for, beside a
# package's own: a package cannot hold the symbolic link. --strip reaches targets alone, and this goes as a file.
function(connectify_install_library component destination)
  set(name $<TARGET_SONAME_FILE_NAME:Connectify::connectify>)
  install(PROGRAMS $<TARGET_FILE:Connectify::connectify> DESTINATION "${destination}" RENAME ${name} COMPONENT ${component})
  install(CODE "if(CMAKE_INSTALL_DO_STRIP)
    execute_process(COMMAND \"${CMAKE_STRIP}\" --strip-unneeded
      \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}/${name}\" COMMAND_ERROR_IS_FATAL ANY)
  endif()" COMPONENT ${component})
endfunction()
