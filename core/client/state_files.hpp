#pragma once

#include <string>

#include "client/settings.hpp"

namespace cfy::client {

// What lies where in the state folder; each is empty where there is no such folder.

inline std::string state_path(const Settings& settings, const char* name) {
  return settings.state_folder.empty() ? std::string() : settings.state_folder + "/" + name;
}

// What credentials were used for: see privilege/usage.hpp.
inline std::string usage_folder(const Settings& settings) { return state_path(settings, "usage"); }
// Who reviewed the grants, and when: a rotation::AuditLog.
inline std::string reviews_file(const Settings& settings) { return state_path(settings, "reviews.jsonl"); }
// Where rotations keep their journal and log, if they are not told another place.
inline std::string rotation_folder(const std::string& state_folder) { return state_folder + "/rotation"; }
// What became of credentials in such a folder: a rotation::AuditLog.
inline std::string audit_in(const std::string& rotation_folder) { return rotation_folder + "/audit.jsonl"; }
inline std::string audit_file(const Settings& settings) {
  return settings.state_folder.empty() ? std::string() : audit_in(rotation_folder(settings.state_folder));
}
// How former reports went: see privilege/posture_runs.hpp.
inline std::string posture_runs_file(const Settings& settings) { return state_path(settings, "posture-runs.json"); }

}  // namespace cfy::client
