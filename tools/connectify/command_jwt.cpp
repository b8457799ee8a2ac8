#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include "commands.hpp"

namespace cfy::cli {
namespace {

// What the user said; kept until the command runs.
struct Wishes {
  std::string jwks_file;
  std::vector<std::string> algorithms;
  std::vector<std::pair<const char*, std::string>> rules;  // in the library's own names
  bool no_claims = false;
};

std::string trimmed(std::string text) {
  constexpr const char* kSpace = " \t\r\n";
  text.erase(text.find_last_not_of(kSpace) + 1);
  text.erase(0, text.find_first_not_of(kSpace));
  return text;
}

// A token is never an argument: every user of the machine can read those. No more is read than it takes to see that it
// is too long.
std::string read_token() {
  constexpr std::streamsize kEnough = 1 << 17;
  std::string text(static_cast<std::size_t>(kEnough), '\0');
  std::cin.read(text.data(), kEnough);
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  return trimmed(std::move(text));
}

// The reason alone, in one line.
int refuse_token(const Output& output, const connectify::Error& error, int status) {
  if (output.json()) {
    output.error(error);
  } else {
    output.error(error.name(), std::string(error.what()) + " [" + std::string(error.rule()) + "]");
  }
  return status;
}

// A payload that is no JSON, which --no-claims lets through, as a JSON string.
void show(const std::string& payload) {
  const Json json = Json::parse(payload, nullptr, false);
  Output::document(json.is_discarded() ? Json(payload) : json);
}

int verify(const Globals& globals, const Wishes& wishes) {
  const Output output = globals.output();
  connectify::JwtRules rules;
  try {
    for (const std::string& algorithm : wishes.algorithms) rules.set("alg", algorithm);
    for (const auto& [name, value] : wishes.rules) rules.set(name, value);
    if (wishes.no_claims) rules.set("claims", "false");
  } catch (const connectify::ValidationError& error) {
    return refuse_token(output, error, kWrongUse);
  }
  std::ifstream file(wishes.jwks_file, std::ios::binary);
  const std::string keys{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    output.error("usage", "The file of --jwks cannot be read.", "jwks");
    return kWrongUse;
  }
  try {
    show(connectify::verify_jwt(read_token(), connectify::Jwks(keys), rules));
  } catch (const connectify::Error& error) {
    return refuse_token(output, error, kRefused);
  }
  return 0;
}

int inspect(const Globals& globals) {
  const Output output = globals.output();
  try {
    const Json shown = Json::parse(connectify::inspect_jwt(read_token()));
    output.note("This is what the token says. Nothing was verified: neither its signature nor its claims.");
    Output::document(shown);
  } catch (const connectify::Error& error) {
    return refuse_token(output, error, kRefused);
  }
  return 0;
}

void add_verify(CLI::App& jwt, const Context& context) {
  const auto wishes = std::make_shared<Wishes>();
  CLI::App* const command = jwt.add_subcommand(
      "verify", "Check the signature and claims of a token from standard input; 0: it is good, 1: it is not, and why");
  command->add_option("--jwks", wishes->jwks_file, "File of the issuer's keys (JWKS)")
      ->required()
      ->check(CLI::ExistingFile);
  command
      ->add_option("--alg", wishes->algorithms, "An algorithm that is allowed; HS256 and its like only if named here")
      ->expected(1)
      ->take_all();
  const auto rule = [&](const char* option, const char* name, const char* help) {
    command->add_option_function<std::string>(
        option, [wishes, name](const std::string& value) { wishes->rules.emplace_back(name, value); }, help);
  };
  rule("--issuer", "issuer", "What `iss` must be");
  rule("--audience", "audience", "What must be in `aud`");
  rule("--nonce", "nonce", "What `nonce` must be");
  rule("--typ", "typ", "What `typ` in the header must be");
  rule("--profile", "profile", "jwt, id_token (OpenID Connect) or access_token (RFC 9068)");
  rule("--leeway", "leeway", "Seconds by which clocks may differ");
  rule("--at", "at", "Unix time to judge by, instead of now");
  command->add_flag("--no-claims", wishes->no_claims, "Check the signature alone");
  command->callback([&context_globals = context.globals, &chosen = context.chosen, wishes] {
    chosen = [&context_globals, wishes] { return verify(context_globals, *wishes); };
  });
}

}  // namespace

void add_jwt_commands(const Context& context) {
  CLI::App* const jwt = context.app.add_subcommand("jwt", "Check or show a JSON Web Token from standard input");
  jwt->require_subcommand(0, 1);
  add_verify(*jwt, context);
  jwt->add_subcommand("inspect", "Show what a token says, without verifying anything")
      ->callback(
          [&globals = context.globals, &chosen = context.chosen] { chosen = [&globals] { return inspect(globals); }; });
}

}  // namespace cfy::cli
