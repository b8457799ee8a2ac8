#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "printable.hpp"
#include "table.hpp"

namespace cfy::cli {
namespace {

constexpr const char* kDescription = "Look at a server's TLS, or judge a stored chain as a connection would";
constexpr const char* kTlsFooter =
    R"(connectify tls HOST:PORT
connectify tls --chain FILE --ca FILE --name HOST [--at TIME] [--crl FILE]...

Exit status: 0 all rules are kept; 1 one is broken, and it is said which and why; 2 wrong use.)";

// What stood on the command line.
struct Wish {
  std::string server;
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

std::string pem_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw WrongUse{"The file " + path + " cannot be read."};
  return text;
}

connectify::tls::StoredChain load(const Wish& wish) {
  connectify::tls::StoredChain stored;
  stored.chain = pem_file(wish.chain);
  stored.authorities = pem_file(wish.ca);
  stored.name = wish.name;
  stored.at = wish.at.empty() ? now() : connectify::tls::parse_time(wish.at);
  // A file without a CRL has to be refused, not passed over: the blank makes it a text.
  for (const std::string& path : wish.crls) stored.crls += pem_file(path) + "\n";
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

// HOST:PORT, [V6]:PORT, or HOST alone.
std::pair<std::string, std::uint16_t> split(const std::string& server) {
  std::string host = server;
  std::string port = "443";
  const auto colon = server.rfind(':');
  const bool bracketed = server.starts_with('[');
  if (colon != std::string::npos && (!bracketed || colon > server.find(']'))) {
    host = server.substr(0, colon);
    port = server.substr(colon + 1);
  }
  if (bracketed && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t number = 0;
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (problem != std::errc() || end != port.data() + port.size() || number == 0 || host.empty()) {
    throw WrongUse{"The server has to be HOST:PORT, such as api.example.com:443."};
  }
  return {host, number};
}

void show_probe(const Output& output, const Json& probe) {
  const auto text = [&](const char* name) { return printable(probe.at(name).get<std::string>()); };
  write_fields(std::cout, {{"version", text("version")},
                           {"cipher", text("cipher")},
                           {"group", text("group")},
                           {"days left", std::to_string(probe.at("days_left").get<std::int64_t>())},
                           {"resumption", probe.at("resumption").get<bool>() ? "yes" : "no"}});
  for (const Json& certificate : probe.at("chain")) {
    std::cout << "  " << printable(certificate.at("subject").get<std::string>()) << "\n    pin "
              << certificate.at("pin").get<std::string>() << "\n";
  }
  for (const Json& rule : probe.at("rules")) {
    const bool passed = rule.at("passed").get<bool>();
    std::cout << output.paint(passed ? Colour::green : Colour::red, passed ? "pass" : "fail") << "  "
              << printable(rule.at("rule").get<std::string>());
    if (!passed) std::cout << ": " << printable(rule.at("message").get<std::string>());
    std::cout << "\n";
  }
}

int probe(const Globals& globals, const Wish& wish) try {
  const auto [host, port] = split(wish.server);
  const Json met = Json::parse(connectify::tls::probe(globals.config().get(), host, port));
  if (globals.json) {
    Output::document(met);
  } else {
    show_probe(globals.output(), met);
  }
  return met.at("passed").get<bool>() ? 0 : kRefused;
} catch (const WrongUse& wrong) {
  globals.output().error("usage", wrong.message);
  return kWrongUse;
} catch (const connectify::ValidationError& error) {
  return refuse(globals, error);
}

int run(const Globals& globals, const Wish& wish) {
  const bool stored = !wish.chain.empty() || !wish.ca.empty() || !wish.name.empty();
  if (!wish.server.empty() && !stored) return probe(globals, wish);
  if (wish.server.empty() && !wish.chain.empty() && !wish.ca.empty() && !wish.name.empty()) return judge(globals, wish);
  globals.output().error("usage", "Give HOST:PORT alone, or --chain, --ca and --name together.");
  return kWrongUse;
}

}  // namespace

void add_tls_command(const Context& context) {
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  const auto wish = std::make_shared<Wish>();
  CLI::App* const command = context.app.add_subcommand("tls", kDescription);
  command->footer(kTlsFooter);
  command->add_option("server", wish->server,
                      "HOST:PORT of a server to look at; its certificate is judged as a client's call would");
  command->add_option("--chain", wish->chain, "PEM: the server's certificate, then its intermediates");
  command->add_option("--ca", wish->ca, "PEM: the trusted certificates");
  command->add_option("--name", wish->name, "The DNS name or IP address that is connected to");
  command->add_option("--at", wish->at, "RFC 3339 or Unix seconds; now unless given");
  command->add_option("--crl", wish->crls, "PEM: revocation lists; may be given again")->allow_extra_args(false);
  command->callback([&globals, &chosen, wish] { chosen = [&globals, wish] { return run(globals, *wish); }; });
}

}  // namespace cfy::cli
