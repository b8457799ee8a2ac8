#include "rotation/rotator.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "rotation/holders.hpp"
#include "secrets/finding.hpp"

namespace cfy::rotation {
namespace {

// A new credential may not be known everywhere at once.
constexpr int kVerifications = 3;
constexpr std::chrono::milliseconds kBetweenVerifications{1000};
// What clocks of two machines may differ by.
constexpr std::chrono::minutes kClockSkew{5};

Result<std::string> new_request() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return make_error(ErrorCode::internal, "No random bytes can be had.");
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string request;
  for (const unsigned char byte : bytes) {
    request += kDigits[byte >> 4U];
    request += kDigits[byte & 0xFU];
  }
  return request;
}

// Whether the credential itself was refused: everything else may be otherwise at the next try.
bool is_refusal(const Error& error) {
  return error.code == ErrorCode::authentication || error.code == ErrorCode::permission ||
         error.code == ErrorCode::validation;
}

Error conflict(std::string rule, std::string message) {
  Error error = make_error(ErrorCode::conflict, std::move(message));
  error.rule = std::move(rule);
  return error;
}

// No longer than it takes.
void hurry(Progress& progress) {
  progress.compromised = true;
  progress.overlap = std::chrono::seconds(0);
}

bool has_promoted(Step step) { return step == Step::overlapping || step == Step::revoking; }

}  // namespace

std::string_view outcome_name(Outcome outcome) noexcept {
  constexpr std::array<std::string_view, 3> kNames = {"fresh", "rotated", "waiting"};
  return kNames[static_cast<std::size_t>(outcome)];
}

Rotator::Rotator(Parts parts, Terms terms)
    : parts_(std::move(parts)), terms_(std::move(terms)), journal_(parts_.state, parts_.credential) {
  if (!parts_.pause) parts_.pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
}

Result<Outcome> Rotator::run(Order order) {
  auto turn = Turn::take(parts_.state, parts_.credential);
  if (!turn) return std::move(turn).error();
  auto progress = load();
  if (!progress) return std::move(progress).error();
  const bool compromised = order == Order::compromised_create_first || order == Order::compromised_revoke_first;
  // Whose value got out: before the promotion it is the old one, which goes at the end of what is under way.
  const bool ends_it = progress->step != Step::idle && !has_promoted(progress->step);
  const bool resumed = progress->step != Step::idle;
  if (compromised && resumed) {
    hurry(*progress);
    if (auto written = journal_.write(*progress, turn->lease()); !written) return std::move(written).error();
  }
  if (auto gone = go_on(*progress, *turn); !gone) return std::move(gone).error();
  if (progress->step != Step::idle) return Outcome::waiting;

  const bool wanted = order == Order::now || (compromised && !ends_it) || (order == Order::if_due && is_due(*progress));
  if (!wanted || (resumed && order == Order::now)) return resumed ? Outcome::rotated : Outcome::fresh;
  if (auto begun = begin(*progress, order, *turn); !begun) return std::move(begun).error();
  if (auto gone = go_on(*progress, *turn); !gone) return std::move(gone).error();
  return progress->step == Step::idle ? Outcome::rotated : Outcome::waiting;
}

Result<Standing> Rotator::standing() {
  const auto progress = load();
  if (!progress) return progress.error();
  const bool promoted = has_promoted(progress->step);
  Standing standing;
  standing.step = progress->step;
  standing.id = promoted ? progress->new_id : progress->old_id;
  standing.made = promoted ? progress->new_made : progress->old_made;
  standing.age = age_of(standing.made, now());
  standing.health = terms_.policy.health(standing.made, now());
  standing.clock_behind = standing.made > now() + kClockSkew;
  if (progress->step == Step::overlapping) standing.overlap_ends = progress->overlap_ends();
  return standing;
}

Result<Progress> Rotator::load() {
  auto progress = journal_.read();
  if (!progress) return std::move(progress).error();
  if (!*progress) return adopt();
  const auto replaced = replaced_by_hand(**progress);
  if (!replaced) return replaced.error();
  return *replaced ? adopt() : **std::move(progress);
}

