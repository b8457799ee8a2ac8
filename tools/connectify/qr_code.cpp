#include "qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace cfy::cli {
namespace {

constexpr int kQuietZone = 4;  // ISO/IEC 18004: modules of light round the code
constexpr const char* kDarkOnLight = "\x1b[30;107m";
constexpr const char* kAsBefore = "\x1b[0m";

bool is_dark(const QRcode& code, int x, int y) {
  if (x < 0 || y < 0 || x >= code.width || y >= code.width) return false;
  return (code.data[y * code.width + x] & 1U) != 0;
}

}  // namespace

void write_qr_code(std::ostream& out, const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L),
                                                        QRcode_free);
  if (!code) return;
  // Two modules a character, one above the other.
  for (int y = -kQuietZone; y < code->width + kQuietZone; y += 2) {
    out << kDarkOnLight;
    for (int x = -kQuietZone; x < code->width + kQuietZone; ++x) {
      const bool upper = is_dark(*code, x, y);
      const bool lower = is_dark(*code, x, y + 1);
      out << (upper ? (lower ? "█" : "▀") : (lower ? "▄" : " "));
    }
    out << kAsBefore << '\n';
  }
}

}  // namespace cfy::cli
