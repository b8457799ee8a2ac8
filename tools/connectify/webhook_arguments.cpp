#include "webhook_arguments.hpp"

#include <cstdlib>

namespace cfy::cli {
namespace {

constexpr const char* kSecretVariable = "CONNECTIFY_WEBHOOK_SECRET";

}  // namespace

void add_verifier_options(CLI::App& command, VerifierArguments& arguments) {
  command
      .add_option(
          "--secret-file", arguments.secret_files,
          "A file with the secret that nobody else may read; twice during a roll. Else " + std::string(kSecretVariable))
      ->take_all();
  command.add_option("--tolerance", arguments.tolerance, "How many seconds old or ahead it may be; 300 if not said")
      ->check(CLI::PositiveNumber);
  command.add_flag("--allow-missing-timestamp", arguments.allow_missing_timestamp,
                   "Let a delivery pass when nothing that was signed says when");
}

connectify::WebhookVerifier make_verifier(const VerifierArguments& arguments) {
  connectify::WebhookVerifier verifier;
  if (arguments.tolerance) verifier.set("tolerance", *arguments.tolerance);
  if (arguments.allow_missing_timestamp) verifier.set("allow_missing_timestamp", "true");
  for (const std::string& file : arguments.secret_files) verifier.add_secret_file(file);
  if (!arguments.secret_files.empty()) return verifier;
  const char* const secret = std::getenv(kSecretVariable);
  if (secret != nullptr && *secret != '\0') verifier.add_secret(secret);
  return verifier;
}

}  // namespace cfy::cli
