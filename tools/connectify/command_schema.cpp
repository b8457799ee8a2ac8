#include <connectify/connectify.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

#include "commands.hpp"
#include "printable.hpp"

// What the library checks JSON and builds URIs with, for scripts: json-check, validate, expand.
namespace cfy::cli {
namespace {

std::string read_all(std::istream& stream) {
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text = read_all(file);
  return file.bad() ? std::nullopt : std::optional(std::move(text));
}

// The reason in one line, place and rule with it.
int refuse(const Output& output, const connectify::Error& error, int status) {
  if (output.json()) {
    output.error(error);
    return status;
  }
  std::string line = error.what();
  if (!error.field().empty()) line.append(" At: ").append(error.field());
  if (!error.rule().empty()) line.append(" (").append(error.rule()).append(")");
  std::cerr << "connectify: " << printable(line) << '\n';
  return status;
}

int unreadable(const Output& output, const std::string& path, const std::string& option) {
  output.error("usage", "The file " + path + " cannot be read; correct the path.", option);
  return kWrongUse;
}

int check_json(const Globals& globals) {
  try {
    connectify::check_json(read_all(std::cin));
  } catch (const connectify::Error& error) {
    return refuse(globals.output(), error, kRefused);
  }
  return 0;
}

struct ValidateArguments {
  std::string schema;
  bool assert_formats = false;
  std::vector<std::string> maps;
};

std::optional<connectify::Schema> compile(const ValidateArguments& arguments, const std::string& text) {
  connectify::SchemaOptions options;
  options.set_format_assertion(arguments.assert_formats);
  for (const std::string& map : arguments.maps) {
    // A query may have a sign of its own; folders seldom do.
    const std::size_t sign = map.rfind('=');
    options.map(map.substr(0, sign), map.substr(sign + 1));
  }
  return connectify::Schema(text, options);
}

int validate(const Globals& globals, const ValidateArguments& arguments) {
  const Output output = globals.output();
  const std::optional<std::string> text = read_file(arguments.schema);
  if (!text) return unreadable(output, arguments.schema, "--schema");
  std::optional<connectify::Schema> schema;
  try {
    schema = compile(arguments, *text);
  } catch (const connectify::ValidationError& error) {
    return refuse(output, error, kWrongUse);
  }
  try {
    schema->validate(read_all(std::cin));
  } catch (const connectify::ValidationError& error) {
    return refuse(output, error, kRefused);
  }
  return 0;
}

int expand(const Globals& globals, const std::string& uri_template, const std::string& file) {
  const Output output = globals.output();
  const std::optional<std::string> variables = read_file(file);
  if (!variables) return unreadable(output, file, "--vars");
  try {
    std::cout << connectify::expand_uri(uri_template, *variables) << '\n';
  } catch (const connectify::ValidationError& error) {
    return refuse(output, error, kRefused);
  }
  return 0;
}

void add_validate_command(const Context& context) {
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand("validate", "Hold the JSON on standard input to a JSON Schema");
  const auto arguments = std::make_shared<ValidateArguments>();
  command->add_option("--schema", arguments->schema, "File of the schema (JSON Schema 2020-12)")->required();
  command->add_flag("--format-assertion", arguments->assert_formats, "Take `format` for a rule");
  command->add_option("--map", arguments->maps, "URI_PREFIX=FOLDER: where references to such URIs are read from")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->check([](const std::string& map) {
        return map.find('=') == std::string::npos ? std::string("--map takes URI_PREFIX=FOLDER") : std::string();
      });
  command->callback(
      [&globals, &chosen, arguments] { chosen = [&globals, arguments] { return validate(globals, *arguments); }; });
}

void add_expand_command(const Context& context) {
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  struct Arguments {
    std::string uri_template;
    std::string file;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = context.app.add_subcommand("expand", "Expand a URI template (RFC 6570)");
  command->add_option("template", arguments->uri_template, "Such as /devices/{id}{?limit}")->required();
  command->add_option("--vars", arguments->file, "File of a JSON object with the variables")->required();
  command->callback([&globals, &chosen, arguments] {
    chosen = [&globals, arguments] { return expand(globals, arguments->uri_template, arguments->file); };
  });
}

}  // namespace

void add_schema_commands(const Context& context) {
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  context.app.add_subcommand("json-check", "Say whether standard input is JSON as the library takes it")
      ->callback([&globals, &chosen] { chosen = [&globals] { return check_json(globals); }; });
  add_validate_command(context);
  add_expand_command(context);
}

}  // namespace cfy::cli
