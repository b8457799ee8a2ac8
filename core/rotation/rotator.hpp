#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "rotation/audit_log.hpp"
#include "rotation/credential_store.hpp"
#include "rotation/issuer.hpp"
#include "rotation/journal.hpp"
#include "rotation/policy.hpp"
#include "rotation/turn.hpp"
#include "store/store.hpp"

namespace cfy::rotation {

// What a rotator is asked to do. Whatever it finds under way it ends first.
enum class Order {
  finish,                    // nothing more than that
  if_due,                    // rotate what the policy says is due
  now,                       // whatever its age
  compromised_create_first,  // now; the old one is revoked as soon as the new one is in its place
  compromised_revoke_first   // the old one is revoked before anything else: nobody can call until the new one is there
};

struct Terms {
  Policy policy;
  std::chrono::seconds overlap{3600};  // how long both work, unless all holders have the new one before
  std::string current_id;              // which of two live ones is in use, where nobody knows; empty: not said
};

enum class Outcome {
  fresh,    // nothing was due
  rotated,  // and the old one is revoked
  waiting   // the new one is in its place, and the old one lives until the overlap is over: come again
};
// fresh, rotated, waiting.
std::string_view outcome_name(Outcome outcome) noexcept;

// How a credential stands.
struct Standing {
  Step step = Step::idle;
  std::string id;  // of the one in use
  std::chrono::system_clock::time_point made;
  std::chrono::days age{0};
  Health health = Health::fresh;
  bool clock_behind = false;  // it was made in the future: no age by this clock is to be believed
  std::optional<std::chrono::system_clock::time_point> overlap_ends;  // while both work
};

// Renews one credential so that at no moment a crash leaves its holders locked out: each step is in the journal before
// its effect and can be done again; whoever comes next, on whatever host, goes on where the last one was killed. No more
// than two credentials live, and no one that a lost answer made is left. Single-threaded.
class Rotator {
 public:
  // Where the parts are; they outlive the rotator.
  struct Parts {
    std::string credential;  // its name in journal and log
    Issuer& issuer;
    CredentialStore& target;
    store::Store& state;
    AuditLog& audit;
    const Clock& clock = system_clock();
    std::function<void(std::chrono::milliseconds)> pause{};  // between two tries of a verification; absent: sleeps
  };

  // The terms have been checked (Policy::check()).
  Rotator(Parts parts, Terms terms);

  // Errors: those of the parts, after which the next run goes on from the same step; conflict (rotation_elsewhere: another
  // process is at it; two_live: which of two credentials is in use can't be told); rule verification_failed, where the
  // new one did not work and was taken back: the old one is still in use, and somebody has to look.
  Result<Outcome> run(Order order);

  // Asks the issuer where the journal does not know the credential yet. Changes nothing.
  Result<Standing> standing();

 private:
  Result<Progress> load();
  [[nodiscard]] Result<bool> replaced_by_hand(const Progress& progress);
  Result<Progress> adopt();
  Result<void> go_on(Progress& progress, Turn& turn);
  Result<void> begin(Progress& progress, Order order, Turn& turn);
  Result<std::string> terms_of(const std::string& id);
  [[nodiscard]] bool is_due(const Progress& progress) const;

  // One for each step; each leaves the next step in `progress`.
  Result<void> revoke_first(Progress& progress);
  Result<void> create(Progress& progress);
  Result<void> verify(Progress& progress);
  Result<void> promote(Progress& progress);
  Result<void> overlap(Progress& progress);
  Result<void> revoke(Progress& progress);
  Result<void> roll_back(Progress& progress);

  Result<Pending> obtain(Progress& progress);
  Result<void> create_failed(Progress& progress, Error error);
  Result<int> revoke_orphans(const Progress& progress, const std::string& kept);  // how many there were
  Result<void> try_verification(const Issued& fresh);
  Result<void> record(const Progress& progress, const std::string& action,
                      std::map<std::string, std::string> details = {});
  [[nodiscard]] std::chrono::system_clock::time_point now() const { return parts_.clock.wall_now(); }

  Parts parts_;
  const Terms terms_;
  Journal journal_;
};

}  // namespace cfy::rotation
