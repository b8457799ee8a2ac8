#pragma once

#include <string_view>

namespace cfy::spec {

// The OpenAPI 3.1 document (openapi.json) that this library was built with. It lives as long as the library.
std::string_view openapi_document() noexcept;

}  // namespace cfy::spec