// Whether the credential in use is another than the last rotation left.
Result<bool> Rotator::replaced_by_hand(const Progress& progress) {
  if (progress.step != Step::idle || progress.old_digest.empty()) return false;
  const auto current = parts_.target.current();
  if (!current) return current.error();
  const auto digest = digest_of_value(*current);
  if (!digest) return digest.error();
  return *digest != progress.old_digest;
}

// The first time: which of the issuer's credentials is in use is known where there is one.
Result<Progress> Rotator::adopt() {
  const auto current = parts_.target.current();
  if (!current) return current.error();
  const auto live = parts_.issuer.list(*current);
  if (!live) return live.error();
  const auto in_use = live->size() == 1 ? live->begin()
                                        : std::find_if(live->begin(), live->end(),
                                                       [&](const Live& each) { return each.id == terms_.current_id; });
  if (in_use == live->end()) {
    return conflict("two_live",
                    "The issuer has " + std::to_string(live->size()) + " live credentials for " + parts_.credential +
                        ", and which is in use can't be told: say its id (current_id), or revoke the other.");
  }
  // With an authority the list says nothing about the stored one: another's must not be revoked in its place.
  if (parts_.issuer.independent()) {
    auto works = parts_.issuer.verify({in_use->id, *current, in_use->made});
    if (!works) return std::move(works).error();
  }
  Progress progress;
  progress.old_id = in_use->id;
  progress.old_made = in_use->made;
  return progress;
}

bool Rotator::is_due(const Progress& progress) const {
  return terms_.policy.health(progress.old_made, now()) >= Health::due;
}

Result<void> Rotator::begin(Progress& progress, Order order, Turn& turn) {
  const bool revoke_first = order == Order::compromised_revoke_first;
  if (revoke_first && !parts_.issuer.independent()) {
    Error error = configuration_error(
        "authority", "To revoke " + parts_.credential +
                         " first, another credential has to make the new one: name it (authority), or create first.");
    error.rule = "authority_missing";
    return error;
  }
  const auto old_terms = terms_of(progress.old_id);
  if (!old_terms) return old_terms.error();
  auto terms = parts_.issuer.terms_of_successor(*old_terms);
  if (!terms) return std::move(terms).error();
  auto request = new_request();
  if (!request) return std::move(request).error();
  Progress fresh;
  fresh.step = revoke_first ? Step::revoking_first : Step::creating;
  fresh.request = *std::move(request);
  fresh.terms = *std::move(terms);
  fresh.old_id = progress.old_id;
  fresh.old_made = progress.old_made;
  fresh.old_digest = progress.old_digest;
  fresh.revoke_first = revoke_first;
  fresh.overlap = terms_.overlap;
  if (order == Order::compromised_create_first || revoke_first) hurry(fresh);
  progress = std::move(fresh);
  return journal_.write(progress, turn.lease());
}

Result<std::string> Rotator::terms_of(const std::string& id) {
  const auto current = parts_.target.current();
  if (!current) return current.error();
  const auto live = parts_.issuer.list(*current);
  if (!live) return live.error();
  const auto found = std::find_if(live->begin(), live->end(), [&](const Live& each) { return each.id == id; });
  if (found != live->end()) return found->terms;
  return make_error(ErrorCode::not_found,
                    "The credential " + id + " of " + parts_.credential +
                        " lives no longer, so that nobody can say what a new one may do: make one "
                        "by hand, and store it.");
}

// Step by step, until all is done or time has to pass.
Result<void> Rotator::go_on(Progress& progress, Turn& turn) {
  using Do = Result<void> (Rotator::*)(Progress&);
  constexpr std::array<Do, 8> kSteps = {nullptr,          &Rotator::revoke_first, &Rotator::create,
                                        &Rotator::verify, &Rotator::promote,      &Rotator::overlap,
                                        &Rotator::revoke, &Rotator::roll_back};
  std::optional<Error> failure;
  while (progress.step != Step::idle) {
    const Progress before = progress;
    if (auto kept = turn.keep(); !kept) return kept;
    if (auto done = (this->*kSteps[static_cast<std::size_t>(before.step)])(progress); !done) {
      failure = std::move(done).error();
    }
    const bool leads_on = progress.step != before.step || progress.request != before.request;
    if (leads_on || progress.overlap_began != before.overlap_began) {
      if (auto written = journal_.write(progress, turn.lease()); !written) return written;
    }
    if (!leads_on) break;
  }
  if (failure) return *std::move(failure);
  return {};
}

