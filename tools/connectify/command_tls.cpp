#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include "commands.hpp"
#include "printable.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

constexpr int kRefused = 1;
constexpr int kWrongUse = 2;

constexpr const char* kDescription = "Judge a stored chain of certificates as a live connection would";
constexpr const char* kFooter =
    R"(connectify tls --chain FILE --ca FILE --name HOST [--at TIME] [--crl FILE]...

Exit status: 0 the chain is accepted; 1 it is refused, and standard error says why; 2 wrong use.)";

// What stood on the command line.
struct Wish {
  std::string chain;
  std::string ca;
  std::string name;
  std::string at;
  std::vector<std::string> crls;
};

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// What the user has to write otherwise.
struct WrongUse {
  std::string message;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw WrongUse{"The file " + path + " cannot be read."};
  return text;
}

connectify::tls::StoredChain load(const Wish& wish) {
  connectify::tls::StoredChain stored;
  stored.chain = read_file(wish.chain);
  stored.authorities = read_file(wish.ca);
  stored.name = wish.name;
  stored.at = wish.at.empty() ? now() : connectify::tls::parse_time(wish.at);
  // A file without a CRL has to be refused, not passed over: the blank makes it a text.
  for (const std::string& path : wish.crls) stored.crls += read_file(path) + "\n";
  return stored;
}

void show_chain(const std::string& name, const Json& chain) {
  std::cout << "The chain is accepted for " << printable(name) << ":\n";
  for (const Json& certificate : chain) {
    std::cout << "  " << printable(certificate.at("subject").get<std::string>()) << " (until "
              << certificate.at("not_after").get<std::string>() << ")\n";
  }
}

// One line, so that it can stand in a log.
int refuse(const Globals& globals, const connectify::Error& error) {
  if (globals.json) {
    globals.output().error(error);
  } else {
    std::cerr << "connectify: " << printable(error.what()) << " [" << printable(error.rule()) << "]\n";
  }
  return error.code() == CFY_ERROR_VALIDATION ? kWrongUse : kRefused;
}

int judge(const Globals& globals, const Wish& wish) try {
  Json judged = Json::parse(connectify::tls::judge(load(wish)));
  if (globals.json) {
    Json document{{"verdict", "accepted"}, {"name", wish.name}};
    document.update(judged);
    Output::document(document);
  } else {
    show_chain(wish.name, judged.at("chain"));
  }
  return 0;
} catch (const WrongUse& wrong) {
  globals.output().error("usage", wrong.message);
  return kWrongUse;
} catch (const connectify::Error& error) {
  return refuse(globals, error);
}

}  // namespace

void add_tls_command(const Context& context) {
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  const auto wish = std::make_shared<Wish>();
  CLI::App* const command = context.app.add_subcommand("tls", kDescription);
  command->footer(kFooter);
  command->add_option("--chain", wish->chain, "PEM: the server's certificate, then its intermediates")->required();
  command->add_option("--ca", wish->ca, "PEM: the trusted certificates")->required();
  command->add_option("--name", wish->name, "The DNS name or IP address that is connected to")->required();
  command->add_option("--at", wish->at, "RFC 3339 or Unix seconds; now unless given");
  command->add_option("--crl", wish->crls, "PEM: revocation lists; may be given again")->allow_extra_args(false);
  command->callback([&globals, &chosen, wish] { chosen = [&globals, wish] { return judge(globals, *wish); }; });
}

}  // namespace cfy::cli
