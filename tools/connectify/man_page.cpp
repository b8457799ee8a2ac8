#include "man_page.hpp"

#include <algorithm>

namespace cfy::cli {
namespace {

// Text as man(7) takes it: a backslash and a hyphen have a meaning of their own, and so has a full stop or an apostrophe
// that begins a line.
std::string roff(const std::string& text) {
  std::string result;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) result += R"(\&)";
    begins = c == '\n';
    if (c == '\\') {
      result += R"(\e)";
    } else if (c == '-') {
      result += R"(\-)";
    } else {
      result += c;
    }
  }
  return result;
}

std::string title_of(const OptionEntry& option) {
  std::string title;
  for (const std::string& name : option.names)
    title += (title.empty() ? "" : ", ") + std::string(R"(\fB)") + roff(name) + R"(\fR)";
  return option.takes_value && !option.positional ? title + R"( \fIVALUE\fR)" : title;
}

std::string options_of(const CommandEntry& entry) {
  std::string text;
  for (const OptionEntry& option : entry.options) {
    if (!entry.path.empty() && option.names.back() == "--help") continue;
    text += ".TP\n" + title_of(option) + "\n" + roff(option.description) +
            (option.required && !option.positional ? " Required." : "") + "\n";
  }
  return text;
}

// `connectify devices get [OPTIONS] id`
std::string usage_of(const CommandEntry& entry) {
  std::string usage = R"(\fBconnectify )" + roff(entry.path) + R"(\fR [\fIoptions\fR])";
  for (const OptionEntry& option : entry.options) {
    if (!option.positional) continue;
    usage += std::string(option.required ? R"( \fI)" : R"( [\fI)") + roff(option.names.front()) +
             (option.required ? R"(\fR)" : R"(\fR])");
  }
  return usage;
}

std::string paragraphs(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    result += ".PP\n" + roff(text.substr(begin, end - begin)) + "\n";
    begin = end + 2;
  }
  return result;
}

}  // namespace

std::string man_page(const CommandEntry& table, const std::string& version, const std::string& footer) {
  std::string page = ".\\\" Made by: connectify man\n.TH CONNECTIFY 1 \"\" \"connectify " + roff(version) +
                     "\" \"User Commands\"\n.SH NAME\nconnectify \\- the Connectify platform from the command line\n"
                     ".SH SYNOPSIS\n.B connectify\n.RI [ options ] \" command \" [ arguments ]\n.SH DESCRIPTION\n" +
                     paragraphs(footer) + ".SH OPTIONS\nThese may stand before a command or behind it.\n" +
                     options_of(table) + ".SH COMMANDS\n";
  for (const CommandEntry* entry : flattened(table)) {
    // What others stand in is named by them.
    if (entry->path.empty() || (!entry->commands.empty() && entry->options.size() < 2)) continue;
    page += ".SS " + roff(entry->path) + "\n" + usage_of(*entry) + "\n.PP\n" + roff(entry->description) + "\n" +
            options_of(*entry);
  }
  return page +
         ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nIf it is set, nothing is coloured, on a terminal either.\n"
         ".TP\n.B CONNECTIFY_ENV, CONNECTIFY_API_KEY, CONNECTIFY_API_SECRET, ...\n"
         "Settings; \\fBconnectify doctor\\fR shows all of them, and which source each came from.\n"
         ".TP\n.B CONNECTIFY_WEBHOOK_SECRET\nWhat \\fBlisten\\fR and \\fBverify\\-webhook\\fR verify with.\n";
}

}  // namespace cfy::cli
