#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <connectify/operations.hpp>

#include "commands.hpp"
#include "printable.hpp"
#include "progress.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

constexpr std::size_t kMostColumns = 5;

// What the options of one operation were given, by the arguments' names.
struct OperationArguments {
  std::map<std::string, std::vector<std::string>> values;
  std::string idempotency_key;
};

// `device_id` is typed as --device-id.
std::string dashed(std::string name) {
  for (char& c : name) c = c == '_' ? '-' : c;
  return name;
}

bool is_text(const Json& argument, const char* member) { return argument.at(member) == "string"; }

// An argument's value as JSON. What is no text is written as JSON writes it.
Json value_of(const Json& argument, const std::vector<std::string>& texts) {
  const auto parse = [](const std::string& text) {
    // Something else stays a text, for the library to refuse by name.
    Json value = Json::parse(text, nullptr, false);
    return value.is_discarded() ? Json(text) : value;
  };
  if (argument.at("kind") != "array") return is_text(argument, "kind") ? Json(texts.front()) : parse(texts.front());
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(is_text(argument, "item") ? Json(text) : parse(text));
  return list;
}

Json params_of(const Json& operation, const OperationArguments& given) {
  Json params = Json::object();
  for (const Json& argument : operation.at("arguments")) {
    const auto name = argument.at("name").get<std::string>();
    const auto found = given.values.find(name);
    if (found != given.values.end() && !found->second.empty()) params[name] = value_of(argument, found->second);
  }
  return params;
}

std::string value_in_words(const Json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', true);
}

void show_one(const Json& answer) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : answer.items()) {
    std::string words = name;
    for (char& c : words) c = c == '_' ? ' ' : c;
    fields.emplace_back(words, value_in_words(value));
  }
  write_fields(std::cout, fields);
}

// The single values that the first of a list has, since a table has no room for more.
std::vector<std::string> columns_of(const Json& item) {
  std::vector<std::string> names;
  for (const auto& [name, value] : item.items()) {
    if (!value.is_structured() && names.size() < kMostColumns) names.push_back(name);
  }
  return names;
}

std::vector<std::string> row_of(const Json& item, const std::vector<std::string>& columns) {
  std::vector<std::string> cells;
  for (const std::string& column : columns) cells.push_back(item.contains(column) ? value_in_words(item[column]) : "-");
  return cells;
}

// The whole list, whose pages are fetched as they are needed; JSON is one document, complete or not there at all.
int list(const Globals& globals, const Json& operation, const std::string& params) {
  connectify::Client client = globals.client();
  const auto collection = operation.at("collection").get<std::string>();
  connectify::Pages pages(client, operation.at("id").get<std::string>(), params, nullptr);
  Json items = Json::array();
  // People see the pages come; of one JSON document they would see nothing until all are there.
  std::atomic<std::size_t> fetched = 0;
  std::optional<Progress> progress;
  if (globals.json) progress.emplace([&] { return std::to_string(fetched) + " " + collection + " fetched"; });
  std::optional<Table> table;
  std::vector<std::string> columns;
  while (const auto page = pages.next()) {
    Json content = Json::parse(page->json());
    for (Json& item : content.at(collection)) {
      if (globals.json) {
        items.push_back(std::move(item));
        ++fetched;
        continue;
      }
      if (!table) {
        columns = columns_of(item);
        std::vector<std::string> header;
        for (const std::string& column : columns) header.push_back(dashed(column));
        table.emplace(header);
      }
      table->add(row_of(item, columns));
    }
    if (table) table->write(std::cout, globals.output());
    std::cout.flush();
  }
  progress.reset();
  if (globals.json) {
    Output::document({{collection, std::move(items)}});
  } else if (!table) {
    globals.output().note("There are none.");
  }
  return 0;
}

int call(const Globals& globals, const Json& operation, const OperationArguments& given) {
  const std::string params = params_of(operation, given).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!operation.at("collection").is_null()) return list(globals, operation, params);
  connectify::Client client = globals.client();
  connectify::CallOptions options;
  if (!given.idempotency_key.empty()) options.set("idempotency_key", given.idempotency_key);
  const Json answer = Json::parse(client.call_json(operation.at("id").get<std::string>(), params, &options).json());
  if (globals.json) {
    Output::document(answer);
  } else {
    show_one(answer);
  }
  return 0;
}

std::string help_of(const Json& argument) {
  auto help = argument.at("description").get<std::string>();
  const bool is_list = argument.at("kind") == "array";
  if (argument.at(is_list ? "item" : "kind") == "object") help += " As JSON.";
  return is_list ? help + " May be repeated." : help;
}

void add_operation(const Context& context, CLI::App& group, const std::shared_ptr<const Json>& operation) {
  const auto id = operation->at("id").get<std::string>();
  const auto given = std::make_shared<OperationArguments>();
  CLI::App* command =
      group.add_subcommand(dashed(id.substr(id.find('.') + 1)), operation->at("summary").get<std::string>());
  for (const Json& argument : operation->at("arguments")) {
    const auto name = argument.at("name").get<std::string>();
    // All pages are walked over: where to begin is not asked.
    if (!operation->at("collection").is_null() && name == "offset") continue;
    const bool positional = argument.at("place") == "path";
    CLI::Option* option =
        command->add_option((positional ? "" : "--") + dashed(name), given->values[name], help_of(argument));
    option->required(argument.at("required").get<bool>());
    if (argument.at("kind") == "array") {
      option->take_all()->allow_extra_args(false);
    } else {
      option->expected(1);
    }
  }
  if (operation->at("takes_idempotency_key").get<bool>()) {
    command->add_option("--idempotency-key", given->idempotency_key,
                        "A name for this call, with which it can be repeated without harm");
  }
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  command->callback(
      [&, operation, given] { chosen = [&, operation, given] { return call(globals, *operation, *given); }; });
}

}  // namespace

// Everything that the library knows and no command was written for by hand.
void add_operations_commands(const Context& context) {
  std::map<std::string, CLI::App*> groups;
  for (const Json& operation : Json::parse(connectify::operations())) {
    const auto id = operation.at("id").get<std::string>();
    const std::string name = id.substr(0, id.find('.'));
    if (name == "devices" || name == "status") continue;
    CLI::App*& group = groups[name];
    if (group == nullptr) {
      group = context.app.add_subcommand(name, "");
      group->require_subcommand(0, 1);
    }
    add_operation(context, *group, std::make_shared<const Json>(operation));
    const std::string verb = dashed(id.substr(id.find('.') + 1));
    const std::string so_far = group->get_description();
    group->description(so_far.empty() ? "With " + name + ": " + verb : so_far + ", " + verb);
  }
}

}  // namespace cfy::cli
