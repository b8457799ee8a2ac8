#include "secrets/shapes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

namespace cfy::secrets {

// Made by shapes/embed.cmake.
std::span<const std::string_view> shape_files();

namespace {

using nlohmann::json;

Error bad_shape(const std::string& id, const std::string& problem) {
  return configuration_error(id.empty() ? "shapes" : id, "A shape of secrets is not well-formed: " + problem);
}

constexpr std::array<std::string_view, 9> kMembers = {"id",      "description", "keywords", "regex",     "secret_group",
                                                      "entropy", "allow",       "redact",   "credential"};

Result<void> check(const Shape& shape) {
  if (shape.id.empty() || shape.description.empty()) return bad_shape(shape.id, "it needs an id and a description.");
  if (shape.regex.empty()) return bad_shape(shape.id, "it needs a regex.");
  if (shape.keywords.empty()) return bad_shape(shape.id, "it needs a keyword at least.");
  for (const std::string& keyword : shape.keywords) {
    const bool upper = std::any_of(keyword.begin(), keyword.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (keyword.size() < kShapeKeywordMin || upper) {
      return bad_shape(shape.id, "keywords have 4 bytes at least and are in lower case.");
    }
  }
  return {};
}

Result<Shape> read_shape(const json& row) {
  Shape shape;
  shape.id = row.value("id", "");
  for (const auto& member : row.items()) {
    if (std::find(kMembers.begin(), kMembers.end(), member.key()) == kMembers.end()) {
      return bad_shape(shape.id, "there is no member " + member.key() + ".");
    }
  }
  shape.description = row.value("description", "");
  shape.keywords = row.value("keywords", std::vector<std::string>{});
  shape.regex = row.value("regex", "");
  shape.secret_group = row.value("secret_group", 0);
  shape.entropy = row.value("entropy", 0.0);
  shape.allow = row.value("allow", std::vector<std::string>{});
  shape.redact = row.value("redact", true);
  shape.credential = row.value("credential", false);
  if (auto checked = check(shape); !checked) return std::move(checked).error();
  return shape;
}

}  // namespace

Result<std::vector<Shape>> parse_shapes(std::string_view text) {
  const json rows = json::parse(text, nullptr, false);
  if (!rows.is_array()) return bad_shape("", "a file is a JSON array.");
  std::vector<Shape> shapes;
  for (const json& row : rows) {
    try {
      Result<Shape> shape = read_shape(row);
      if (!shape) return std::move(shape).error();
      shapes.push_back(*std::move(shape));
    } catch (const json::exception& problem) {
      return bad_shape(row.is_object() && row.contains("id") ? row.at("id").dump() : "", problem.what());
    }
  }
  return shapes;
}

const std::vector<Shape>& all_shapes() {
  // Never destroyed: a thread may still redact while the process ends.
  static const std::vector<Shape>* const shapes = [] {
    auto* all = new std::vector<Shape>;
    for (const std::string_view file : shape_files()) {
      Result<std::vector<Shape>> parsed = parse_shapes(file);
      if (parsed) all->insert(all->end(), parsed->begin(), parsed->end());
    }
    return all;
  }();
  return *shapes;
}

double shannon_entropy(std::string_view text) noexcept {
  std::array<std::size_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace cfy::secrets
