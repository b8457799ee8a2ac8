#include "client/event_stream.hpp"

#include <poll.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using namespace std::chrono_literals;
using test::Connection;
using test::http_answer;

constexpr const char* kStreamHeaders = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

std::string message(int number, const std::string& filler = {}) {
  const std::string id = "evt_" + std::to_string(number);
  return "id: " + id + "\nevent: device.updated\ndata: {\"id\":\"" + id +
         "\",\"type\":\"device.updated\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{\"note\":\"" + filler +
         "\"}}\n\n";
}

bool readable(int descriptor, std::chrono::milliseconds timeout) {
  pollfd waiting{descriptor, POLLIN, 0};
  return poll(&waiting, 1, static_cast<int>(timeout.count())) == 1;
}

class EventStreamTest : public ClientTest {
 protected:
  // `behave` gets the number of the connection and its request.
  std::unique_ptr<EventStream> open(std::function<void(Connection&, int, const std::string&)> behave,
                                    CallOptions options = {}, std::string last_event_id = {}) {
    server_ = std::make_unique<test::TlsServer>(test::make_certificate({}, &authority_),
                                                [this, behave = std::move(behave)](Connection& connection) {
                                                  const std::string request = connection.read_request();
                                                  if (!request.empty()) behave(connection, ++connections, request);
                                                });
    SettingArguments given = arguments();
    EXPECT_TRUE(given.set("base_url", server_->url("/v1")));
    EXPECT_TRUE(given.set("ca_file", folder.write("own.pem", authority_.pem())));
    client = *Client::make(given);
    auto stream = EventStream::open(client, "events.stream", "{}", options, std::move(last_event_id));
    EXPECT_TRUE(stream);
    return *std::move(stream);
  }

  static void stay_open(Connection& connection) {
    while (!connection.stopping() && connection.write(": still here\n\n")) std::this_thread::sleep_for(50ms);
  }

  std::atomic<int> connections{0};
  std::shared_ptr<Client> client;

 private:
  test::Identity authority_ = test::make_authority();
  std::unique_ptr<test::TlsServer> server_;
};

std::string id_of_next(EventStream& stream) {
  const auto next = stream.next(10s);
  if (!next) return "error: " + next.error().message;
  if (!*next) return "nothing";
  const std::string json((*next)->json());
  const auto begin = json.find("evt_");
  return json.substr(begin, json.find('"', begin) - begin);
}

TEST_F(EventStreamTest, GoesOnAfterTheLastEventWhenTheConnectionIsLost) {
  std::mutex mutex;
  std::vector<std::string> requests;
  const auto stream = open([&](Connection& connection, int number, const std::string& request) {
    {
      const std::scoped_lock lock(mutex);
      requests.push_back(request);
    }
    connection.write(std::string(kStreamHeaders) + message(2 * number) + message(2 * number + 1));
    if (number > 1) stay_open(connection);
  });
  EXPECT_EQ(id_of_next(*stream), "evt_2");
  EXPECT_EQ(stream->last_event_id(), "evt_2");
  EXPECT_EQ(id_of_next(*stream), "evt_3");
  EXPECT_EQ(id_of_next(*stream), "evt_4");
  stream->close();
  const std::scoped_lock lock(mutex);
  EXPECT_EQ(requests.at(0).find("Last-Event-ID"), std::string::npos);
  EXPECT_NE(requests.at(0).find("\r\nAccept: text/event-stream\r\n"), std::string::npos);
  EXPECT_EQ(requests.at(0).find("application/json"), std::string::npos);
  EXPECT_NE(requests.at(0).find("\r\nAuthorization: Bearer "), std::string::npos);
  EXPECT_NE(requests.at(1).find("\r\nLast-Event-ID: evt_3\r\n"), std::string::npos);
}

TEST_F(EventStreamTest, BeginsWhereTheCallerSays) {
  std::mutex mutex;
  std::string seen;
  const auto stream = open(
      [&](Connection& connection, int, const std::string& request) {
        {
          const std::scoped_lock lock(mutex);
          seen = request;
        }
        connection.write(std::string(kStreamHeaders) + message(8));
        stay_open(connection);
      },
      {}, "evt_7");
  EXPECT_EQ(id_of_next(*stream), "evt_8");
  const std::scoped_lock lock(mutex);
  EXPECT_NE(seen.find("\r\nLast-Event-ID: evt_7\r\n"), std::string::npos);
}

TEST_F(EventStreamTest, RefusesAnIdThatWouldBreakTheHeader) {
  const auto opened = EventStream::open(make_client(), "events.stream", "{}", {}, "evt\r\nX-More: 1");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().field, "last_event_id");
}

TEST_F(EventStreamTest, ReadsNoMoreThanItsWindowUntilEventsAreTaken) {
  constexpr int kEvents = 4000;  // 8 MiB, more than sockets and TLS hold by themselves
  std::atomic<int> sent{0};
  const auto stream = open([&](Connection& connection, int, const std::string&) {
    const std::string filler(2048, 'x');
    connection.write(kStreamHeaders);
    for (int i = 0; i < kEvents && connection.write(message(i, filler)); ++i) ++sent;
    stay_open(connection);
  });
  int before = -1;
  while (before != sent.load() || before == 0) {
    before = sent;
    std::this_thread::sleep_for(300ms);
  }
  EXPECT_LT(before, kEvents) << "the sender has to wait while nobody takes";
  for (int i = 0; i < kEvents; ++i) ASSERT_EQ(id_of_next(*stream), "evt_" + std::to_string(i));
  EXPECT_EQ(connections, 1);
}

