#include "base/private_folder.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace cfy {

std::error_code make_private_folder(const std::string& path) {
  std::filesystem::path made;
  for (const std::filesystem::path& part : std::filesystem::path(path)) {
    made /= part;
    if (mkdir(made.c_str(), S_IRWXU) != 0 && errno != EEXIST && errno != EROFS && errno != EISDIR)
      return {errno, std::generic_category()};
  }
  std::error_code problem;
  if (!std::filesystem::is_directory(path, problem) && !problem)
    problem = std::make_error_code(std::errc::not_a_directory);
  return problem;
}

}  // namespace cfy
