/* Drives every function of koppel.h as a hostile host would. Compiles as C99, C17 and C++17; silent
 * when all holds. */
#define _POSIX_C_SOURCE 200809L

#include "koppel.h"
#include "koppel.h" /* included twice on purpose */

#include "check.h"
#include <limits.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

typedef koppel_status (*pure_fn)(const char *request, size_t length, koppel_doc **out);
typedef koppel_status (*client_fn)(koppel_client *client, const char *request, size_t length,
                                   koppel_doc **out);

/* Every export of the one shape. tests/c_abi.rs sees to it that none of koppel.h is forgotten in
 * this file. */
static const struct {
    const char *method;
    pure_fn run;
} PURE[] = {
    {"capabilities", koppel_capabilities},     {"schema", koppel_schema},
    {"payment_split", koppel_payment_split},   {"product_map", koppel_product_map},
    {"refund_compute", koppel_refund_compute},
};

static const struct {
    const char *method;
    client_fn run;
} ON_CLIENT[] = {
    {"catalog_sync", koppel_catalog_sync}, {"health", koppel_health},
    {"inbox_next", koppel_inbox_next},     {"inbox_settle", koppel_inbox_settle},
    {"order_push", koppel_order_push},     {"order_record", koppel_order_record},
    {"oresto_call", koppel_oresto_call},   {"oresto_sync", koppel_oresto_sync},
    {"outbox_drain", koppel_outbox_drain}, {"return_credit", koppel_return_credit},
    {"stock_put", koppel_stock_put},
};

/* The same bytes to both doors must give the same status and the same document. */
static const char *const HOSTILE[] = {
    "",
    " ",
    "{",
    "}",
    "[",
    "]",
    "{]",
    "nul",
    "null",
    "true",
    "1",
    "\"\"",
    "[1]",
    "[{}]",
    "{}{}",
    "{} x",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":01}",
    "{\"a\":1e999999999}",
    "{\"a\":-}",
    "{\"a\":NaN}",
    "{\"a\":Infinity}",
    "{\"a\":\"\\u\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\n\"}",
    "{\"a\":1,\"a\":2}",
    "{\"no_such_member\":1}",
    "\xEF\xBB\xBF{}",
    "// {}",
    "{\"a\":[1,2",
    "{\"a\":\"",
    "{\"a\":\"\\",
    "{\"\":{\"\":{\"\":null}}}",
    "[[[[[[[[[[[[[[[[[[[[[[",
    "{\"vouchers\":{},\"lines\":[],\"order_id\":[]}",
    "{\"lines\":[{\"quantity\":-1e400}]}",
    "{\"method\":\"\\u0000\"}",
};

static const struct {
    const char *bytes;
    size_t length;
} NOT_UTF8[] = {
    {"{\"a\":\"\xff\"}", 9},          {"\xc0\x80", 2},
    {"{\"a\":\"\xed\xa0\x80\"}", 11}, {"{\"a\":\"\xf4\x90\x80\x80\"}", 12},
    {"{\"a\":\"\xc3\"}", 9},          {"{}\x80", 3},
};

/* Takes the place of the document, for C evaluates arguments in any order. Frees it. */
static void expect_error(koppel_status status, koppel_doc **place, const char *code) {
    koppel_doc *doc = *place;
    const char *text = NULL;
    size_t length = 0;
    CHECK(status < 0);
    CHECK(doc != NULL);
    CHECK(koppel_doc_text(doc, "/error/code", &text, &length) == KOPPEL_OK);
    CHECK(length == strlen(text) && strchr(text, '.') != NULL);
    if (code != NULL) CHECK_TEXT(text, code);
    if (koppel_doc_text(doc, "/error/message", &text, &length) != KOPPEL_OK || length <= 10)
        puts(koppel_doc_data(doc));
    CHECK(koppel_doc_text(doc, "/error/message", &text, &length) == KOPPEL_OK && length > 10);
    CHECK(koppel_doc_text(doc, "/error/path", &text, NULL) == KOPPEL_OK);
    CHECK(koppel_doc_text(doc, "/error/retryable", &text, NULL) == KOPPEL_OK);
    koppel_doc_free(doc);
}

