#include "connectify/pages.h"

#include "call_arguments.hpp"
#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;

namespace {

template <class... Arguments>
cfy_error* new_pages(cfy_client* client, const char* operation, const cfy_call_options* options, cfy_pages** out,
                     Arguments... given) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (client == nullptr) return null_error("client");
    if (operation == nullptr) return null_error("operation");
    const Result<std::string> arguments = cfy::capi::arguments_json(given...);
    if (!arguments) return arguments.error();
    auto pages = cfy::client::Pages::make(client->client, operation, *arguments, cfy::capi::options_of(options));
    if (!pages) return std::move(pages).error();
    *out = new cfy_pages{*std::move(pages)};
    return {};
  });
}

}  // namespace

cfy_error* cfy_pages_new(cfy_client* client, const char* operation, const cfy_params* params,
                         const cfy_call_options* options, cfy_pages** out) {
  return new_pages(client, operation, options, out, params);
}

cfy_error* cfy_pages_new_json(cfy_client* client, const char* operation, const char* json, size_t size,
                              const cfy_call_options* options, cfy_pages** out) {
  return new_pages(client, operation, options, out, json, size);
}

cfy_error* cfy_pages_next(cfy_pages* pages, cfy_answer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (pages == nullptr) return null_error("pages");
    Result<std::optional<cfy::client::Answer>> page = pages->pages->next();
    if (!page) return std::move(page).error();
    if (*page) *out = new cfy_answer(std::move(**page));
    return {};
  });
}

cfy_error* cfy_pages_submit(cfy_pages* pages, cfy_queue* queue, int64_t* id) {
  return guard([&]() -> Result<void> {
    if (id == nullptr) return null_error("id");
    *id = 0;
    if (pages == nullptr) return null_error("pages");
    if (queue == nullptr) return null_error("queue");
    Result<std::optional<std::int64_t>> submitted = pages->pages->submit(cfy::capi::push_to(queue->queue));
    if (!submitted) return std::move(submitted).error();
    *id = submitted->value_or(0);
    return {};
  });
}

const char* cfy_pages_collection(const cfy_pages* pages) {
  return pages == nullptr ? "" : pages->pages->collection().c_str();
}

void cfy_pages_free(cfy_pages* pages) { delete pages; }
