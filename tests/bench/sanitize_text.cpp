// What encoders and profiles cost, through the C interface: beside what is promised, and beside the quick check of ICU
// that any look at text beyond ASCII has to be measured by.
#include <string>

#include <unicode/normalizer2.h>
#include <nlohmann/json.hpp>

#include "connectify/connectify.h"
#include "measure.hpp"

namespace {

using cfy::bench::best_of_both;
using cfy::bench::best_seconds;
using cfy::bench::promised;
using cfy::bench::require;
using cfy::bench::row;
using nlohmann::json;

constexpr int kRepetitions = 2000;

double speed(const std::string& text, double seconds) { return static_cast<double>(text.size()) / seconds * 1e-9; }

std::string repeated(const std::string& words, std::size_t size) {
  std::string text;
  while (text.size() + words.size() <= size) text += words;
  return text;
}

auto encoding(const char* context, const std::string& text) {
  return [context, &text] {
    cfy_buffer* out = nullptr;
    cfy_error* const error = cfy_text_encode(context, nullptr, text.data(), text.size(), &out);
    require(error == nullptr, "the text was refused");
    cfy_buffer_free(out);
  };
}

auto checking(const char* profile, const std::string& text) {
  return [profile, &text] {
    cfy_error* const error = cfy_text_check(profile, text.data(), text.size());
    require(error == nullptr, "the text was refused");
  };
}

void add_html_rows(json& rows) {
  const std::string clean(64, 'a');
  rows.push_back(promised("html_text, 64 bytes with nothing to do",
                          speed(clean, best_seconds(kRepetitions, encoding("html_text", clean))), 3));
  std::string few(1024, 'a');
  for (std::size_t i = 0; i < 8; ++i) few[i * 120 + 50] = "<>&<>&<>"[i];
  rows.push_back(promised("html_text, 1 KiB with eight specials",
                          speed(few, best_seconds(kRepetitions, encoding("html_text", few))), 5));
}

void add_ascii_rows(json& rows) {
  const std::string line = repeated("connected device dev_0042 after 13 ms; ", 1024);
  rows.push_back(
      promised("log_line, 1 KiB of ASCII", speed(line, best_seconds(kRepetitions, encoding("log_line", line))), 2));
  const std::string name = "Kitchen thermostat number 4 on the left side of the living room";
  rows.push_back(
      promised("device_name, 63 bytes", speed(name, best_seconds(kRepetitions, checking("device_name", name))), 2));
}

// ICU's check answers one question of the many, without a copy.
template <class Work>
void add_icu_row(json& rows, const char* name, const std::string& text, Work ours) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
  const auto peers = [&] {
    UErrorCode problem = U_ZERO_ERROR;
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    require(nfc->isNormalizedUTF8(piece, problem) != 0, "ICU refused the text");
  };
  const auto [mine, theirs] = best_of_both(kRepetitions, ours, peers);
  rows.push_back(
      row(name, speed(text, mine), "GB/s", "ICU's check of form C", speed(text, theirs), theirs / mine, 0.8));
}

void add_other_rows(json& rows) {
  const std::string german = repeated("Küche, größer öffnen; ", 1024);
  const std::string japanese = repeated("台所の温度計が接続", 1024);
  add_icu_row(rows, "log_line, 1 KiB of German", german, encoding("log_line", german));
  add_icu_row(rows, "log_line, 1 KiB of Japanese", japanese, encoding("log_line", japanese));
  const std::string name = "Küchenthermostat über der Tür, Größe vierundzwanzig";
  const std::string kanji = repeated("台所の温度計が接続", 192);
  add_icu_row(rows, "device_name, 56 bytes of German", name, checking("device_name", name));
  add_icu_row(rows, "device_name, 189 bytes of Japanese", kanji, checking("device_name", kanji));
}

}  // namespace

int main(int argc, char** argv) {
  json rows = json::array();
  add_html_rows(rows);
  add_ascii_rows(rows);
  add_other_rows(rows);
  return cfy::bench::write_rows(rows, argc, argv);
}
