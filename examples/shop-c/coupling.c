#include "coupling.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"

static pthread_mutex_t book_mutex = PTHREAD_MUTEX_INITIALIZER;
void book_lock(void) { pthread_mutex_lock(&book_mutex); }
void book_unlock(void) { pthread_mutex_unlock(&book_mutex); }

static void add_platform(text *config, const shop_arguments *shop, const char *platform_id, const char *url) {
    text_add(config, "{\"platform_id\":\"%s\",\"profile\":\"%s\",\"environment\":\"%s\",\"base_url\":\"%s\",",
             platform_id, platform_id, SHOP_ENVIRONMENT, url);
    text_add(config, "\"key\":\"shop-%s\",\"secret\":\"secret-%s-%s-0123456789abcdef\"},", shop->supplier,
             shop->supplier, platform_id);
}

static void add_key(text *config, const shop_arguments *shop, const char *platform_id) {
    text_add(config, "{\"consumer_key\":\"ck_%s_%s\",\"consumer_secret\":\"cs_%s_%s_0123456789abcdef\",",
             shop->supplier, platform_id, shop->supplier, platform_id);
    text_add(config, "\"permissions\":\"read_write\",\"platform_id\":\"%s\"},", platform_id);
}

koppel_client *coupling_open(const shop_arguments *shop) {
    static const char city_butler[] = "city-butler", winst[] = "winst-uit-je-woning";
    text config = {0};
    text_add(&config, "{\"store\":\"sqlite:%s\",", shop->store);
    text_add(&config, "\"store_key\":\"6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579\",");
    text_add(&config, "\"shop\":{\"shop_id\":\"%s\",\"name\":\"Duurzaam Dorp\",\"currency\":\"EUR\",", shop->supplier);
    text_add(&config, "\"country\":\"NL\",\"language\":\"nl\",\"time_zone\":\"Europe/Amsterdam\",");
    text_add(&config, "\"prices_include_vat\":true,\"vat\":{\"standard\":\"21\",\"reduced-rate\":\"9\"}},\"platforms\":[");
    add_platform(&config, shop, city_butler, shop->platform_city_butler);
    add_platform(&config, shop, winst, shop->platform_winst);
    text_drop_comma(&config);
    text_add(&config, "],\"rest\":{\"public_url\":\"http://127.0.0.1:%d\",\"keys\":[", shop->port);
    add_key(&config, shop, city_butler);
    add_key(&config, shop, winst);
    text_drop_comma(&config);
    /* Only because the platforms of the demonstration run on this machine; an address is what follows "http://". */
    text_add(&config, "]},\"wire\":{\"allow_addresses\":[\"%s\",\"%s\"]}}", shop->platform_city_butler + 7,
             shop->platform_winst + 7);

    koppel_client *koppel = NULL;
    koppel_doc *doc = NULL;
    if (koppel_client_open(config.bytes, config.length, &koppel, &doc) != KOPPEL_OK) {
        fprintf(stderr, "%s\n", koppel_doc_data(doc));
    }
    koppel_doc_free(doc);
    text_free(&config);
    return koppel;
}

koppel_status coupling_call(koppel_client *koppel, const char *method, const char *request, koppel_doc **out) {
    koppel_status status = koppel_call(koppel, method, strlen(method), request, strlen(request), out);
    if (status != KOPPEL_OK) fprintf(stderr, "%s: %s\n", method, koppel_doc_data(*out));
    return status;
}

static const char *at(const koppel_doc *doc, const char *base, const char *member) {
    char pointer[300];
    const char *found = NULL;
    snprintf(pointer, sizeof pointer, "%s/%s", base, member);
    koppel_doc_text(doc, pointer, &found, NULL);
    return found == NULL ? "" : found;
}

/* The lines of the order that hold an article which the shop cannot deliver, as a JSON list; 0 when there are none. */
static int refused_lines(const koppel_doc *doc, const char *entry, const char *sku, text *lines) {
    char pointer[160], line[190];
    size_t count = 0;
    int found = 0;
    snprintf(pointer, sizeof pointer, "%s/order/lines", entry);
    koppel_doc_count(doc, pointer, &count);
    text_add(lines, "[");
    for (size_t nth = 0; nth < count; nth++) {
        snprintf(line, sizeof line, "%s/%zu", pointer, nth);
        if (sku[0] == '\0' || strcmp(at(doc, line, "sku"), sku) != 0) continue;
        text_add_json(lines, at(doc, line, "line_id"));
        text_add(lines, ",");
        found = 1;
    }
    text_drop_comma(lines);
    text_add(lines, "]");
    return found;
}

static void settle(koppel_client *koppel, const koppel_doc *doc, const char *entry, const char *refused) {
    text request = {0}, lines = {0};
    koppel_doc *reply = NULL;
    char pointer[160];
    int is_new = strcmp(at(doc, entry, "kind"), "order") == 0;
    int is_refund = strcmp(at(doc, entry, "kind"), "refund") == 0;
    text_add(&request, "{\"id\":\"%s\",\"lease\":\"%s\",", at(doc, entry, "id"), at(doc, entry, "lease"));
    if (is_new && refused_lines(doc, entry, refused, &lines)) {
        text_add(&request, "\"refuse\":{\"code\":\"out_of_stock\",\"message\":\"Dit artikel is niet meer leverbaar.\",");
        text_add(&request, "\"line_ids\":%s}}", lines.bytes);
    } else {
        snprintf(pointer, sizeof pointer, "%s/%s", entry, is_refund ? "refund" : "order");
        book_lock();
        order *booked = is_new ? book_take_over(at(doc, entry, "key"), at(doc, entry, "platform_id"), doc, pointer)
                               : book_order_of(at(doc, pointer, "order_id"));
        if (booked == NULL) abort(); /* An example's book has an end; a real shop's database has not. */
        if (is_refund) { /* The platform booked the return; the goods come back here. */
            char lines_at[180];
            snprintf(lines_at, sizeof lines_at, "%s/lines", pointer);
            book_take_back(booked, at(doc, pointer, "return_id"), doc, lines_at);
        } else if (!is_new) {
            book_set_status(booked, at(doc, pointer, "status"));
        }
        text_add(&request, "\"host_id\":\"%ld\",\"stock\":", booked->host_id);
        book_stock_of(booked, &request);
        text_add(&request, "}");
        book_unlock();
    }
    coupling_call(koppel, "inbox_settle", request.bytes, &reply);
    koppel_doc_free(reply);
    text_free(&request);
    text_free(&lines);
}

long coupling_take_over(koppel_client *koppel, const char *refused) {
    static const char request[] = "{\"kinds\":[\"order\",\"order_update\",\"refund\"],\"max\":20,\"lease_s\":60}";
    long taken = 0;
    for (;;) {
        koppel_doc *doc = NULL;
        size_t count = 0;
        if (coupling_call(koppel, "inbox_next", request, &doc) == KOPPEL_OK) koppel_doc_count(doc, "/entries", &count);
        for (size_t nth = 0; nth < count; nth++) {
            char entry[40];
            snprintf(entry, sizeof entry, "/entries/%zu", nth);
            settle(koppel, doc, entry, refused);
        }
        koppel_doc_free(doc);
        if (count == 0) return taken;
        taken += (long)count;
    }
}

koppel_doc *coupling_drain(koppel_client *koppel) {
    koppel_doc *doc = NULL;
    coupling_call(koppel, "outbox_drain", "{\"max_ms\":5000,\"max_entries\":100}", &doc);
    return doc;
}
