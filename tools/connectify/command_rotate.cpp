#include <array>
#include <ctime>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "authority.hpp"
#include "commands.hpp"
#include "printable.hpp"
#include "repetition.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

constexpr std::chrono::seconds kInterval{3600};

struct RotateArguments {
  std::vector<std::pair<const char*, std::optional<std::string>>> options;  // of the library, by name
  bool now = false;
  bool wait = false;
  bool finish = false;
  bool check = false;
  bool daemon = false;
  bool revoke_grants = false;
  bool history = false;
  bool verify_history = false;
  std::string compromised;  // create-first, revoke-first; empty: not
  std::string acknowledge;
  std::chrono::seconds::rep interval = kInterval.count();
};

connectify::Rotation make_rotation(const Globals& globals, const RotateArguments& arguments) {
  const connectify::Config config = globals.config();
  connectify::Rotation rotation(config.get());
  for (const auto& [name, value] : arguments.options) {
    if (value) rotation.set(name, *value);
  }
  if (arguments.revoke_grants) rotation.set("revoke_grants", "true");
  set_authority(rotation);
  return rotation;
}

std::string text(const Json& json, const char* name) {
  return json.at(name).is_null() ? std::string() : json.at(name).get<std::string>();
}

std::optional<Repetition::Time> time_of(const std::string& text) {
  std::tm parts{};
  if (strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr) return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string rotation_in_words(const Json& done) {
  const std::string name = text(done, "credential");
  const std::string outcome = text(done, "outcome");
  if (outcome == "fresh") return name + " is not due; --now rotates it all the same.";
  if (outcome == "rotated")
    return name + " was rotated: " + text(done, "id") + " is in use, the one before is revoked.";
  return name + " was renewed: " + text(done, "id") + " is in use. The one before works until " +
         text(done, "overlap_ends") + "; run this again then.";
}

void show(const Json& done, const Globals& globals) {
  if (globals.json) {
    Output::document(done);
  } else {
    std::cout << printable(rotation_in_words(done)) << '\n';
  }
  std::cout.flush();
}

const char* order_of(const RotateArguments& arguments) {
  if (arguments.finish) return "finish";
  if (arguments.compromised == "create-first") return "compromised_create_first";
  if (arguments.compromised == "revoke-first") return "compromised_revoke_first";
  return arguments.now ? "now" : "if_due";
}

int rotate(const Globals& globals, const RotateArguments& arguments) {
  std::optional<Repetition> repetition;  // else a signal ends the process as any other
  if (arguments.wait) repetition.emplace();
  connectify::Rotation rotation = make_rotation(globals, arguments);
  Json done = Json::parse(rotation.run(order_of(arguments)));
  while (repetition && text(done, "outcome") == "waiting") {
    if (!repetition->wait(kInterval, time_of(text(done, "overlap_ends")))) break;
    done = Json::parse(rotation.run("finish"));
  }
  show(done, globals);
  return 0;
}

// A failure ends nothing: it was alerted of, and is tried again.
int run_daemon(const Globals& globals, const RotateArguments& arguments) {
  const Repetition repetition;
  const Output output = globals.output();
  connectify::Rotation rotation = make_rotation(globals, arguments);
  std::optional<Repetition::Time> next;
  do {
    next.reset();
    try {
      const Json done = Json::parse(rotation.run("if_due"));
      if (text(done, "outcome") != "fresh") show(done, globals);
      next = time_of(text(done, "overlap_ends"));
      rotation.status(true);
    } catch (const connectify::Error& error) {
      output.error(error);
    }
  } while (repetition.wait(std::chrono::seconds(arguments.interval), next));
  return 0;
}

// 0 fresh, 3 aging, 4 due, 5 unhealthy, or an age that can't be believed.
int check(const Globals& globals, const RotateArguments& arguments) {
  const Json standing = Json::parse(make_rotation(globals, arguments).status(true));
  const std::string health = text(standing, "health");
  const bool behind = standing.at("clock_behind").get<bool>();
  if (globals.json) {
    Output::document(standing);
  } else {
    std::cout << printable(text(standing, "credential")) << " (" << printable(text(standing, "id")) << ") is "
              << standing.at("age_days").get<std::int64_t>() << " days old: " << health;
    if (text(standing, "step") != "idle") std::cout << "; a rotation is under way (" << text(standing, "step") << ")";
    std::cout << ".\n";
    if (behind) std::cout << "It was made in the future: set this machine's clock.\n";
  }
  if (behind) return 5;
  constexpr std::array kStatuses = {std::pair("fresh", 0), std::pair("aging", 3), std::pair("due", 4)};
  for (const auto& [name, status] : kStatuses) {
    if (health == name) return status;
  }
  return 5;
}

int show_history(const Globals& globals, const RotateArguments& arguments) {
  const Json history = Json::parse(make_rotation(globals, arguments).history());
  if (globals.json) {
    Output::document(history);
    return 0;
  }
  if (arguments.verify_history) {
    std::cout << "The chain of " << history.at("events").size() << " lines is whole; its last hash is "
              << text(history, "last_hash") << ".\n";
    return 0;
  }
  Table table({"TIME", "CREDENTIAL", "ACTION", "DETAILS"});
  for (const Json& event : history.at("events")) {
    std::string details;
    for (const auto& [name, value] : event.at("details").items()) {
      details += (details.empty() ? "" : ", ") + name + " " + value.get<std::string>();
    }
    table.add({text(event, "at"), text(event, "credential"), text(event, "action"), details});
  }
  table.write(std::cout, globals.output());
  return 0;
}

int acknowledge(const Globals& globals, const RotateArguments& arguments) {
  make_rotation(globals, arguments).acknowledge(arguments.acknowledge);
  globals.output().note(arguments.acknowledge + " uses what is current now.");
  if (globals.json) Output::document({{"acknowledged", arguments.acknowledge}});
  return 0;
}

int run(const Globals& globals, const RotateArguments& arguments) {
  if (arguments.check) return check(globals, arguments);
  if (arguments.daemon) return run_daemon(globals, arguments);
  if (arguments.history || arguments.verify_history) return show_history(globals, arguments);
  if (!arguments.acknowledge.empty()) return acknowledge(globals, arguments);
  return rotate(globals, arguments);
}

void add_library_options(CLI::App& command, RotateArguments& arguments) {
  struct Option {
    const char* flag;
    const char* name;
    const char* help;
  };
  constexpr std::array kOptions = {
      Option{"--credential", "credential", "api_key (the default), webhook:ID, or command:PROGRAM"},
      Option{"--target", "target",
             "Where programs read it: file:/PATH, env-file:/PATH#NAME, json-file:/PATH#MEMBER or command:PROGRAM; else "
             "where api_key comes from"},
      Option{"--state", "state", "The folder of journal and audit log; else rotation/ in the state folder"},
      Option{"--journal", "journal",
             "A Redis that the rotators of several hosts share, rediss://HOST; else in the state"},
      Option{"--overlap", "overlap", "For how many seconds the old one works beside the new one (3600)"},
      Option{"--warn-days", "warn_days", "From which age on it is aging (30)"},
      Option{"--due-days", "due_days", "From which age on it is due (45)"},
      Option{"--unhealthy-days", "unhealthy_days", "From which age on it is unhealthy (60)"},
      Option{"--current-id", "current_id", "Which of two live keys is in use"},
      Option{"--scope", "scope", "What the new API key may do, less than the old one; else the same"},
      Option{"--alert-command", "alert_command", "A program that reads JSON: what is due, late or failed"},
      Option{"--alert-url", "alert_url", "An https address that the same is posted to"},
  };
  arguments.options.reserve(kOptions.size());  // so that what the options write to stays where it is
  for (const Option& option : kOptions) {
    auto& place = arguments.options.emplace_back(option.name, std::nullopt);
    command.add_option(option.flag, place.second, option.help);
  }
  command.add_flag("--revoke-grants", arguments.revoke_grants, "After a compromise, take back what users granted too");
}

}  // namespace

