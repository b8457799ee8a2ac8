#include "client/server_sent_events.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace cfy::client {
namespace {

struct Read {
  std::vector<std::string> data;
  std::vector<std::string> types;
  std::string last_event_id;
};

Read read(std::string_view text, std::size_t piece = 1U << 20U) {
  ServerSentEvents events;
  Read all;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const Result<void> taken = events.take(text.substr(at, piece), [&](ServerSentEvent event) {
      all.data.push_back(std::move(event.data));
      all.types.push_back(std::move(event.type));
    });
    EXPECT_TRUE(taken);
  }
  all.last_event_id = events.last_event_id();
  return all;
}

// The examples of the HTML Standard, section 9.2.6, cut at every size.
TEST(ServerSentEvents, ReadsTheStandardsExamplesHoweverTheyAreCut) {
  const std::string stock = "data: YHOO\ndata: +2\ndata: 10\n\n";
  const std::string four = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n";
  const std::string blank = "data\n\ndata\ndata\n\ndata:\n";
  for (std::size_t piece = 1; piece < 40; ++piece) {
    EXPECT_EQ(read(stock, piece).data, std::vector<std::string>{"YHOO\n+2\n10"});
    EXPECT_EQ(read(four, piece).data, (std::vector<std::string>{"first event", "second event"}));
    EXPECT_EQ(read(four, piece).last_event_id, "") << "an id without a value takes the last one away";
    EXPECT_EQ(read(blank, piece).data, (std::vector<std::string>{"", "\n"}));
  }
}

TEST(ServerSentEvents, TakesAllThreeLineEndsAndAByteOrderMark) {
  for (std::size_t piece = 1; piece < 12; ++piece) {
    EXPECT_EQ(read("\xEF\xBB\xBF"
                   "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
                   piece)
                  .data,
              (std::vector<std::string>{"a", "b", "c"}));
  }
}

TEST(ServerSentEvents, NamesTheTypeAndKeepsTheIdOfAnEarlierMessage) {
  const Read all = read("event: device.updated\nid: evt_1\ndata: {}\n\ndata: {}\n\n");
  EXPECT_EQ(all.types, (std::vector<std::string>{"device.updated", "message"}));
  EXPECT_EQ(all.last_event_id, "evt_1");
}

TEST(ServerSentEvents, AnUnfinishedMessageDoesNotCount) {
  ServerSentEvents events("evt_0");
  EXPECT_TRUE(events.take("id: evt_1\ndata: half", [](ServerSentEvent) { FAIL(); }));
  EXPECT_EQ(events.last_event_id(), "evt_0");
  events.restart();
  std::string data;
  EXPECT_TRUE(events.take("data: whole\n\n", [&](ServerSentEvent event) { data = event.data; }));
  EXPECT_EQ(data, "whole");
  EXPECT_EQ(events.last_event_id(), "evt_0");
}

TEST(ServerSentEvents, TakesAWaitInDigitsAlone) {
  ServerSentEvents events;
  const auto ignore = [](ServerSentEvent) {};
  EXPECT_TRUE(events.take("retry: 2500\n\nretry: soon\n\nretry: -1\n\nretry: 1.5\n\n", ignore));
  EXPECT_EQ(events.retry(), std::chrono::milliseconds(2500));
}

TEST(ServerSentEvents, RefusesWhatIsTooLargeAndIdsThatFitNoHeader) {
  const auto ignore = [](ServerSentEvent) {};
  const auto rule_of = [&](std::string_view text) {
    ServerSentEvents events;
    const Result<void> taken = events.take(text, ignore);
    return taken ? std::string() : taken.error().rule;
  };
  const std::string large(ServerSentEvents::kMessageMax + 1, 'a');
  EXPECT_EQ(rule_of("data: " + large), "message_too_large");
  const std::string half(ServerSentEvents::kMessageMax / 2, 'a');
  EXPECT_EQ(rule_of("data: " + half + "\ndata: " + half + "\ndata: " + half + "\n"), "message_too_large");
  EXPECT_EQ(rule_of("id: a b\n"), "event_id");
  EXPECT_EQ(rule_of("id: \xC3\xA9\n"), "event_id");
  EXPECT_EQ(rule_of("id: " + std::string(257, 'a') + "\n"), "event_id");
  EXPECT_EQ(rule_of(std::string_view("id: a\0b\n", 8)), "") << "the standard ignores an id with a NUL";
}

}  // namespace
}  // namespace cfy::client