TEST_F(EventStreamTest, AnEventThatBreaksItsSchemaIsAnErrorAndTheNextOneComes) {
  const auto stream = open([](Connection& connection, int, const std::string&) {
    connection.write(std::string(kStreamHeaders) + "data: {\"id\":7}\n\ndata: nonsense\n\n" + message(3));
    stay_open(connection);
  });
  EXPECT_EQ(stream->next(10s).error().code, ErrorCode::response);
  EXPECT_EQ(stream->next(10s).error().code, ErrorCode::response);
  EXPECT_EQ(id_of_next(*stream), "evt_3");
}

TEST_F(EventStreamTest, ARefusalEndsIt) {
  const auto stream = open([](Connection& connection, int, const std::string&) {
    connection.write(http_answer(403, R"({"status":"error","error":{"code":"NO","message":"no"}})"));
  });
  EXPECT_EQ(stream->next(10s).error().code, ErrorCode::permission);
  EXPECT_EQ(stream->next(10s).error().code, ErrorCode::permission) << "and it stays so";
  EXPECT_EQ(connections, 1);
}

TEST_F(EventStreamTest, NoContentSaysThatThereIsNothingMore) {
  const auto stream = open(
      [](Connection& connection, int, const std::string&) { connection.write("HTTP/1.1 204 No Content\r\n\r\n"); });
  EXPECT_EQ(stream->next(10s).error().rule, "closed");
}

TEST_F(EventStreamTest, OtherContentIsRefused) {
  const auto stream =
      open([](Connection& connection, int, const std::string&) { connection.write(http_answer(200, "data: {}\n\n")); });
  const auto next = stream->next(10s);
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().rule, "content_type");
}

TEST_F(EventStreamTest, SilenceIsALostConnection) {
  CallOptions options;
  options.timeout = 1s;
  const auto stream = open(
      [](Connection& connection, int number, const std::string&) {
        connection.write(std::string(kStreamHeaders) + message(number));
        if (number > 1) stay_open(connection);
        while (!connection.stopping()) std::this_thread::sleep_for(20ms);
      },
      options);
  EXPECT_EQ(id_of_next(*stream), "evt_1");
  EXPECT_EQ(id_of_next(*stream), "evt_2");
}

TEST_F(EventStreamTest, AServerThatFailsIsAskedAgain) {
  const auto stream = open([](Connection& connection, int number, const std::string&) {
    if (number < 3) {
      connection.write(http_answer(503, "{}"));
      return;
    }
    connection.write(std::string(kStreamHeaders) + message(number));
    stay_open(connection);
  });
  EXPECT_EQ(id_of_next(*stream), "evt_3");
}

TEST_F(EventStreamTest, TellsThatSomethingCameByItsDescriptor) {
  std::atomic<bool> go{false};
  const auto stream = open([&](Connection& connection, int, const std::string&) {
    connection.write(kStreamHeaders);
    while (!go && !connection.stopping()) std::this_thread::sleep_for(5ms);
    connection.write(message(1));
    stay_open(connection);
  });
  const int descriptor = *stream->descriptor();
  EXPECT_FALSE(readable(descriptor, 100ms));
  EXPECT_FALSE(*stream->next(0ms)) << "nothing came in time";
  go = true;
  EXPECT_TRUE(readable(descriptor, 5s));
  EXPECT_EQ(id_of_next(*stream), "evt_1");
  EXPECT_FALSE(readable(descriptor, 0ms));
  stream->close();
  EXPECT_TRUE(readable(descriptor, 0ms));
}

TEST_F(EventStreamTest, ClosingWakesWhoeverWaits) {
  const auto stream = open([](Connection& connection, int, const std::string&) {
    connection.write(kStreamHeaders);
    stay_open(connection);
  });
  std::thread closer([&] {
    std::this_thread::sleep_for(100ms);
    stream->close();
  });
  EXPECT_EQ(stream->next(-1ms).error().rule, "closed");
  closer.join();
}

TEST_F(EventStreamTest, EndsWithItsClient) {
  const auto stream = open([](Connection& connection, int, const std::string&) {
    connection.write(kStreamHeaders);
    stay_open(connection);
  });
  std::thread closer([&] {
    std::this_thread::sleep_for(100ms);
    client->close();
  });
  EXPECT_EQ(stream->next(-1ms).error().code, ErrorCode::cancelled);
  closer.join();
}

TEST_F(EventStreamTest, IsNoCallAndNoCallIsAStream) {
  const auto one = make_client();
  EXPECT_EQ(one->call("events.stream", "{}", {}).error().rule, "is_stream");
  EXPECT_EQ(EventStream::open(one, "devices.list", "{}", {}, {}).error().rule, "not_a_stream");
}

}  // namespace
}  // namespace cfy::client
