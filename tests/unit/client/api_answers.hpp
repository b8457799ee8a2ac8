// What an API answers beside a scripted issuer.
#pragma once

namespace cfy::test {

inline constexpr const char* kNoDevices =
    R"({"status":"success","data":{"devices":[],"pagination":{"limit":20,"offset":0,"total":0}}})";
inline constexpr const char* kTokenExpired =
    R"({"status":"error","error":{"code":"INVALID_TOKEN","message":"The token has expired."}})";

}  // namespace cfy::test