void add_rotate_command(const Context& context) {
  const auto arguments = std::make_shared<RotateArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand(
      "rotate", "Renew a credential that is due, so that no crash locks anybody out; or end what was interrupted");
  command->footer("A key that rotates others is taken from " + std::string(kAuthorityVariable) +
                  ", as its value or as where it is kept (file:/PATH).\n"
                  "Exit status of --check: 0 fresh, 3 aging, 4 due, 5 unhealthy; 1 it can't be told.");
  add_library_options(*command, *arguments);
  const std::vector<CLI::Option*> ways = {
      command->add_flag("--now", arguments->now, "Whatever its age"),
      command->add_flag("--finish", arguments->finish, "End what was interrupted, or what waits, and no more"),
      command
          ->add_option("--compromised", arguments->compromised,
                       "Now, and without overlap: create-first, or revoke-first (nobody can call until the new one is "
                       "there)")
          ->check(CLI::IsMember({"create-first", "revoke-first"})),
      command->add_flag("--check", arguments->check, "Tell its age in words and as the exit status; change nothing"),
      command->add_flag("--daemon", arguments->daemon, "Stay, and rotate whenever it is due"),
      command->add_flag("--history", arguments->history, "Show what was done, from the audit log"),
      command->add_flag("--verify-history", arguments->verify_history, "Verify the audit log's chain of hashes"),
      command->add_option("--acknowledge", arguments->acknowledge,
                          "Say that this program uses what is current now: once all have, the old one is revoked")};
  for (CLI::Option* const way : ways) {
    for (CLI::Option* const other : ways) {
      if (way != other) way->excludes(other);
    }
  }
  command->add_flag("--wait", arguments->wait, "Wait for the end of the overlap, and revoke the old one");
  command->add_option("--interval", arguments->interval, "With --daemon: how many seconds between two looks (3600)")
      ->check(CLI::Range(1, 86400));
  command->callback([&, arguments] { chosen = [&, arguments] { return run(globals, *arguments); }; });
}

}  // namespace cfy::cli
