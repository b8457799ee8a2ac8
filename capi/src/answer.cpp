#include "connectify/answer.h"

#include <simdjson.h>

#include "guard.hpp"

using cfy::Result;
using cfy::capi::guard;
using cfy::capi::null_error;
using simdjson::dom::element;

namespace {

Result<element> at(const cfy_answer* answer, const char* pointer) {
  if (answer == nullptr) return null_error("answer");
  if (pointer == nullptr) return null_error("pointer");
  // Parsing fills what the getters have in common: this is why they are for one thread at a time.
  auto& parsed = const_cast<cfy_answer&>(*answer);
  if (!parsed.root) {
    if (!parsed.document) parsed.document.emplace();
    Result<element> root = parsed.document->parse(answer->answer.json());
    if (!root) return std::move(root).error();
    parsed.root = *root;
  }
  element found;
  if (parsed.root->at_pointer(pointer).get(found) != simdjson::SUCCESS) {
    return cfy::validation_error("pointer", "not_found",
                                 "The JSON pointer leads nowhere in this answer; it has the form /devices/0/name.");
  }
  return found;
}

// One getter: the value at the pointer as a T of simdjson's, put into `*out`.
template <class T, class Out>
cfy_error* get(const cfy_answer* answer, const char* pointer, Out* out, const char* wanted) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("value");
    *out = Out();
    Result<element> found = at(answer, pointer);
    if (!found) return std::move(found).error();
    T value;
    if (found->get(value) != simdjson::SUCCESS) {
      return cfy::validation_error("pointer", "wrong_type",
                                   std::string("What the JSON pointer leads to is not ") + wanted + ".");
    }
    *out = static_cast<Out>(value);
    return {};
  });
}

std::string measures_json(const cfy::transport::Measures& measures) {
  return nlohmann::ordered_json{{"name_lookup_us", measures.name_lookup.count()},
                                {"connect_us", measures.connect.count()},
                                {"tls_us", measures.tls.count()},
                                {"first_byte_us", measures.first_byte.count()},
                                {"total_us", measures.total.count()},
                                {"bytes_sent", measures.bytes_sent},
                                {"bytes_received", measures.bytes_received}}
      .dump();
}

}  // namespace

const char* cfy_answer_json(const cfy_answer* answer, size_t* size) {
  const std::string_view json = answer == nullptr ? std::string_view("") : answer->answer.json();
  if (size != nullptr) *size = json.size();
  return json.data();
}

int cfy_answer_http_status(const cfy_answer* answer) { return answer == nullptr ? 0 : answer->answer.http_status(); }

const char* cfy_answer_request_id(const cfy_answer* answer) {
  return answer == nullptr ? "" : answer->answer.request_id().c_str();
}

int cfy_answer_attempts(const cfy_answer* answer) { return answer == nullptr ? 0 : answer->answer.attempts(); }

cfy_error* cfy_answer_timing(const cfy_answer* answer, cfy_buffer** out) {
  return guard([&]() -> Result<void> {
    if (out == nullptr) return null_error("out");
    *out = nullptr;
    if (answer == nullptr) return null_error("answer");
    *out = new cfy_buffer{measures_json(answer->answer.measures())};
    return {};
  });
}

cfy_error* cfy_answer_get_string(const cfy_answer* answer, const char* pointer, const char** text, size_t* size) {
  return guard([&]() -> Result<void> {
    if (text == nullptr) return null_error("text");
    *text = nullptr;
    if (size == nullptr) return null_error("size");
    *size = 0;
    std::string_view value;
    if (cfy_error* const error = get<std::string_view>(answer, pointer, &value, "text")) {
      cfy::Error copy = error->error;
      if (error != cfy::capi::out_of_memory()) delete error;
      return copy;
    }
    // simdjson keeps a NUL behind each string.
    *text = value.data();
    *size = value.size();
    return {};
  });
}

cfy_error* cfy_answer_get_int(const cfy_answer* answer, const char* pointer, int64_t* value) {
  return get<std::int64_t>(answer, pointer, value, "a whole number of 64 bits");
}

cfy_error* cfy_answer_get_double(const cfy_answer* answer, const char* pointer, double* value) {
  return get<double>(answer, pointer, value, "a number");
}

cfy_error* cfy_answer_get_bool(const cfy_answer* answer, const char* pointer, int* value) {
  return get<bool>(answer, pointer, value, "true or false");
}

cfy_error* cfy_answer_count(const cfy_answer* answer, const char* pointer, size_t* count) {
  return guard([&]() -> Result<void> {
    if (count == nullptr) return null_error("count");
    *count = 0;
    Result<element> found = at(answer, pointer);
    if (!found) return std::move(found).error();
    if (found->is_array()) {
      *count = simdjson::dom::array(*found).size();
    } else if (found->is_object()) {
      *count = simdjson::dom::object(*found).size();
    } else {
      return cfy::validation_error("pointer", "wrong_type",
                                   "What the JSON pointer leads to is not an array or object.");
    }
    return {};
  });
}

void cfy_answer_free(cfy_answer* answer) { delete answer; }
