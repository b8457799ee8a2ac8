#include "managers/access_token.hpp"

#include <charconv>

namespace cfy::managers {
namespace {

std::optional<std::int64_t> seconds_of(const SecretJson& json, std::string_view name) {
  if (const auto number = json.number({name})) return number;
  const std::string_view text = json.text({name});
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> lifetime_of(const SecretJson& json, const Clock& clock) {
  if (const auto lifetime = seconds_of(json, "expires_in")) return lifetime;
  const auto end = seconds_of(json, "expires_on");
  if (!end) return std::nullopt;
  return *end - std::chrono::system_clock::to_time_t(clock.wall_now());
}

Error refused(const Answer& answer, std::string_view who) {
  Error error = refusal(answer, who, answer.json.text({"error"}));
  // RFC 6749 section 5.2: 400 is the answer to a client or a grant that is not known.
  if (answer.status < 400 || answer.status >= 500 || answer.status == 429) return error;
  error.code = ErrorCode::authentication;
  error.message = std::string(who) + " does not accept our credentials" +
                  (error.api_code.empty() ? std::string() : " (" + error.api_code + ")") +
                  ": make new ones, or correct who we say we are.";
  return error;
}

}  // namespace

Result<oauth::Tokens> read_access_token(const Result<Answer>& answer, std::string_view who, const Clock& clock) {
  if (!answer) return answer.error();
  if (!answer->good()) return refused(*answer, who);
  const std::string_view token = answer->json.text({"access_token"});
  const auto lifetime = lifetime_of(answer->json, clock);
  if (token.empty() || !lifetime || *lifetime <= 0) return broken_answer(who, "an access token that ends");
  oauth::Tokens tokens;
  Result<secrets::Secret> kept = secrets::Secret::copy_of(token);
  if (!kept) return std::move(kept).error();
  tokens.access_token = *std::move(kept);
  tokens.expires_in = std::chrono::seconds(*lifetime);
  return tokens;
}

}  // namespace cfy::managers
