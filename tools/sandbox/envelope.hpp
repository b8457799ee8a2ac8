#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sandbox/message.hpp"

namespace cfy::sandbox {

// `{"status":"success","data":…}`
Reply success(int status, nlohmann::json data);

// `{"status":"error","error":{"code":…,"message":…,"details":…}}`; empty details are left out.
Reply failure(int status, std::string_view code, std::string message, std::string_view details = {});

// The service's answer to what it has no better code for, by the status alone.
Reply failure(int status);

}  // namespace cfy::sandbox
