#include "output.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "printable.hpp"

namespace cfy::cli {
namespace {

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0') && term != nullptr &&
         std::string_view(term) != "dumb";
}

std::string_view escape_code(Colour colour) {
  switch (colour) {
    case Colour::bold: return "1";
    case Colour::green: return "32";
    case Colour::red: return "31";
    case Colour::faint: return "2";
    case Colour::none: break;
  }
  return "0";
}

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

Json bare_error(std::string_view code, std::string_view message, std::string_view field) {
  return Json{{"code", code},          {"message", message},     {"field", text_or_null(field)},
              {"rule", nullptr},       {"http_status", nullptr}, {"api_code", nullptr},
              {"request_id", nullptr}, {"retriable", false},     {"retry_after_ms", nullptr}};
}

// All but ASCII is escaped, and invalid UTF-8 (from the command line) replaced instead of thrown at.
std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', true, Json::error_handler_t::replace); }

void write_error(const Json& error) { std::cerr << connectify::redact(dump({{"error", error}}, -1)) << '\n'; }

// For standard error: without the credentials of this process, or what looks like one.
std::string showable(std::string_view text) { return printable(connectify::redact(text)); }

}  // namespace

Output::Output(bool json) : json_(json), coloured_(!json && wants_colour()) {}

std::string Output::paint(Colour colour, std::string_view text) const {
  if (!coloured_ || colour == Colour::none) return std::string(text);
  return std::string("\x1b[").append(escape_code(colour)).append("m").append(text).append("\x1b[0m");
}

void Output::document(const Json& json) { std::cout << dump(json, 2) << '\n'; }

void Output::line(const Json& json) { std::cout << dump(json, -1) << std::endl; }

void Output::note(std::string_view text) const {
  if (!json_) std::cerr << connectify::redact(text) << '\n';
}

void Output::error(const connectify::Error& error) const {
  if (json_) return write_error(error_json(error));
  std::cerr << "connectify: " << showable(error.what()) << '\n';
  const auto detail = [](std::string_view name, std::string_view value) {
    if (!value.empty()) std::cerr << "  " << name << ": " << showable(value) << '\n';
  };
  detail("error", error.name());
  detail("field", error.field());
  detail("rule", error.rule());
  detail("service's code", error.api_code());
  detail("request id", error.request_id());
}

void Output::error(std::string_view code, std::string_view message, std::string_view field) const {
  if (json_) return write_error(bare_error(code, message, field));
  std::cerr << "connectify: " << showable(message) << '\n';
}

Json error_json(const connectify::Error& error) {
  Json json = bare_error(error.name(), error.what(), error.field());
  json["rule"] = text_or_null(error.rule());
  if (error.http_status() != 0) json["http_status"] = error.http_status();
  json["api_code"] = text_or_null(error.api_code());
  json["request_id"] = text_or_null(error.request_id());
  json["retriable"] = error.retriable();
  if (const auto wait = error.retry_after()) json["retry_after_ms"] = wait->count();
  return json;
}

}  // namespace cfy::cli
