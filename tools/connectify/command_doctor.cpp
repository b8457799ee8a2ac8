#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "posture_view.hpp"
#include "printable.hpp"
#include "table.hpp"
#include "timing.hpp"

namespace cfy::cli {
namespace {

// Whether the platform answers, and whether it knows the API key.
struct PlatformReport {
  std::optional<double> ms;   // absent: it does not answer
  std::optional<bool> known;  // absent: there is no key, or nobody to ask
  Json error = nullptr;
};

bool is_set(const Json& diagnosis, std::string_view setting) {
  for (const Json& row : diagnosis.at("settings")) {
    if (row.at("name") == setting) return row.at("source") != "none";
  }
  return false;
}

PlatformReport ask_platform(const Globals& globals, bool with_key) {
  PlatformReport report;
  try {
    connectify::Client client = globals.client();
    const Stopwatch watch;
    client.call("status.ping");
    report.ms = watch.ms();
    if (with_key) {
      client.call("status.get");
      report.known = true;
    }
  } catch (const connectify::Error& error) {
    if (report.ms && error.code() == CFY_ERROR_AUTHENTICATION) report.known = false;
    report.error = error_json(error);
  }
  return report;
}

Json platform_json(const std::optional<PlatformReport>& report) {
  if (!report)
    return Json{{"asked", false}, {"answers", nullptr}, {"ms", nullptr}, {"key_known", nullptr}, {"error", nullptr}};
  return Json{{"asked", true},
              {"answers", report->ms.has_value()},
              {"ms", report->ms ? Json(*report->ms) : Json(nullptr)},
              {"key_known", report->known ? Json(*report->known) : Json(nullptr)},
              {"error", report->error}};
}

// The findings of the report, as far as they can be had on this machine alone: what the platform is asked stands beside
// it.
Json posture_of(const Globals& globals) {
  const connectify::Config config = globals.config();
  connectify::Posture posture(config.get());
  return Json::parse(posture.set("offline", "true").run().text("json"));
}

// `environment_variable` reads as words.
std::string source_in_words(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

std::string day_of(const Json& time) { return time.get<std::string>().substr(0, 10); }

// The day of the last change, what the policy of rotation says of it, and the day on which the source lets it end.
std::string age(const Json& row) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (!row.at("changed_at").is_null()) add(day_of(row.at("changed_at")));
  if (!row.at("health").is_null()) add(row.at("health").get<std::string>());
  if (!row.at("expires_at").is_null()) add("ends " + day_of(row.at("expires_at")));
  return text;
}

// The variable or the file, and where that says the secret is kept.
std::string place(const Json& row) {
  const auto detail = row.at("detail").get<std::string>();
  const auto reference = row.at("reference").get<std::string>();
  return reference.empty() || detail.empty() ? detail + reference : detail + ", " + reference;
}

void show_settings(const Json& settings, const Output& output) {
  Table table({"SETTING", "SOURCE", "DETAIL", "VALUE", "CHANGED"});
  for (const Json& row : settings) {
    const auto source = row.at("source").get<std::string>();
    table.add({row.at("name").get<std::string>(), source == "none" ? "-" : source_in_words(source), place(row),
               row.at("shown").get<std::string>(), age(row)},
              source == "none" ? Colour::faint : Colour::none);
  }
  table.write(std::cout, output);
}

void show_problems(const Json& problems, const Output& output) {
  for (const Json& problem : problems) {
    std::cout << output.paint(Colour::red, "Problem") << " with " << printable(problem.at("field").get<std::string>())
              << ": " << printable(problem.at("message").get<std::string>()) << '\n';
  }
}

void show_platform(const PlatformReport& report, const Output& output) {
  if (report.ms)
    std::cout << output.paint(Colour::green, "The platform answers") << " (" << in_ms(*report.ms) << ").\n";
  if (report.known == true) std::cout << output.paint(Colour::green, "The API key is accepted") << ".\n";
  if (report.error.is_null()) return;
  const char* problem = report.ms ? "The platform answers, but refuses" : "The platform does not answer";
  std::cout << output.paint(Colour::red, problem) << " (" << report.error.at("code").get<std::string>()
            << "): " << printable(report.error.at("message").get<std::string>()) << '\n';
}

int examine(const Globals& globals, bool offline) {
  const Output output = globals.output();
  const Json diagnosis = Json::parse(globals.config().diagnose());
  const Json& problems = diagnosis.at("problems");
  std::optional<PlatformReport> platform;
  // With a setting that will not do there is no client to ask with.
  if (!offline && problems.empty()) platform = ask_platform(globals, is_set(diagnosis, "api_key"));
  const Json posture = posture_of(globals);
  const bool healthy =
      problems.empty() && (!platform || platform->error.is_null()) && posture.at("counts").at("high") == 0;

  if (globals.json) {
    Output::document({{"healthy", healthy},
                      {"settings", diagnosis.at("settings")},
                      {"problems", problems},
                      {"findings", posture.at("findings")},
                      {"platform", platform_json(platform)}});
    return healthy ? 0 : 1;
  }
  show_settings(diagnosis.at("settings"), output);
  std::cout << '\n';
  show_problems(problems, output);
  if (platform) show_platform(*platform, output);
  if (problems.empty()) show_posture(posture, output);
  if (healthy)
    std::cout << output.paint(Colour::green, "No problems found") << (offline ? " in the settings" : "") << ".\n";
  if (!offline && !platform) std::cout << "The platform was not asked: the settings come first.\n";
  return healthy ? 0 : 1;
}

}  // namespace

void add_doctor_command(const Context& context) {
  const auto offline = std::make_shared<bool>(false);
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand(
      "doctor", "Show where each setting comes from, what is wrong with any, and whether the platform answers");
  command->add_flag("--offline", *offline, "Look at the settings alone; ask nobody");
  command->callback([&, offline] { chosen = [&, offline] { return examine(globals, *offline); }; });
}

}  // namespace cfy::cli