static koppel_status call(koppel_client *client, const char *method, const char *request,
                          koppel_doc **out) {
    return koppel_call(client, method, strlen(method), request, strlen(request), out);
}

static void expect_reply(koppel_status status, koppel_doc **place, const char *reply) {
    koppel_doc *doc = *place;
    if (status != KOPPEL_OK) fprintf(stderr, "%s\n", koppel_doc_data(doc));
    CHECK(status == KOPPEL_OK);
    CHECK_TEXT(koppel_doc_data(doc), reply);
    CHECK(koppel_doc_size(doc) == strlen(reply));
    koppel_doc_free(doc);
}

/* -- Versions and names
 * ------------------------------------------------------------------------------------------- */

static void a_program_can_tell_whether_it_fits_the_library(void) {
    CHECK(koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) == KOPPEL_OK);
    CHECK(koppel_abi_check(KOPPEL_ABI_VERSION, 0) == KOPPEL_OK);
    CHECK(koppel_abi_check(KOPPEL_ABI_VERSION + 1, KOPPEL_VERSION_NUMBER) == KOPPEL_ABI);
    CHECK(koppel_abi_check(0, KOPPEL_VERSION_NUMBER) == KOPPEL_ABI);
    CHECK(koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER + 1) == KOPPEL_ABI);
    CHECK(koppel_abi_check(KOPPEL_ABI_VERSION, UINT32_MAX) == KOPPEL_ABI);
    CHECK(koppel_version_number() == KOPPEL_VERSION_NUMBER);
    unsigned major = 0, minor = 0, patch = 0;
    CHECK(sscanf(koppel_version_string(), "%u.%u.%u", &major, &minor, &patch) == 3);
    CHECK((((uint32_t)major << 24) | ((uint32_t)minor << 16) | ((uint32_t)patch << 8)) ==
          KOPPEL_VERSION_NUMBER);
}

static void every_status_has_its_name(void) {
    static const struct {
        koppel_status status;
        const char *name;
    } NAMES[] = {
        {KOPPEL_OK, "OK"},
        {KOPPEL_INVALID, "INVALID"},
        {KOPPEL_ABI, "ABI"},
        {KOPPEL_REJECTED, "REJECTED"},
        {KOPPEL_RETRY, "RETRY"},
        {KOPPEL_UNKNOWN, "UNKNOWN"},
        {KOPPEL_STORE, "STORE"},
        {KOPPEL_BUSY, "BUSY"},
        {KOPPEL_CANCELED, "CANCELED"},
        {KOPPEL_FORKED, "FORKED"},
        {KOPPEL_NO_MEMORY, "NO_MEMORY"},
        {KOPPEL_PANIC, "PANIC"},
        {KOPPEL_NOT_FOUND, "NOT_FOUND"},
        {KOPPEL_DENIED, "DENIED"},
        {KOPPEL_CONFLICT, "CONFLICT"},
    };
    for (size_t nth = 0; nth < sizeof NAMES / sizeof *NAMES; nth++) {
        CHECK(NAMES[nth].status == -(koppel_status)nth);
        CHECK_TEXT(koppel_status_name(NAMES[nth].status), NAMES[nth].name);
    }
    CHECK_TEXT(koppel_status_name(1), "UNKNOWN_STATUS");
    CHECK_TEXT(koppel_status_name(-15), "UNKNOWN_STATUS");
    CHECK_TEXT(koppel_status_name(INT32_MIN), "UNKNOWN_STATUS");
    CHECK_TEXT(koppel_status_name(INT32_MAX), "UNKNOWN_STATUS");
}

/* -- Documents
 * ----------------------------------------------------------------------------------------------------
 */

