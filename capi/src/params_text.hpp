// The members of cfy_params, kept as the JSON text that they will be sent on as.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cfy::capi {

// An object's members in the order in which they were first set. A tree of values would be built only to be written
// out again once. Names and texts are UTF-8.
class ParamsText {
 public:
  void set(std::string_view name, std::string_view text);
  void set(std::string_view name, std::int64_t value);
  void set(std::string_view name, double value);  // finite
  void set(std::string_view name, bool value);
  // False if the member is not a list.
  [[nodiscard]] bool append(std::string_view name, std::string_view text);

  // The whole object.
  [[nodiscard]] std::string json() const;

 private:
  struct Member {
    std::string name;   // as JSON
    std::string value;  // as JSON; of a list all but the bracket at its end
    bool is_list = false;
  };
  Member& member(std::string_view name);

  std::vector<Member> members_;
};

}  // namespace cfy::capi
