#include "managers/fields.hpp"

#include <simdjson.h>

#include "managers/secret_text.hpp"

namespace cfy::managers {
namespace {

Error missing_field(std::string_view field) {
  Error error = make_error(ErrorCode::not_found, "The secret has no field " + std::string(field) +
                                                     " that holds a text: check the name behind the #.");
  error.rule = "missing_field";
  return error;
}

// simdjson's own writer would keep an unwiped copy of each value.
void write_json(SecretText& out, Json value) {
  const char* separator = "";
  if (value.is_string()) {
    out.add_json(value.get_string().value_unsafe());
  } else if (value.is_array()) {
    out.add("[");
    for (const Json item : items_of(value)) {
      out.add(separator);
      write_json(out, item);
      separator = ",";
    }
    out.add("]");
  } else if (value.is_object()) {
    out.add("{");
    for (const auto member : members_of(value)) {
      out.add(separator).add_json(member.key).add(":");
      write_json(out, member.value);
      separator = ",";
    }
    out.add("}");
  } else {
    out.add(simdjson::minify(value));
  }
}

Result<SecretJson> parse(const secrets::Secret& whole) {
  std::string text;
  text.reserve(whole.size() + simdjson::SIMDJSON_PADDING);
  text.append(whole.reveal());
  return SecretJson::parse(std::move(text));
}

}  // namespace

Result<secrets::Secret> read_field(Json object, std::string_view field) {
  const std::optional<Json> value = SecretJson::at(object, {field});
  if (!value || !value->is_string()) return missing_field(field);
  return secrets::Secret::copy_of(value->get_string().value_unsafe());
}

Result<secrets::Secret> read_field(const secrets::Secret& whole, std::string_view field) {
  const Result<SecretJson> json = parse(whole);
  if (!json) return missing_field(field);
  return read_field(*json->at({}), field);
}

Result<secrets::Secret> with_field(std::optional<Json> object, std::string_view field, const secrets::Secret& value) {
  SecretText out;
  out.add("{").add_json(field).add(":").add_json(value.reveal());
  if (object && object->is_object()) {
    for (const auto member : members_of(*object)) {
      if (member.key == field) continue;
      out.add(",").add_json(member.key).add(":");
      write_json(out, member.value);
    }
  }
  return out.add("}").finish();
}

Result<secrets::Secret> with_field(const secrets::Secret& whole, std::string_view field, const secrets::Secret& value) {
  if (whole.empty()) return with_field(std::optional<Json>(), field, value);
  const Result<SecretJson> json = parse(whole);
  if (!json) {
    Error error = configuration_error("", "The secret is one value, and no JSON object that could have the field " +
                                              std::string(field) + ": leave the field out of the reference.");
    error.rule = "missing_field";
    return error;
  }
  return with_field(json->at({}), field, value);
}

}  // namespace cfy::managers