static void a_document_is_read_by_pointer(void) {
    static const char request[] =
        "{\"text\":\"a \\u20ac "
        "\\\"b\\\"\",\"list\":[10,\"-0.05\",{\"x\":true}],\"a/"
        "b\":{\"m~n\":\"1234.5\"},\"none\":null,"
        "\"nul\":\"a\\u0000b\",\"big\":\"99999999999999999999\",\"empty\":{},\"exp\":1e2}";
    koppel_doc *doc = NULL;
    const char *text = NULL;
    const char *again = NULL;
    size_t length = 0, count = 0;
    int64_t minor = 7;
    CHECK(call(NULL, "echo", request, &doc) == KOPPEL_OK);
    CHECK(koppel_doc_data(doc)[koppel_doc_size(doc)] == '\0');

    CHECK(koppel_doc_text(doc, "/text", &text, &length) == KOPPEL_OK);
    CHECK_TEXT(text, "a \xe2\x82\xac \"b\"");
    CHECK(length == 9);
    CHECK(koppel_doc_text(doc, "/text", &again, NULL) == KOPPEL_OK && again == text);
    CHECK(koppel_doc_text(doc, "/list/0", &text, &length) == KOPPEL_OK);
    CHECK_TEXT(text, "10");
    CHECK(koppel_doc_text(doc, "/list/2/x", &text, NULL) == KOPPEL_OK);
    CHECK_TEXT(text, "true");
    CHECK(koppel_doc_text(doc, "/none", &text, &length) == KOPPEL_NOT_FOUND && text == NULL &&
          length == 0);
    CHECK(koppel_doc_text(doc, "/list", &text, &length) == KOPPEL_INVALID && text == NULL);
    CHECK(koppel_doc_text(doc, "/nul", &text, &length) == KOPPEL_INVALID && text == NULL);
    CHECK(koppel_doc_text(doc, "/list/3", &text, &length) == KOPPEL_NOT_FOUND);
    CHECK(koppel_doc_text(doc, "/list/00", &text, &length) == KOPPEL_NOT_FOUND);
    CHECK(koppel_doc_text(doc, "text", &text, &length) == KOPPEL_NOT_FOUND);
    CHECK(koppel_doc_text(doc, "/\xff", &text, &length) == KOPPEL_INVALID);

    CHECK(koppel_doc_count(doc, "", &count) == KOPPEL_OK && count == 8);
    CHECK(koppel_doc_count(doc, "/list", &count) == KOPPEL_OK && count == 3);
    CHECK(koppel_doc_count(doc, "/empty", &count) == KOPPEL_OK && count == 0);
    CHECK(koppel_doc_count(doc, "/text", &count) == KOPPEL_INVALID && count == 0);
    CHECK(koppel_doc_count(doc, "/nothing", &count) == KOPPEL_NOT_FOUND && count == 0);

    CHECK(koppel_doc_minor(doc, "/list/1", &minor) == KOPPEL_OK && minor == -5);
    CHECK(koppel_doc_minor(doc, "/list/0", &minor) == KOPPEL_OK && minor == 10);
    CHECK(koppel_doc_minor(doc, "/a~1b/m~0n", &minor) == KOPPEL_OK && minor == 12345);
    CHECK(koppel_doc_minor(doc, "/text", &minor) == KOPPEL_INVALID && minor == 0);
    CHECK(koppel_doc_minor(doc, "/big", &minor) == KOPPEL_INVALID && minor == 0);
    CHECK(koppel_doc_minor(doc, "/exp", &minor) == KOPPEL_INVALID);
    CHECK(koppel_doc_minor(doc, "/none", &minor) == KOPPEL_NOT_FOUND);
    CHECK(koppel_doc_minor(doc, "/empty", &minor) == KOPPEL_INVALID);
    koppel_doc_free(doc);
}

static void null_documents_and_null_places_are_answered(void) {
    koppel_doc *doc = NULL;
    const char *text = "kept";
    size_t length = 9, count = 9;
    int64_t minor = 9;
    koppel_doc_free(NULL);
    CHECK(koppel_doc_data(NULL) == NULL);
    CHECK(koppel_doc_size(NULL) == 0);
    CHECK(koppel_doc_text(NULL, "/a", &text, &length) == KOPPEL_INVALID && text == NULL &&
          length == 0);
    CHECK(koppel_doc_count(NULL, "/a", &count) == KOPPEL_INVALID && count == 0);
    CHECK(koppel_doc_minor(NULL, "/a", &minor) == KOPPEL_INVALID && minor == 0);
    CHECK(call(NULL, "echo", "{\"a\":\"1.00\"}", &doc) == KOPPEL_OK);
    CHECK(koppel_doc_text(doc, NULL, &text, &length) == KOPPEL_INVALID);
    CHECK(koppel_doc_text(doc, "/a", NULL, &length) == KOPPEL_INVALID);
    CHECK(koppel_doc_count(doc, NULL, &count) == KOPPEL_INVALID);
    CHECK(koppel_doc_count(doc, "", NULL) == KOPPEL_INVALID);
    CHECK(koppel_doc_minor(doc, NULL, &minor) == KOPPEL_INVALID);
    CHECK(koppel_doc_minor(doc, "/a", NULL) == KOPPEL_INVALID);
    koppel_doc_free(doc);
}

