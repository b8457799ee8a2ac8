#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::managers {

// Builds a text with secrets in it; what it leaves behind when it grows or goes is wiped.
class SecretText {
 public:
  SecretText() = default;
  ~SecretText() { secrets::wipe(text_); }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;

  SecretText& add(std::string_view text);
  SecretText& add_json(std::string_view text);                           // a JSON string, with its quotes
  SecretText& add_base64(std::string_view bytes);                        // RFC 4648 section 4
  SecretText& add_field(std::string_view name, std::string_view value);  // of a form, with `&` before it if needed

  [[nodiscard]] std::string_view view() const noexcept { return text_; }
  [[nodiscard]] Result<secrets::Secret> finish() const { return secrets::Secret::copy_of(text_); }

 private:
  void make_room(std::size_t bytes);

  std::string text_;
};

// A header line with a NUL behind, as transport::Request::authorization wants it: `begin` (`X-Vault-Token: `) and the
// secret. Refuses (configuration, rule hidden_character) a secret that would end the line.
Result<secrets::Secret> header_line(std::string_view begin, std::string_view secret);

// RFC 4648 section 4, with padding. Fails (response, rule base64) for any other text.
Result<secrets::Secret> decode_base64(std::string_view text);

}  // namespace cfy::managers
