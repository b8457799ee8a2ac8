#pragma once

#include "base/result.hpp"
#include "client/posture_report.hpp"
#include "client/settings.hpp"
#include "privilege/posture.hpp"

namespace cfy::client {

// What is so, for privilege::judge_posture(): settings, secrets, the platform's TLS, files, the audit log, the grant.
Result<privilege::PostureFacts> gather_posture_facts(Diagnosis diagnosis, const PostureRequest& request,
                                                     privilege::Time now);

}  // namespace cfy::client
