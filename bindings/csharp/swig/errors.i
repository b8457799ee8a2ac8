// Errors reach C# whole, through one function that the package gives: it keeps the error for the calling thread, and
// the method that made the call throws it.

%{
#include <connectify/connectify.hpp>
#include <exception>
#include <new>

// Connectify.Sdk.Interop.NativeError has the same layout. All is lent for the call.
extern "C" struct NativeError {
  NativeText name;
  NativeText message;
  NativeText field;
  NativeText rule;
  NativeText api_code;
  NativeText request_id;
  std::int64_t retry_after_ms;  // negative: not said
  std::int32_t code;
  std::int32_t http_status;  // 0: nothing was answered
  std::int32_t retriable;
  std::int32_t attempts;
};

namespace {

using ErrorReceiver = void (*)(const NativeError*);
ErrorReceiver error_receiver = nullptr;

void report(const connectify::Error& error) noexcept {
  NativeError all{};
  all.name = lend(error.name());
  all.message = lend(error.what());
  all.field = lend(error.field());
  all.rule = lend(error.rule());
  all.api_code = lend(error.api_code());
  all.request_id = lend(error.request_id());
  all.retry_after_ms = error.retry_after() ? error.retry_after()->count() : -1;
  all.code = error.code();
  all.http_status = error.http_status();
  all.retriable = error.retriable() ? 1 : 0;
  all.attempts = error.attempts();
  error_receiver(&all);
}

void report_internal(std::string_view message) noexcept {
  NativeError all{};
  all.name = lend("internal");
  all.message = lend(message);
  all.retry_after_ms = -1;
  all.code = CFY_ERROR_INTERNAL;
  error_receiver(&all);
}

// Whether the function ended without an exception; if not, it has been reported.
template <class Function>
bool guarded(Function function) noexcept {
  try {
    function();
    return true;
  } catch (const connectify::Error& error) {
    report(error);
  } catch (const std::bad_alloc&) {
    report_internal("There is not enough memory.");
  } catch (const std::exception& error) {
    report_internal(error.what());
  } catch (...) {
    report_internal("Something that is no exception was thrown.");
  }
  return false;
}

}  // namespace

// Once, before anything else is called.
extern "C" __attribute__((visibility("default"))) void connectify_cs_set_error_receiver(ErrorReceiver receiver) {
  error_receiver = receiver;
}
%}

%feature("except", canthrow="1") %{
  if (!guarded([&] { $action })) return $null;
%}
