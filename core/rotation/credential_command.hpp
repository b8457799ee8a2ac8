#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rotation/credential_store.hpp"
#include "rotation/issuer.hpp"
#include "secrets/private_file.hpp"

namespace cfy::rotation {

// A program that keeps a credential. It is run with one more word:
//
//   current        writes the value
//   pending        writes {"request":"…","id":"…","value":"…"}, or nothing if none is pending
//   put-pending    reads that from its standard input and keeps it, durably
//   promote        reads that from its standard input and makes it the current one; afterwards none is pending
//   drop-pending
//
// Each may be run again. Errors: those of secrets::run_command(), and credential_command for an answer of another form.
class CommandStore final : public CredentialStore {
 public:
  explicit CommandStore(std::vector<std::string> words) : words_(std::move(words)) {}

  Result<secrets::Secret> current() override;
  Result<std::optional<Pending>> pending() override;
  Result<void> put_pending(const Pending& pending) override;
  Result<void> promote(const Pending& pending) override;
  Result<void> drop_pending() override;

 private:
  const std::vector<std::string> words_;
};

// A program that makes credentials. It is run with further words, and reads a credential that works from its standard
// input (in `verify`: the new one):
//
//   list                    writes [{"id":"…","request":"…","made":"2026-11-24T12:00:00Z"}, …]; request may be left out
//   create REQUEST LIKE-ID  writes {"id":"…","value":"…","made":"…"}; the same REQUEST again gives the same answer
//   verify ID               writes `works` or `refused`
//   revoke ID               of one that does not live any more too
//   revoke-family           what was made with the credential and outlives it
class CommandIssuer final : public Issuer {
 public:
  explicit CommandIssuer(std::vector<std::string> words) : words_(std::move(words)) {}

  Result<std::vector<Live>> list(const secrets::Secret& with) override;
  Result<Issued> create(const std::string& request, const std::string& terms, const secrets::Secret& with) override;
  Result<void> verify(const Issued& fresh) override;
  Result<void> revoke(const std::string& id, const secrets::Secret& with) override;
  Result<void> revoke_family(const secrets::Secret& with) override;
  [[nodiscard]] bool independent() const noexcept override { return true; }

 private:
  const std::vector<std::string> words_;
};

}  // namespace cfy::rotation
