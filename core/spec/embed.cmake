# Writes INPUT as a C++ array to OUTPUT; see openapi.hpp for the function that hands it out.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE "${OUTPUT}" "// Made from openapi.json by embed.cmake.
#include \"spec/openapi.hpp\"

namespace cfy::spec {
namespace {
constexpr unsigned char kDocument[] = {${bytes}};
}  // namespace

std::string_view openapi_document() noexcept {
  return {reinterpret_cast<const char*>(kDocument), sizeof(kDocument)};
}
}  // namespace cfy::spec
")
