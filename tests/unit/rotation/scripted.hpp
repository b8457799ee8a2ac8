#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "rotation/credential_store.hpp"
#include "rotation/issuer.hpp"

namespace cfy::rotation {

// The power is cut: thrown out of the middle of a rotation.
struct Killed {};

// Counts the effects of a run, and cuts the power before or after one of them.
class Power {
 public:
  void cut_at(int effect) { left_ = effect; }
  void restore() { left_ = -1; }
  [[nodiscard]] int effects() const { return effects_; }

  void effect() {
    ++effects_;
    if (left_ > 0 && --left_ == 0) throw Killed();
  }

 private:
  int left_ = -1;
  int effects_ = 0;
};

class ScriptedClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const noexcept override {
    return std::chrono::steady_clock::now();
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override { return now; }

  std::chrono::system_clock::time_point now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 30);
};

// An issuer as the platform is one: no more than two live, and the same request gives the same answer again.
class ScriptedIssuer final : public Issuer {
 public:
  explicit ScriptedIssuer(Power& power, const ScriptedClock& clock) : power_(power), clock_(clock) {}

  struct Key {
    std::string value;
    std::string request;
    std::chrono::system_clock::time_point made;
  };

  Result<std::vector<Live>> list(const secrets::Secret& with) override {
    if (!works(with)) return refused();
    std::vector<Live> live;
    for (const auto& [id, key] : keys) live.push_back({id, key.request, key.made, {}});
    return live;
  }
  Result<std::string> terms_of_successor(const std::string& terms) override { return terms + less; }
  Result<Issued> create(const std::string& request, const std::string& terms, const secrets::Secret& with) override {
    if (!works(with)) return refused();
    made_by = terms;
    power_.effect();
    for (const auto& [id, key] : keys) {
      if (remembers && key.request == request) return issued(id);
    }
    if (keys.size() >= 2) return make_error(ErrorCode::conflict, "Two keys live already.");
    const std::string id = "key_" + std::to_string(++last_);
    keys[id] = {"value_of_" + id, request, clock_.now};
    most = std::max(most, keys.size());
    power_.effect();
    if (lost_answers > 0) {
      --lost_answers;
      return make_error(ErrorCode::connection, "The answer was lost.");
    }
    return issued(id);
  }
  Result<void> verify(const Issued& fresh) override {
    ++verifications;
    if (failure) return *failure;
    return works(fresh.value) ? Result<void>() : Result<void>(refused());
  }
  Result<void> revoke(const std::string& id, const secrets::Secret& with) override {
    if (!works(with)) return refused();
    power_.effect();
    keys.erase(id);
    power_.effect();
    return {};
  }
  Result<void> revoke_family(const secrets::Secret& /*with*/) override {
    ++families;
    return {};
  }
  [[nodiscard]] bool independent() const noexcept override { return has_authority; }

  [[nodiscard]] bool works(const secrets::Secret& value) const {
    if (has_authority) return true;
    for (const auto& [id, key] : keys) {
      if (key.value == value.reveal()) return true;
    }
    return false;
  }

  std::map<std::string, Key> keys = {
      {"key_0", {"value_of_key_0", "", std::chrono::sys_days(std::chrono::year(2026) / 10 / 1)}}};
  std::size_t most = 1;
  std::string less;       // what the rotator's own wishes add to the terms
  std::string made_by;    // the terms of the newest
  bool remembers = true;  // answers to repeated requests
  bool has_authority = false;
  int lost_answers = 0;
  int verifications = 0;
  int families = 0;
  std::optional<Error> failure;  // of verifications

 private:
  Result<Issued> issued(const std::string& id) {
    return Issued{id, secrets::Secret::copy_of(keys[id].value).value(), keys[id].made};
  }
  static Error refused() { return make_error(ErrorCode::authentication, "That key does not live."); }

  Power& power_;
  const ScriptedClock& clock_;
  int last_ = 0;
};

class ScriptedTarget final : public CredentialStore {
 public:
  explicit ScriptedTarget(Power& power) : power_(power) {}

  Result<secrets::Secret> current() override { return secrets::Secret::copy_of(value); }
  Result<std::optional<Pending>> pending() override { return next; }
  Result<void> put_pending(const Pending& pending) override {
    power_.effect();
    next = pending;
    power_.effect();
    return {};
  }
  Result<void> promote(const Pending& pending) override {
    power_.effect();
    value = pending.value.reveal();
    power_.effect();
    next.reset();
    power_.effect();
    return {};
  }
  Result<void> drop_pending() override {
    power_.effect();
    next.reset();
    return {};
  }

  std::string value = "value_of_key_0";
  std::optional<Pending> next;

 private:
  Power& power_;
};

}  // namespace cfy::rotation
