// What the guard, a schema and a URI template cost: a list of devices of 100 KiB, guarded and held to its schema,
// beside nlohmann's parser alone; and one path with its query.
#include <string>

#include <simdjson.h>
#include <nlohmann/json.hpp>

#include "measure.hpp"
#include "sanitize/json_guard.hpp"
#include "sanitize/json_schema.hpp"
#include "sanitize/uri_template.hpp"

namespace {

using cfy::bench::best_seconds;
using cfy::bench::require;
using cfy::bench::row;
using cfy::sanitize::JsonDocument;
using cfy::sanitize::JsonSchema;
using nlohmann::json;

constexpr std::size_t kBytes = 100 * 1024;

std::string device_list() {
  json devices = json::array();
  std::string text;
  do {
    const std::string number = std::to_string(devices.size());
    devices.push_back({{"id", "dev_00000000000000000000" + number},
                       {"name", "Kitchen thermostat " + number},
                       {"type", "thermostat"},
                       {"status", devices.size() % 3 == 0 ? "offline" : "online"},
                       {"capabilities", {"temperature", "humidity", "setpoint"}},
                       {"last_active", "2025-06-01T12:00:00Z"}});
    text = json{{"devices", devices}, {"pagination", {{"limit", 100}, {"offset", 0}, {"total", 5000}}}}.dump();
  } while (text.size() < kBytes);
  return text;
}

JsonSchema device_list_schema() {
  const json schema = json::parse(R"({
    "type": "object", "required": ["devices", "pagination"],
    "properties": {
      "devices": {"type": "array", "items": {"$ref": "#/$defs/Device"}},
      "pagination": {"type": "object", "required": ["limit", "offset", "total"], "properties": {
        "limit": {"type": "integer", "minimum": 1}, "offset": {"type": "integer", "minimum": 0},
        "total": {"type": "integer", "minimum": 0}}}},
    "$defs": {"Device": {"type": "object", "required": ["id", "name", "type", "status"], "properties": {
      "id": {"type": "string", "minLength": 1, "maxLength": 64}, "name": {"type": "string", "maxLength": 200},
      "type": {"type": "string"}, "status": {"enum": ["online", "offline", "unknown"]},
      "capabilities": {"type": "array", "items": {"type": "string"}},
      "last_active": {"type": "string", "format": "date-time"}}}}
  })");
  return JsonSchema::compile(schema, schema).value();
}

void add_guard_rows(json& rows) {
  const std::string text = device_list();
  const double megabytes = static_cast<double>(text.size()) * 1e-6;
  const JsonSchema schema = device_list_schema();
  JsonDocument document;
  std::string padded = text;
  const double guard = best_seconds(20, [&] { require(document.parse_in_place(padded).ok(), "the list was refused"); });
  const double both = best_seconds(20, [&] {
    const auto root = document.parse_in_place(padded);
    require(root.ok() && schema.validate(*root).ok(), "the list was refused");
  });
  const double peer = best_seconds(5, [&] { require(json::parse(text).size() == 2, "nlohmann read something else"); });
  constexpr double kTarget = 600;
  const double speed = megabytes / both;
  rows.push_back(row("guard and schema, 100 KiB of devices", speed, "MB/s", "nlohmann, parsing alone", megabytes / peer,
                     peer / both, 3.0));
  rows.push_back(row("the same", speed, "MB/s", "what we promise", kTarget, speed / kTarget, 1.0));
  rows.push_back(
      row("guard alone", megabytes / guard, "MB/s", "nlohmann, parsing alone", megabytes / peer, peer / guard, 3.0));
}

void add_template_row(json& rows) {
  const auto uri = cfy::sanitize::UriTemplate::parse("/devices/{id}/data{?from,to,limit}").value();
  const cfy::sanitize::UriVariables variables = {{"id", "dev_0000000000000000000042"},
                                                 {"from", "2025-06-01T00:00:00Z"},
                                                 {"to", "2025-06-02T00:00:00Z"},
                                                 {"limit", "100"}};
  std::string out;
  const double ours = 1e9 * best_seconds(2000, [&] {
                        out.clear();
                        require(uri.expand(variables, out).ok(), "the template was refused");
                      });
  constexpr double kTarget = 400;
  rows.push_back(
      row("URI template, a path with three parameters", ours, "ns", "what we promise", kTarget, kTarget / ours, 1.0));
}

}  // namespace

int main(int argc, char** argv) {
  json rows = json::array();
  add_guard_rows(rows);
  add_template_row(rows);
  return cfy::bench::write_rows(rows, argc, argv);
}
