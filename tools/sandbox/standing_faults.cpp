#include "sandbox/standing_faults.hpp"

#include <algorithm>
#include <utility>

namespace cfy::sandbox {
namespace {

using nlohmann::json;

Error bad_faults(std::string message) { return validation_error("faults", "form", std::move(message)); }

bool covers(std::string_view pattern, std::string_view path) {
  if (!pattern.ends_with('*')) return pattern == path;
  pattern.remove_suffix(1);
  return path.starts_with(pattern);
}

}  // namespace

Result<StandingFaults::Entry> StandingFaults::read(const json& node) {
  const bool formed = node.is_object() && node.value("path", json()).is_string() &&
                      node.value("fault", json()).is_string() && node.value("times", json(1)).is_number_integer();
  if (!formed) return bad_faults(R"(Each entry has the form {"path":"/oauth/token","fault":"NAME","times":1}.)");
  const auto fault = parse_fault(node.at("fault").get_ref<const std::string&>());
  if (!fault) return bad_faults("A fault is one of " + fault_names() + ".");
  return Entry{node.at("path"), node.at("fault"), *fault, node.value("times", std::int64_t{-1})};
}

Result<void> StandingFaults::set(std::string_view text) {
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) return bad_faults("The faults are a JSON list.");
  std::vector<Entry> entries;
  for (const json& node : list) {
    auto entry = read(node);
    if (!entry) return std::move(entry).error();
    entries.push_back(std::move(*entry));
  }
  const std::lock_guard lock(mutex_);
  entries_ = std::move(entries);
  return {};
}

Faults StandingFaults::take(std::string_view path) {
  const std::lock_guard lock(mutex_);
  const Fault delay = take_first(path, true);
  return {std::chrono::milliseconds(delay.number), take_first(path, false)};
}

Fault StandingFaults::take_first(std::string_view path, bool delays) {
  const auto entry = std::ranges::find_if(entries_, [&](const Entry& each) {
    return covers(each.path, path) && each.times != 0 && (each.fault.kind == FaultKind::delay) == delays;
  });
  if (entry == entries_.end()) return {};
  if (entry->times > 0) --entry->times;
  return entry->fault;
}

json StandingFaults::left() {
  const std::lock_guard lock(mutex_);
  json list = json::array();
  for (const Entry& entry : entries_) {
    if (entry.times == 0) continue;
    list.push_back({{"path", entry.path}, {"fault", entry.text}});
    if (entry.times > 0) list.back()["times"] = entry.times;
  }
  return list;
}

}  // namespace cfy::sandbox