/* -- Requests
 * -----------------------------------------------------------------------------------------------------
 */

static void the_generic_door_answers_nonsense(void) {
    koppel_doc *doc = NULL;
    char name[300];
    memset(name, 'a', sizeof name);
    CHECK(koppel_call(NULL, NULL, 0, NULL, 0, NULL) == KOPPEL_INVALID);
    expect_error(koppel_call(NULL, NULL, 0, NULL, 0, &doc), &doc, "call.unknown_method");
    expect_error(koppel_call(NULL, NULL, 4, "{}", 2, &doc), &doc, "call.pointer");
    expect_error(koppel_call(NULL, "ec\xffo", 4, "{}", 2, &doc), &doc, "call.unknown_method");
    expect_error(koppel_call(NULL, "ech", 3, "{}", 2, &doc), &doc, "call.unknown_method");
    expect_error(koppel_call(NULL, "echo\0x", 6, "{}", 2, &doc), &doc, "call.unknown_method");
    expect_error(koppel_call(NULL, name, sizeof name, "{}", 2, &doc), &doc, NULL);
    expect_error(koppel_call(NULL, "echo", SIZE_MAX, "{}", 2, &doc), &doc, NULL);
    expect_error(koppel_call(NULL, "echo", 4, NULL, 1, &doc), &doc, "call.pointer");
    expect_error(koppel_call(NULL, "echo", 4, "{}", SIZE_MAX, &doc), &doc, "json.too_large");
    CHECK(koppel_call(NULL, "echo", 4, "{}", 2, NULL) == KOPPEL_OK);
    expect_reply(koppel_call(NULL, "echo", 4, "{}and the rest", 2, &doc), &doc, "{}");
    expect_reply(koppel_call(NULL, "echo", 4, NULL, 0, &doc), &doc, "");
}

static void bytes_that_are_no_text_are_refused(koppel_client *client, client_fn run) {
    for (size_t nth = 0; nth < sizeof NOT_UTF8 / sizeof *NOT_UTF8; nth++) {
        koppel_doc *doc = NULL;
        koppel_status status = run(client, NOT_UTF8[nth].bytes, NOT_UTF8[nth].length, &doc);
        CHECK(status == KOPPEL_INVALID);
        expect_error(status, &doc, NULL);
    }
}

/* The method under test by the generic door, so that a table of methods can be driven through one
 * signature. */
static const char *method_in_hand = "echo";
static koppel_status by_name(koppel_client *client, const char *request, size_t length,
                             koppel_doc **out) {
    return koppel_call(client, method_in_hand, strlen(method_in_hand), request, length, out);
}

static void hostile_requests_are_refused(koppel_client *client, client_fn run) {
    koppel_doc *doc = NULL;
    for (size_t nth = 0; nth < sizeof HOSTILE / sizeof *HOSTILE; nth++) {
        koppel_status status = run(client, HOSTILE[nth], strlen(HOSTILE[nth]), &doc);
        if (status == KOPPEL_OK && *HOSTILE[nth] == '\0') { /* an empty request may stand for {} */
            koppel_doc_free(doc);
            continue;
        }
        if (status != KOPPEL_INVALID)
            fprintf(stderr, "%s takes %s\n", method_in_hand, HOSTILE[nth]);
        CHECK(status == KOPPEL_INVALID);
        expect_error(status, &doc, NULL);
        CHECK(run(client, HOSTILE[nth], strlen(HOSTILE[nth]), NULL) == status);
    }
    expect_error(run(client, NULL, 1, &doc), &doc, "call.pointer");
    expect_error(run(client, "{}", SIZE_MAX, &doc), &doc, "json.too_large");
    expect_error(run(client, "{}", (size_t)PTRDIFF_MAX, &doc), &doc, "json.too_large");

    size_t length = 1000000;
    char *deep = (char *)malloc(length);
    CHECK(deep != NULL);
    memset(deep, '[', length);
    memcpy(deep, "{\"a\":", 5);
    expect_error(run(client, deep, length, &doc), &doc, NULL);
    free(deep);
    bytes_that_are_no_text_are_refused(client, run);
}

