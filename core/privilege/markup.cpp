#include "privilege/markup.hpp"

#include "sanitize/encoder.hpp"

namespace cfy::privilege {
namespace {

// What the place can't carry in any form is replaced, so that there is no refusal to handle.
void append_encoded(std::string& page, const char* encoder, std::string_view text) {
  const auto encoded = sanitize::encode_text(*sanitize::find_encoder(encoder), sanitize::Unfit::replace, text, "text");
  if (!encoded) return;
  page += *encoded ? std::string_view(**encoded) : text;
}

}  // namespace

Markup& Markup::raw(std::string_view markup) {
  page_ += markup;
  return *this;
}

Markup& Markup::text(std::string_view text) {
  append_encoded(page_, "html_text", text);
  return *this;
}

Markup& Markup::attribute(std::string_view text) {
  append_encoded(page_, "html_attribute", text);
  return *this;
}

Markup& Markup::element(std::string_view name, std::string_view style, std::string_view content) {
  raw("<").raw(name);
  if (!style.empty()) raw(" class=\"").raw(style).raw("\"");
  return raw(">").text(content).raw("</").raw(name).raw(">");
}

}  // namespace cfy::privilege