Result<void> Rotator::revoke_first(Progress& progress) {
  if (auto revoked = parts_.issuer.revoke(progress.old_id, secrets::Secret()); !revoked) return revoked;
  if (auto recorded = record(progress, "revoked", {{"id", progress.old_id}}); !recorded) return recorded;
  progress.step = Step::creating;
  return {};
}

Result<void> Rotator::create(Progress& progress) {
  auto pending = obtain(progress);
  if (!pending) return create_failed(progress, std::move(pending).error());
  auto digest = digest_of_value(pending->value);
  if (!digest) return std::move(digest).error();
  if (const auto clean = revoke_orphans(progress, pending->id); !clean) return clean.error();
  auto recorded = record(progress, "created",
                         {{"id", pending->id}, {"fingerprint", secrets::fingerprint_of(pending->value.reveal())}});
  if (!recorded) return recorded;
  progress.new_id = pending->id;
  progress.new_digest = *std::move(digest);
  progress.step = Step::verifying;
  return {};
}

// The new credential, stored as pending: made now, or found as a run before this one left it.
Result<Pending> Rotator::obtain(Progress& progress) {
  auto stored = parts_.target.pending();
  if (!stored) return std::move(stored).error();
  if (*stored && (*stored)->request == progress.request) {
    if (progress.new_made == std::chrono::system_clock::time_point()) progress.new_made = now();
    return **std::move(stored);
  }
  const auto current = parts_.target.current();
  if (!current) return current.error();
  auto issued = parts_.issuer.create(progress.request, progress.terms, *current);
  if (!issued) return std::move(issued).error();
  progress.new_made = issued->made;
  Pending pending{progress.request, issued->id, issued->value};
  if (auto put = parts_.target.put_pending(pending); !put) return std::move(put).error();
  return pending;
}

// What is not refused for good is done again by the next run, under the same request. Else nothing was made by this try,
// but by one before whose answer was lost there may have been: then there is room now for another request.
Result<void> Rotator::create_failed(Progress& progress, Error error) {
  if (!is_refusal(error) && error.code != ErrorCode::conflict) return error;
  const auto orphans = revoke_orphans(progress, {});
  if (!orphans) return error;
  if (error.code == ErrorCode::conflict && *orphans > 0) {
    auto request = new_request();
    if (!request) return std::move(request).error();
    progress.request = *std::move(request);
    return {};
  }
  if (progress.revoke_first) return error;  // there is no way back
  if (auto recorded = record(progress, "failed", {{"id", ""}, {"reason", error.message}}); !recorded) return recorded;
  progress.step = Step::idle;
  return error;
}

// Those that rotations made, apart from the one in use and `kept`: nobody has their values.
Result<int> Rotator::revoke_orphans(const Progress& progress, const std::string& kept) {
  const auto current = parts_.target.current();
  if (!current) return current.error();
  const auto live = parts_.issuer.list(*current);
  if (!live) return live.error();
  int count = 0;
  for (const Live& each : *live) {
    if (each.request.empty() || each.id == progress.old_id || each.id == kept) continue;
    if (auto revoked = parts_.issuer.revoke(each.id, *current); !revoked) return std::move(revoked).error();
    auto recorded = record(progress, "orphan_revoked", {{"id", each.id}});
    if (!recorded) return std::move(recorded).error();
    ++count;
  }
  return count;
}

Result<void> Rotator::verify(Progress& progress) {
  const auto pending = parts_.target.pending();
  if (!pending) return pending.error();
  std::optional<Error> failure;
  if (!*pending || (*pending)->request != progress.request) {
    failure = conflict("pending_lost", "The new credential is not in its store any more.");
  } else {
    auto verified = try_verification({(*pending)->id, (*pending)->value, progress.new_made});
    if (!verified && !is_refusal(verified.error())) return verified;
    if (!verified) failure = std::move(verified).error();
  }
  if (!failure) {
    if (auto recorded = record(progress, "verified", {{"id", progress.new_id}}); !recorded) return recorded;
    progress.step = Step::promoting;
    return {};
  }
  progress.reason = failure->message;
  progress.step = Step::rolling_back;
  return {};
}

