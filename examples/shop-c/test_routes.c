#include "test_routes.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "cash.h"
#include "coupling.h"

static atomic_long requests_to_refuse;
static char refused_sku[ID_SIZE]; /* under the book's lock */

int test_is_allowed(const char *environment) {
    if (strcmp(environment, "production") != 0) return 1;
    fprintf(stderr, "the test routes change stock and book returns: never in production\n");
    return 0;
}

int test_refuses_request(void) {
    long left = atomic_load(&requests_to_refuse);
    while (left > 0) {
        if (atomic_compare_exchange_weak(&requests_to_refuse, &left, left - 1)) return 1;
    }
    return 0;
}

void test_afterwards(koppel_client *koppel, text *out) {
    char refused[ID_SIZE];
    book_lock();
    memcpy(refused, refused_sku, sizeof refused);
    book_unlock();
    long taken = coupling_take_over(koppel, refused);
    koppel_doc *drained = coupling_drain(koppel);
    if (out != NULL) text_add(out, "{\"taken\":%ld,\"drain\":%s}", taken, koppel_doc_data(drained));
    koppel_doc_free(drained);
}

static const char *asked(const koppel_doc *doc, const char *pointer) {
    const char *found = NULL;
    koppel_doc_text(doc, pointer, &found, NULL);
    return found == NULL ? "" : found;
}

static void put_stock(koppel_client *koppel, const char *items, text *out) {
    text request = {0};
    koppel_doc *reply = NULL;
    text_add(&request, "{\"items\":%s}", items);
    coupling_call(koppel, "stock_put", request.bytes, &reply);
    if (out != NULL) text_add(out, "%s", koppel_doc_data(reply));
    koppel_doc_free(reply);
    text_free(&request);
}

static unsigned set_stock(koppel_client *koppel, const koppel_doc *doc, text *out) {
    text items = {0};
    article *held = book_article(asked(doc, "/sku"));
    if (held == NULL) return 404;
    book_lock();
    held->quantity = strtol(asked(doc, "/quantity"), NULL, 10);
    text_add(&items, "[");
    book_stock_item(held, &items);
    book_unlock();
    text_drop_comma(&items);
    text_add(&items, "]");
    if (strcmp(asked(doc, "/publish"), "true") == 0) put_stock(koppel, items.bytes, out);
    else text_add(out, "{}");
    text_free(&items);
    return 200;
}

static unsigned set_price(koppel_client *koppel, const koppel_doc *doc, text *out) {
    text request = {0}, product = {0};
    koppel_doc *reply = NULL;
    const article *priced = book_article(asked(doc, "/sku"));
    if (priced == NULL) return 404;
    book_lock();
    book_set_price(priced, asked(doc, "/sku"), asked(doc, "/gross_amount"), &product);
    book_unlock();
    text_add(&request, "{\"from\":\"woocommerce\",\"mode\":\"upsert\",\"items\":[%s]}", product.bytes);
    coupling_call(koppel, "catalog_sync", request.bytes, &reply);
    text_add(out, "%s", koppel_doc_data(reply));
    koppel_doc_free(reply);
    text_free(&request);
    text_free(&product);
    return 200;
}

/* The order's line that a returned line means: by its id, its SKU, or its kind (shipping). */
static const order_line *line_meant(const order *o, const koppel_doc *doc, size_t nth) {
    char id[60], sku[60], kind[60];
    snprintf(id, sizeof id, "/lines/%zu/line_id", nth);
    snprintf(sku, sizeof sku, "/lines/%zu/sku", nth);
    snprintf(kind, sizeof kind, "/lines/%zu/kind", nth);
    for (size_t at = 0; at < o->line_count; at++) {
        const order_line *line = &o->lines[at];
        const char *wanted = asked(doc, id), *held = line->line_id;
        if (wanted[0] == '\0') wanted = asked(doc, sku), held = line->sku;
        if (wanted[0] == '\0') wanted = asked(doc, kind), held = line->kind;
        if (strcmp(wanted, held) == 0) return line;
    }
    return NULL;
}

static cash_return return_of(const koppel_doc *doc) {
    return (cash_return){asked(doc, "/platform_id"), asked(doc, "/platform_order_id"), asked(doc, "/return_id")};
}

