#include "transport/runtime.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <curl/curl.h>
#include <openssl/crypto.h>

#include "base/process.hpp"
#include "transport/engine.hpp"

namespace cfy::transport {
namespace {

// Guarded by lock_process(); never destroyed.
std::vector<std::weak_ptr<Engine>>& engines() {
  static auto* const made = new std::vector<std::weak_ptr<Engine>>;
  return *made;
}

bool initialise() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return false;
  // Once more: what libcurl's own libraries have ordered for exit() comes after this.
  return std::atexit([] { shut_down(kPatienceAtExit); }) == 0;
}

}  // namespace

bool stop_at_exit() {
  static const bool ordered = std::atexit([] { shut_down(kPatienceAtExit); }) == 0;
  return ordered;
}

Result<void> start_runtime() {
  static const bool ready = initialise();
  if (!ready) return make_error(ErrorCode::internal, "libcurl could not be initialised in this process.");
  return {};
}

void register_engine(const std::shared_ptr<Engine>& engine) {
  const auto lock = lock_process();
  std::erase_if(engines(), [](const auto& known) { return known.expired(); });
  engines().push_back(engine);
}

bool shut_down(std::chrono::milliseconds patience) {
  begin_shutdown();
  std::vector<std::shared_ptr<Engine>> living;
  {
    const auto lock = lock_process();
    for (const auto& known : engines()) {
      if (auto engine = known.lock()) living.push_back(std::move(engine));
    }
  }
  // An engine of the parent's is not this process's to stop.
  std::erase_if(living, [](const auto& engine) { return engine->generation() != fork_generation(); });
  for (const auto& engine : living) engine->begin_close();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const bool stopped =
      std::all_of(living.begin(), living.end(), [&](const auto& engine) { return engine->wait_closed(deadline); });
  return wait_for_work(deadline) && stopped;
}

}  // namespace cfy::transport
