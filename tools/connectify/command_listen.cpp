// `connectify listen`: receives webhooks on this machine, verifies them, and hands them on.
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "commands.hpp"
#include "printable.hpp"
#include "sandbox/loopback_client.hpp"
#include "sandbox/plain_server.hpp"
#include "sandbox/stop_signals.hpp"
#include "sandbox/text.hpp"
#include "webhook_arguments.hpp"

namespace cfy::cli {
namespace {

constexpr std::size_t kMostUndelivered = 1000;

struct ListenArguments {
  std::uint16_t port = 4242;
  std::optional<std::string> forward;
  VerifierArguments verifier;
};

// What became of one delivery.
struct Outcome {
  int status = 200;          // that it was answered with
  bool valid = false;        // it is the platform's
  Json event = nullptr;      // null: not to be believed, or not read again
  Json error = nullptr;      // why it was refused
  Json forwarded = nullptr;  // `{"status","ms"}` or `{"error"}`
  bool repeated = false;     // it came before, and was taken care of
};

// Fields that belong to one connection, RFC 9110 section 7.6.1, and those that the next request has of its own.
bool belongs_to_connection(const std::string& name) {
  static const std::set<std::string, sandbox::FieldNameLess> kNames = {
      "Connection", "Content-Length",    "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE",
      "Trailer",    "Transfer-Encoding", "Upgrade"};
  return kNames.contains(name);
}

sandbox::FieldList headers_of(const sandbox::Request& request) {
  return {request.headers.begin(), request.headers.end()};
}

// Receives deliveries, from any number of threads.
class Listener {
 public:
  Listener(const ListenArguments& arguments, std::optional<sandbox::LoopbackUrl> forward)
      : verifier_(make_verifier(arguments.verifier)), forward_(std::move(forward)) {
    try {
      verifier_.verify("", std::nullopt, "");
    } catch (const connectify::ValidationError&) {
      // As it has to be. Another error, such as a missing secret, is told now and not with the first delivery.
    }
  }

  [[nodiscard]] std::size_t most_body() const noexcept { return verifier_.max_body(); }

  Outcome receive(const sandbox::Request& request) {
    if (request.body_state == sandbox::BodyState::broken) return {.status = 400};
    // Of a body that is too large any that is larger will do: the verifier refuses it.
    const std::string body =
        request.body_state == sandbox::BodyState::too_large ? std::string(verifier_.max_body() + 1, ' ') : request.body;
    Outcome outcome = verify(request, body);
    if (outcome.valid && !outcome.repeated && forward_) forward(request, outcome);
    return outcome;
  }

 private:
  Outcome verify(const sandbox::Request& request, const std::string& body) {
    Outcome outcome;
    try {
      outcome.event = Json::parse(verifier_.verify(headers_of(request), body));
      outcome.valid = true;
    } catch (const connectify::ValidationError& error) {
      outcome.status = connectify::webhook_status(std::string(error.rule()));
      outcome.valid = outcome.status == 200;
      // Verified, but seen before: either all is done, or handing it on failed and the platform tries again.
      outcome.repeated = error.rule() == "replayed" && !take_undelivered(body);
      if (!outcome.valid) outcome.error = error_json(error);
    }
    return outcome;
  }

  // The receiver's answer is the platform's to see: it delivers again what was refused.
  void forward(const sandbox::Request& request, Outcome& outcome) {
    sandbox::FieldList headers;
    for (const auto& field : request.headers) {
      if (!belongs_to_connection(field.first)) headers.push_back(field);
    }
    const auto delivered = sandbox::post_to_loopback(*forward_, headers, request.body);
    if (delivered) {
      outcome.status = delivered->status;
      outcome.forwarded = {{"status", delivered->status}, {"ms", delivered->time.count()}};
    } else {
      outcome.status = 502;
      outcome.forwarded = {{"error", delivered.error().message}};
    }
    if (outcome.status >= 300) keep_undelivered(request.body);
  }

  bool take_undelivered(const std::string& body) {
    const std::lock_guard lock(mutex_);
    return undelivered_.erase(sandbox::sha256_hex(body)) == 1;
  }

  void keep_undelivered(const std::string& body) {
    const std::lock_guard lock(mutex_);
    if (undelivered_.size() < kMostUndelivered) undelivered_.insert(sandbox::sha256_hex(body));
  }

