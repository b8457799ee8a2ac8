#include "client/pages.hpp"

#include <mutex>

#include <nlohmann/json.hpp>

namespace cfy::client {
namespace {

Error contradiction(const char* message) {
  Error error = make_error(ErrorCode::response, message);
  error.rule = "pagination";
  return error;
}

Error in_flight_error() {
  return validation_error("pages", "in_flight",
                          "A page of this list is under way; wait for it before you ask for the next.");
}

}  // namespace

// What a page that is under way changes when it arrives, on whichever thread that is.
struct Pages::Walk {
  std::mutex mutex;
  std::optional<std::int64_t> offset;  // of the next page; nullopt: as the arguments say
  bool under_way = false;
  bool ended = false;

  // Nothing to fetch (false), one page at a time (an error), or one page begun (true).
  Result<bool> begin() {
    const std::scoped_lock lock(mutex);
    if (under_way) return in_flight_error();
    under_way = !ended;
    return under_way;
  }

  // Takes a page that has come, or what came instead of it.
  Result<Answer> arrived(Result<Answer> answer) {
    const std::scoped_lock lock(mutex);
    under_way = false;
    if (!answer) return answer;
    const PagePosition& page = *answer->page();
    if (offset && page.offset != *offset) return contradiction("The page that came is not the one that was asked for.");
    offset = page.offset + page.items;
    ended = page.items == 0 || *offset >= page.total;
    return answer;
  }

  void give_up() {
    const std::scoped_lock lock(mutex);
    under_way = false;
  }
};

Pages::Pages(std::shared_ptr<Client> client, const Operation& operation, std::string arguments, CallOptions options)
    : client_(std::move(client)),
      operation_(operation),
      arguments_(std::move(arguments)),
      options_(std::move(options)),
      walk_(std::make_shared<Walk>()) {}

Pages::~Pages() = default;

Result<std::unique_ptr<Pages>> Pages::make(std::shared_ptr<Client> client, std::string_view operation,
                                           std::string_view arguments_json, CallOptions options) {
  Result<const Operation*> found = client->find(operation);
  if (!found) return std::move(found).error();
  if ((*found)->collection.empty()) {
    return validation_error("operation", "not_a_list", (*found)->id + " is not a list; call it instead.");
  }
  const Result<Target> target = (*found)->build(arguments_json);
  if (!target) return target.error();
  return std::unique_ptr<Pages>(new Pages(std::move(client), **found, std::string(arguments_json), std::move(options)));
}

std::string Pages::arguments_of_page() const {
  const std::scoped_lock lock(walk_->mutex);
  if (!walk_->offset) return arguments_;
  auto arguments = nlohmann::json::parse(arguments_);
  arguments["offset"] = *walk_->offset;
  return arguments.dump();
}

Result<std::optional<Answer>> Pages::next() {
  const Result<bool> begun = walk_->begin();
  if (!begun) return begun.error();
  if (!*begun) return std::optional<Answer>();
  Result<Answer> answer = walk_->arrived(client_->call(operation_.id, arguments_of_page(), options_));
  if (!answer) return std::move(answer).error();
  return std::optional<Answer>(*std::move(answer));
}

Result<std::optional<std::int64_t>> Pages::submit(Completed completed) {
  const Result<bool> begun = walk_->begin();
  if (!begun) return begun.error();
  if (!*begun) return std::optional<std::int64_t>();
  Result<std::int64_t> id =
      client_->submit(operation_.id, arguments_of_page(), options_,
                      [walk = walk_, completed = std::move(completed)](std::int64_t call, Result<Answer> answer) {
                        completed(call, walk->arrived(std::move(answer)));
                      });
  if (!id) {
    walk_->give_up();
    return std::move(id).error();
  }
  return std::optional<std::int64_t>(*id);
}

}  // namespace cfy::client
