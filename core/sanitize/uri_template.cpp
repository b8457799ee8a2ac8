#include "sanitize/uri_template.hpp"

#include <array>

#include <simdjson.h>

#include "sanitize/uri_encoding.hpp"
#include "sanitize/utf8.hpp"

namespace cfy::sanitize {
namespace {

using uri::Keep;

// RFC 6570 appendix A, the table of operators.
struct Operation {
  char sign;
  std::string_view first;
  char separator;
  bool named;
  std::string_view if_empty;
  Keep keep;
};

constexpr std::array<Operation, 8> kOperations = {{
    {0, "", ',', false, "", Keep::unreserved},
    {'+', "", ',', false, "", Keep::reserved_and_triplets},
    {'#', "#", ',', false, "", Keep::reserved_and_triplets},
    {'.', ".", '.', false, "", Keep::unreserved},
    {'/', "/", '/', false, "", Keep::unreserved},
    {';', ";", ';', true, "", Keep::unreserved},
    {'?', "?", '&', true, "=", Keep::unreserved},
    {'&', "&", '&', true, "=", Keep::unreserved},
}};

const Operation& operation_of(char sign) noexcept {
  for (const Operation& operation : kOperations) {
    if (operation.sign == sign) return operation;
  }
  return kOperations[0];
}

bool is_valid_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

// Section 2.1: ucschar and iprivate of RFC 3987 are literals beside these.
bool is_ascii_literal(char c) noexcept {
  return c > 0x20 && c < 0x7F && std::string_view("\"'%<>\\^`{|}").find(c) == std::string_view::npos;
}

// RFC 3987 section 2.2: everything beyond Latin-1's controls but noncharacters, the specials, and the tags.
bool is_wide_literal(std::int32_t code) noexcept {
  if (code < 0xA0 || (code & 0xFFFE) == 0xFFFE) return false;
  if (code >= 0xFDD0 && code <= 0xFDEF) return false;
  if (code >= 0xFFF0 && code <= 0xFFFF) return false;
  return code < 0xE0000 || code >= 0xE1000;
}

// How many bytes of `text` are its first `characters` characters (section 2.4.1). Where triplets are kept, those that
// encode one character are one, and are not parted.
std::size_t prefix_size(std::string_view text, std::size_t characters, Keep keep) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool triplet = keep == Keep::reserved_and_triplets && uri::is_triplet_at(text, at);
    const bool continues =
        triplet && text[at + 1] >= '8' && (uri::is_digit(text[at + 1]) || (text[at + 1] | 0x20) <= 'b');
    if (!continues && characters-- == 0) break;
    at += triplet ? 3 : utf8::decode(text, at).size;
  }
  return at;
}

}  // namespace

class UriTemplate::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<UriTemplate> parse() {
    UriTemplate parsed;
    while (at_ < text_.size()) {
      Part part;
      const bool good = text_[at_] == '{' ? expression(part) : literal(part);
      if (!good) return refusal();
      parsed.parts_.push_back(std::move(part));
    }
    return parsed;
  }

 private:
  [[nodiscard]] Error refusal() const {
    return validation_error("template", "syntax",
                            "The URI template is wrong at byte " + std::to_string(at_) +
                                ": RFC 6570 allows nothing like it there; write a literal percent-encoded, and an "
                                "expression as {name} with one operator at most.");
  }

  bool take(char c) noexcept {
    const bool there = at_ < text_.size() && text_[at_] == c;
    if (there) ++at_;
    return there;
  }

  bool literal(Part& part) {
    while (at_ < text_.size() && text_[at_] != '{') {
      const utf8::CodePoint code = utf8::decode(text_, at_);
      const bool triplet = uri::is_triplet_at(text_, at_);
      const bool good = triplet || (code.value >= 0 && code.value < 0x80 ? is_ascii_literal(text_[at_])
                                                                         : is_wide_literal(code.value));
      if (!good) return false;
      const std::size_t size = triplet ? 3 : code.size;
      uri::append_encoded(part.literal, text_.substr(at_, size), Keep::reserved_and_triplets);
      at_ += size;
    }
    return true;
  }

  bool expression(Part& part) {
    ++at_;
    for (const Operation& operation : kOperations) {
      if (operation.sign != 0 && take(operation.sign)) {
        part.operation = operation.sign;
        break;
      }
    }
    do {
      if (!variable(part.variables.emplace_back())) return false;
    } while (take(','));
    return take('}');
  }

  bool variable(Variable& variable) {
    if (!name(variable.name)) return false;
    if (take('*')) {
      variable.explode = true;
      return true;
    }
    return !take(':') || prefix(variable.prefix);
  }

  bool name(std::string& name) {
    const std::size_t begin = at_;
    bool dot_may_follow = false;
    while (at_ < text_.size()) {
      if (uri::is_triplet_at(text_, at_)) {
        at_ += 3;
        dot_may_follow = true;
      } else if (uri::is_alpha(text_[at_]) || uri::is_digit(text_[at_]) || text_[at_] == '_') {
        ++at_;
        dot_may_follow = true;
      } else if (text_[at_] == '.' && dot_may_follow) {
        ++at_;
        dot_may_follow = false;
      } else {
        break;
      }
    }
    name = text_.substr(begin, at_ - begin);
    return dot_may_follow;
  }

  // max-length: 1 to 9999, without a leading zero.
  bool prefix(std::size_t& length) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && at_ - begin < 4 && uri::is_digit(text_[at_])) {
      length = length * 10 + static_cast<std::size_t>(text_[at_] - '0');
      ++at_;
    }
    return at_ > begin && text_[begin] != '0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Expands one expression, section 3.2.1.