Result<void> Rotator::try_verification(const Issued& fresh) {
  for (int attempt = 1;; ++attempt) {
    auto verified = parts_.issuer.verify(fresh);
    if (verified || attempt == kVerifications || !is_refusal(verified.error())) return verified;
    parts_.pause(kBetweenVerifications);
  }
}

Result<void> Rotator::promote(Progress& progress) {
  const auto pending = parts_.target.pending();
  if (!pending) return pending.error();
  if (*pending && (*pending)->request == progress.request) {
    if (auto promoted = parts_.target.promote(**pending); !promoted) return promoted;
  } else {
    const auto current = parts_.target.current();
    if (!current) return current.error();
    const auto digest = digest_of_value(*current);
    if (!digest) return digest.error();
    if (*digest != progress.new_digest) {
      progress.reason = "The new credential is not in its store any more.";
      progress.step = Step::rolling_back;
      return {};
    }
  }
  if (auto recorded = record(progress, "promoted", {{"id", progress.new_id}}); !recorded) return recorded;
  progress.overlap_began = now();
  progress.step = Step::overlapping;
  return {};
}

// A clock that was set back begins the overlap anew, so that it is never longer than twice; one that was set forward ends
// it, and who holds the old one re-reads its source.
Result<void> Rotator::overlap(Progress& progress) {
  const auto all_have_it = Holders(parts_.state, parts_.credential).all_use(progress.new_digest);
  if (!all_have_it) return all_have_it.error();
  if (now() + kClockSkew < progress.overlap_began) progress.overlap_began = now();
  if (!*all_have_it && now() < progress.overlap_ends()) return {};
  progress.step = Step::revoking;
  return {};
}

Result<void> Rotator::revoke(Progress& progress) {
  const auto current = parts_.target.current();
  if (!current) return current.error();
  if (auto revoked = parts_.issuer.revoke(progress.old_id, *current); !revoked) return revoked;
  if (progress.compromised) {
    if (auto revoked = parts_.issuer.revoke_family(*current); !revoked) return revoked;
  }
  if (auto recorded = record(progress, "revoked", {{"id", progress.old_id}}); !recorded) return recorded;
  if (auto recorded = record(progress, "finished", {{"id", progress.new_id}}); !recorded) return recorded;
  Progress done;
  done.old_id = std::move(progress.new_id);
  done.old_made = progress.new_made;
  done.old_digest = std::move(progress.new_digest);
  progress = std::move(done);
  return {};
}

Result<void> Rotator::roll_back(Progress& progress) {
  const auto current = parts_.target.current();
  if (!current) return current.error();
  if (auto revoked = parts_.issuer.revoke(progress.new_id, *current); !revoked) return revoked;
  if (auto dropped = parts_.target.drop_pending(); !dropped) return dropped;
  if (auto recorded = record(progress, "rolled_back", {{"id", progress.new_id}, {"reason", progress.reason}});
      !recorded)
    return recorded;
  Error error =
      make_error(ErrorCode::authentication,
                 "The new credential of " + parts_.credential + " did not work and was taken back; the one " +
                     (progress.revoke_first ? "before was revoked: rotate again. " : "before is still in use. ") +
                     progress.reason);
  error.rule = "verification_failed";
  Progress before;
  before.old_digest = std::move(progress.old_digest);
  before.old_id = std::move(progress.old_id);
  before.old_made = progress.old_made;
  progress = std::move(before);
  return error;
}

// Once for each rotation and credential, however often its step is done again.
Result<void> Rotator::record(const Progress& progress, const std::string& action,
                             std::map<std::string, std::string> details) {
  details.emplace("rotation", progress.request);
  if (progress.compromised) details.emplace("compromised", "true");
  const auto history = parts_.audit.read();
  if (!history) return history.error();
  const auto same = [&](const AuditEvent& event) {
    const auto detail = [&](const char* name) {
      const auto found = event.details.find(name);
      return found == event.details.end() ? std::string() : found->second;
    };
    return event.credential == parts_.credential && event.action == action && detail("rotation") == progress.request &&
           detail("id") == details.at("id");
  };
  if (std::any_of(history->events.rbegin(), history->events.rend(), same)) return {};
  return parts_.audit.append({now(), parts_.credential, action, std::move(details)});
}

}  // namespace cfy::rotation
