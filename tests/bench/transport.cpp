// What the engine costs over libcurl by itself, without arguments and schemas: one request after another, 32 at a time,
// a connection for each, and the memory of calls in flight. In turns, against a sandbox in another process.
#include <malloc.h>
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include <curl/curl.h>
#include <nlohmann/json.hpp>

#include "loopback.hpp"
#include "sandbox_process.hpp"
#include "transport/engine.hpp"

namespace {

using namespace std::chrono_literals;
using cfy::transport::Engine;
using cfy::transport::ExchangeSettings;
using cfy::transport::Request;
using nlohmann::json;

constexpr int kRounds = 10;
constexpr int kAtOnce = 32;
constexpr int kMostActive = 100;  // of one engine
constexpr int kInFlight = 10'000;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The CPU time of two ways to do the same, in turns, so that what else happens on the machine meets both.
json compare(const char* name, int calls, double goal, const char* peer, const std::function<void(int)>& ours,
             const std::function<void(int)>& theirs) {
  ours(calls);
  theirs(calls);
  double our_cpu = 0;
  double their_cpu = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double begun = cpu_seconds();
    ours(calls);
    const double between = cpu_seconds();
    theirs(calls);
    our_cpu += between - begun;
    their_cpu += cpu_seconds() - between;
  }
  const double us = 1e6 / (static_cast<double>(calls) * kRounds);
  return {{"name", name}, {"value", our_cpu * us},        {"unit", "us/call"},
          {"peer", peer}, {"peer_value", their_cpu * us}, {"ratio", their_cpu / our_cpu},
          {"goal", goal}};
}

std::size_t discard(char* /*data*/, std::size_t size, std::size_t count, void* /*to*/) { return size * count; }

