#include "privilege/posture_runs.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "base/private_folder.hpp"
#include "privilege/replace_file.hpp"
#include "sanitize/date_time.hpp"

namespace cfy::privilege {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kLargestRunsFile = std::uintmax_t{1} << 20U;

Error runs_error(const std::string& path, const std::string& reason) {
  Error error = configuration_error(path, path + " " + reason);
  error.rule = "posture_runs";
  return error;
}

std::optional<PostureRun> read_run(const Json& run) {
  if (!run.is_object()) return std::nullopt;
  const auto count = [&](const char* name) -> std::optional<unsigned> {
    const Json value = run.value(name, Json());
    return value.is_number_unsigned() ? std::optional(value.get<unsigned>()) : std::nullopt;
  };
  const Json at = run.value("at", Json());
  const auto seconds = at.is_string() ? sanitize::unix_seconds_of(at.get_ref<const std::string&>()) : std::nullopt;
  const auto high = count("high");
  const auto medium = count("medium");
  const auto low = count("low");
  const auto passed = count("passed");
  if (!seconds || !high || !medium || !low || !passed) return std::nullopt;
  return PostureRun{std::chrono::system_clock::from_time_t(*seconds), {*high, *medium, *low, *passed}};
}

Json write_run(const PostureRun& run) {
  return {{"at", sanitize::date_time_text(std::chrono::system_clock::to_time_t(run.at))},
          {"high", run.counts.high},
          {"medium", run.counts.medium},
          {"low", run.counts.low},
          {"passed", run.counts.passed}};
}

}  // namespace

Result<std::vector<PostureRun>> load_posture_runs(const std::string& path) {
  std::vector<PostureRun> runs;
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return runs;
  const bool fit = std::filesystem::is_regular_file(path, problem) &&
                   std::filesystem::file_size(path, problem) <= kLargestRunsFile && !problem;
  if (!fit) return runs_error(path, "is no record of reports; move it away.");
  std::ifstream file(path, std::ios::binary);
  const Json document = Json::parse(std::string(std::istreambuf_iterator<char>(file), {}), nullptr, false);
  const bool known =
      document.is_object() && document.value("version", Json()) == 1 && document.value("runs", Json()).is_array();
  if (!known) return runs_error(path, "is no record of reports, or one of a later version; move it away.");
  for (const Json& entry : document.at("runs")) {
    const auto run = read_run(entry);
    if (!run) return runs_error(path, "is a record of reports that was damaged; move it away.");
    runs.push_back(*run);
  }
  return runs;
}

Result<void> save_posture_runs(const std::string& path, const std::vector<PostureRun>& runs) {
  Json list = Json::array();
  const std::size_t first = runs.size() > kKeptRuns ? runs.size() - kKeptRuns : 0;
  for (std::size_t i = first; i < runs.size(); ++i) list.push_back(write_run(runs[i]));
  const std::error_code problem = make_private_folder(std::filesystem::path(path).parent_path().string());
  const std::string text = Json{{"version", 1}, {"runs", std::move(list)}}.dump() + "\n";
  if (!problem && replace_file(path, text)) return {};
  return runs_error(
      path, "can't be written: " + (problem ? problem.message() : std::generic_category().message(errno)) + ".");
}

}  // namespace cfy::privilege
