#include <clocale>
#include <iostream>

#include "commands.hpp"
#include "usage.hpp"

namespace cfy::cli {
namespace {

constexpr int kFailed = 1;

constexpr const char* kMainFooter =
    R"(Settings come from these options, environment variables (CONNECTIFY_API_KEY, ...), a .env file and
a JSON file, in this order; `connectify doctor` shows which. Keys and secrets are never taken as
options, because every user of the machine can read the arguments of its processes.

With --json a command writes one JSON document to standard output, and an error as
{"error":{"code","message","field","rule",...}} to standard error. Fields may be added, never changed.

Exit status: 0 all is well; 1 the call failed, or a problem was found; 2 wrong use.)";

void add_global_options(CLI::App& app, Globals& globals) {
  app.add_option("--env,--environment", globals.environment, "sandbox, development, staging or production")
      ->group("Every command");
  app.add_option("--base-url", globals.base_url, "Where the platform is")->group("Every command");
  app.add_option("--ca-file", globals.ca_file, "PEM file of the certificate authorities to trust")
      ->group("Every command");
  app.add_option("--timeout", globals.timeout, "Seconds that a call may take in all")->group("Every command");
  app.add_flag("--json", globals.json, "Speak JSON")->group("Every command");
}

// --json as well when the rest of the line was not understood.
bool asks_for_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--json") return true;
  }
  return false;
}

int wrong_use(const CLI::App& app, std::string_view message, bool json) {
  Output(json).error("usage", message);
  if (!json) std::cerr << "See: " << full_name(innermost(app)) << " --help\n";
  return kWrongUse;
}

int run(const Action& action, const Globals& globals) {
  const Output output = globals.output();
  try {
    const int status = action();
    if (std::cout.flush()) return status;
    output.error("output", "Standard output cannot be written to; is the disk full?");
  } catch (const connectify::Error& error) {
    output.error(error);
  } catch (const Json::exception& error) {
    output.error("response", std::string("The answer has an unexpected form: ") + error.what());
  }
  return kFailed;
}

int main(int argc, char** argv) {
  // Tells how wide characters are; numbers stay as they are in C.
  std::setlocale(LC_CTYPE, "C.UTF-8");

  CLI::App app("The Connectify platform from the command line.", "connectify");
  Globals globals;
  Action chosen;
  const Context context{app, globals, chosen};
  app.footer(kMainFooter);
  app.set_version_flag("--version", std::string("connectify ") + cfy_version());
  app.fallthrough();
  app.require_subcommand(0, 1);
  add_global_options(app, globals);
  add_status_commands(context);
  add_devices_commands(context);
  add_operations_commands(context);
  add_doctor_command(context);
  add_redact_command(context);
  add_rotate_command(context);
  add_jwt_commands(context);
  add_sandbox_command(context);
  add_webhook_command(context);
  add_text_commands(context);
  add_schema_commands(context);
  add_scan_command(context);
  add_tls_command(context);
  add_review_command(context);
  add_report_command(context);
  add_oauth_commands(context);
  add_listen_command(context);
  add_stream_command(context);
  add_shell_commands(context);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return wrong_use(app, explain(app, error), asks_for_json(argc, argv));
  }
  if (!chosen) return wrong_use(app, explain_missing_command(app), globals.json);
  return run(chosen, globals);
}

}  // namespace
}  // namespace cfy::cli

int main(int argc, char** argv) { return cfy::cli::main(argc, argv); }
