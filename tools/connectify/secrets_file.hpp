#pragma once

#include <connectify/connectify.hpp>
#include <string>

namespace cfy::cli {

// Registers each line of a file of secrets, and wipes the text. Answers with what is wrong with it, by line and without
// the line's text; empty if nothing is.
std::string register_secrets(std::string& text, connectify::Redactor& redactor);

}  // namespace cfy::cli
