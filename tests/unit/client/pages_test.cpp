#include "client/pages.hpp"

#include <future>

#include <nlohmann/json.hpp>

#include "client_fixture.hpp"

namespace cfy::client {
namespace {

using PagesTest = ClientTest;

// The offset and number of items of each page.
std::vector<std::pair<std::int64_t, std::int64_t>> walk(Pages& pages) {
  std::vector<std::pair<std::int64_t, std::int64_t>> seen;
  for (;;) {
    const auto page = pages.next();
    EXPECT_TRUE(page) << page.error().message;
    if (!page || !*page) return seen;
    seen.emplace_back((*page)->page()->offset, (*page)->page()->items);
  }
}

TEST_F(PagesTest, WalksOverAllPages) {
  const auto pages = Pages::make(make_client(), "devices.list", "{}", {});
  ASSERT_TRUE(pages);
  EXPECT_EQ((*pages)->collection(), "devices");
  EXPECT_EQ(walk(**pages), (std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 20}, {20, 20}, {40, 12}}));
  EXPECT_FALSE(*(*pages)->next()) << "after the last page there is none";
}

TEST_F(PagesTest, BeginsWhereTheArgumentsSay) {
  const auto pages = Pages::make(make_client(), "devices.list", R"({"limit":10,"offset":45})", {});
  EXPECT_EQ(walk(**pages), (std::vector<std::pair<std::int64_t, std::int64_t>>{{45, 7}}));
}

TEST_F(PagesTest, EndsAtAnEmptyPage) {
  const auto pages = Pages::make(make_client(), "devices.list", R"({"offset":1000})", {});
  EXPECT_EQ(walk(**pages), (std::vector<std::pair<std::int64_t, std::int64_t>>{{1000, 0}}));
}

TEST_F(PagesTest, RefusesWhatIsNotAList) {
  EXPECT_EQ(Pages::make(make_client(), "devices.get", R"({"id":"dev_1"})", {}).error().rule, "not_a_list");
  EXPECT_EQ(Pages::make(make_client(), "devices.list", R"({"limit":1000})", {}).error().field, "limit");
}

TEST_F(PagesTest, FetchesOneSubmittedPageAtATime) {
  const test::Identity authority = test::make_authority();
  test::TlsServer silent(test::make_certificate({}, &authority), [](test::Connection& connection) {
    while (!connection.stopping()) connection.read_request();
  });
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("base_url", silent.url("/v1")));
  ASSERT_TRUE(given.set("ca_file", folder.write("own.pem", authority.pem())));
  const auto client = *Client::make(given);
  const auto pages = *Pages::make(client, "devices.list", "{}", {});
  std::promise<Result<Answer>> first;
  ASSERT_TRUE(*pages->submit([&](std::int64_t, Result<Answer> answer) { first.set_value(std::move(answer)); }));
  const auto second = pages->submit([](std::int64_t, const Result<Answer>&) { FAIL(); });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().rule, "in_flight");
  client->close();
  EXPECT_EQ(first.get_future().get().error().code, ErrorCode::cancelled);
}

TEST_F(PagesTest, AsksForTheSamePageAgainAfterAnError) {
  const auto client = make_client();
  const auto pages = *Pages::make(client, "devices.list", "{}", {});
  ASSERT_TRUE(*pages->next());
  platform->stop();
  EXPECT_FALSE(pages->next());
  EXPECT_EQ(pages->next().error().code, ErrorCode::connection);
}

TEST_F(PagesTest, RefusesAPageThatWasNotAskedFor) {
  const test::Identity authority = test::make_authority();
  const std::string page =
      R"({"devices":[{"id":"a","name":"a","type":"a","status":"a","capabilities":[]}],"pagination":{"limit":20,"offset":0,"total":52}})";
  test::TlsServer server(test::make_certificate({}, &authority), test::always(test::http_answer(200, page)));
  SettingArguments given = arguments();
  ASSERT_TRUE(given.set("base_url", server.url("/v1")));
  ASSERT_TRUE(given.set("ca_file", folder.write("own.pem", authority.pem())));
  const auto pages = *Pages::make(*Client::make(given), "devices.list", "{}", {});
  ASSERT_TRUE(pages->next());
  const auto again = pages->next();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::response);
  EXPECT_EQ(again.error().rule, "pagination");
}

}  // namespace
}  // namespace cfy::client
