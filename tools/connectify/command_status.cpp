#include <iostream>

#include "commands.hpp"
#include "table.hpp"
#include "timing.hpp"

namespace cfy::cli {
namespace {

int show_status(const Globals& globals) {
  connectify::Client client = globals.client();
  const Json status = Json::parse(client.call("status.get").json());
  if (globals.json) {
    Output::document(status);
    return 0;
  }
  write_fields(std::cout, {{"status", status.at("status").get<std::string>()},
                           {"environment", status.at("environment").get<std::string>()},
                           {"version", status.at("version").get<std::string>()},
                           {"time there", status.at("timestamp").get<std::string>()}});
  return 0;
}

int ping(const Globals& globals) {
  connectify::Client client = globals.client();
  const Stopwatch watch;
  Json pong = Json::parse(client.call("status.ping").json());
  const double ms = watch.ms();
  if (globals.json) {
    pong["ms"] = ms;
    Output::document(pong);
  } else {
    std::cout << "The platform answers: " << in_ms(ms) << ".\n";
  }
  return 0;
}

}  // namespace

void add_status_commands(const Context& context) {
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  context.app.add_subcommand("status", "Ask the platform how it is, with your credentials")->callback([&] {
    chosen = [&] { return show_status(globals); };
  });
  context.app.add_subcommand("ping", "Ask whether the platform can be reached; needs no credential")->callback([&] {
    chosen = [&] { return ping(globals); };
  });
}

}  // namespace cfy::cli
