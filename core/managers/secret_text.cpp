#include "managers/secret_text.hpp"

#include <algorithm>

#include <openssl/evp.h>

#include "sanitize/uri_encoding.hpp"

namespace cfy::managers {
namespace {

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

Error bad_base64() {
  Error error =
      make_error(ErrorCode::response, "The manager's answer holds a value that is not encoded as it must be.");
  error.rule = "base64";
  return error;
}

}  // namespace

void SecretText::make_room(std::size_t bytes) {
  if (text_.capacity() - text_.size() >= bytes) return;
  std::string larger;
  larger.reserve(2 * (text_.size() + bytes));
  larger.append(text_);
  secrets::wipe(text_);
  text_ = std::move(larger);
}

SecretText& SecretText::add(std::string_view text) {
  make_room(text.size());
  text_.append(text);
  return *this;
}

SecretText& SecretText::add_json(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  make_room(6 * text.size() + 2);
  text_ += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (byte < 0x20) {
      text_.append("\\u00");
      text_ += kDigits[byte >> 4U];
      text_ += kDigits[byte & 15U];
    } else {
      text_ += c;
    }
  }
  text_ += '"';
  return *this;
}

SecretText& SecretText::add_base64(std::string_view bytes) {
  const std::size_t size = (bytes.size() + 2) / 3 * 4;
  make_room(size + 1);  // EVP_EncodeBlock() puts a NUL behind
  const std::size_t before = text_.size();
  text_.resize(before + size + 1);
  EVP_EncodeBlock(bytes_of(text_) + before, bytes_of(bytes), static_cast<int>(bytes.size()));
  text_.resize(before + size);
  return *this;
}

SecretText& SecretText::add_field(std::string_view name, std::string_view value) {
  make_room(name.size() + 3 * value.size() + 2);
  if (!text_.empty()) text_ += '&';
  text_.append(name).append("=");
  sanitize::uri::append_encoded(text_, value, sanitize::uri::Keep::unreserved);
  return *this;
}

Result<secrets::Secret> header_line(std::string_view begin, std::string_view secret) {
  const bool printable = std::all_of(secret.begin(), secret.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (secret.empty() || !printable) {
    Error error = configuration_error("",
                                      "The credential for the secret manager is empty, or has characters that no "
                                      "header line can carry; copy it again.");
    error.rule = "hidden_character";
    return error;
  }
  SecretText line;
  line.add(begin).add(secret).add(std::string_view("\0", 1));
  return line.finish();
}

Result<secrets::Secret> decode_base64(std::string_view text) {
  if (text.empty()) return secrets::Secret();
  const std::size_t padding = text.ends_with("==") ? 2 : (text.ends_with('=') ? 1 : 0);
  const bool clean = std::all_of(text.begin(), text.end() - static_cast<std::ptrdiff_t>(padding), [](char c) {
    return sanitize::uri::is_alpha(c) || sanitize::uri::is_digit(c) || c == '+' || c == '/';
  });
  if (text.size() % 4 != 0 || !clean) return bad_base64();
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(bytes_of(bytes), bytes_of(text), static_cast<int>(text.size()));
  Result<secrets::Secret> decoded = bad_base64();
  if (size >= static_cast<int>(padding)) {
    decoded = secrets::Secret::copy_of(std::string_view(bytes).substr(0, static_cast<std::size_t>(size) - padding));
  }
  secrets::wipe(bytes);
  return decoded;
}

}  // namespace cfy::managers
