// What a shell and its user need beside the commands: completions and the man page, made from the commands themselves.
#include <iostream>
#include <memory>
#include <string>

#include "commands.hpp"
#include "completion.hpp"
#include "man_page.hpp"

namespace cfy::cli {
namespace {

constexpr const char* kHowTo =
    R"(Load it at once, or for good:
  bash:  source <(connectify completion bash)
         connectify completion bash > ~/.local/share/bash-completion/completions/connectify
  zsh:   source <(connectify completion zsh)
         connectify completion zsh > "${fpath[1]}/_connectify"
  fish:  connectify completion fish > ~/.config/fish/completions/connectify.fish)";

void add_shell(const Context& context, CLI::App& group, const std::string& name,
               std::string (*make)(const CommandEntry&)) {
  const CLI::App& app = context.app;
  Action& chosen = context.chosen;
  group.add_subcommand(name, "The script for " + name + ", on standard output")->callback([&app, &chosen, make] {
    chosen = [&app, make] {
      std::cout << make(command_table(app));
      return 0;
    };
  });
}

}  // namespace

void add_shell_commands(const Context& context) {
  CLI::App* completion = context.app.add_subcommand("completion", "Let the shell complete what is typed");
  completion->footer(kHowTo);
  completion->require_subcommand(0, 1);
  add_shell(context, *completion, "bash", bash_completion);
  add_shell(context, *completion, "zsh", zsh_completion);
  add_shell(context, *completion, "fish", fish_completion);
  const CLI::App& app = context.app;
  Action& chosen = context.chosen;
  context.app.add_subcommand("man", "The manual page, on standard output: connectify man | man -l -")->callback([&] {
    chosen = [&app] {
      std::cout << man_page(command_table(app), cfy_version(), app.get_footer());
      return 0;
    };
  });
}

}  // namespace cfy::cli
