/* koppel.hpp - koppel for C++17, over koppel.h: what is held is freed by itself, and a failure is
 * an exception.
 *
 * Requests and replies are JSON in UTF-8, as std::string_view: write them with the JSON library you
 * have, or with none (koppel::quoted makes a string of any text; koppel::document reads by JSON
 * Pointer). What each method takes and gives is in docs/reference.md.
 *
 *     koppel::client shop{config};
 *     auto pushed = shop.order_push(request);
 *     std::cout << pushed.at("/entry_id");
 *
 * Header only. A client may be used by several threads at once, in the process that opened it; a
 * document by any thread; a stream by one at a time. Texts that a document gives are good as long
 * as the document is.
 */
#ifndef KOPPEL_HPP
#define KOPPEL_HPP

#include "koppel.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace koppel {

/* What koppel hands out: an immutable JSON document. */
class document {
  public:
    document() noexcept = default;
    explicit document(koppel_doc *doc) noexcept : doc_(doc) {
    }

    /* The whole of it. */
    std::string_view json() const noexcept {
        return doc_ ? std::string_view(koppel_doc_data(doc_.get()), koppel_doc_size(doc_.get()))
                    : std::string_view();
    }

    /* The string, or the text of the number, true or false, that stands at a JSON Pointer; none
     * where nothing or null stands there. Throws std::invalid_argument for a list or an object. */
    std::optional<std::string_view> text(const std::string &pointer) const {
        const char *text = nullptr;
        std::size_t length = 0;
        return found(koppel_doc_text(doc_.get(), pointer.c_str(), &text, &length), pointer)
                   ? std::optional<std::string_view>({text, length})
                   : std::nullopt;
    }

    /* The same, where it must be there: else std::out_of_range. */
    std::string_view at(const std::string &pointer) const {
        if (auto text = this->text(pointer)) return *text;
        throw std::out_of_range("nothing stands at " + pointer);
    }

    /* An amount in minor units: "10.78" is 1078. Throws std::invalid_argument for what is no
     * amount. */
    std::optional<std::int64_t> minor(const std::string &pointer) const {
        std::int64_t minor = 0;
        return found(koppel_doc_minor(doc_.get(), pointer.c_str(), &minor), pointer)
                   ? std::optional<std::int64_t>(minor)
                   : std::nullopt;
    }

    /* How many elements a list, or members an object has; 0 where nothing stands. */
    std::size_t count(const std::string &pointer = "") const {
        std::size_t count = 0;
        found(koppel_doc_count(doc_.get(), pointer.c_str(), &count), pointer);
        return count;
    }

    /* For the functions of koppel.h; still owned by this. */
    const koppel_doc *get() const noexcept {
        return doc_.get();
    }

  private:
    bool found(koppel_status status, const std::string &pointer) const {
        if (status == KOPPEL_OK) return true;
        if (status == KOPPEL_NOT_FOUND || !doc_) return false;
        throw std::invalid_argument("what stands at '" + pointer + "' is of another kind");
    }

    struct freed {
        void operator()(koppel_doc *doc) const noexcept {
            koppel_doc_free(doc);
        }
    };
    std::unique_ptr<koppel_doc, freed> doc_;
};

/* A call that came to nothing. The status says what may be done now; the code, message and path
 * what was wrong. */
class error : public std::runtime_error {
  public:
    error(koppel_status status, const document &doc)
        : std::runtime_error(member(doc, "/error/message", koppel_status_name(status))),
          status_(status), code_(member(doc, "/error/code", "")),
          path_(member(doc, "/error/path", "")),
          is_retryable_(member(doc, "/error/retryable", "") == "true") {
    }

    /* One of KOPPEL_INVALID, KOPPEL_REJECTED, KOPPEL_RETRY, ... */
    koppel_status status() const noexcept {
        return status_;
    }
    /* Such as "payment.over_refund". */
    const std::string &code() const noexcept {
        return code_;
    }
    /* A JSON Pointer into the request; "" where it is about the whole. */
    const std::string &path() const noexcept {
        return path_;
    }
    bool is_retryable() const noexcept {
        return is_retryable_;
    }

