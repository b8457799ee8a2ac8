#include "usage.hpp"

#include <algorithm>
#include <numeric>

namespace cfy::cli {
namespace {

// Insertions, deletions, substitutions, and swaps of neighbours (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      row[k] = std::min({last[k] + 1, row[k - 1] + 1, last[k - 1] + (a[i - 1] == b[k - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
      if (swapped) row[k] = std::min(row[k], before_last[k - 2] + 1);
    }
  }
  return row[b.size()];
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App*) { return true; })) {  // all, not the named ones
    names.push_back(command->get_name());
  }
  return names;
}

// The options that may stand behind this command: its own and those of everything it stands in.
std::vector<std::string> option_names(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = nearest(word, candidates);
  return near.empty() ? "" : " Did you mean '" + near + "'?";
}

std::string explain_extra(const CLI::App& app, const std::string& word) {
  const CLI::App& command = innermost(app);
  if (!word.empty() && word.front() == '-') {
    return "There is no option " + word + " here." + suggestion(word.substr(0, word.find('=')), option_names(&command));
  }
  const std::vector<std::string> names = command_names(command);
  if (names.empty()) return "The argument '" + word + "' is one too many for " + full_name(command) + ".";
  return "There is no command '" + word + "'." + suggestion(word, names);
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  // Up to a third of the word may be wrong; two letters in any case.
  std::size_t limit = std::max<std::size_t>(word.size() / 3, 2) + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    const std::size_t away = distance(word, candidate);
    if (away < limit && away < candidate.size()) {
      limit = away;
      found = candidate;
    }
  }
  return found;
}

const CLI::App& innermost(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

std::string explain_missing_command(const CLI::App& app) {
  std::string names;
  for (const std::string& name : command_names(innermost(app))) names += (names.empty() ? "" : ", ") + name;
  return "Say what to do; " + full_name(innermost(app)) + " knows: " + names + ".";
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> extras = app.remaining(true);
  if (!extras.empty()) return explain_extra(app, extras.front());
  return error.what();
}

}  // namespace cfy::cli
