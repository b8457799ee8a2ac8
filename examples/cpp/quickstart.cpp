// A first look at Connectify: seven steps against the sandbox.
//
//   connectify sandbox &          starts the platform on this machine
//   ./quickstart_cpp              asks it for its status, lists, registers and updates devices, and gets refused
//   ./quickstart_cpp --steps      the same, one line of JSON a step
//
// Ends with status 1 if a step did not go as expected.
#include <array>
#include <chrono>
#include <connectify/connectify.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace std::string_literals;

namespace {

// The seed data of a fresh sandbox.
constexpr std::size_t kSeedDevices = 52;
constexpr int kPageSize = 20;
constexpr int kSeedPages = 3;

// A name as nobody should register it: markup, a right-to-left override (U+202E), and a line break.
constexpr std::string_view kBadName = "Kitchen <script>lamp\xE2\x80\xAE\r\n2";

// A key that is well formed, but that no sandbox ever gave out. Real keys never stand in source code: the sandbox's own
// is found by the library, and yours belongs into CONNECTIFY_API_KEY.
constexpr std::string_view kUnknownKey = "cfy_ak_test_0000000000000000000000000000000025rrqD";

// A step that went otherwise than it should.
class Unexpected : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A configuration that finds the running sandbox: its address, its certificate authority and its key.
connectify::Config sandbox() {
  connectify::Config config;
  config.set("environment", "sandbox");
  return config;
}

class Quickstart {
 public:
  // Each step answers with a line about what it saw, and throws if that is not what it should have seen.
  std::string ask_status() {
    const connectify::Answer answer = client_.call("status.get");
    const std::string status(answer.string_at("/status"));
    if (status != "connected") throw Unexpected("the status is " + status);
    return status + " (" + std::string(answer.string_at("/environment")) + ")";
  }

  std::string list_devices() {
    connectify::Params params;
    params.set("limit", kPageSize);
    connectify::Pages pages(client_, "devices.list", params);

    std::size_t devices = 0;
    int page_count = 0;
    while (const auto page = pages.next()) {
      devices += page->count("/devices");
      ++page_count;
    }
    const std::string seen = std::to_string(devices) + " devices over " + std::to_string(page_count) + " pages";
    if (devices != kSeedDevices || page_count != kSeedPages) {
      throw Unexpected(seen + "; a fresh sandbox has " + std::to_string(kSeedDevices));
    }
    return seen;
  }

  // The library refuses a name that could do harm where it is shown, before anything is sent.
  std::string refuse_bad_name() {
    try {
      register_lamp(kBadName);
    } catch (const connectify::ValidationError& error) {
      if (error.rule().empty()) throw Unexpected("the error names no rule: "s + error.what());
      return std::string(error.rule()) + ": " + error.what();
    }
    throw Unexpected("the name was accepted");
  }

  std::string register_cleaned() {
    const auto cleaned = connectify::clean_text("device_name", kBadName);
    const std::string name = cleaned.text.value_or(std::string(kBadName));
    device_id_ = register_lamp(name);
    return device_id_ + " is \"" + name + "\"";
  }

  // Renames the device, and deletes it, so that the sandbox is as it was.
  std::string update_device() {
    constexpr std::string_view kNewName = "Kitchen lamp";
    connectify::Params changes;
    changes.set("id", device_id_).set("name", kNewName);
    const connectify::Answer updated = client_.call("devices.update", changes);
    const std::string name(updated.string_at("/name"));

    connectify::Params device;
    device.set("id", device_id_);
    client_.call("devices.delete", device);
    if (name != kNewName) throw Unexpected("the name is " + name);
    return "is now \"" + name + "\"; deleted again";
  }

  std::string try_wrong_key() {
    try {
      connectify::Client stranger(sandbox().set("api_key", kUnknownKey));
      stranger.call("status.get");
    } catch (const connectify::AuthenticationError& error) {
      return error.what();
    }
    throw Unexpected("the key was accepted");
  }

  // A server that nobody vouches for gets no request, and no key.
  std::string try_untrusted() {
    try {
      connectify::Client suspicious(sandbox().set("ca_file", other_authorities()));
      suspicious.call("status.get");
    } catch (const connectify::TlsError& error) {
      return error.what();
    }
    throw Unexpected("the server was trusted");
  }

 private:
  // Registers a lamp under this name; answers the id that the platform gave it.
  std::string register_lamp(std::string_view name) {
    connectify::Params lamp;
    lamp.set("name", name).set("type", "lamp").append("capabilities", "brightness");
    return std::string(client_.call("devices.register", lamp).string_at("/id"));
  }

  // A certificate bundle that does not hold the sandbox's authority: the system's.
  static std::string other_authorities() {
    for (const char* place :
         {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
      if (std::ifstream(place)) return place;
    }
    throw Unexpected("found no certificate bundle of the system to try with");
  }

  connectify::Client client_{sandbox()};
  std::string device_id_;
};

struct Step {
  const char* name;
  std::string (Quickstart::*run)();
};
constexpr std::array kSteps = {
    Step{"status", &Quickstart::ask_status},       Step{"list", &Quickstart::list_devices},
    Step{"refuse", &Quickstart::refuse_bad_name},  Step{"register", &Quickstart::register_cleaned},
    Step{"update", &Quickstart::update_device},    Step{"wrong_key", &Quickstart::try_wrong_key},
    Step{"untrusted", &Quickstart::try_untrusted},
};

// Printable ASCII alone, so that nothing from a server can act on the terminal; quoted for JSON if asked.
std::string printable(std::string_view text, bool quoted) {
  std::string result;
  for (const char c : text) {
    if (quoted && (c == '"' || c == '\\')) result += '\\';
    result += c >= ' ' && c <= '~' ? c : '?';
  }
  return result;
}

void report(const char* step, bool ok, double ms, std::string_view detail, bool as_json) {
  std::array<char, 128> line{};
  if (as_json) {
    std::snprintf(line.data(), line.size(), R"({"step":"%s","ok":%s,"ms":%.2f,"detail":")", step, ok ? "true" : "false",
                  ms);
    std::cout << line.data() << printable(detail, true) << "\"}" << std::endl;
  } else {
    std::snprintf(line.data(), line.size(), "%-6s %-10s %8.2f ms  ", ok ? "ok" : "FAILED", step, ms);
    std::cout << line.data() << printable(detail, false) << std::endl;
  }
}

// Whether the step went as expected.
bool run(Quickstart& quickstart, const Step& step, bool as_json) {
  const auto started = std::chrono::steady_clock::now();
  std::string detail;
  bool ok = false;
  try {
    detail = (quickstart.*step.run)();
    ok = true;
  } catch (const connectify::Error& error) {
    detail = std::string(error.name()) + ": " + error.what();
  } catch (const Unexpected& unexpected) {
    detail = unexpected.what();
  }
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - started;
  report(step.name, ok, taken.count(), detail, as_json);
  return ok;
}

}  // namespace

int main(int argc, char** argv) try {
  const bool as_json = argc == 2 && argv[1] == "--steps"s;
  if (argc > 1 && !as_json) {
    std::cerr << "usage: quickstart_cpp [--steps]\n";
    return 2;
  }
  Quickstart quickstart;
  bool all_ok = true;
  for (const Step& step : kSteps) all_ok = run(quickstart, step, as_json) && all_ok;
  return all_ok ? 0 : 1;
} catch (const connectify::Error& error) {
  std::cerr << "quickstart: " << error.what() << '\n';
  return 1;
}
