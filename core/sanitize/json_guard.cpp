#include "sanitize/json_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "sanitize/json_key.hpp"

namespace cfy::sanitize {
namespace {

namespace dom = simdjson::dom;

Error json_refusal(const char* rule, std::string message) { return validation_error("json", rule, std::move(message)); }

Error too_deep(const JsonLimits& limits) {
  return json_refusal("too_deep", "The JSON text nests deeper than " + std::to_string(limits.depth) +
                                      " arrays and objects; flatten it.");
}

// simdjson says that a text is wrong, not where or whether it is only its numbers or its end. This second reading is
// made of refused texts alone; nlohmann's reader keeps no values and doesn't recurse.
class FaultFinder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    // Integers that no integer type holds are given as floating point too.
    out_of_range = text.find_first_of(".eE") == string_t::npos;
    return !out_of_range;
  }
  bool parse_error(std::size_t at, const std::string& /*token*/, const nlohmann::detail::exception& error) override {
    position = at;
    out_of_range = dynamic_cast<const nlohmann::detail::out_of_range*>(&error) != nullptr;
    return false;
  }

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return true; }
  bool key(string_t& /*name*/) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }

  std::size_t position = 0;
  bool out_of_range = false;
};

Error syntax_error(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    return json_refusal("syntax", "The JSON text begins with a byte order mark; leave it out.");
  }
  FaultFinder finder;
  const bool value_is_good =
      nlohmann::json::sax_parse(text.begin(), text.end(), &finder, nlohmann::json::input_format_t::json, false);
  if (value_is_good) {
    return json_refusal("trailing_bytes", "Something follows the JSON value; give one value and nothing after it.");
  }
  if (finder.out_of_range) {
    return json_refusal(
        "number_out_of_range",
        "The JSON text has a number that no 64-bit type holds; write it as a string or make it smaller.");
  }
  return json_refusal("syntax", "The text is not JSON: it goes wrong at byte " + std::to_string(finder.position) + ".");
}

Error parse_error(simdjson::error_code code, std::string_view text, const JsonLimits& limits) {
  switch (code) {
    case simdjson::UTF8_ERROR: return json_refusal("invalid_utf8", "The JSON text is not UTF-8; encode it as UTF-8.");
    case simdjson::DEPTH_ERROR: return too_deep(limits);
    case simdjson::MEMALLOC: return make_error(ErrorCode::internal, "Out of memory while reading JSON; free some.");
    default: return syntax_error(text);
  }
}

enum class Fault : std::uint8_t { none, duplicate_key, too_deep };

// Looks for what simdjson leaves to its callers: keys given twice, and the exact depth.
class Inspector {
 public:
  Inspector(std::size_t max_depth, std::vector<std::string_view>& keys) : max_depth_(max_depth), keys_(keys) {}

  // `depth` is how many arrays and objects `value` stands in.
  Fault inspect(dom::element value, std::size_t depth) {
    switch (value.type()) {
      case dom::element_type::ARRAY:
        return depth == max_depth_ ? Fault::too_deep : inspect_array(value.get_array().value_unsafe(), depth + 1);
      case dom::element_type::OBJECT:
        return depth == max_depth_ ? Fault::too_deep : inspect_object(value.get_object().value_unsafe(), depth + 1);
      default: return Fault::none;
    }
  }

 private:
  Fault inspect_array(dom::array array, std::size_t depth) {
    for (const dom::element item : array) {
      if (const Fault fault = inspect(item, depth); fault != Fault::none) return fault;
    }
    return Fault::none;
  }

  // Few keys are compared each with each by shape, which is faster than sorting them; many are sorted, so that no
  // choice of keys makes it slow, and so are those of the same shape, which few different keys have.
  Fault inspect_object(dom::object object, std::size_t depth) {
    constexpr std::size_t kFew = 16;
    std::array<std::uint64_t, kFew> shapes;
    std::size_t count = 0;
    bool suspicious = false;
    for (auto field = object.begin(); field != object.end(); ++field) {
      if (const Fault fault = inspect(field.value(), depth); fault != Fault::none) return fault;
      if (suspicious) continue;
      const std::uint64_t shape = key_shape(field.key());
      suspicious = count == kFew || std::find(shapes.data(), shapes.data() + count, shape) != shapes.data() + count;
      if (!suspicious) shapes[count++] = shape;
    }
    return suspicious && has_duplicate(object) ? Fault::duplicate_key : Fault::none;
  }

  bool has_duplicate(dom::object object) {
    keys_.clear();
    for (const dom::key_value_pair field : object) keys_.push_back(field.key);
    std::sort(keys_.begin(), keys_.end());
    return std::adjacent_find(keys_.begin(), keys_.end()) != keys_.end();
  }

  std::size_t max_depth_;
  std::vector<std::string_view>& keys_;
};

}  // namespace

// The parser's layout depends on how simdjson's header is compiled, so only this file makes and destroys it.
JsonDocument::JsonDocument() : parser_(std::make_unique<dom::parser>()) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<dom::element> JsonDocument::parse(std::string_view text, const JsonLimits& limits) {
  return parse(text, Padding::absent, limits);
}

Result<dom::element> JsonDocument::parse_in_place(std::string& text, const JsonLimits& limits) {
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  return parse(text, Padding::present, limits);
}

Result<dom::element> JsonDocument::parse(std::string_view text, Padding padding, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return json_refusal("too_large",
                        "The JSON text is longer than " + std::to_string(limits.bytes) + " bytes; split it.");
  }
  if (text.data() == nullptr) text = "";  // simdjson copies from it, even nothing
  // simdjson counts an array or object only once something is in it; one level more lets the exact count decide.
  const std::size_t depth = limits.depth + 1;
  if (parser_->max_depth() != depth || parser_->capacity() == 0) {
    const simdjson::error_code allocated = parser_->allocate(std::max(parser_->capacity(), text.size()), depth);
    if (allocated != simdjson::SUCCESS) return parse_error(allocated, text, limits);
  }
  dom::element root;
  const simdjson::error_code parsed = parser_->parse(text.data(), text.size(), padding == Padding::absent).get(root);
  if (parsed != simdjson::SUCCESS) return parse_error(parsed, text, limits);
  switch (Inspector(limits.depth, keys_).inspect(root, 0)) {
    case Fault::none: return root;
    case Fault::too_deep: return too_deep(limits);
    case Fault::duplicate_key: break;
  }
  return json_refusal("duplicate_key", "An object in the JSON text has the same key twice; give each key once.");
}

}  // namespace cfy::sanitize
