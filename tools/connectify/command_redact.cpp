#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "commands.hpp"
#include "secrets_file.hpp"

namespace cfy::cli {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 16U;

// Problems that are the user's to solve, and are shown without a usage text.
int fail(const Output& output, std::string_view code, std::string_view message, std::string_view field = {}) {
  output.error(code, message, field);
  return 1;
}

void write_out(std::string_view text) {
  std::cout.write(text.data(), static_cast<std::streamsize>(text.size()));
  std::cout.flush();
}

void report(const connectify::Redactor& redactor, const Globals& globals) {
  const Json json = Json::parse(redactor.report());
  if (globals.json) {
    std::cerr << json.dump() << '\n';
    return;
  }
  const auto masked = json.at("masked").get<std::uint64_t>();
  std::cerr << "connectify: " << masked << (masked == 1 ? " secret" : " secrets") << " masked\n";
  for (const Json& row : json.at("secrets")) {
    std::cerr << "  " << row.at("count").get<std::uint64_t>() << " x " << row.at("fingerprint").get<std::string>()
              << "  " << row.at("what").get<std::string>() << '\n';
  }
}

// read(2) and not std::cin, which would wait for a whole buffer where a terminal or a pipe gives less.
bool filter(connectify::Redactor& redactor) {
  const auto buffer = std::make_unique<std::array<char, kChunk>>();
  for (;;) {
    const ssize_t size = ::read(STDIN_FILENO, buffer->data(), buffer->size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    if (size == 0) break;
    write_out(redactor.write({buffer->data(), static_cast<std::size_t>(size)}).view());
    if (!std::cout) return true;  // main says so
  }
  write_out(redactor.finish().view());
  return true;
}

int run_redact(const Globals& globals, const std::string& secrets_file) {
  const Output output = globals.output();
  connectify::Redactor redactor;
  if (!secrets_file.empty()) {
    std::ifstream file(secrets_file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file)
      return fail(output, "configuration", "The file of secrets cannot be read; check its name and rights.", "secrets");
    if (const std::string problem = register_secrets(text, redactor); !problem.empty()) {
      return fail(output, "configuration", problem, "secrets");
    }
  }
  const bool read = filter(redactor);
  report(redactor, globals);
  return read ? 0 : fail(output, "input", "Standard input cannot be read.");
}

}  // namespace

void add_redact_command(const Context& context) {
  const auto secrets_file = std::make_shared<std::string>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand(
      "redact", "Copy standard input to standard output with every secret masked, and count them on standard error");
  command->add_option(
      "--secrets", *secrets_file,
      "A file of further secrets, one a line; \\n \\r \\t \\\\ \\xHH \\0 stand for bytes. What looks like a "
      "secret is masked without it");
  command->callback([&, secrets_file] { chosen = [&, secrets_file] { return run_redact(globals, *secrets_file); }; });
}

}  // namespace cfy::cli
