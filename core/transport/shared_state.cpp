#include "transport/shared_state.hpp"

namespace cfy::transport {

SharedState::SharedState(ExchangeSettings exchange_settings, const PacingSettings& pacing_settings,
                         std::size_t connections)
    : settings(std::move(exchange_settings)),
      budget(connections),
      clock(*pacing_settings.clock),
      pacing(pacing_settings),
      share_(curl_share_init()) {
  curl_share_setopt(share_, CURLSHOPT_USERDATA, this);
  curl_share_setopt(share_, CURLSHOPT_LOCKFUNC, &SharedState::lock);
  curl_share_setopt(share_, CURLSHOPT_UNLOCKFUNC, &SharedState::unlock);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
}

SharedState::~SharedState() { curl_share_cleanup(share_); }

void SharedState::lock(CURL* /*easy*/, curl_lock_data data, curl_lock_access /*access*/, void* self) {
  static_cast<SharedState*>(self)->mutexes_.at(data).lock();
}

void SharedState::unlock(CURL* /*easy*/, curl_lock_data data, void* self) {
  static_cast<SharedState*>(self)->mutexes_.at(data).unlock();
}

}  // namespace cfy::transport
