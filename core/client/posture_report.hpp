#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "client/scope_review.hpp"
#include "client/settings.hpp"
#include "privilege/posture.hpp"

namespace cfy::client {

// What a report of the posture looks at.
struct PostureRequest {
  ScopeReviewRequest review;
  bool offline = false;   // the platform is not asked, and its TLS not looked at
  bool remember = false;  // the run is kept in the state folder, for the trend
  std::string scan_path;  // a file or folder to scan for credentials; empty: none

  // Sets one of them by its name, those of the review as well; fails as ScopeReviewRequest::set() does.
  Result<void> set(std::string_view name, std::string_view value);
};

// Gathers the facts and judges them. A setting that will not do, a platform that does not answer or a grant that nobody
// knows is part of the report. Fails with configuration (the former runs can't be read or written) and as a scan does.
Result<privilege::Posture> report_posture(const SettingArguments& arguments, const PostureRequest& request);

}  // namespace cfy::client
