#pragma once

// simdjson's names as they stand in our headers. Its own header takes a compiler two seconds, and simdjson has none of
// this kind; only sources that look into parsed JSON include it.
namespace simdjson::dom {
class element;
class object;
class parser;
}  // namespace simdjson::dom
