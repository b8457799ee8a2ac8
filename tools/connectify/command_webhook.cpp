#include <cstdint>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "printable.hpp"
#include "webhook_arguments.hpp"

namespace cfy::cli {
namespace {

struct WebhookArguments {
  std::optional<std::string> signature;
  std::optional<std::string> timestamp;
  std::vector<std::string> headers;  // `Name: value`
  VerifierArguments verifier;
  std::int64_t at = CFY_WEBHOOK_NOW;
};

// What is wrong with it; empty if nothing is.
std::string check_header(const std::string& text) {
  const std::size_t colon = text.find(':');
  return colon == std::string::npos || colon == 0 ? "A header is given as \"Name: value\"." : "";
}

std::pair<std::string, std::string> split_header(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::size_t begin = text.find_first_not_of(" \t", colon + 1);
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  const bool empty = begin == std::string::npos;
  return {text.substr(0, colon), empty ? std::string() : text.substr(begin, end - begin + 1)};
}

// The headers as they would have come: --signature and --timestamp are two of them.
std::vector<std::pair<std::string, std::string>> headers_of(const WebhookArguments& arguments) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const std::string& header : arguments.headers) headers.push_back(split_header(header));
  if (arguments.signature) headers.emplace_back("X-Connectify-Signature", *arguments.signature);
  if (arguments.timestamp) headers.emplace_back("X-Connectify-Timestamp", *arguments.timestamp);
  return headers;
}

// A delivery that is not to be believed is a result: on standard output, and in the exit status.
int refuse_webhook(const Globals& globals, const connectify::Error& error) {
  if (globals.json) {
    Output::document({{"valid", false}, {"error", error_json(error)}});
  } else {
    std::cout << "Not valid (" << printable(error.field()) << ", " << printable(error.rule())
              << "): " << printable(error.what()) << '\n';
  }
  return 1;
}

int accept(const Globals& globals, const Json& event) {
  if (globals.json) {
    Output::document({{"valid", true}, {"event", event}});
    return 0;
  }
  const auto text = [&](const char* name) {
    return event.at(name).is_null() ? std::string("no ") + name : printable(event.at(name).get<std::string>());
  };
  std::cout << "Valid: " << text("type") << ", " << text("id");
  if (!event.at("signed_at").is_null()) {
    const auto age = event.at("verified_at").get<std::int64_t>() - event.at("signed_at").get<std::int64_t>();
    std::cout << ", signed " << (age < 0 ? -age : age) << " s " << (age < 0 ? "ahead" : "ago");
  }
  std::cout << ".\n";
  return 0;
}

int verify(const Globals& globals, const WebhookArguments& arguments) {
  const auto headers = headers_of(arguments);
  connectify::WebhookVerifier verifier = make_verifier(arguments.verifier);
  // Byte for byte: a signature is over what came, line ends included.
  const std::string body((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
  try {
    return accept(globals, Json::parse(verifier.verify(headers, body, arguments.at)));
  } catch (const connectify::ValidationError& error) {
    return refuse_webhook(globals, error);
  }
}

}  // namespace

void add_webhook_command(const Context& context) {
  const auto arguments = std::make_shared<WebhookArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command = context.app.add_subcommand(
      "verify-webhook", "Tell whether a delivery on standard input is the platform's: signature and age");
  command->add_option("--signature", arguments->signature, "The value of X-Connectify-Signature");
  command->add_option("--timestamp", arguments->timestamp, "The value of X-Connectify-Timestamp, if it came");
  command->add_option("--header", arguments->headers, "A header as it came, \"Name: value\"; may be repeated")
      ->take_all()
      ->check(check_header);
  add_verifier_options(*command, arguments->verifier);
  command->add_option("--at", arguments->at, "Judge as of this Unix time instead of now")
      ->check(CLI::NonNegativeNumber);
  command->callback([&, command, arguments] {
    if (!arguments->signature && arguments->headers.empty()) {
      throw CLI::RequiredError("--signature (or --header) of " + command->get_name());
    }
    chosen = [&, arguments] { return verify(globals, *arguments); };
  });
}

}  // namespace cfy::cli
