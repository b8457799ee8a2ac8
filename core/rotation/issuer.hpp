#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "secrets/secret.hpp"

namespace cfy::rotation {

// A credential that works now, as its issuer tells of it: without its value.
struct Live {
  std::string id;
  std::string
      request;  // of the create() that made it; empty if that was no rotation's, or the issuer keeps no such mark
  std::chrono::system_clock::time_point made;
  std::string terms;  // what another like it is made by, in the issuer's own form
};

struct Issued {
  std::string id;
  secrets::Secret value;
  std::chrono::system_clock::time_point made;
};

// Who makes credentials and takes them back. `with` is a credential that works, for issuers that are asked with the very
// credential that is rotated; one with an authority of its own leaves it alone. May block; one thread at a time.
class Issuer {
 public:
  Issuer() = default;
  Issuer(const Issuer&) = delete;
  Issuer& operator=(const Issuer&) = delete;
  virtual ~Issuer() = default;

  virtual Result<std::vector<Live>> list(const secrets::Secret& with) = 0;
  // What the new one is made by, from the terms of the old one. Asked once for a rotation, whose journal keeps it: whoever
  // resumes it makes what was meant, whatever he means himself.
  virtual Result<std::string> terms_of_successor(const std::string& terms) { return terms; }
  // `request` is unique to one intent: the same again answers with the same credential as far as the issuer remembers,
  // so that a lost answer can be had again. Fails (conflict) where as many live as may.
  virtual Result<Issued> create(const std::string& request, const std::string& terms, const secrets::Secret& with) = 0;
  // A real call with it. Fails as that does.
  virtual Result<void> verify(const Issued& fresh) = 0;
  // One that does not live any more is no error.
  virtual Result<void> revoke(const std::string& id, const secrets::Secret& with) = 0;
  // Takes back what was made with the credential and outlives it (tokens, sessions), after a compromise.
  virtual Result<void> revoke_family(const secrets::Secret& with) = 0;
  // Whether it can make a credential when none of those that are rotated works.
  [[nodiscard]] virtual bool independent() const noexcept = 0;
};

}  // namespace cfy::rotation
