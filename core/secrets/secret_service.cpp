#include "secrets/secret_service.hpp"

#include <dlfcn.h>
#include <libsecret/secret.h>

#include <cstring>
#include <memory>
#include <utility>

namespace cfy::secrets {
namespace {

Error keyring_error(std::string rule, std::string message) {
  Error error = configuration_error("secret-service", std::move(message));
  error.rule = std::move(rule);
  return error;
}

// The four functions that are used of libsecret and of GLib, which it brings along.
struct Library {
  decltype(&secret_password_lookup_nonpageable_sync) look_up = nullptr;
  decltype(&secret_password_free) free_password = nullptr;
  decltype(&g_error_free) free_error = nullptr;

  [[nodiscard]] bool whole() const noexcept {
    return look_up != nullptr && free_password != nullptr && free_error != nullptr;
  }
};

Library load() {
  // Never unloaded: GLib has threads of its own.
  void* const handle = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  Library library;
  if (handle == nullptr) return library;
  const auto find = [handle](auto& function, const char* name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(handle, name));
  };
  find(library.look_up, "secret_password_lookup_nonpageable_sync");
  find(library.free_password, "secret_password_free");
  find(library.free_error, "g_error_free");
  return library;
}

const SecretSchema& schema() {
  static const SecretSchema kSchema = [] {
    SecretSchema made{};
    made.name = "io.connectify.Credential";
    // Whoever stored it, and under whatever schema: the attributes alone decide.
    made.flags = SECRET_SCHEMA_DONT_MATCH_NAME;
    made.attributes[0] = {"service", SECRET_SCHEMA_ATTRIBUTE_STRING};
    made.attributes[1] = {"username", SECRET_SCHEMA_ATTRIBUTE_STRING};
    return made;
  }();
  return kSchema;
}

}  // namespace

Result<Secret> look_up_secret_service(const std::string& service, const std::string& username) {
  static const Library kLibrary = load();
  if (!kLibrary.whole()) {
    return keyring_error("secret_service_missing",
                         "The keyring can't be asked, since libsecret is not installed: install it (Debian: "
                         "libsecret-1-0), or keep the secret elsewhere.");
  }
  GError* problem = nullptr;
  const std::unique_ptr<char, void (*)(char*)> password(
      kLibrary.look_up(&schema(), nullptr, &problem, "service", service.c_str(), "username", username.c_str(), nullptr),
      kLibrary.free_password);  // wipes it
  if (problem != nullptr) {
    const std::unique_ptr<GError, decltype(kLibrary.free_error)> owned(problem, kLibrary.free_error);
    return keyring_error("secret_service_failed", std::string("The keyring did not answer: ") + problem->message +
                                                      ". Is there a session with a keyring, and is it unlocked?");
  }
  if (password == nullptr) {
    return keyring_error("secret_not_found", "The keyring has no secret for service " + service + " and username " +
                                                 username +
                                                 ": store it with `secret-tool store --label=Connectify service " +
                                                 service + " username " + username + "`.");
  }
  return Secret::copy_of({password.get(), std::strlen(password.get())});
}

}  // namespace cfy::secrets
