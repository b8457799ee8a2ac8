#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "secrets/private_key_block.hpp"
#include "secrets/redaction_patterns.hpp"
#include "secrets/redaction_stream.hpp"

namespace cfy::secrets {

// One look at what a stream has: what is a secret there, and from where on it cannot be told yet.
class RedactionStream::Scan {
 public:
  Scan(RedactionStream& stream, const RedactionPatterns& patterns, bool final)
      : stream_(stream), patterns_(patterns), text_(stream.text_), final_(final) {}

  void run();

  std::vector<Finding> findings;
  std::vector<std::size_t> open;  // where something begins that more text will decide

 private:
  // Both read from `at` until they are back at the root, or to the end of the text; they answer with where that is.
  std::size_t read_values(std::size_t at);
  std::size_t read_keywords(std::size_t at);
  void found_beginning(std::uint32_t needle, std::size_t end);
  void found_keyword(std::uint32_t keyword, std::size_t end);
  void search(std::uint32_t rule, std::size_t keyword);

  RedactionStream& stream_;
  const RedactionPatterns& patterns_;
  std::string_view text_;
  bool final_;
  std::size_t filtered_ = 0;  // from here on the filter has too few bytes: everything is read
};

}  // namespace cfy::secrets
