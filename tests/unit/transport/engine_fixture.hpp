#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_server.hpp"
#include "transport/engine.hpp"

namespace cfy::transport {

// A server that keeps the connection open and never answers.
inline void silent(test::Connection& connection) {
  connection.read_request();
  while (!connection.stopping()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

// An authority that the engine trusts, and a certificate by it for loopback.
class EngineTest : public ::testing::Test {
 protected:
  std::shared_ptr<Engine> make_engine(ResponseLimits limits = {}) {
    ExchangeSettings settings;
    settings.tls.trust = *tls::TrustStore::load(folder.write("ca.pem", authority.pem()));
    settings.user_agent = "connectify-test";
    settings.limits = limits;
    return *Engine::make(settings);
  }

  static Request get(std::string url, std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
    Request request;
    request.method = "GET";
    request.url = std::move(url);
    request.timeout = timeout;
    request.connect_timeout = std::chrono::seconds(5);
    return request;
  }

  // Submits and gives the outcome as a future.
  static std::future<Result<Response>> submit(Engine& engine, Request request,
                                              std::shared_ptr<Cancellation> cancellation = nullptr,
                                              std::int64_t id = next_call_id()) {
    auto promise = std::make_shared<std::promise<Result<Response>>>();
    auto future = promise->get_future();
    const Result<void> begun = engine.submit(id, std::move(request), std::move(cancellation),
                                             [promise](Result<Response> r) { promise->set_value(std::move(r)); });
    EXPECT_TRUE(begun);
    return future;
  }

  test::TemporaryFolder folder;
  test::Identity authority = test::make_authority();
  test::Identity identity = test::make_certificate({}, &authority);
};

}  // namespace cfy::transport