/* A request that is whole but cut off anywhere is refused, and nothing beyond its length is read.
 */
static void a_request_cut_anywhere_is_refused(void) {
    static const char whole[] = "{\"method\":\"capabilities\"}";
    for (size_t length = 0; length + 1 < sizeof whole; length++) {
        char *exact = (char *)malloc(length ? length : 1);
        koppel_doc *doc = NULL;
        CHECK(exact != NULL);
        memcpy(exact, whole, length);
        expect_error(koppel_schema(exact, length, &doc), &doc, NULL);
        free(exact);
    }
    CHECK(koppel_schema(whole, sizeof whole - 1, NULL) == KOPPEL_OK);
}

static pure_fn pure_in_hand;
static koppel_status pure_as_client_fn(koppel_client *client, const char *request, size_t length,
                                       koppel_doc **out) {
    (void)client;
    return pure_in_hand(request, length, out);
}

static void every_method_refuses_hostile_requests(koppel_client *client) {
    koppel_doc *all = NULL;
    size_t count = 0;
    CHECK(koppel_capabilities(NULL, 0, &all) == KOPPEL_OK);
    CHECK(koppel_doc_count(all, "/methods", &count) == KOPPEL_OK && count >= 3);
    for (size_t nth = 0; nth < count; nth++) {
        char pointer[40], request[120];
        const char *method = NULL;
        snprintf(pointer, sizeof pointer, "/methods/%lu", (unsigned long)nth);
        CHECK(koppel_doc_text(all, pointer, &method, NULL) == KOPPEL_OK);
        snprintf(request, sizeof request, "{\"method\":\"%s\"}", method);
        CHECK(koppel_schema(request, strlen(request), NULL) == KOPPEL_OK);
        method_in_hand = method;
        if (strcmp(method, "echo") == 0) {
            bytes_that_are_no_text_are_refused(client, by_name);
        } else {
            hostile_requests_are_refused(client, by_name);
        }
    }
    koppel_doc_free(all);
    for (size_t nth = 0; nth < sizeof PURE / sizeof *PURE; nth++) {
        pure_in_hand = PURE[nth].run;
        method_in_hand = PURE[nth].method;
        hostile_requests_are_refused(NULL, pure_as_client_fn);
    }
    for (size_t nth = 0; nth < sizeof ON_CLIENT / sizeof *ON_CLIENT; nth++) {
        koppel_doc *doc = NULL;
        method_in_hand = ON_CLIENT[nth].method;
        hostile_requests_are_refused(client, ON_CLIENT[nth].run);
        expect_error(ON_CLIENT[nth].run(NULL, "{}", 2, &doc), &doc, "call.needs_client");
    }
}

/* -- Clients
 * ------------------------------------------------------------------------------------------------------
 */

static char config[512];

static koppel_client *opened(void) {
    koppel_client *client = NULL;
    koppel_doc *doc = NULL;
    koppel_status status = koppel_client_open(config, strlen(config), &client, &doc);
    expect_reply(status, &doc, "{}");
    CHECK(client != NULL);
    return client;
}

