#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <memory>
#include <string>

#include "commands.hpp"
#include "printable.hpp"

// Filters: the text is exactly the bytes of standard input, and what comes out is exactly the text asked for.
namespace cfy::cli {
namespace {

struct TextArguments {
  std::string as;
  std::string invalid = "replace";
};

std::optional<std::string> read_input() {
  std::string text;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t size = ::read(STDIN_FILENO, part.data(), part.size());
    if (size == 0) return text;
    if (size > 0) {
      text.append(part.data(), static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      return std::nullopt;
    }
  }
}

// One line for people: filters stand in pipes and loops.
int refuse(const connectify::Error& error, const Output& output) {
  if (output.json()) {
    output.error(error);
  } else {
    output.error(error.name(), std::string(error.what()) + " (" + std::string(error.rule()) + ")");
  }
  return error.rule().substr(0, 8) == "unknown_" ? kWrongUse : kRefused;
}

template <class Work>
int filter(const Globals& globals, Work work) {
  const Output output = globals.output();
  const std::optional<std::string> text = read_input();
  if (!text) {
    output.error("input", "Standard input cannot be read.");
    return kRefused;
  }
  try {
    work(*text);
    return 0;
  } catch (const connectify::Error& error) {
    return refuse(error, output);
  }
}

void write_text(const std::string& text) { std::cout.write(text.data(), static_cast<std::streamsize>(text.size())); }

int encode(const Globals& globals, const TextArguments& arguments) {
  return filter(globals, [&](const std::string& text) {
    std::unique_ptr<cfy_buffer, void (*)(cfy_buffer*)> owned(nullptr, cfy_buffer_free);
    cfy_buffer* encoded = nullptr;
    connectify::detail::check(
        cfy_text_encode(arguments.as.c_str(), arguments.invalid.c_str(), text.data(), text.size(), &encoded));
    owned.reset(encoded);
    const std::string result =
        encoded == nullptr ? text : std::string(cfy_buffer_data(encoded), cfy_buffer_size(encoded));
    if (!globals.json) return write_text(result);
    Output::document({{"text", result}, {"changed", encoded != nullptr}});
  });
}

int clean(const Globals& globals, const TextArguments& arguments) {
  return filter(globals, [&](const std::string& text) {
    const connectify::CleanedText cleaned = connectify::clean_text(arguments.as, text);
    const std::string& result = cleaned.text ? *cleaned.text : text;
    if (!globals.json) return write_text(result);
    Output::document(
        {{"text", result}, {"changed", cleaned.text.has_value()}, {"changes", Json::parse(cleaned.changes)}});
  });
}

int check(const Globals& globals, const TextArguments& arguments) {
  return filter(globals, [&](const std::string& text) {
    connectify::check_text(arguments.as, text);
    if (globals.json) Output::document({{"valid", true}});
  });
}

}  // namespace

void add_text_commands(const Context& context) {
  const auto arguments = std::make_shared<TextArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;

  CLI::App* command = context.app.add_subcommand("encode", "Make the text on standard input safe for one context");
  command->add_option("--as", arguments->as, "The context, such as html_text, log_line or shell_argument")->required();
  command->add_option("--invalid", arguments->invalid,
                      "replace or refuse: what becomes of invalid UTF-8 and of what the context cannot carry");
  command->callback([&, arguments] { chosen = [&, arguments] { return encode(globals, *arguments); }; });

  command = context.app.add_subcommand("clean", "Turn the text on standard input into one that a profile accepts");
  command->add_option("--as", arguments->as, "The profile, such as device_name or free_text")->required();
  command->callback([&, arguments] { chosen = [&, arguments] { return clean(globals, *arguments); }; });

  command = context.app.add_subcommand("check", "Say whether a profile accepts the text on standard input, or why not");
  command->add_option("--as", arguments->as, "The profile, such as device_name or url")->required();
  command->callback([&, arguments] { chosen = [&, arguments] { return check(globals, *arguments); }; });
}

}  // namespace cfy::cli
