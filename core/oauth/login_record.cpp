#include "oauth/login_record.hpp"

#include <algorithm>

#include "store/byte_form.hpp"

namespace cfy::oauth {
namespace {

constexpr std::uint64_t kForm = 1;  // of the bytes; a later library may read an older form, not the other way
constexpr std::size_t kMostTokens = 16;
constexpr std::size_t kMostSeconds = 1U << 30U;
constexpr std::uint64_t kNever = ~std::uint64_t{0};

std::uint64_t milliseconds_of(std::chrono::system_clock::time_point time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

std::size_t size_of(const LoginRecord& record) {
  constexpr std::size_t kNumbers = 16 * 8;
  std::size_t size = kNumbers + record.refresh_token.size() + record.dpop_key.size() + join_scope(record.scope).size();
  for (const KeptToken& kept : record.tokens) {
    size += kNumbers + kept.token.size() + kept.purpose.resource.size() + join_scope(kept.purpose.scope).size() +
            join_scope(kept.granted).size();
  }
  return size;
}

// Readers of one record's parts: each says whether there was such a part.
bool read_secret(store::ByteReader& reader, secrets::Secret& to) {
  Result<secrets::Secret> secret = secrets::Secret::copy_of(reader.text());
  if (!secret) return false;
  to = *std::move(secret);
  return reader.ok();
}

bool read_scope(store::ByteReader& reader, std::vector<std::string>& to) {
  Result<std::vector<std::string>> scope = split_scope(reader.text());
  if (!scope) return false;
  to = *std::move(scope);
  return reader.ok();
}

bool read_token(store::ByteReader& reader, KeptToken& to) {
  if (!read_scope(reader, to.purpose.scope)) return false;
  to.purpose.resource = reader.text();
  if (!read_scope(reader, to.granted) || !read_secret(reader, to.token)) return false;
  to.dpop = reader.number() != 0;
  const std::uint64_t lifetime = reader.number();
  if (lifetime != kNever) to.lifetime = std::chrono::seconds(std::min<std::uint64_t>(lifetime, kMostSeconds));
  constexpr std::uint64_t kMostMilliseconds = std::uint64_t{1} << 43U;
  to.begun_at = std::chrono::system_clock::time_point(
      std::chrono::milliseconds(std::min<std::uint64_t>(reader.number(), kMostMilliseconds)));
  return reader.ok();
}

}  // namespace

const KeptToken* LoginRecord::find(const TokenPurpose& purpose) const {
  const auto found =
      std::find_if(tokens.begin(), tokens.end(), [&](const KeptToken& kept) { return kept.purpose == purpose; });
  return found == tokens.end() ? nullptr : &*found;
}

void LoginRecord::keep(KeptToken token) {
  std::erase_if(tokens, [&](const KeptToken& kept) { return kept.purpose == token.purpose; });
  if (tokens.size() == kMostTokens) tokens.erase(tokens.begin());
  tokens.push_back(std::move(token));
}

Result<secrets::Secret> LoginRecord::serialize() const {
  store::ByteWriter writer(size_of(*this));
  writer.number(kForm);
  writer.text(refresh_token.reveal());
  writer.text(join_scope(scope));
  writer.text(dpop_key.reveal());
  writer.number(tokens.size());
  for (const KeptToken& kept : tokens) {
    writer.text(join_scope(kept.purpose.scope));
    writer.text(kept.purpose.resource);
    writer.text(join_scope(kept.granted));
    writer.text(kept.token.reveal());
    writer.number(kept.dpop ? 1 : 0);
    writer.number(kept.lifetime ? static_cast<std::uint64_t>(kept.lifetime->count()) : kNever);
    writer.number(milliseconds_of(kept.begun_at));
  }
  return secrets::Secret::copy_of(writer.take().view());
}

std::optional<LoginRecord> LoginRecord::deserialize(std::string_view bytes) {
  store::ByteReader reader(bytes);
  LoginRecord record;
  if (reader.number() != kForm) return std::nullopt;
  if (!read_secret(reader, record.refresh_token) || !read_scope(reader, record.scope) ||
      !read_secret(reader, record.dpop_key)) {
    return std::nullopt;
  }
  for (std::uint64_t left = reader.count(); left > 0; --left) {
    KeptToken kept;
    if (!read_token(reader, kept)) return std::nullopt;
    record.tokens.push_back(std::move(kept));
  }
  if (!reader.at_end()) return std::nullopt;
  return record;
}

}  // namespace cfy::oauth
