#include "rotation/credential_command.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "rotation/credential_file.hpp"
#include "sanitize/date_time.hpp"
#include "secrets/command.hpp"

namespace cfy::rotation {
namespace {

using nlohmann::json;
using secrets::PrivateText;

// A change at the other end of a network takes its time.
constexpr std::chrono::seconds kPatience{60};

Result<PrivateText> run(std::vector<std::string> words, std::initializer_list<std::string> more,
                        std::string_view input = {}) {
  words.insert(words.end(), more);
  secrets::CommandLimits limits;
  limits.patience = kPatience;
  return secrets::run_command(words, limits, input);
}

Result<void> run_silently(const std::vector<std::string>& words, std::initializer_list<std::string> more,
                          std::string_view input = {}) {
  const auto output = run(words, more, input);
  if (!output) return output.error();
  return {};
}

Error unexpected(const std::vector<std::string>& words, const std::string& verb, const char* form) {
  Error error =
      configuration_error("command", words.front() + " wrote another form than " + form + " at `" + verb + "`.");
  error.rule = "credential_command";
  return error;
}

std::optional<std::chrono::system_clock::time_point> time_in(const json& object) {
  if (!object.contains("made")) return std::chrono::system_clock::now();
  if (!object["made"].is_string()) return std::nullopt;
  const auto seconds = sanitize::unix_seconds_of(object["made"].get_ref<const std::string&>());
  if (!seconds) return std::nullopt;
  return std::chrono::system_clock::from_time_t(*seconds);
}

std::optional<Live> live_in(const json& object) {
  if (!object.is_object() || !object.contains("id") || !object["id"].is_string()) return std::nullopt;
  const auto made = time_in(object);
  if (!made) return std::nullopt;
  const bool marked = object.contains("request") && object["request"].is_string();
  const auto id = object["id"].get<std::string>();
  return Live{id, marked ? object["request"].get<std::string>() : std::string(), *made, id};
}

}  // namespace

Result<secrets::Secret> CommandStore::current() {
  const auto output = run(words_, {"current"});
  if (!output) return output.error();
  const std::string_view value = secrets::without_line_end(output->view());
  if (value.empty()) return unexpected(words_, "current", "a value");
  return secrets::Secret::copy_of(value);
}

Result<std::optional<Pending>> CommandStore::pending() {
  const auto output = run(words_, {"pending"});
  if (!output) return output.error();
  if (secrets::without_line_end(output->view()).empty()) return std::optional<Pending>();
  auto pending = read_pending(output->view());
  if (!pending) return unexpected(words_, "pending", R"({"request":"…","id":"…","value":"…"})");
  return pending;
}

Result<void> CommandStore::put_pending(const Pending& pending) {
  return run_silently(words_, {"put-pending"}, write_pending(pending).view());
}

Result<void> CommandStore::promote(const Pending& pending) {
  return run_silently(words_, {"promote"}, write_pending(pending).view());
}

Result<void> CommandStore::drop_pending() { return run_silently(words_, {"drop-pending"}); }

Result<std::vector<Live>> CommandIssuer::list(const secrets::Secret& with) {
  const auto output = run(words_, {"list"}, with.reveal());
  if (!output) return output.error();
  const json answer = json::parse(output->view(), nullptr, false);
  std::vector<Live> all;
  for (const json& each : answer.is_array() ? answer : json::array()) {
    auto live = live_in(each);
    if (!live) return unexpected(words_, "list", R"([{"id":"…","made":"…"}, …])");
    all.push_back(*std::move(live));
  }
  if (!answer.is_array()) return unexpected(words_, "list", R"([{"id":"…","made":"…"}, …])");
  return all;
}

Result<Issued> CommandIssuer::create(const std::string& request, const std::string& terms,
                                     const secrets::Secret& with) {
  const auto output = run(words_, {"create", request, terms}, with.reveal());
  if (!output) return output.error();
  json answer = json::parse(output->view(), nullptr, false);
  const auto live = live_in(answer);
  if (!live || !answer.contains("value") || !answer["value"].is_string()) {
    return unexpected(words_, "create", R"({"id":"…","value":"…"})");
  }
  auto& text = answer["value"].get_ref<std::string&>();
  auto value = secrets::Secret::copy_of(text);
  secrets::wipe(text);
  if (!value) return std::move(value).error();
  if (value->empty()) return unexpected(words_, "create", R"({"id":"…","value":"…"})");
  return Issued{live->id, *std::move(value), live->made};
}

Result<void> CommandIssuer::verify(const Issued& fresh) {
  const auto output = run(words_, {"verify", fresh.id}, fresh.value.reveal());
  if (!output) return output.error();
  const std::string_view word = secrets::without_line_end(output->view());
  if (word == "works") return {};
  if (word != "refused") return unexpected(words_, "verify", "works or refused");
  return make_error(ErrorCode::authentication, words_.front() + " says that the new credential is refused.");
}

Result<void> CommandIssuer::revoke(const std::string& id, const secrets::Secret& with) {
  return run_silently(words_, {"revoke", id}, with.reveal());
}

Result<void> CommandIssuer::revoke_family(const secrets::Secret& with) {
  return run_silently(words_, {"revoke-family"}, with.reveal());
}

}  // namespace cfy::rotation
