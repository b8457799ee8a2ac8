#include "managers/bearer_login.hpp"

#include "managers/secret_text.hpp"

namespace cfy::managers {

BearerLogin::BearerLogin(const LogIn& log_in, const Channel& channel)
    : channel_(channel),
      tokens_([log_in, channel](const oauth::Tokens* /*present*/) { return log_in(channel); },
              std::chrono::seconds(300), channel.clock()) {}

Result<Answer> BearerLogin::send(const Call& call) {
  for (int attempt = 1;; ++attempt) {
    const auto held = tokens_.tokens();
    if (!held) return held.error();
    const secrets::Secret token = (*held)->access_token;
    Result<secrets::Secret> line = header_line("Authorization: Bearer ", token.reveal());
    if (!line) return std::move(line).error();
    Call sent = call;
    sent.authorization = *std::move(line);
    Result<Answer> answer = channel_.send(std::move(sent));
    if (!answer || answer->status != 401 || attempt == 2) return answer;
    tokens_.refused(token);
  }
}

}  // namespace cfy::managers
