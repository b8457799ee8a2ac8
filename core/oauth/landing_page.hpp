#pragma once

#include <string>

#include "base/error.hpp"

namespace cfy::oauth {

// What the user's browser shows when it has come back: whole HTTP answers, which load nothing, run nothing, and are kept
// nowhere. The code is in the page's address: none of them names another site that the browser could tell it to.
std::string done_page();
std::string refused_page(const Error& error);
std::string not_here_page();  // for whatever else is asked for

}  // namespace cfy::oauth
