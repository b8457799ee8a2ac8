#include "posture_view.hpp"

#include <iostream>

#include "printable.hpp"

namespace cfy::cli {
namespace {

Colour colour_of(const std::string& severity) {
  if (severity == "high") return Colour::red;
  return severity == "medium" ? Colour::bold : Colour::faint;
}

}  // namespace

void show_posture(const Json& posture, const Output& output) {
  for (const Json& finding : posture.at("findings")) {
    const auto severity = finding.at("severity").get<std::string>();
    if (severity == "passed") continue;
    std::cout << output.paint(colour_of(severity), severity) << "  "
              << printable(finding.at("message").get<std::string>()) << " ["
              << printable(finding.at("rule").get<std::string>()) << "]\n    "
              << printable(finding.at("cure").get<std::string>()) << '\n';
  }
  const Json& counts = posture.at("counts");
  std::cout << counts.at("high") << " high, " << counts.at("medium") << " medium, " << counts.at("low") << " low, "
            << counts.at("passed") << " passed.\n";
}

}  // namespace cfy::cli