static void only_a_right_configuration_opens_a_client(void) {
    koppel_client *client = (koppel_client *)config;
    koppel_doc *doc = NULL;
    for (size_t nth = 0; nth < sizeof HOSTILE / sizeof *HOSTILE; nth++) {
        expect_error(koppel_client_open(HOSTILE[nth], strlen(HOSTILE[nth]), &client, &doc), &doc,
                     NULL);
        CHECK(client == NULL);
    }
    expect_error(koppel_client_open(NULL, 5, &client, &doc), &doc, "call.pointer");
    expect_error(koppel_client_open(config, SIZE_MAX, &client, &doc), &doc, "json.too_large");
    expect_error(koppel_client_open(config, strlen(config), NULL, &doc), &doc, "call.pointer");
    CHECK(koppel_client_open(NULL, 0, NULL, NULL) == KOPPEL_INVALID);
    CHECK(koppel_client_open(config, strlen(config), &client, NULL) == KOPPEL_OK);
    koppel_client_close(client);
    koppel_client_close(NULL);
    koppel_client_cancel(NULL);
    CHECK(koppel_client_set_log(NULL, NULL, NULL, 4) == KOPPEL_INVALID);
}

static void a_document_outlives_its_client(void) {
    koppel_client *client = opened();
    koppel_doc *doc = NULL;
    CHECK(call(client, "echo", "{\"a\":\"b\"}", &doc) == KOPPEL_OK);
    koppel_client_close(client);
    expect_reply(KOPPEL_OK, &doc, "{\"a\":\"b\"}");
}

static void a_client_belongs_to_the_process_that_opened_it(void) {
    koppel_client *client = opened();
    CHECK(koppel_health(client, "{}", 2, NULL) == KOPPEL_OK); /* now the store is open */
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        koppel_client *own = NULL;
        koppel_doc *doc = NULL;
        expect_error(koppel_health(client, "{}", 2, &doc), &doc, "client.forked");
        CHECK(koppel_health(client, "{}", 2, NULL) == KOPPEL_FORKED);
        CHECK(koppel_client_set_log(client, NULL, NULL, 4) == KOPPEL_FORKED);
        koppel_client_cancel(client);
        CHECK(call(NULL, "echo", "{}", NULL) == KOPPEL_OK);
        koppel_client_close(client);
        own = opened();
        CHECK(koppel_health(own, "{}", 2, NULL) == KOPPEL_OK);
        koppel_client_close(own);
        _exit(0);
    }
    int ended = 0;
    CHECK(waitpid(child, &ended, 0) == child);
    CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    CHECK(koppel_health(client, "{}", 2, NULL) == KOPPEL_OK);
    koppel_client_close(client);
}

static void take_log(void *user, int32_t level, const char *json, size_t length) {
    CHECK(level >= 1 && level <= 4);
    CHECK(json[length] == '\0' && json[0] == '{');
    ++*(int *)user;
}

static void a_log_is_set_and_ended(void) {
    koppel_client *client = opened();
    int records = 0;
    CHECK(koppel_client_set_log(client, take_log, &records, 4) == KOPPEL_OK);
    CHECK(call(client, "echo", "{}", NULL) == KOPPEL_OK);
    CHECK(koppel_client_set_log(client, NULL, NULL, 0) == KOPPEL_OK);
    koppel_client_close(client);
}

static void *cancels(void *client) {
    for (int times = 0; times < 200; times++) koppel_client_cancel((koppel_client *)client);
    return NULL;
}

static void *works(void *client) {
    for (int times = 0; times < 50; times++) {
        koppel_doc *doc = NULL;
        const char *text = NULL;
        CHECK(call((koppel_client *)client, "echo", "{\"a\":\"b\"}", &doc) == KOPPEL_OK);
        CHECK(koppel_doc_text(doc, "/a", &text, NULL) == KOPPEL_OK);
        koppel_doc_free(doc);
        CHECK(koppel_health((koppel_client *)client, "{}", 2, NULL) == KOPPEL_OK);
    }
    return NULL;
}

static void threads_share_a_client_and_one_may_cancel(void) {
    koppel_client *client = opened();
    pthread_t threads[4];
    for (int nth = 0; nth < 4; nth++) {
        CHECK(pthread_create(&threads[nth], NULL, nth == 0 ? cancels : works, client) == 0);
    }
    for (int nth = 0; nth < 4; nth++) CHECK(pthread_join(threads[nth], NULL) == 0);
    koppel_client_close(client);
}

