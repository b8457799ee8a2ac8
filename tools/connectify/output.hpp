#pragma once

#include <connectify/connectify.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace cfy::cli {

// Keeps the order in which members were put in.
using Json = nlohmann::ordered_json;

// What a command ends with where its input is refused, and where it was asked in a wrong way.
constexpr int kRefused = 1;
constexpr int kWrongUse = 2;

enum class Colour { none, bold, green, red, faint };

// How a command speaks: results on standard output, everything else on standard error; as text for people, or as JSON.
class Output {
 public:
  explicit Output(bool json);

  [[nodiscard]] bool json() const noexcept { return json_; }

  // In colour where standard output is a terminal that wants it (NO_COLOR, see no-color.org, and TERM=dumb do not).
  [[nodiscard]] std::string paint(Colour colour, std::string_view text) const;

  // One JSON document on standard output. All but ASCII is escaped, so that nothing in it acts on a terminal.
  static void document(const Json& json);

  // One line of JSON on standard output, for what comes one after the other; it is out at once.
  static void line(const Json& json);

  // A remark on standard error; nothing when speaking JSON, where results speak for themselves.
  void note(std::string_view text) const;

  void error(const connectify::Error& error) const;
  // An error of the command line itself.
  void error(std::string_view code, std::string_view message, std::string_view field = {}) const;

 private:
  bool json_;
  bool coloured_;
};

// The members of `{"error": …}`: always all of them, null where there is nothing to say.
Json error_json(const connectify::Error& error);

}  // namespace cfy::cli
