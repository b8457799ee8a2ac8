#include "sanitize/schema_folders.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "sanitize/json_exact.hpp"
#include "sanitize/uri_reference.hpp"

namespace cfy::sanitize {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{16} << 20U;

Error folder_refusal(const char* rule, std::string message) {
  return validation_error("map", rule, std::move(message));
}

// By steps, not by text: /a/bc is not in /a/b.
bool is_inside(const fs::path& path, const fs::path& folder) {
  const auto difference = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return difference.first == folder.end();
}

// One plain step after another: nothing that climbs, starts anew, or means something else to some system.
bool is_plain(const std::string& name) {
  if (name.empty() || name.front() == '/') return false;
  if (name.find('\\') != std::string::npos || name.find('\0') != std::string::npos) return false;
  const fs::path path(name);
  return std::none_of(path.begin(), path.end(), [](const fs::path& step) { return step == ".." || step == "."; });
}

}  // namespace

Result<void> SchemaFolders::map(const std::string& uri_prefix, const std::string& folder) {
  if (!uri::is_absolute(uri_prefix, uri::Alphabet::unicode)) {
    return folder_refusal("bad_uri",
                          "The prefix to map is no absolute URI; give one such as https://example.com/schemas/.");
  }
  std::error_code problem;
  const fs::path real = fs::canonical(folder, problem);
  if (problem || !fs::is_directory(real, problem)) {
    return folder_refusal("missing_folder", "There is no folder \"" + folder + "\" to map to; correct the path.");
  }
  folders_.emplace_back(uri_prefix, real.string());
  std::stable_sort(folders_.begin(), folders_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  return {};
}

Result<nlohmann::json> SchemaFolders::load(const std::string& uri) const {
  const auto mapped =
      std::find_if(folders_.begin(), folders_.end(), [&](const auto& entry) { return uri.starts_with(entry.first); });
  if (mapped == folders_.end())
    return folder_refusal("unmapped", "nothing is fetched; map a beginning of it to a folder.");
  std::string name = uri::decoded(uri.substr(mapped->first.size()));
  // A prefix without the slash at its end leaves it in the name.
  if (!mapped->first.ends_with('/') && name.starts_with('/')) name.erase(0, 1);
  const Error outside = folder_refusal("outside_folder", "its name leads out of the folder that it is mapped to.");
  if (!is_plain(name)) return outside;
  std::error_code problem;
  const fs::path path = fs::canonical(fs::path(mapped->second) / name, problem);
  if (problem) return folder_refusal("unreadable_file", "the folder that it is mapped to has no such file.");
  if (!is_inside(path, mapped->second)) return outside;
  if (!fs::is_regular_file(path, problem)) return folder_refusal("unreadable_file", "what it is mapped to is no file.");
  if (fs::file_size(path, problem) > kMaxFileBytes || problem) {
    return folder_refusal("too_large", "its file is larger than 16 MiB.");
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return folder_refusal("unreadable_file", "its file cannot be read.");
  return read_exact_json(text);
}

}  // namespace cfy::sanitize
