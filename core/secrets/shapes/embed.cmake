# Writes every *.json of FOLDER as a C++ array to OUTPUT; see shapes.cpp for the function that hands them out.
file(GLOB files "${FOLDER}/*.json")
list(SORT files)
set(arrays "")
set(views "")
set(count 0)
foreach(file IN LISTS files)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char kFile${count}[] = {${bytes}};\n")
  string(APPEND views "    std::string_view(reinterpret_cast<const char*>(kFile${count}), sizeof(kFile${count})),\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Made from core/secrets/shapes/*.json by embed.cmake.
#include <span>
#include <string_view>

namespace cfy::secrets {
namespace {
${arrays}}  // namespace

std::span<const std::string_view> shape_files() {
  static const std::string_view kFiles[] = {
${views}  };
  return kFiles;
}
}  // namespace cfy::secrets
")