// libcurl as its own documentation has it for speed: handles kept, one file of authorities, sessions shared by a handle.
struct Peer {
  Peer(const std::string& url, const std::string& ca_file, const std::string& authorization, bool close_each) {
    headers = curl_slist_append(headers, authorization.c_str());
    headers = curl_slist_append(headers, "Accept: application/json");
    if (close_each) headers = curl_slist_append(headers, "Connection: close");
    for (CURL*& easy : easies) {
      easy = curl_easy_init();
      curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
      curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
      curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
      curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
      curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
      curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &discard);
    }
  }
  ~Peer() {
    for (CURL* const easy : easies) curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void one_after_another(int calls) {
    for (int i = 0; i < calls; ++i) {
      if (curl_easy_perform(easies[0]) != CURLE_OK) throw std::runtime_error("libcurl failed");
    }
  }
  void at_once(int calls) {
    int begun = 0;
    int ended = 0;
    for (; begun < kAtOnce; ++begun) curl_multi_add_handle(multi, easies[static_cast<std::size_t>(begun)]);
    while (ended < calls) {
      int running = 0;
      curl_multi_perform(multi, &running);
      while (const CURLMsg* const message = curl_multi_info_read(multi, &running)) {
        CURL* const easy = message->easy_handle;
        if (message->data.result != CURLE_OK) throw std::runtime_error("libcurl failed");
        curl_multi_remove_handle(multi, easy);
        ++ended;
        if (begun++ < calls) curl_multi_add_handle(multi, easy);
      }
      if (ended < calls) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
  }

  curl_slist* headers = nullptr;
  std::array<CURL*, kAtOnce> easies{};
  CURLM* multi = curl_multi_init();
};

struct Ours {
  std::shared_ptr<Engine> engine;
  Request request;

  void one_after_another(int calls) const {
    for (int i = 0; i < calls; ++i) {
      const auto response = engine->perform(request, nullptr);
      if (!response || response->status != 200) throw std::runtime_error("the engine failed");
    }
  }
  // Each completion begins the next, as a caller's event loop would.
  void at_once(int calls) const {
    std::atomic<int> begun{0};
    std::atomic<int> ended{0};
    std::function<void()> begin = [&] {
      if (begun++ >= calls) return;
      const auto done = [&](const cfy::Result<cfy::transport::Response>& response) {
        if (!response || response->status != 200) std::abort();
        begin();
        ++ended;
      };
      if (!engine->submit(cfy::transport::next_call_id(), request, nullptr, done)) std::abort();
    };
    for (int i = 0; i < kAtOnce; ++i) begin();
    while (ended < calls) std::this_thread::sleep_for(200us);
  }
};

double resident_kib() {
  std::ifstream statm("/proc/self/statm");
  double all = 0;
  double resident = 0;
  statm >> all >> resident;
  return resident * 4;
}

// Calls that nobody answers: some on the wire, all others waiting for their turn.
json memory_rows(Ours ours, const std::string& silent_url) {
  ours.request.url = silent_url + "/devices/dev_0001";
  ours.request.timeout = 60s;
  std::atomic<int> ended{0};
  const auto begin = [&](int calls) {
    for (int i = 0; i < calls; ++i) {
      const auto begun = ours.engine->submit(cfy::transport::next_call_id(), ours.request, nullptr,
                                             [&](const cfy::Result<cfy::transport::Response>&) { ++ended; });
      if (!begun) throw std::runtime_error(begun.error().message);
    }
    std::this_thread::sleep_for(1s);
  };
  malloc_trim(0);
  const double before = resident_kib();
  begin(kMostActive);
  const double active = resident_kib();
  begin(kInFlight - kMostActive);
  const double waiting = resident_kib();
  ours.engine->begin_close();
  ours.engine->wait_closed(std::chrono::steady_clock::now() + 10s);
  if (ended != kInFlight) throw std::runtime_error("not every call has ended");
  const auto row = [](const char* name, double value, double most) {
    return json{{"name", name},       {"value", value},        {"unit", "KiB/call"}, {"peer", "the most allowed"},
                {"peer_value", most}, {"ratio", most / value}, {"goal", 1.0}};
  };
  return {row("memory of a call on the wire", (active - before) / kMostActive, 32),
          row("memory of a call that waits", (waiting - active) / (kInFlight - kMostActive), 8)};
}

Ours make_ours(const std::string& url, const std::string& ca_file, const std::string& authorization, bool close_each) {
  ExchangeSettings settings;
  settings.tls.trust = *cfy::tls::TrustStore::load(ca_file);
  settings.user_agent = "connectify-bench";
  Request request;
  request.method = "GET";
  request.url = url;
  request.authorization = *cfy::secrets::Secret::copy_of(authorization + '\0');
  if (close_each) request.headers.emplace_back("Connection: close");
  request.timeout = 30s;
  request.connect_timeout = 5s;
  return {*Engine::make(settings), request};
}

int run(const std::string& result_file) {
  const cfy::conformance::SandboxProcess sandbox;
  const cfy::conformance::LoopbackPort silent(true);
  const std::string url = sandbox.state().at("base_url").get<std::string>() + "/devices/dev_0001";
  const std::string ca_file = sandbox.state().at("ca_file");
  const std::string authorization = "Authorization: Bearer " + sandbox.state().at("api_key").get<std::string>();

  Ours kept = make_ours(url, ca_file, authorization, false);
  Ours closing = make_ours(url, ca_file, authorization, true);
  Peer peer(url, ca_file, authorization, false);
  Peer closing_peer(url, ca_file, authorization, true);
  json results = json::array();
  results.push_back(compare(
      "one after another, CPU", 500, 0.95, "libcurl easy", [&](int calls) { kept.one_after_another(calls); },
      [&](int calls) { peer.one_after_another(calls); }));
  results.push_back(compare(
      "32 at a time over HTTP/1.1, CPU", 1000, 0.85, "libcurl multi", [&](int calls) { kept.at_once(calls); },
      [&](int calls) { peer.at_once(calls); }));
  results.push_back(compare(
      "a new connection each, CPU", 50, 0.9, "libcurl easy", [&](int calls) { closing.one_after_another(calls); },
      [&](int calls) { closing_peer.one_after_another(calls); }));
  for (const json& row : memory_rows(make_ours(url, ca_file, authorization, false), silent.url()))
    results.push_back(row);
  std::ofstream(result_file) << results.dump(1) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3 || std::string(argv[1]) != "--json") {
    std::fprintf(stderr, "usage: bench_transport --json FILE\n");
    return 2;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  return run(argv[2]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_transport: %s\n", error.what());
  return 1;
}
