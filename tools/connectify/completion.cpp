#include "completion.hpp"

#include <algorithm>
#include <set>

namespace cfy::cli {
namespace {

// In single quotes, where the shells read nothing but the quote itself.
std::string quoted(const std::string& text, const char* quote_escape) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string(quote_escape) : std::string(1, c);
  return result + "'";
}
std::string posix_quoted(const std::string& text) { return quoted(text, R"('\'')"); }

std::string fish_quoted(const std::string& text) {
  std::string doubled;
  for (const char c : text) doubled += c == '\\' ? R"(\\)" : std::string(1, c);
  return quoted(doubled, R"(\')");
}

// The part that a list has room for: the first sentence.
std::string brief(const std::string& description) {
  return description.substr(0, std::min(description.find(". "), description.size()));
}

// An alternative of `case` for each command that others stand in: what makes the words so far one command longer.
std::string path_cases(const CommandEntry& table) {
  std::string paths;
  for (const CommandEntry* entry : flattened(table)) {
    if (!entry->path.empty()) paths += (paths.empty() ? "" : "|") + ("' " + entry->path + "'");
  }
  return paths;
}

// Every option with a value: the word behind it is no command.
std::string valued_cases(const CommandEntry& table) {
  std::set<std::string> names;
  for (const CommandEntry* entry : flattened(table)) {
    for (const OptionEntry& option : entry->options) {
      if (option.takes_value && !option.positional) names.insert(option.names.begin(), option.names.end());
    }
  }
  std::string cases;
  for (const std::string& name : names) cases += (cases.empty() ? "" : "|") + name;
  return cases;
}

std::vector<const OptionEntry*> flags_of(const CommandEntry& entry) {
  std::vector<const OptionEntry*> options;
  for (const OptionEntry& option : entry.options) {
    if (!option.positional) options.push_back(&option);
  }
  return options;
}

bool has_positional(const CommandEntry& entry) { return flags_of(entry).size() != entry.options.size(); }

// Global options may follow every command.
std::vector<const OptionEntry*> options_at(const CommandEntry& table, const CommandEntry& entry) {
  std::vector<const OptionEntry*> options = flags_of(entry);
  if (&entry == &table) return options;
  for (const OptionEntry* option : flags_of(table)) {
    const std::string& name = option->names.back();
    if (name != "--help" && name != "--version") options.push_back(option);
  }
  return options;
}

// Sets `place` (`path` is tied to PATH in zsh) to the command typed so far, ` devices list`, reading `words` up to `current`.
std::string find_path(const CommandEntry& table, const char* words, const char* first, const char* current) {
  return std::string("  for ((i = ") + first + "; i < " + current + "; i++)); do\n    word=${" + words +
         "[i]}\n    case $word in\n      " + valued_cases(table) +
         ") ((i++)) ;;\n      *) case \"$place $word\" in\n        " + path_cases(table) +
         ") place+=\" $word\" ;;\n      esac ;;\n    esac\n  done\n";
}

}  // namespace

std::string bash_completion(const CommandEntry& table) {
  std::string script =
      "# bash completion of connectify; made by: connectify completion bash\n"
      "_connectify() {\n  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local place='' word words='' i\n" +
      find_path(table, "COMP_WORDS", "1", "COMP_CWORD") + "  case $before in\n    " + valued_cases(table) +
      ") compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n  esac\n"
      "  case $place in\n";
  for (const CommandEntry* entry : flattened(table)) {
    std::string words;
    for (const CommandEntry& command : entry->commands) words += command.name() + " ";
    for (const OptionEntry* option : options_at(table, *entry)) {
      for (const std::string& name : option->names) words += name + " ";
    }
    script += "    " + posix_quoted(entry->path.empty() ? "" : " " + entry->path) + ") words=" + posix_quoted(words) +
              " ;;\n";
  }
  return script +
         "  esac\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n}\n"
         "complete -o bashdefault -o default -F _connectify connectify\n";
}

std::string zsh_completion(const CommandEntry& table) {
  // `_describe` takes `name:description`, where a colon of the name itself would need a backslash.
  std::string script =
      "#compdef connectify\n# zsh completion of connectify; made by: connectify completion zsh\n"
      "_connectify() {\n  local place='' word i\n  local -a subcommands flags\n" +
      find_path(table, "words", "2", "CURRENT") + "  case ${words[CURRENT-1]} in\n    " + valued_cases(table) +
      ") _files; return ;;\n  esac\n  case $place in\n";
  std::string cases;
  for (const CommandEntry* entry : flattened(table)) {
    cases += "    " + posix_quoted(entry->path.empty() ? "" : " " + entry->path) + ")\n      subcommands=(";
    for (const CommandEntry& command : entry->commands) {
      cases += "\n        " + posix_quoted(command.name() + ":" + brief(command.description));
    }
    cases += ")\n      flags=(";
    for (const OptionEntry* option : options_at(table, *entry)) {
      for (const std::string& name : option->names)
        cases += "\n        " + posix_quoted(name + ":" + brief(option->description));
    }
    cases += has_positional(*entry) ? ")\n      _files ;;\n" : ") ;;\n";
  }
  return script + cases +
         "  esac\n  (( $#subcommands )) && _describe -t commands command subcommands\n"
         "  _describe -t options option flags\n}\n"
         "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _connectify \"$@\"; else compdef _connectify "
         "connectify; fi\n";
}

std::string fish_completion(const CommandEntry& table) {
  std::string script =
      "# fish completion of connectify; made by: connectify completion fish\n"
      "function __connectify_at\n  set -l place\n  set -l skip 0\n"
      "  for word in (commandline -opc)[2..]\n"
      "    if test $skip = 1; set skip 0; continue; end\n    switch $word\n      case ";
  const std::string valued = valued_cases(table);
  for (const char c : valued) script += c == '|' ? ' ' : c;
  script += "\n        set skip 1\n      case '*'\n        switch \"$place $word\"\n          case";
  for (const CommandEntry* entry : flattened(table)) {
    if (!entry->path.empty()) script += " ' " + entry->path + "'";
  }
  script +=
      "\n            set place \"$place $word\"\n        end\n    end\n  end\n"
      "  test \"$place\" = \"$argv[1]\"\nend\n";
  for (const CommandEntry* entry : flattened(table)) {
    const std::string place = entry->path.empty() ? "" : " " + entry->path;
    const std::string head = "complete -c connectify -n " + fish_quoted("__connectify_at \"" + place + "\"");
    for (const CommandEntry& command : entry->commands) {
      script +=
          head + " -f -a " + fish_quoted(command.name()) + " -d " + fish_quoted(brief(command.description)) + "\n";
    }
    for (const OptionEntry* option : options_at(table, *entry)) {
      script += head;
      for (const std::string& name : option->names) {
        script += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      script += std::string(option->takes_value ? " -r" : "") + " -d " + fish_quoted(brief(option->description)) + "\n";
    }
  }
  return script;
}

}  // namespace cfy::cli
