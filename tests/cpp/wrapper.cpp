// koppel.hpp as a C++ program uses it. Silent when all holds.
//   wrapper FOLDER
#include "koppel.hpp"
#include "koppel.hpp" // included twice on purpose

#include <array>
#include <iostream>
#include <thread>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>
#include <vector>

#define CHECK(holds)                                                                               \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            std::cerr << __FILE__ << ":" << __LINE__ << ": " << #holds << "\n";                    \
            std::exit(1);                                                                          \
        }                                                                                          \
    } while (0)

static const std::string order =
    R"({"order_id":"1","currency":"EUR","calculated_at":"2026-11-21T12:00:00+01:00",
        "lines":[{"line_id":"1","kind":"product","supplier_id":"x","quantity":3,"gross_amount":"39.00","vat_rate":"21"}],
        "vouchers":[{"voucher_id":"card-7","kind":"multi_purpose","balance":"25.00"}],
        "remainder":{"tender_id":"ideal"}})";

static const std::string shop =
    R"({"shop_id":"x","currency":"EUR","country":"NL","prices_include_vat":true,"vat":{"standard":"21"}})";

template <typename Exception, typename Action> static Exception thrown(Action action) {
    try {
        action();
    } catch (const Exception &caught) {
        return caught;
    }
    std::cerr << "nothing was thrown\n";
    std::exit(1);
}

static void a_reply_is_read_by_pointers() {
    koppel::document split = koppel::payment_split(order);
    CHECK(split.at("/amount_due") == "14.00");
    CHECK(split.minor("/amount_due") == 1400);
    CHECK(split.count("/tenders") == 2);
    CHECK(split.count() > 5 && split.count("/nowhere") == 0);
    CHECK(!split.text("/nowhere") && !split.minor("/nowhere"));
    thrown<std::out_of_range>([&] { split.at("/nowhere"); });
    thrown<std::invalid_argument>([&] { split.text("/tenders"); });
    thrown<std::invalid_argument>([&] { split.minor("/tenders/0/kind"); });
    koppel::document moved = std::move(split);
    CHECK(moved.json().front() == '{' && split.json().empty());
    CHECK(!split.text("/amount_due"));
    std::string refund =
        R"({"split":)" + std::string(moved.json()) +
        R"(,"return_id":"r","calculated_at":"2026-11-22T12:00:00+01:00","lines":[{"line_id":"1","quantity":3}]})";
    CHECK(koppel::refund_compute(refund).minor("/amount") == 3900);
}

static void a_failure_is_an_exception_that_says_what_and_where() {
    auto wrong = thrown<koppel::error>([] { koppel::payment_split(R"({"order_id":1,"oops":2})"); });
    CHECK(wrong.status() == KOPPEL_INVALID);
    CHECK(wrong.code().find('.') != std::string::npos && !wrong.path().empty());
    CHECK(std::string(wrong.what()).size() > 10 && !wrong.is_retryable());
    CHECK(thrown<koppel::error>([] { koppel::call("no_such_method"); }).status() < 0);
    CHECK(thrown<koppel::error>([] { koppel::client{"{}"}; }).path() != "");
    CHECK(thrown<koppel::error>([] { koppel::call("echo", "{\"a\":\"\xff\"}"); }).status() ==
          KOPPEL_INVALID);
    CHECK(thrown<koppel::error>([] { koppel::stream{"{}"}; }).status() == KOPPEL_INVALID);
}

static void what_is_no_catalogue_ends_the_stream_and_nothing_else() {
    for (std::string_view wrong : {"{]", "[\xff", "7"}) {
        koppel::stream mapped{R"({"from":"woocommerce","to":"canonical","shop":)" + shop + "}"};
        CHECK(thrown<koppel::error>([&] {
                  mapped.feed(wrong);
                  mapped.finish();
              }).status() == KOPPEL_INVALID);
    }
}

static void any_text_can_be_quoted() {
    std::string text = "a \"quoted\" \\ back\n\t\x01 \xe2\x82\xac";
    koppel::document echo = koppel::call("echo", R"({"text":)" + koppel::quoted(text) + "}");
    CHECK(echo.at("/text") == text);
}

