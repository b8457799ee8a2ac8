#include "vectors.hpp"

#include <fstream>

namespace cfy::test {

OrderedJson load_cases(std::string_view name) {
  std::ifstream file(std::string(CONNECTIFY_SOURCE_DIR) + "/tests/vectors/" + std::string(name));
  return OrderedJson::parse(file).at("cases");
}

std::string bytes_of(const OrderedJson& test_case, const std::string& name) {
  if (test_case.contains(name)) return test_case.at(name).get<std::string>();
  const auto hex = test_case.at(name + "_hex").get<std::string>();
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

}  // namespace cfy::test
