#pragma once

#include <ostream>
#include <string>

namespace cfy::cli {

// Draws a text as a QR code of half blocks, dark on light whatever the terminal's colours are; nothing if it is too long
// for one.
void write_qr_code(std::ostream& out, const std::string& text);

}  // namespace cfy::cli
