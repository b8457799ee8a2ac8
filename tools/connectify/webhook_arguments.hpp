#pragma once

#include <CLI/CLI.hpp>
#include <connectify/connectify.hpp>
#include <optional>
#include <string>
#include <vector>

namespace cfy::cli {

// What says which deliveries are to be believed, for every command that verifies some.
struct VerifierArguments {
  std::vector<std::string> secret_files;
  std::optional<std::string> tolerance;
  bool allow_missing_timestamp = false;
};

void add_verifier_options(CLI::App& command, VerifierArguments& arguments);

// Without a secret file, the secret is CONNECTIFY_WEBHOOK_SECRET.
connectify::WebhookVerifier make_verifier(const VerifierArguments& arguments);

}  // namespace cfy::cli