  private:
    static std::string member(const document &doc, const char *pointer, const char *otherwise) {
        const char *text = nullptr;
        std::size_t length = 0;
        return koppel_doc_text(doc.get(), pointer, &text, &length) == KOPPEL_OK
                   ? std::string(text, length)
                   : std::string(otherwise);
    }

    koppel_status status_;
    std::string code_, path_;
    bool is_retryable_;
};

namespace detail {

inline document checked(koppel_status status, koppel_doc *doc) {
    document held(doc);
    if (status != KOPPEL_OK) throw error(status, held);
    return held;
}

/* Whether the library is the one that this header was made for, or a later one: asked once. */
inline void check_abi() {
    static const koppel_status fits = koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER);
    if (fits != KOPPEL_OK) throw error(fits, document());
}

using pure_function = koppel_status (*)(const char *, std::size_t, koppel_doc **);
inline document run(pure_function function, std::string_view request) {
    check_abi();
    koppel_doc *out = nullptr;
    koppel_status status = function(request.data(), request.size(), &out);
    return checked(status, out);
}

} // namespace detail

/* The release of the library, such as "0.1.0". */
inline std::string version() {
    return koppel_version_string();
}
inline std::uint32_t version_number() noexcept {
    return koppel_version_number();
}

/* A JSON string, with its quotation marks: for requests that are written by hand. The text must be
 * UTF-8. */
inline std::string quoted(std::string_view text) {
    static const char digits[] = "0123456789abcdef";
    std::string json = "\"";
    for (char letter : text) {
        auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            json += {'\\', letter};
        } else if (byte < 0x20) {
            json += {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
        } else {
            json += letter;
        }
    }
    return json += '"';
}

/* Pure functions: no client, no store, no network. */
inline document payment_split(std::string_view request) {
    return detail::run(koppel_payment_split, request);
}
inline document refund_compute(std::string_view request) {
    return detail::run(koppel_refund_compute, request);
}
inline document product_map(std::string_view request) {
    return detail::run(koppel_product_map, request);
}
inline document schema(std::string_view request) {
    return detail::run(koppel_schema, request);
}
inline document capabilities() {
    return detail::run(koppel_capabilities, "{}");
}

/* Any pure method by its name. */
inline document call(std::string_view method, std::string_view request = "{}") {
    detail::check_abi();
    koppel_doc *out = nullptr;
    koppel_status status =
        koppel_call(nullptr, method.data(), method.size(), request.data(), request.size(), &out);
    return detail::checked(status, out);
}

/* What an HTTP request is answered with. */
struct http_reply {
    document head;
    document body; /* its json() is the bytes of the body */
};

/* Everything koppel keeps for one shop. */
class client {
  public:
    /* What throws out of it is dropped: an exception cannot pass through the library. It must not
     * call koppel. */
    using log_function = std::function<void(int level, std::string_view json)>;

    explicit client(std::string_view config) {
        detail::check_abi();
        koppel_client *opened = nullptr;
        koppel_doc *out = nullptr;
        koppel_status status = koppel_client_open(config.data(), config.size(), &opened, &out);
        client_.reset(opened);
        detail::checked(status, out);
    }

    /* Any method by its name. */
    document call(std::string_view method, std::string_view request = "{}") {
        koppel_doc *out = nullptr;
        koppel_status status = koppel_call(client_.get(), method.data(), method.size(),
                                           request.data(), request.size(), &out);
        return detail::checked(status, out);
    }

    document catalog_sync(std::string_view request) {
        return run(koppel_catalog_sync, request);
    }
    document stock_put(std::string_view request) {
        return run(koppel_stock_put, request);
    }
    document order_record(std::string_view request) {
        return run(koppel_order_record, request);
    }
    document order_push(std::string_view request) {
        return run(koppel_order_push, request);
    }
    document return_credit(std::string_view request) {
        return run(koppel_return_credit, request);
    }
    document inbox_next(std::string_view request = "{}") {
        return run(koppel_inbox_next, request);
    }
    document inbox_settle(std::string_view request) {
        return run(koppel_inbox_settle, request);
    }
    document outbox_drain(std::string_view request = "{}") {
        return run(koppel_outbox_drain, request);
    }
    document oresto_call(std::string_view request) {
        return run(koppel_oresto_call, request);
    }
    document oresto_sync(std::string_view request) {
        return run(koppel_oresto_sync, request);
    }
    document health() {
        return run(koppel_health, "{}");
    }

