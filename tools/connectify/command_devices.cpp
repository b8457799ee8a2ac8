#include <atomic>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "printable.hpp"
#include "progress.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

// What register and update are told about a device. An absent field is not sent.
struct DeviceFields {
  std::optional<std::string> name;
  std::optional<std::string> type;
  std::vector<std::string> capabilities;
  bool clean = false;
};

std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string joined(const Json& list) {
  std::string result;
  for (const Json& item : list) result += (result.empty() ? "" : ", ") + item.get<std::string>();
  return result;
}

Colour status_colour(const std::string& status) {
  if (status == "online") return Colour::none;
  return Colour::faint;
}

// A device, as an answer holds it: on standard output.
int show_device(const connectify::Answer& answer, const Globals& globals) {
  const Json device = Json::parse(answer.json());
  if (globals.json) {
    Output::document(device);
    return 0;
  }
  const std::string last_active = text_of(device, "last_active");
  write_fields(std::cout, {{"id", text_of(device, "id")},
                           {"name", text_of(device, "name")},
                           {"type", text_of(device, "type")},
                           {"status", text_of(device, "status")},
                           {"capabilities", joined(device.at("capabilities"))},
                           {"last active", last_active.empty() ? "never" : last_active}});
  return 0;
}

// People see each page as it comes. JSON is one document, complete or not there at all.
int list(const Globals& globals, const std::optional<int>& page_size) {
  connectify::Client client = globals.client();
  connectify::Params params;
  if (page_size) params.set("limit", *page_size);
  connectify::Pages pages(client, "devices.list", params);

  const Output output = globals.output();
  Json devices = Json::array();
  Table table({"ID", "STATUS", "TYPE", "NAME"});
  std::atomic<std::size_t> count = 0;
  std::optional<Progress> progress;
  if (globals.json) progress.emplace([&count] { return std::to_string(count) + " devices fetched"; });
  while (const auto page = pages.next()) {
    Json content = Json::parse(page->json());
    for (Json& device : content.at("devices")) {
      ++count;
      if (globals.json) {
        devices.push_back(std::move(device));
      } else {
        const std::string status = text_of(device, "status");
        table.add({text_of(device, "id"), status, text_of(device, "type"), text_of(device, "name")},
                  status_colour(status));
      }
    }
    if (!globals.json && count > 0) table.write(std::cout, output);
    std::cout.flush();
  }
  progress.reset();
  if (globals.json) {
    Output::document({{"devices", std::move(devices)}});
  } else if (count == 0) {
    output.note("There are no devices yet; register one with: connectify devices register --name NAME --type TYPE");
  }
  return 0;
}

int get(const Globals& globals, const std::string& id) {
  connectify::Client client = globals.client();
  return show_device(client.call("devices.get", connectify::Params().set("id", id)), globals);
}

// `bidi_control at byte 12, control_character at byte 15 (2 times)`
std::string changes_in_words(const std::string& changes) {
  std::string words;
  for (const Json& change : Json::parse(changes)) {
    const auto count = change.at("count").get<std::int64_t>();
    words += (words.empty() ? "" : ", ") + change.at("rule").get<std::string>() + " at byte " +
             std::to_string(change.at("position").get<std::int64_t>());
    if (count > 1) words += " (" + std::to_string(count) + " times)";
  }
  return words;
}

// The name that will be sent; says what cleaning changed in it.
std::string cleaned_name(const std::string& name, const Output& output) {
  const connectify::CleanedText cleaned = connectify::clean_text("device_name", name);
  if (!cleaned.text) return name;
  output.note("The name was cleaned to \"" + printable(*cleaned.text) + "\": " + changes_in_words(cleaned.changes) +
              ".");
  return *cleaned.text;
}

void put(connectify::Params& params, const DeviceFields& fields, const Output& output) {
  if (fields.name) params.set("name", fields.clean ? cleaned_name(*fields.name, output) : *fields.name);
  if (fields.type) params.set("type", *fields.type);
  for (const std::string& capability : fields.capabilities) params.append("capabilities", capability);
}

int register_device(const Globals& globals, const DeviceFields& fields) {
  connectify::Params params;
  put(params, fields, globals.output());
  connectify::Client client = globals.client();
  return show_device(client.call("devices.register", params), globals);
}

int update(const Globals& globals, const std::string& id, const DeviceFields& fields) {
  connectify::Params params;
  params.set("id", id);
  put(params, fields, globals.output());
  connectify::Client client = globals.client();
  return show_device(client.call("devices.update", params), globals);
}

int remove(const Globals& globals, const std::string& id) {
  connectify::Client client = globals.client();
  const Json deleted = Json::parse(client.call("devices.delete", connectify::Params().set("id", id)).json());
  if (globals.json) {
    Output::document(deleted);
  } else {
    std::cout << "Deleted " << printable(text_of(deleted, "id")) << ".\n";
  }
  return 0;
}

void add_field_options(CLI::App& command, DeviceFields& fields, bool required) {
  command.add_option("--name", fields.name, "The name people see")->required(required);
  command.add_option("--type", fields.type, "What kind of device it is, such as thermostat")->required(required);
  command.add_option("--capability", fields.capabilities, "What it can do, such as temperature; may be repeated")
      ->take_all();
  command.add_flag("--clean", fields.clean, "Clean the name first instead of refusing it, and say what was changed");
}

}  // namespace

void add_devices_commands(const Context& context) {
  // What the options write to has to outlive the parser's callbacks, and the action that they choose.
  struct Arguments {
    std::optional<int> page_size;
    std::string id;
    DeviceFields fields;
  };
  const auto arguments = std::make_shared<Arguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;

  CLI::App* devices = context.app.add_subcommand("devices", "List, get, register, update and delete devices");
  devices->require_subcommand(0, 1);

  CLI::App* command = devices->add_subcommand("list", "List all devices; further pages are fetched as they are needed");
  command->add_option("--limit", arguments->page_size, "How many devices each page holds, 1 to 100");
  command->callback([&, arguments] { chosen = [&, arguments] { return list(globals, arguments->page_size); }; });

  command = devices->add_subcommand("get", "Show one device");
  command->add_option("id", arguments->id, "The device's identifier")->required();
  command->callback([&, arguments] { chosen = [&, arguments] { return get(globals, arguments->id); }; });

  command = devices->add_subcommand("register", "Register a new device");
  add_field_options(*command, arguments->fields, true);
  command->callback(
      [&, arguments] { chosen = [&, arguments] { return register_device(globals, arguments->fields); }; });

  command = devices->add_subcommand("update", "Change fields of a device; fields left out stay as they are");
  command->add_option("id", arguments->id, "The device's identifier")->required();
  add_field_options(*command, arguments->fields, false);
  command->callback(
      [&, arguments] { chosen = [&, arguments] { return update(globals, arguments->id, arguments->fields); }; });

  command = devices->add_subcommand("delete", "Delete a device");
  command->add_option("id", arguments->id, "The device's identifier")->required();
  command->callback([&, arguments] { chosen = [&, arguments] { return remove(globals, arguments->id); }; });
}

}  // namespace cfy::cli