static void http_is_answered_whatever_comes(void) {
    static const char head[] = "{\"method\":\"GET\",\"target\":\"/wp-json/wc/v3/products\","
                               "\"scheme\":\"https\",\"headers\":[[\"Host\",\"x\"]]}";
    koppel_client *client = opened();
    koppel_doc *answer = NULL, *body = NULL;
    const char *status = NULL;
    koppel_status done =
        koppel_http_respond(client, head, strlen(head), "\0\xff", 2, &answer, &body);
    CHECK(done == KOPPEL_OK);
    CHECK(koppel_doc_text(answer, "/status", &status, NULL) == KOPPEL_OK);
    CHECK_TEXT(status, "401");
    CHECK(body != NULL && koppel_doc_size(body) > 0);
    koppel_doc_free(answer);
    koppel_doc_free(body);
    done = koppel_http_respond(client, head, strlen(head), NULL, 3, &answer, &body);
    expect_error(done, &answer, "call.pointer");
    CHECK(body == NULL);
    done = koppel_http_respond(client, NULL, 9, "", 0, &answer, &body);
    expect_error(done, &answer, "call.pointer");
    done = koppel_http_respond(NULL, head, strlen(head), "", 0, &answer, &body);
    expect_error(done, &answer, "call.needs_client");
    CHECK(koppel_http_respond(client, head, strlen(head), NULL, 0, NULL, NULL) == KOPPEL_OK);
    static const char unasked[] = "{\"ask_id\":\"x\",\"accept\":false}";
    done = koppel_http_answer(client, unasked, strlen(unasked), &answer, &body);
    expect_error(done, &answer, "ask.unknown");
    CHECK(body == NULL && done == KOPPEL_NOT_FOUND);
    for (size_t nth = 0; nth < sizeof HOSTILE / sizeof *HOSTILE; nth++) {
        done =
            koppel_http_respond(client, HOSTILE[nth], strlen(HOSTILE[nth]), "", 0, &answer, &body);
        expect_error(done, &answer, NULL);
        CHECK(body == NULL);
    }
    koppel_client_close(client);
}

static const char MAP[] =
    "{\"from\":\"shopify\",\"to\":\"woocommerce\",\"shop\":{\"shop_id\":\"x\","
    "\"currency\":\"EUR\",\"prices_include_vat\":true,\"country\":\"NL\"}}";

static void a_stream_is_fed_in_any_pieces(void) {
    static const char items[] = "[ ]";
    koppel_stream *stream = NULL;
    koppel_doc *doc = NULL;
    koppel_stream_free(NULL);
    CHECK(koppel_stream_feed(NULL, "[", 1, NULL) == KOPPEL_INVALID);
    CHECK(koppel_stream_finish(NULL, NULL) == KOPPEL_INVALID);
    CHECK(koppel_stream_open(NULL, MAP, strlen(MAP), NULL, NULL) == KOPPEL_INVALID);
    for (size_t nth = 0; nth < sizeof HOSTILE / sizeof *HOSTILE; nth++) {
        koppel_status status =
            koppel_stream_open(NULL, HOSTILE[nth], strlen(HOSTILE[nth]), &stream, &doc);
        expect_error(status, &doc, NULL);
        CHECK(stream == NULL);
    }
    koppel_status status = koppel_stream_open(NULL, MAP, strlen(MAP), &stream, &doc);
    if (status != KOPPEL_OK) fprintf(stderr, "%s\n", koppel_doc_data(doc));
    CHECK(status == KOPPEL_OK && stream != NULL);
    koppel_doc_free(doc);
    for (size_t at = 0; at + 1 < sizeof items; at++) {
        CHECK(koppel_stream_feed(stream, items + at, 1, NULL) == KOPPEL_OK);
    }
    size_t count = 9;
    CHECK(koppel_stream_finish(stream, &doc) == KOPPEL_OK);
    CHECK(koppel_doc_count(doc, "/items", &count) == KOPPEL_OK && count == 0);
    koppel_doc_free(doc);
    koppel_stream_free(stream);
    CHECK(koppel_stream_open(NULL, MAP, strlen(MAP), &stream, NULL) == KOPPEL_OK);
    expect_error(koppel_stream_feed(stream, NULL, 1, &doc), &doc, "call.pointer");
    koppel_stream_free(stream);
    CHECK(koppel_stream_open(NULL, MAP, strlen(MAP), &stream, NULL) == KOPPEL_OK);
    (void)koppel_stream_feed(stream, "}", 1, NULL);
    expect_error(koppel_stream_finish(stream, &doc), &doc, NULL);
    koppel_stream_free(stream);
}

