#include "managers/manager.hpp"

#include <algorithm>

#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

namespace uri = sanitize::uri;

constexpr std::size_t kLongestName = 2048;
constexpr std::size_t kLongestValue = 64U << 10U;  // the least of what the managers take

bool is_plain(std::string_view text, std::string_view further) noexcept {
  return !text.empty() && text.size() <= kLongestName && std::all_of(text.begin(), text.end(), [further](char c) {
    return uri::is_unreserved(c) || further.find(c) != std::string_view::npos;
  });
}

Error bad_name(const char* field, const char* rule, const char* what) {
  return validation_error(field, rule, std::string(what) + " may have letters, digits and -._~ alone.");
}

Result<void> check_secret(std::string_view name) {
  if (is_secret_name(name)) return {};
  return bad_name("name", "secret_name", "A secret's name, beside @+=: and slashes,");
}

Result<void> check_version(std::string_view version) {
  if (is_version_name(version)) return {};
  return bad_name("version", "version_name", "The id of a version");
}

Result<void> check_stage(std::string_view stage) {
  if (is_version_name(stage)) return {};
  return bad_name("stage", "stage_name", "A stage");
}

// Whether the write may have been done although it failed for us: its answer was lost, or came from somebody between.
bool may_be_done(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::connection:
    case ErrorCode::timeout: return !error.retriable;  // retriable: nothing was sent
    case ErrorCode::server:
    case ErrorCode::response: return true;
    default: return false;
  }
}

}  // namespace

bool is_secret_name(std::string_view text) noexcept {
  while (true) {
    const std::string_view segment = text.substr(0, text.find('/'));
    if (!is_plain(segment, "@+=:") || segment == "." || segment == "..") return false;
    if (segment.size() == text.size()) return true;
    text.remove_prefix(segment.size() + 1);
  }
}

bool is_version_name(std::string_view text) noexcept { return is_plain(text, "") && text != "." && text != ".."; }

Result<Value> Manager::read(const SecretName& secret, const VersionChoice& choice) {
  if (Result<void> good = check_secret(secret.name); !good) return std::move(good).error();
  if (!choice.version.empty()) {
    if (Result<void> good = check_version(choice.version); !good) return std::move(good).error();
  }
  if (!choice.stage.empty()) {
    if (Result<void> good = check_stage(choice.stage); !good) return std::move(good).error();
  }
  return do_read(secret, choice);
}

Result<std::vector<Version>> Manager::versions(const std::string& name) {
  if (Result<void> good = check_secret(name); !good) return std::move(good).error();
  return do_versions(name);
}

Result<Version> Manager::write(const SecretName& secret, const secrets::Secret& value, const Expected& expected) {
  if (Result<void> good = check_secret(secret.name); !good) return std::move(good).error();
  if (value.empty() || value.size() > kLongestValue) {
    return validation_error("value", "value_size", "A secret has 1 byte to 64 KiB.");
  }
  Result<Version> written = do_write(secret, value, expected);
  if (written || !may_be_done(written.error())) return written;
  const Result<Value> present = do_read(secret, {});
  if (present && present->value.equals(value) && (!expected || present->version.id != *expected)) {
    return present->version;
  }
  const bool known = present || present.error().code == ErrorCode::not_found;
  if (known) return written;
  Error error = std::move(written).error();
  error.rule = "write_unsettled";
  error.retriable = false;
  error.message += " Whether the secret was written is not known: read it before you write again.";
  return error;
}

Result<void> Manager::mark(const std::string& name, const std::string& version, const std::string& stage) {
  if (Result<void> good = check_secret(name); !good) return good;
  if (Result<void> good = check_version(version); !good) return good;
  if (Result<void> good = check_stage(stage); !good) return good;
  return do_mark(name, version, stage);
}

Result<void> Manager::disable(const std::string& name, const std::string& version) {
  if (Result<void> good = check_secret(name); !good) return good;
  if (Result<void> good = check_version(version); !good) return good;
  return do_disable(name, version);
}

}  // namespace cfy::managers