    /* Answers an HTTP request as WooCommerce would; whatever it held, the reply is to be sent. A
     * head with `ask` is a question to the shop, for http_answer. */
    http_reply http_respond(std::string_view head, std::string_view body) {
        koppel_doc *out_head = nullptr, *out_body = nullptr;
        koppel_status status = koppel_http_respond(client_.get(), head.data(), head.size(),
                                                   body.data(), body.size(), &out_head, &out_body);
        return reply(status, out_head, out_body);
    }
    http_reply http_answer(std::string_view request) {
        koppel_doc *out_head = nullptr, *out_body = nullptr;
        koppel_status status =
            koppel_http_answer(client_.get(), request.data(), request.size(), &out_head, &out_body);
        return reply(status, out_head, out_body);
    }

    /* Ends the calls to the outside that are under way, from any thread. */
    void cancel() noexcept {
        koppel_client_cancel(client_.get());
    }

    /* Log records up to `level_max` (1 error, 2 warning, 3 info, 4 debug) go to `log`; an empty one
     * ends it. No call may be under way. */
    void set_log(log_function log, int level_max) {
        auto next = log ? std::make_unique<log_function>(std::move(log)) : nullptr;
        koppel_status status = koppel_client_set_log(client_.get(), next ? &client::tell : nullptr,
                                                     next.get(), level_max);
        if (status != KOPPEL_OK) throw error(status, document());
        log_ = std::move(next);
    }

    /* For the functions of koppel.h; still owned by this. */
    koppel_client *get() const noexcept {
        return client_.get();
    }

  private:
    using function = koppel_status (*)(koppel_client *, const char *, std::size_t, koppel_doc **);
    document run(function function, std::string_view request) {
        koppel_doc *out = nullptr;
        koppel_status status = function(client_.get(), request.data(), request.size(), &out);
        return detail::checked(status, out);
    }

    static http_reply reply(koppel_status status, koppel_doc *head, koppel_doc *body) {
        document held(body);
        return {detail::checked(status, head), std::move(held)};
    }

    static void tell(void *user, std::int32_t level, const char *json,
                     std::size_t length) noexcept {
        try {
            (*static_cast<log_function *>(user))(level, {json, length});
        } catch (...) {
        }
    }

    struct closed {
        void operator()(koppel_client *client) const noexcept {
            koppel_client_close(client);
        }
    };
    /* Before the client, for it may log while it closes. */
    std::unique_ptr<log_function> log_;
    std::unique_ptr<koppel_client, closed> client_;
};

/* A catalogue on its way, piece by piece; pieces may be cut anywhere. */
class stream {
  public:
    /* Maps: the request is that of product_map without `items`. */
    explicit stream(std::string_view request) {
        open(nullptr, request);
    }
    /* Stores: the request is that of catalog_sync without `items`. The client must outlive the
     * stream. */
    stream(client &client, std::string_view request) {
        open(client.get(), request);
    }

    /* Takes the next bytes of the catalogue, at most 16 MiB at once; gives what is ready by now. */
    document feed(std::string_view chunk) {
        koppel_doc *out = nullptr;
        koppel_status status = koppel_stream_feed(stream_.get(), chunk.data(), chunk.size(), &out);
        return detail::checked(status, out);
    }

    /* Says that it was all, once; gives the rest. */
    document finish() {
        koppel_doc *out = nullptr;
        koppel_status status = koppel_stream_finish(stream_.get(), &out);
        return detail::checked(status, out);
    }

  private:
    void open(koppel_client *client, std::string_view request) {
        detail::check_abi();
        koppel_stream *opened = nullptr;
        koppel_doc *out = nullptr;
        koppel_status status =
            koppel_stream_open(client, request.data(), request.size(), &opened, &out);
        stream_.reset(opened);
        detail::checked(status, out);
    }

    struct freed {
        void operator()(koppel_stream *stream) const noexcept {
            koppel_stream_free(stream);
        }
    };
    std::unique_ptr<koppel_stream, freed> stream_;
};

} // namespace koppel

#endif /* KOPPEL_HPP */
