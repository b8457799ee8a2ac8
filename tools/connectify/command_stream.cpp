// `connectify events stream`: events as they happen.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "printable.hpp"

namespace cfy::cli {
namespace {

struct StreamArguments {
  std::vector<std::string> types;  // none: all
  std::string after;
  std::int64_t most = 0;  // 0: without end
};

std::string event_text(const Json& event, const char* field) {
  const auto found = event.find(field);
  return found != event.end() && found->is_string() ? printable(found->get<std::string>()) : "-";
}

void show(const Globals& globals, const Json& event) {
  if (globals.json) return Output::line(event);
  const Output output = globals.output();
  std::cout << output.paint(Colour::faint, event_text(event, "timestamp")) << "  "
            << output.paint(Colour::bold, event_text(event, "type")) << "  " << event_text(event, "device_id") << "  "
            << event_text(event, "id");
  if (event.contains("data") && !event["data"].empty()) std::cout << "  " << event["data"].dump(-1, ' ', true);
  std::cout << std::endl;
}

bool wanted(const StreamArguments& arguments, const Json& event) {
  return arguments.types.empty() ||
         std::ranges::find(arguments.types, event.value("type", "")) != arguments.types.end();
}

int stream(const Globals& globals, const StreamArguments& arguments) {
  connectify::Client client = globals.client();
  connectify::EventStream events(client, "events.stream", arguments.after);
  globals.output().note("Waiting for events. Stop with Ctrl-C.");
  for (std::int64_t shown = 0; arguments.most == 0 || shown < arguments.most;) {
    const auto answer = events.next();
    if (!answer) continue;
    const Json event = Json::parse(answer->json());
    if (!wanted(arguments, event)) continue;
    show(globals, event);
    ++shown;
  }
  return 0;
}

}  // namespace

void add_stream_command(const Context& context) {
  const auto arguments = std::make_shared<StreamArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* group = context.app.get_subcommand("events");
  group->description(group->get_description() + ", stream");
  CLI::App* command =
      group->add_subcommand("stream", "Show events as they happen, one a line; with --json each line is an event");
  command->add_option("--type", arguments->types, "Of this type alone, such as device.updated; may be repeated")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--after", arguments->after, "The id of an event: what came after it is shown first");
  command->add_option("--count", arguments->most, "End after so many events")->check(CLI::PositiveNumber);
  command->callback([&, arguments] { chosen = [&, arguments] { return stream(globals, *arguments); }; });
}

}  // namespace cfy::cli
