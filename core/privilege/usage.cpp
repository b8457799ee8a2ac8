#include "privilege/usage.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <vector>

#include "base/private_folder.hpp"
#include "privilege/replace_file.hpp"

namespace cfy::privilege {
namespace {

using nlohmann::json;

constexpr std::string_view kSuffix = ".usage.json";
constexpr std::uintmax_t kLargestUsageFile = std::uintmax_t{16} << 20U;

std::string write_day(Day day) {
  const std::chrono::year_month_day date(day);
  std::array<char, 16> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Day> read_day(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int length = 0;
  if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &length) != 3 ||
      length != 10) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return date.ok() ? std::optional<Day>(date) : std::nullopt;
}

Error usage_error(std::string rule, std::string field, std::string message) {
  Error error = configuration_error(std::move(field), std::move(message));
  error.rule = std::move(rule);
  return error;
}

std::optional<Counts> read_counts(const json& pair) {
  if (!pair.is_array() || pair.size() != 2) return std::nullopt;
  if (!pair[0].is_number_unsigned() || !pair[1].is_number_unsigned()) return std::nullopt;
  return Counts{pair[0], pair[1]};
}

bool read_credential(const json& days, Usage& usage) {
  if (!days.is_object()) return false;
  for (const auto& [date, operations] : days.items()) {
    const std::optional<Day> day = read_day(date);
    if (!day || !operations.is_object()) return false;
    for (const auto& [operation, pair] : operations.items()) {
      const std::optional<Counts> counts = read_counts(pair);
      if (!counts) return false;
      usage.add(*day, operation, *counts);
    }
  }
  return true;
}

Result<UsageBook> read_file(const std::string& path) {
  std::error_code problem;
  const bool fit = std::filesystem::is_regular_file(path, problem) &&
                   std::filesystem::file_size(path, problem) <= kLargestUsageFile && !problem;
  if (!fit) return usage_error("invalid_usage", path, path + " is no record of usage.");
  std::ifstream file(path, std::ios::binary);
  return read_usage(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) noexcept {
  succeeded += other.succeeded;
  refused += other.refused;
  return *this;
}

void Usage::add(Day day, std::string_view operation, const Counts& counts) {
  Operations& operations = days_[day];
  const auto known = operations.find(operation);
  if (known == operations.end()) {
    operations.emplace(operation, counts);
  } else {
    known->second += counts;
  }
}

void Usage::merge(const Usage& other) {
  for (const auto& [day, operations] : other.days_) {
    for (const auto& [operation, counts] : operations) add(day, operation, counts);
  }
}

void Usage::forget_before(Day day) { days_.erase(days_.begin(), days_.lower_bound(day)); }

std::string write_usage(const UsageBook& book) {
  json credentials = json::object();
  for (const auto& [fingerprint, usage] : book) {
    json& days = credentials[fingerprint] = json::object();
    for (const auto& [day, operations] : usage.days()) {
      json& entry = days[write_day(day)] = json::object();
      for (const auto& [operation, counts] : operations) entry[operation] = {counts.succeeded, counts.refused};
    }
  }
  return json{{"version", 1}, {"credentials", credentials}}.dump() + "\n";
}

Result<UsageBook> read_usage(std::string_view text) {
  const Error broken = usage_error("invalid_usage", "usage", "This is no record of usage, or one of a later version.");
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || document.value("version", json()) != 1) return broken;
  const auto credentials = document.find("credentials");
  if (credentials == document.end() || !credentials->is_object()) return broken;
  UsageBook book;
  for (const auto& [fingerprint, days] : credentials->items()) {
    if (!read_credential(days, book[fingerprint])) return broken;
  }
  return book;
}

Result<void> save_usage(const std::string& folder, const std::string& name, const UsageBook& book) {
  std::error_code problem = make_private_folder(folder);
  if (!problem && replace_file(folder + "/" + name + std::string(kSuffix), write_usage(book))) return {};
  return usage_error(
      "usage_folder", folder,
      folder + " can't be written to: " + (problem ? problem.message() : std::generic_category().message(errno)) + ".");
}

Result<UsageBook> load_usage_file(const std::string& folder, const std::string& name) {
  return read_file(folder + "/" + name + std::string(kSuffix));
}

Result<LoadedUsage> load_usage(const std::string& folder) {
  LoadedUsage loaded;
  std::error_code problem;
  std::filesystem::directory_iterator entry(folder, problem);
  if (problem == std::errc::no_such_file_or_directory) return loaded;
  if (problem) return usage_error("usage_folder", folder, folder + " can't be read: " + problem.message() + ".");
  for (; entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
    const std::string path = entry->path().string();
    if (!path.ends_with(kSuffix)) continue;
    const auto book = read_file(path);
    if (!book) {
      loaded.skipped.push_back(path);
      continue;
    }
    for (const auto& [fingerprint, usage] : *book) loaded.book[fingerprint].merge(usage);
  }
  return loaded;
}

}  // namespace cfy::privilege