static void a_client_is_used_by_threads_logs_and_closes_itself(const std::string &folder) {
    std::string config = R"({"store":)" + koppel::quoted("sqlite:" + folder + "/store/shop.db") +
                         R"(,"shop":)" + shop + "}";
    koppel::client first{config};
    koppel::client client = std::move(first);
    CHECK(thrown<koppel::error>([&] { first.health(); }).status() == KOPPEL_INVALID);
    first.cancel();
    std::size_t logged = 0;
    client.set_log(
        [&](int level, std::string_view json) {
            CHECK(level >= 1 && level <= 4 && json.front() == '{');
            logged++;
            throw std::runtime_error("dropped");
        },
        4);
    CHECK(client.call("health").count("/outbox") > 0 && client.health().count() > 0);
    client.set_log(nullptr, 0);
    std::vector<std::thread> threads;
    for (int nth = 0; nth < 4; nth++)
        threads.emplace_back([&] {
            for (int times = 0; times < 20; times++)
                CHECK(client.outbox_drain().at("/left") == "0");
        });
    for (auto &thread : threads) thread.join();
    client.cancel(); // Nothing is under way: it ends nothing.
    CHECK(client.inbox_next().count("/entries") == 0);
    auto product =
        R"([{"id":1,"sku":"a","name":"A","type":"simple","status":"publish","regular_price":"1.00","stock_quantity":4,"manage_stock":true}])";
    auto synced = client.catalog_sync(R"({"from":"woocommerce","mode":"upsert","items":)" +
                                      std::string(product) + "}");
    CHECK(synced.minor("/created") == 1);
    auto put = client.stock_put(
        R"({"items":[{"product_id":"1","quantity":"3","as_of":"2026-11-21T12:00:00+01:00"}]})");
    CHECK(put.count() >= 2);
    for (auto method : {&koppel::client::order_record, &koppel::client::order_push,
                        &koppel::client::return_credit, &koppel::client::inbox_settle})
        thrown<koppel::error>([&] { (client.*method)("{}"); });
    auto reply = client.http_respond(
        R"({"method":"GET","target":"/wp-json/","scheme":"https","remote_address":"127.0.0.1","headers":[]})",
        "");
    CHECK(reply.head.minor("/status").value_or(0) >= 100);
    CHECK(thrown<koppel::error>([&] {
              client.http_answer(R"({"ask_id":"none","accept":false})");
          }).status() < 0);
    koppel::stream stored{client, R"({"from":"woocommerce","mode":"upsert"})"};
    stored.feed("[");
    stored.feed(
        R"({"id":2,"sku":"b","name":"B","type":"simple","status":"publish","regular_price":"2.00"}])");
    stored.finish();
    thrown<koppel::error>([&] { stored.feed("x"); });
}

static void a_child_is_told_that_the_client_is_not_its_own(const std::string &folder) {
    std::string store = koppel::quoted("sqlite:" + folder + "/store/shop.db");
    koppel::client client{R"({"store":)" + store + R"(,"shop":)" + shop + "}"};
    client.health();
    pid_t child = fork();
    if (child == 0)
        _exit(thrown<koppel::error>([&] { client.health(); }).status() == KOPPEL_FORKED ? 0 : 1);
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    client.health();
}

static void a_stream_gives_each_product_once() {
    koppel::stream mapped{R"({"from":"woocommerce","to":"canonical","shop":)" + shop + "}"};
    std::size_t products = 0;
    for (std::string_view piece :
         {R"([{"id":1,"name":"A","type":"simple","sta)",
          R"(tus":"publish","regular_price":"1.00"},{"id":2,)",
          R"("name":"B","type":"simple","status":"publish","regular_price":"2.00"}])"})
        products += mapped.feed(piece).count("/items");
    products += mapped.finish().count("/items");
    CHECK(products == 2);
    koppel::stream moved = std::move(mapped);
    thrown<koppel::error>([&] { moved.feed("[]"); });
    thrown<koppel::error>([&] { mapped.feed("[]"); });
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    static_assert(!std::is_copy_constructible_v<koppel::document> &&
                  !std::is_copy_constructible_v<koppel::client>);
    static_assert(std::is_nothrow_move_constructible_v<koppel::document>);
    static_assert(std::is_move_constructible_v<koppel::client> &&
                  std::is_move_constructible_v<koppel::stream>);
    CHECK(koppel::version_number() >= KOPPEL_VERSION_NUMBER && !koppel::version().empty());
    CHECK(koppel::capabilities().count("/methods") > 10);
    CHECK(koppel::schema(R"({"method":"payment_split"})").count() > 0);
    CHECK(thrown<koppel::error>([] { koppel::product_map("{}"); }).status() == KOPPEL_INVALID);
    a_reply_is_read_by_pointers();
    a_failure_is_an_exception_that_says_what_and_where();
    what_is_no_catalogue_ends_the_stream_and_nothing_else();
    any_text_can_be_quoted();
    a_client_is_used_by_threads_logs_and_closes_itself(arguments[1]);
    a_child_is_told_that_the_client_is_not_its_own(arguments[1]);
    a_stream_gives_each_product_once();
}
