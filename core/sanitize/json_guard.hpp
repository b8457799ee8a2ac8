#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sanitize/simdjson_fwd.hpp"

namespace cfy::sanitize {

struct JsonLimits {
  std::size_t depth = 64;          // of nested arrays and objects; a bare number has depth 0
  std::size_t bytes = 64U << 20U;  // of text
};

// JSON text (RFC 8259) that came from outside, parsed strictly: valid UTF-8 without a byte order mark, one value,
// nothing after it (NUL included), no key twice in an object (compared after unescaping), no integer beyond int64 and
// uint64, no other number beyond double (which rounds as IEEE 754 says). Owns its memory; reusing one for the next
// parse saves the allocation. Not for two threads at once.
class JsonDocument {
 public:
  JsonDocument();
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  // Parses `text`, whose root then lives until the next parse. `text` needs no padding; it is copied only inside the
  // parser. Errors are `response`-neutral: code validation, field "json", rules invalid_utf8, syntax, trailing_bytes,
  // duplicate_key, too_deep, too_large, number_out_of_range; the caller turns them into what they mean to it.
  // Messages give no part of the text.
  Result<simdjson::dom::element> parse(std::string_view text, const JsonLimits& limits = {});

  // The same without the copy: makes room behind the text, past whose end simdjson reads.
  Result<simdjson::dom::element> parse_in_place(std::string& text, const JsonLimits& limits = {});

 private:
  enum class Padding : bool { absent, present };
  Result<simdjson::dom::element> parse(std::string_view text, Padding padding, const JsonLimits& limits);

  std::unique_ptr<simdjson::dom::parser> parser_;
  std::vector<std::string_view> keys_;  // of one large object at a time, kept for its memory
};

}  // namespace cfy::sanitize
