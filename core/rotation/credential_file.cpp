#include "rotation/credential_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "secrets/env_file.hpp"
#include "store/durable_file.hpp"

namespace cfy::rotation {
namespace {

// Keeps the members in their order.
using Json = nlohmann::ordered_json;
using secrets::PrivateText;

constexpr std::string_view kBlank = " \t";

Error target_error(const std::string& path, const std::string& what) {
  Error error = configuration_error(path, path + " " + what);
  error.rule = "credential_file";
  return error;
}

Error missing_name(const std::string& path, const std::string& name) {
  return target_error(path, "has no value for " + name + ", so that there is nothing to rotate: name the right file.");
}

Error unsafe(const std::string& path, const std::string& name) {
  return target_error(path, "has " + name +
                                " in a form that can't be replaced without risk to the rest: put it on a line of its "
                                "own, without line feeds in its value.");
}

// The parser copies texts; what it made is wiped here.
void wipe_texts(Json& json) {
  if (json.is_string()) secrets::wipe(json.get_ref<std::string&>());
  if (json.is_structured()) {
    for (Json& each : json) wipe_texts(each);
  }
}

// A document that is wiped when it goes.
struct PrivateJson {
  explicit PrivateJson(Json from) : json(std::move(from)) {}
  PrivateJson(const PrivateJson&) = delete;
  PrivateJson& operator=(const PrivateJson&) = delete;
  ~PrivateJson() { wipe_texts(json); }

  [[nodiscard]] std::string* text(const std::string& name) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string()) return nullptr;
    return json[name].get_ptr<std::string*>();
  }

  Json json;
};

PrivateJson parse_json(std::string_view text) { return PrivateJson(Json::parse(text, nullptr, false)); }

// Whether the line assigns `name`; `export` may stand before it.
bool assigns(std::string_view line, std::string_view name) {
  const auto skip_blanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size())); };
  skip_blanks();
  if (line.starts_with("export ") || line.starts_with("export\t")) {
    line.remove_prefix(6);
    skip_blanks();
  }
  if (!line.starts_with(name)) return false;
  line.remove_prefix(name.size());
  skip_blanks();
  return line.starts_with('=');
}

// The text of a `.env` file with another value, on the first line that assigns the name.
PrivateText env_with(std::string_view text, std::string_view name, std::string_view value) {
  std::string out;
  out.reserve(text.size() + name.size() + value.size() + 4);
  bool replaced = false;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, size);
    text.remove_prefix(size);
    if (replaced || !assigns(line, name)) {
      out += line;
      continue;
    }
    replaced = true;
    out += line.substr(0, line.find('=') + 1);
    out.append("'").append(value).append("'");
    if (line.ends_with("\r\n")) out += '\r';
    if (line.ends_with('\n')) out += '\n';
  }
  return PrivateText(std::move(out));
}

// Whether the files say the same, but for one name, which has the value.
bool same_but_for(const secrets::Assignments& before, const secrets::Assignments& after, const std::string& name,
                  std::string_view value) {
  return std::equal(before.begin(), before.end(), after.begin(), after.end(), [&](const auto& one, const auto& other) {
    return one.first == other.first && other.second.view() == (one.first == name ? value : one.second.view());
  });
}

Result<secrets::Secret> value_in(std::string_view text, CredentialFile::Form form, const std::string& path,
                                 const std::string& name) {
  if (form == CredentialFile::Form::value) {
    const std::string_view value = secrets::without_line_end(text);
    return value.empty() ? Result<secrets::Secret>(missing_name(path, "a credential"))
                         : secrets::Secret::copy_of(value);
  }
  if (form == CredentialFile::Form::env) {
    const auto assignments = secrets::parse_env_file(text, path);
    if (!assignments) return assignments.error();
    const auto found = assignments->find(name);
    if (found == assignments->end() || found->second.view().empty()) return missing_name(path, name);
    return secrets::Secret::copy_of(found->second.view());
  }
  PrivateJson document = parse_json(text);
  const std::string* value = document.text(name);
  if (value == nullptr || value->empty()) return missing_name(path, name);
  return secrets::Secret::copy_of(*value);
}

}  // namespace

PrivateText write_pending(const Pending& pending) {
  PrivateJson document(
      {{"request", pending.request}, {"id", pending.id}, {"value", std::string(pending.value.reveal())}});
  return PrivateText(document.json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<Pending> read_pending(std::string_view text) {
  PrivateJson document = parse_json(text);
  const std::string* request = document.text("request");
  const std::string* id = document.text("id");
  const std::string* value = document.text("value");
  if (request == nullptr || id == nullptr || value == nullptr || value->empty()) return std::nullopt;
  auto secret = secrets::Secret::copy_of(*value);
  if (!secret) return std::nullopt;
  return Pending{*request, *id, *std::move(secret)};
}

CredentialFile::CredentialFile(std::string path, Form form, std::string name)
    : path_(std::move(path)), form_(form), name_(std::move(name)) {}

Result<secrets::Secret> CredentialFile::current() {
  const auto text = secrets::read_private_file(path_);
  if (!text) return text.error();
  return value_in(text->view(), form_, path_, name_);
}

Result<std::optional<Pending>> CredentialFile::pending() {
  const std::string beside = path_ + ".pending";
  const auto text = secrets::read_private_file(beside);
  if (!text && text.error().rule == "missing_file") return std::optional<Pending>();
  if (!text) return text.error();
  auto pending = read_pending(text->view());
  if (pending) return pending;
  return target_error(beside, "holds no pending credential of ours: look who wrote it, and take it away.");
}

Result<void> CredentialFile::put_pending(const Pending& pending) {
  return store::replace_file(path_ + ".pending", write_pending(pending).view());
}

Result<void> CredentialFile::promote(const Pending& pending) {
  const auto text = text_with(pending.value.reveal());
  if (!text) return text.error();
  if (auto replaced = store::replace_file(path_, text->view()); !replaced) return replaced;
  return drop_pending();
}

Result<void> CredentialFile::drop_pending() { return store::remove_file(path_ + ".pending"); }

// The file's text with another value in it.
Result<PrivateText> CredentialFile::text_with(std::string_view value) const {
  if (form_ == Form::value) return PrivateText(std::string(value) + "\n");
  const auto before = secrets::read_private_file(path_);
  if (!before) return before.error();
  if (form_ == Form::json) {
    PrivateJson document = parse_json(before->view());
    std::string* member = document.text(name_);
    if (member == nullptr) return missing_name(path_, name_);
    secrets::wipe(*member);
    *member = value;
    return PrivateText(document.json.dump(2) + "\n");
  }
  auto after = env_with(before->view(), name_, value);
  const auto old_values = secrets::parse_env_file(before->view(), path_);
  if (!old_values) return old_values.error();
  const auto new_values = secrets::parse_env_file(after.view(), path_);
  if (!new_values || !same_but_for(*old_values, *new_values, name_, value)) return unsafe(path_, name_);
  return after;
}

}  // namespace cfy::rotation