static void a_stream_with_a_client_keeps_what_it_is_fed(void) {
    static const char opening[] = "{\"from\":\"shopify\",\"mode\":\"snapshot\",\"complete\":true}";
    static const char items[] =
        "[{\"id\":1,\"title\":\"Lamp\",\"status\":\"active\",\"variants\":[{\"id\":2,\"price\":\"9.95\","
        "\"sku\":\"L\",\"taxable\":true,\"inventory_management\":null}]}]";
    koppel_client *client = opened();
    static const char *const counts[] = {"/created", "/unchanged"};
    for (size_t round = 0; round < 2; round++) {
        koppel_stream *stream = NULL;
        koppel_doc *doc = NULL;
        CHECK(koppel_stream_open(client, opening, strlen(opening), &stream, &doc) == KOPPEL_OK);
        koppel_doc_free(doc);
        for (size_t at = 0; at + 1 < sizeof items; at++) {
            CHECK(koppel_stream_feed(stream, items + at, 1, NULL) == KOPPEL_OK);
        }
        const char *text = NULL;
        size_t length = 0;
        koppel_status done = koppel_stream_finish(stream, &doc);
        if (done != KOPPEL_OK) fprintf(stderr, "%s\n", koppel_doc_data(doc));
        CHECK(done == KOPPEL_OK);
        CHECK(koppel_doc_text(doc, counts[round], &text, &length) == KOPPEL_OK);
        CHECK(length == 1 && text[0] == '1');
        koppel_doc_free(doc);
        koppel_stream_free(stream);
    }
    koppel_stream *stream = NULL;
    koppel_doc *doc = NULL;
    static const char deleting[] = "{\"from\":\"shopify\",\"mode\":\"delete\"}";
    expect_error(koppel_stream_open(client, deleting, strlen(deleting), &stream, &doc), &doc, NULL);
    CHECK(stream == NULL);
    koppel_client_close(client);
}

static void *frees(void *doc) {
    koppel_doc_free((koppel_doc *)doc);
    return NULL;
}

static void a_document_is_freed_by_another_thread(void) {
    koppel_doc *doc = NULL;
    const char *text = NULL;
    pthread_t thread;
    CHECK(call(NULL, "echo", "{\"a\":\"b\"}", &doc) == KOPPEL_OK);
    CHECK(koppel_doc_text(doc, "/a", &text, NULL) == KOPPEL_OK);
    CHECK(pthread_create(&thread, NULL, frees, doc) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
}

int main(int count, char **arguments) {
    CHECK(count == 2); /* a directory of its own, for the store */
    snprintf(config, sizeof config,
             "{\"store\":\"sqlite:%s/store/abi.db\","
             "\"shop\":{\"shop_id\":\"x\",\"currency\":\"EUR\",\"country\":\"NL\","
             "\"prices_include_vat\":true,\"vat\":{\"standard\":\"21\"}}}",
             arguments[1]);
    a_program_can_tell_whether_it_fits_the_library();
    every_status_has_its_name();
    a_document_is_read_by_pointer();
    null_documents_and_null_places_are_answered();
    the_generic_door_answers_nonsense();
    a_request_cut_anywhere_is_refused();
    only_a_right_configuration_opens_a_client();
    koppel_client *client = opened();
    every_method_refuses_hostile_requests(client);
    koppel_client_close(client);
    a_document_outlives_its_client();
    a_client_belongs_to_the_process_that_opened_it();
    a_log_is_set_and_ended();
    threads_share_a_client_and_one_may_cancel();
    a_document_is_freed_by_another_thread();
    http_is_answered_whatever_comes();
    a_stream_is_fed_in_any_pieces();
    a_stream_with_a_client_keeps_what_it_is_fed();
    return 0;
}