class UriTemplate::Expander {
 public:
  Expander(const Operation& operation, std::string& out) : operation_(operation), out_(out) {}

  Result<void> append(const Variable& variable, const UriValue& value) {
    variable_ = &variable;
    if (const auto* text = std::get_if<std::string>(&value)) return append_string(*text);
    if (variable.prefix != 0) {
      return validation_error(variable.name, "prefix_of_composite",
                              "The template takes a prefix of this variable, which only a string has; give a string.");
    }
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    return list != nullptr ? append_list(*list) : append_pairs(std::get<2>(value));
  }

 private:
  Result<void> append_string(std::string_view text) {
    if (variable_->prefix != 0) {
      if (!is_valid_utf8(text)) return not_utf8();
      text = text.substr(0, prefix_size(text, variable_->prefix, operation_.keep));
    }
    separate();
    if (operation_.named) append_name(variable_->name, text.empty());
    if (!append_value(text)) return not_utf8();
    return {};
  }

  Result<void> append_list(const std::vector<std::string>& list) {
    bool first = true;
    for (const std::string& member : list) {
      begin_member(first);
      if (variable_->explode && operation_.named) append_name(variable_->name, member.empty());
      if (!append_value(member)) return not_utf8();
      first = false;
    }
    return {};
  }

  Result<void> append_pairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
    bool first = true;
    for (const auto& [key, value] : pairs) {
      begin_member(first);
      if (!append_value(key)) return not_utf8();
      if (variable_->explode && operation_.named && value.empty()) {
        out_ += operation_.if_empty;
      } else {
        out_ += variable_->explode ? '=' : ',';
      }
      if (!append_value(value)) return not_utf8();
      first = false;
    }
    return {};
  }

  // An exploded member stands like a variable of its own, the others are one value joined by commas.
  void begin_member(bool first) {
    if (variable_->explode || first) {
      separate();
    } else {
      out_ += ',';
    }
    if (first && !variable_->explode && operation_.named) append_name(variable_->name, false);
  }

  void separate() {
    if (begun_) {
      out_ += operation_.separator;
    } else {
      out_ += operation_.first;
    }
    begun_ = true;
  }

  void append_name(std::string_view name, bool empty_value) {
    out_ += name;
    out_ += empty_value ? operation_.if_empty : "=";
  }

  // Whether the value is UTF-8. What a failure leaves behind, expand() takes back.
  bool append_value(std::string_view value) {
    return uri::append_encoded(out_, value, operation_.keep) || is_valid_utf8(value);
  }

  [[nodiscard]] Error not_utf8() const {
    return validation_error(variable_->name, "invalid_utf8",
                            "The value for this variable of the URI template is not UTF-8; encode it as UTF-8.");
  }

  const Operation& operation_;
  std::string& out_;
  const Variable* variable_ = nullptr;
  bool begun_ = false;
};

Result<UriTemplate> UriTemplate::parse(std::string_view text) { return Parser(text).parse(); }

Result<void> UriTemplate::expand(const UriVariables& variables, std::string& out) const {
  const std::size_t before = out.size();
  for (const Part& part : parts_) {
    if (part.variables.empty()) {
      out += part.literal;
      continue;
    }
    Expander expander(operation_of(part.operation), out);
    for (const Variable& variable : part.variables) {
      const auto value = variables.find(variable.name);
      if (value == variables.end()) continue;
      if (auto appended = expander.append(variable, value->second); !appended) {
        out.resize(before);
        return appended;
      }
    }
  }
  return {};
}

std::vector<std::string_view> UriTemplate::variables() const {
  std::vector<std::string_view> names;
  for (const Part& part : parts_) {
    for (const Variable& variable : part.variables) names.emplace_back(variable.name);
  }
  return names;
}

}  // namespace cfy::sanitize
