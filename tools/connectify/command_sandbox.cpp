#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "printable.hpp"
#include "sandbox/sandbox.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

// The options as text, before the sandbox has read them.
struct SandboxArguments {
  sandbox::Options options;
  std::string plan = "enterprise";
  std::int64_t token_lifetime = 3600;
  std::int64_t clock_offset = 0;
  std::vector<std::string> keys;
};

void greet(const sandbox::Sandbox& running, const SandboxArguments& arguments) {
  std::cout << "This is the Connectify sandbox: the whole platform on this machine, to develop and test against.\n\n";
  std::vector<std::pair<std::string, std::string>> fields = {
      {"address", running.base_url()},
      {"dashboard", running.dashboard() + " (open it in a browser; its # part is a password)"},
      {"state",
       arguments.options.database.empty() ? "in memory; gone when the sandbox stops" : arguments.options.database},
      {"key", "a test key with all scopes, in " + running.state_file() + " (readable by you alone)"},
      {"CA", running.ca_file()},
      {"OAuth",
       running.oauth().at("issuer").get<std::string>() + ", with clients and users in the same file as the key"},
  };
  for (const sandbox::KeyRequest& key : arguments.options.keys)
    fields.emplace_back("key " + key.name, "in the same file");
  write_fields(std::cout, fields);

  std::cout << "\nClients find all of it by themselves:\n\n"
               "  export CONNECTIFY_ENV=sandbox\n";
  if (!arguments.options.state_file.empty()) {
    std::cout << "  export CONNECTIFY_SANDBOX_FILE=" << printable(running.state_file()) << '\n';
  }
  std::cout << "  connectify status\n\nStop it with Ctrl-C." << std::endl;
}

void announce(const sandbox::Sandbox& running, const SandboxArguments& arguments, const Globals& globals) {
  if (!globals.json) return greet(running, arguments);
  const std::string& database = arguments.options.database;
  Output::document({{"base_url", running.base_url()},
                    {"dashboard", running.dashboard()},
                    {"state_file", running.state_file()},
                    {"ca_file", running.ca_file()},
                    {"issuer", running.oauth().at("issuer").get<std::string>()},
                    {"database", database.empty() ? Json(nullptr) : Json(database)}});
  std::cout.flush();
}

int fail(const Globals& globals, const Error& error) {
  globals.output().error(error_name(error.code), error.message, error.field);
  return 1;
}

int run_sandbox(const Globals& globals, SandboxArguments& arguments) {
  const auto plan = sandbox::parse_plan(arguments.plan);
  if (!plan) return fail(globals, plan.error());
  arguments.options.plan = *plan;
  arguments.options.token_lifetime = std::chrono::seconds(arguments.token_lifetime);
  arguments.options.clock_offset = std::chrono::seconds(arguments.clock_offset);
  for (const std::string& text : arguments.keys) {
    auto key = sandbox::parse_key_request(text);
    if (!key) return fail(globals, key.error());
    arguments.options.keys.push_back(std::move(*key));
  }
  const auto ended =
      sandbox::run(arguments.options, [&](const sandbox::Sandbox& running) { announce(running, arguments, globals); });
  return ended ? 0 : fail(globals, ended.error());
}

}  // namespace

void add_sandbox_command(const Context& context) {
  const auto arguments = std::make_shared<SandboxArguments>();
  sandbox::Options& options = arguments->options;
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;

  CLI::App* command =
      context.app.add_subcommand("sandbox", "Run the platform on this machine, to develop and test against");
  command->add_option("--host", options.host, "The loopback address to listen at: 127.0.0.1 or ::1");
  command->add_option("--port", options.port, "The port to listen at; 0, the default, takes a free one")
      ->check(CLI::Range(0, 65535));
  command->add_option(
      "--state", options.state_file,
      "The file that tells clients where the sandbox is; else CONNECTIFY_SANDBOX_FILE, else one in your "
      "home directory");
  command->add_option("--database", options.database,
                      "An SQLite file that keeps the devices and keys; else they are in memory");
  command->add_option("--devices", options.devices, "How many devices a new sandbox has (52)")
      ->check(CLI::Range(0, 1000000));
  command->add_option("--plan", arguments->plan, "The plan whose rate limit holds: free, pro or enterprise");
  command
      ->add_option("--key", arguments->keys,
                   "A further key, NAME=SCOPE[,SCOPE...], such as reader=devices:read; may be repeated")
      ->take_all();
  command->add_option("--token-lifetime", arguments->token_lifetime, "How many seconds OAuth access tokens live (3600)")
      ->check(CLI::Range(1, 86400));
  command
      ->add_option("--clock-offset", arguments->clock_offset,
                   "By how many seconds the clock that OAuth tokens are made by is wrong")
      ->check(CLI::Range(-86400, 86400));
  command->add_flag("--faults", options.faults,
                    "Let requests ask for faults (X-Sandbox-Fault, or PUT /sandbox/faults for later ones), to test how "
                    "a client copes");
  command->add_flag("--self-check", options.self_check, "Hold every answer to the API document");
  command->add_flag("--verbose", options.verbose, "Write one line a request to standard error");
  command->callback([&, arguments] { chosen = [&, arguments] { return run_sandbox(globals, *arguments); }; });
}

}  // namespace cfy::cli
