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

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(connectify_options INTERFACE)
target_compile_options(connectify_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror
  -fstack-protector-strong
  # Reproducible output: no path of the building machine in the binaries.
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=."
  "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build"
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
target_link_options(connectify_options INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:--as-needed)
if(CONNECTIFY_SANITIZE)
  target_compile_options(connectify_options INTERFACE
    "-fsanitize=${CONNECTIFY_SANITIZE}" -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(connectify_options INTERFACE "-fsanitize=${CONNECTIFY_SANITIZE}")
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(connectify_options INTERFACE _FORTIFY_SOURCE=2)
endif()

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
endfunction()