static unsigned take_back(koppel_client *koppel, const koppel_doc *doc, text *out) {
    text request = {0}, items = {0};
    koppel_doc *reply = NULL;
    size_t count = 0;
    koppel_doc_count(doc, "/lines", &count);
    book_lock();
    order *o = book_order(asked(doc, "/platform_id"), asked(doc, "/platform_order_id"));
    text_add(&request, "{\"platform_id\":");
    text_add_json(&request, asked(doc, "/platform_id"));
    text_add(&request, ",\"platform_order_id\":");
    text_add_json(&request, asked(doc, "/platform_order_id"));
    text_add(&request, ",\"return_id\":");
    text_add_json(&request, asked(doc, "/return_id"));
    text_add(&request, ",\"policy\":\"line_faithful\",\"send\":\"now\",\"lines\":[");
    for (size_t nth = 0; o != NULL && nth < count && nth < LINES_MAX; nth++) {
        char pointer[60];
        const order_line *meant = line_meant(o, doc, nth);
        if (meant == NULL) o = NULL;
        if (o == NULL) break;
        snprintf(pointer, sizeof pointer, "/lines/%zu/quantity", nth);
        long quantity = strtol(asked(doc, pointer), NULL, 10);
        text_add(&request, "{\"line_id\":\"%s\",\"quantity\":%ld},", meant->line_id, quantity);
    }
    book_unlock();
    text_drop_comma(&request);
    text_add(&request, "]}");
    if (o == NULL || count > LINES_MAX) {
        text_free(&request);
        return 404;
    }
    koppel_status status = coupling_call(koppel, "return_credit", request.bytes, &reply);
    if (status != KOPPEL_OK) {
        const char *error = koppel_doc_data(reply); /* {"error": {...}} */
        text_add(out, "{\"status\":%d,%s", (int)status, error + 1);
    } else {
        cash_return made = return_of(doc);
        cash_allow(&made, asked(reply, "/pay_out_amount"));
        book_lock();
        book_take_back(o, asked(doc, "/return_id"), reply, "/lines");
        book_stock_of(o, &items);
        book_unlock();
        put_stock(koppel, items.bytes, NULL);
        text_add(out, "{\"status\":200,\"refund\":%s}", koppel_doc_data(reply));
        koppel_doc_free(coupling_drain(koppel));
    }
    koppel_doc_free(reply);
    text_free(&request);
    text_free(&items);
    return 200;
}

/* The desk's request for cash. */
static unsigned pay_out(const koppel_doc *doc, text *out) {
    cash_return made = return_of(doc);
    if (cash_pay_out(&made, asked(doc, "/amount"))) {
        text_add(out, "{\"status\":200}");
    } else {
        text_add(out, "{\"status\":409,\"error\":{\"code\":\"cash_refused\",\"message\":\"Zoveel van deze retour mag niet ");
        text_add(out, "contant terug: het andere deel boekt het platform terug.\"}}");
    }
    return 200;
}

static unsigned set_fault(const koppel_doc *doc, text *out) {
    atomic_store(&requests_to_refuse, strtol(asked(doc, "/refuse_requests"), NULL, 10));
    book_lock();
    snprintf(refused_sku, sizeof refused_sku, "%s", asked(doc, "/refuse_takeover_sku"));
    book_unlock();
    text_add(out, "{}");
    return 200;
}

unsigned test_answer(koppel_client *koppel, const char *supplier, const char *method, const char *path,
                     const char *authorization, const char *body, size_t length, text *out) {
    char token[100], route[100];
    koppel_doc *doc = NULL;
    unsigned status = 404;
    snprintf(token, sizeof token, "Bearer test-token-%s", supplier);
    snprintf(route, sizeof route, "%s %s", method, path + strlen("/koppel-test/"));
    if (authorization == NULL || strcmp(authorization, token) != 0) return 401;
    if (koppel_call(NULL, "echo", 4, body, length, &doc) != KOPPEL_OK) {
        status = 400;
    } else if (strcmp(route, "GET state") == 0) {
        book_lock();
        book_state(supplier, SHOP_ENVIRONMENT, out);
        book_unlock();
        status = 200;
    } else if (strcmp(route, "POST stock") == 0) {
        status = set_stock(koppel, doc, out);
    } else if (strcmp(route, "POST price") == 0) {
        status = set_price(koppel, doc, out);
    } else if (strcmp(route, "POST return") == 0) {
        status = take_back(koppel, doc, out);
    } else if (strcmp(route, "POST pay_out") == 0) {
        status = pay_out(doc, out);
    } else if (strcmp(route, "POST fault") == 0) {
        status = set_fault(doc, out);
    } else if (strcmp(route, "POST drain") == 0) {
        test_afterwards(koppel, out);
        status = 200;
    }
    koppel_doc_free(doc);
    return status;
}