  connectify::WebhookVerifier verifier_;
  const std::optional<sandbox::LoopbackUrl> forward_;
  std::mutex mutex_;
  std::set<std::string> undelivered_;  // SHA-256 of bodies
};

std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%H:%M:%S", &local);
  return text.data();
}

std::string outcome_in_words(const Outcome& outcome) {
  std::string words;
  if (!outcome.error.is_null()) {
    const auto text = [&](const char* name) { return printable(outcome.error.at(name).get<std::string>()); };
    words = "not valid (" + text("field") + ", " + text("rule") + "): " + text("message");
  } else if (outcome.repeated) {
    words = "came before";
  } else if (outcome.event.is_null()) {
    words = outcome.valid ? "tried again" : "broken off";
  } else {
    const auto text = [&](const char* name) {
      return outcome.event.at(name).is_null() ? std::string("no ") + name
                                              : printable(outcome.event.at(name).get<std::string>());
    };
    words = text("type") + "  " + text("id");
  }
  if (outcome.forwarded.is_null()) return words;
  if (outcome.forwarded.contains("error"))
    return words + "  " + printable(outcome.forwarded["error"].get<std::string>());
  return words + "  forwarded in " + std::to_string(outcome.forwarded["ms"].get<std::int64_t>()) + " ms";
}

void report(const Globals& globals, const Outcome& outcome) {
  static std::mutex lines;
  const std::lock_guard lock(lines);
  if (globals.json) {
    Output::line({{"status", outcome.status},
                  {"valid", outcome.valid},
                  {"repeated", outcome.repeated},
                  {"event", outcome.event},
                  {"error", outcome.error},
                  {"forwarded", outcome.forwarded}});
    return;
  }
  const Colour colour = outcome.status < 300 ? Colour::green : Colour::red;
  const Output output = globals.output();
  std::cout << output.paint(Colour::faint, time_of_day()) << "  "
            << output.paint(colour, std::to_string(outcome.status)) << "  " << outcome_in_words(outcome) << std::endl;
}

sandbox::Reply answer(const Outcome& outcome) {
  sandbox::Reply reply;
  reply.status = outcome.status;
  reply.content_type = "text/plain; charset=utf-8";
  if (outcome.error.is_object()) reply.body = outcome.error.at("rule").get<std::string>() + '\n';
  return reply;
}

void announce(const Globals& globals, std::uint16_t port, const ListenArguments& arguments) {
  const std::string address = "http://127.0.0.1:" + std::to_string(port) + "/";
  if (globals.json) {
    Output::line({{"address", address}, {"forward", arguments.forward ? Json(*arguments.forward) : Json(nullptr)}});
    return;
  }
  std::cout << "Listening for webhooks at " << address
            << (arguments.forward ? ", forwarding to " + printable(*arguments.forward) : std::string())
            << ". Stop with Ctrl-C." << std::endl;
}

int fail(const Globals& globals, const Error& error) {
  globals.output().error(error_name(error.code), error.message, error.field);
  return 1;
}

int listen(const Globals& globals, const ListenArguments& arguments) {
  std::optional<sandbox::LoopbackUrl> forward;
  if (arguments.forward) {
    auto url = sandbox::parse_loopback_url(*arguments.forward);
    if (!url) return fail(globals, url.error());
    forward = std::move(*url);
  }
  const sandbox::StopSignals signals;
  Listener listener(arguments, std::move(forward));
  const auto server = sandbox::PlainServer::start("127.0.0.1", arguments.port, listener.most_body(),
                                                  [&](const sandbox::Request& request) {
                                                    const Outcome outcome = listener.receive(request);
                                                    report(globals, outcome);
                                                    return answer(outcome);
                                                  });
  if (!server) return fail(globals, server.error());
  announce(globals, (*server)->port(), arguments);
  signals.wait();
  return 0;
}

}  // namespace

void add_listen_command(const Context& context) {
  const auto arguments = std::make_shared<ListenArguments>();
  const Globals& globals = context.globals;
  Action& chosen = context.chosen;
  CLI::App* command =
      context.app.add_subcommand("listen", "Receive webhooks on this machine, verify them, and forward them");
  command->add_option("--port", arguments->port, "The port of 127.0.0.1 to listen at (4242); 0 takes a free one")
      ->check(CLI::Range(0, 65535));
  command->add_option("--forward", arguments->forward,
                      "Where to send what was verified: http://127.0.0.1:PORT/PATH, with the headers as they came");
  add_verifier_options(*command, arguments->verifier);
  command->callback([&, arguments] { chosen = [&, arguments] { return listen(globals, *arguments); }; });
}

}  // namespace cfy::cli
