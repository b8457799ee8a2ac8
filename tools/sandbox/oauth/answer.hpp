#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "sandbox/message.hpp"

// What the authorization server's endpoints answer with. None of it may be cached.
namespace cfy::sandbox {

// A refusal under way: `api_code` is the code of RFC 6749 section 5.2 or its like, `http_status` the answer's status.
// The description becomes `error_description`, which may hold neither `"` nor `\`.
Error oauth_refusal(std::string_view code, std::string description, int status = 400);

// `invalid_request`, RFC 6749 section 5.2.
Error bad_request(std::string description);

// `invalid_client`, RFC 6749 section 5.2: 401.
Error client_refusal(std::string description);

Reply oauth_answer(int status, const nlohmann::json& body);
// `{"error":…,"error_description":…}`; a 401 has a challenge.
Reply oauth_answer(const Error& refusal);

// An HTML page under a policy that lets it load the server's own style sheet alone. `form_target` is a further address
// that its form may lead to: browsers hold redirects to it as well.
Reply page_answer(int status, std::string html, std::string_view form_target = {});

// 303: the browser goes on with a GET, and never sends the form again (RFC 9700 section 4.12).
Reply see_other(std::string location);

}  // namespace cfy::sandbox
