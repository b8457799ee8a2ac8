# Writes every file of FOLDER as a C++ array to OUTPUT; see page_files.hpp for the function that hands them out.
file(GLOB files "${FOLDER}/*")
list(SORT files)
set(arrays "")
set(views "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char kFile${count}[] = {${bytes}};\n")
  string(APPEND views "    {\"${name}\", {reinterpret_cast<const char*>(kFile${count}), sizeof(kFile${count})}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Made from tools/sandbox/dashboard/page by embed.cmake.
#include \"sandbox/dashboard/page_files.hpp\"

namespace cfy::sandbox {
namespace {
${arrays}}  // namespace

std::span<const PageFile> page_files() {
  static const PageFile kFiles[] = {
${views}  };
  return kFiles;
}
}  // namespace cfy::sandbox
")
