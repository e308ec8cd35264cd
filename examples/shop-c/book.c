#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ARTICLES_MAX = 2000, PRODUCTS_MAX = 1000, ORDERS_MAX = 1000, RETURNS_MAX = 2000 };

static article articles[ARTICLES_MAX];
static size_t article_count;
static char *products[PRODUCTS_MAX]; /* the documents */
static size_t product_count;
static order orders[ORDERS_MAX];
static size_t order_count;
static struct {
    const order *of;
    char return_id[200];
} returns[RETURNS_MAX];
static size_t return_count;

/* Copies what a pointer finds in a document; "" where it finds nothing. koppel reads JSON so that a till need not. */
static void copy(const koppel_doc *doc, char *to, size_t size, const char *base, const char *member) {
    char pointer[300];
    const char *found = NULL;
    snprintf(pointer, sizeof pointer, "%s/%s", base, member);
    koppel_doc_text(doc, pointer, &found, NULL);
    snprintf(to, size, "%s", found == NULL ? "" : found);
}

static long number(const koppel_doc *doc, const char *base, const char *member) {
    char digits[24];
    copy(doc, digits, sizeof digits, base, member);
    return strtol(digits, NULL, 10);
}

static void add_article(const koppel_doc *doc, const char *base, const char *product_id, int is_variation) {
    article *added = &articles[article_count];
    char digits[24];
    copy(doc, added->sku, sizeof added->sku, base, "sku");
    copy(doc, digits, sizeof digits, base, "stock_quantity");
    if (added->sku[0] == '\0' || article_count + 1 == ARTICLES_MAX) return;
    snprintf(added->product_id, sizeof added->product_id, "%s", product_id);
    if (is_variation) copy(doc, added->variant_id, sizeof added->variant_id, base, "id");
    added->counted = digits[0] != '\0';
    added->quantity = strtol(digits, NULL, 10);
    added->product = product_count;
    article_count++;
}

static void add_product(char *line) {
    koppel_doc *doc = NULL;
    size_t variations = 0, length = strlen(line);
    char id[ID_SIZE], base[64];
    /* The method `echo` checks the text and gives it back as a document that can be read by pointers. */
    if (product_count < PRODUCTS_MAX && koppel_call(NULL, "echo", 4, line, length, &doc) == KOPPEL_OK) {
        copy(doc, id, sizeof id, "", "id");
        koppel_doc_count(doc, "/variations", &variations);
        if (variations == 0) add_article(doc, "", id, 0);
        for (size_t at = 0; at < variations; at++) {
            snprintf(base, sizeof base, "/variations/%zu", at);
            add_article(doc, base, id, 1);
        }
        products[product_count++] = line;
    }
    koppel_doc_free(doc);
}

int book_load(const char *file) {
    FILE *stream = fopen(file, "r");
    if (stream == NULL) return -1;
    for (;;) {
        char *line = NULL;
        size_t room = 0;
        ssize_t length = getline(&line, &room, stream);
        if (length < 0) {
            free(line);
            break;
        }
        while (length > 0 && strchr("\r\n,", line[length - 1]) != NULL) line[--length] = '\0';
        if (line[0] == '{') add_product(line);
        else free(line);
    }
    fclose(stream);
    return product_count > 0 ? 0 : -1;
}

void book_catalogue(text *out) {
    text_add(out, "[");
    for (size_t at = 0; at < product_count; at++) text_add(out, "%s,", products[at]);
    text_drop_comma(out);
    text_add(out, "]");
}

article *book_article(const char *sku) {
    for (size_t at = 0; at < article_count; at++) {
        if (strcmp(articles[at].sku, sku) == 0) return &articles[at];
    }
    return NULL;
}

void book_set_price(const article *priced, const char *sku, const char *amount, text *out) {
    char own[100];
    const char *rest = products[priced->product];
    snprintf(own, sizeof own, "\"sku\":\"%s\"", sku);
    const char *from = strstr(rest, own);
    text_add(out, "%.*s", (int)(from - rest), rest);
    /* Both prices stand behind the SKU of the article they belong to. */
    static const char *const members[] = {"\"price\":\"", "\"regular_price\":\""};
    for (size_t at = 0; at < 2; at++) {
        const char *price = strstr(from, members[at]) + strlen(members[at]);
        text_add(out, "%.*s%s", (int)(price - from), from, amount);
        from = strchr(price, '"');
    }
    text_add(out, "%s", from);
    free(products[priced->product]);
    products[priced->product] = strdup(out->bytes);
}

static void read_order(order *taken, const koppel_doc *doc, const char *pointer) {
    char list[160], base[190];
    copy(doc, taken->order_id, sizeof taken->order_id, pointer, "order_id");
    copy(doc, taken->platform_order_id, sizeof taken->platform_order_id, pointer, "platform_order_id");
    copy(doc, taken->status, sizeof taken->status, pointer, "status");
    copy(doc, taken->total_amount, sizeof taken->total_amount, pointer, "total_amount");
    copy(doc, taken->vat_amount, sizeof taken->vat_amount, pointer, "vat_amount");
    snprintf(list, sizeof list, "%s/lines", pointer);
    koppel_doc_count(doc, list, &taken->line_count);
    for (size_t at = 0; at < taken->line_count && at < LINES_MAX; at++) {
        order_line *line = &taken->lines[at];
        snprintf(base, sizeof base, "%s/%zu", list, at);
        copy(doc, line->line_id, sizeof line->line_id, base, "line_id");
        copy(doc, line->kind, sizeof line->kind, base, "kind");
        copy(doc, line->sku, sizeof line->sku, base, "sku");
        copy(doc, line->product_id, sizeof line->product_id, base, "product_id");
        copy(doc, line->variant_id, sizeof line->variant_id, base, "variant_id");
        copy(doc, line->name, sizeof line->name, base, "name");
        copy(doc, line->gross_amount, sizeof line->gross_amount, base, "gross_amount");
        copy(doc, line->vat_rate, sizeof line->vat_rate, base, "vat_rate");
        copy(doc, line->vat_amount, sizeof line->vat_amount, base, "vat_amount");
        line->quantity = number(doc, base, "quantity");
    }
    snprintf(list, sizeof list, "%s/tenders", pointer);
    koppel_doc_count(doc, list, &taken->tender_count);
    for (size_t at = 0; at < taken->tender_count && at < TENDERS_MAX; at++) {
        order_tender *tender = &taken->tenders[at];
        snprintf(base, sizeof base, "%s/%zu", list, at);
        copy(doc, tender->tender_id, sizeof tender->tender_id, base, "tender_id");
        copy(doc, tender->kind, sizeof tender->kind, base, "kind");
        copy(doc, tender->amount, sizeof tender->amount, base, "amount");
    }
}

order *book_take_over(const char *key, const char *platform_id, const koppel_doc *doc, const char *pointer) {
    for (size_t at = 0; at < order_count; at++) {
        if (strcmp(orders[at].key, key) == 0) return &orders[at];
    }
    if (order_count == ORDERS_MAX) return NULL;
    order *taken = &orders[order_count];
    read_order(taken, doc, pointer);
    if (taken->line_count > LINES_MAX || taken->tender_count > TENDERS_MAX) return NULL;
    snprintf(taken->key, sizeof taken->key, "%s", key);
    snprintf(taken->platform_id, sizeof taken->platform_id, "%s", platform_id);
    taken->host_id = 9000 + (long)++order_count;
    for (size_t at = 0; at < taken->line_count; at++) book_move(&taken->lines[at], -taken->lines[at].quantity);
    return taken;
}

void book_set_status(order *o, const char *status) {
    int cancelled = strcmp(o->status, "cancelled") != 0 && strcmp(status, "cancelled") == 0;
    for (size_t at = 0; cancelled && at < o->line_count; at++) {
        book_move(&o->lines[at], o->lines[at].quantity - o->lines[at].returned);
    }
    snprintf(o->status, sizeof o->status, "%s", status);
}

order *book_order(const char *platform_id, const char *platform_order_id) {
    for (size_t at = 0; at < order_count; at++) {
        order *held = &orders[at];
        int same = strcmp(held->platform_id, platform_id) == 0 && strcmp(held->platform_order_id, platform_order_id) == 0;
        if (same) return held;
    }
    return NULL;
}

order *book_order_of(const char *order_id) {
    for (size_t at = 0; at < order_count; at++) {
        if (strcmp(orders[at].order_id, order_id) == 0) return &orders[at];
    }
    return NULL;
}

void book_take_back(order *o, const char *return_id, const koppel_doc *doc, const char *pointer) {
    char base[190], line_id[ID_SIZE];
    size_t count = 0;
    for (size_t at = 0; at < return_count; at++) {
        if (returns[at].of == o && strcmp(returns[at].return_id, return_id) == 0) return;
    }
    if (return_count == RETURNS_MAX) return;
    returns[return_count].of = o;
    snprintf(returns[return_count++].return_id, sizeof returns[0].return_id, "%s", return_id);
    koppel_doc_count(doc, pointer, &count);
    for (size_t nth = 0; nth < count; nth++) {
        snprintf(base, sizeof base, "%s/%zu", pointer, nth);
        copy(doc, line_id, sizeof line_id, base, "line_id");
        for (size_t at = 0; at < o->line_count; at++) {
            order_line *line = &o->lines[at];
            if (strcmp(line->line_id, line_id) != 0) continue;
            line->returned += number(doc, base, "quantity");
            book_move(line, number(doc, base, "quantity"));
        }
    }
}

void book_move(const order_line *line, long quantity) {
    article *moved = strcmp(line->kind, "product") == 0 ? book_article(line->sku) : NULL;
    if (moved != NULL && moved->counted) moved->quantity += quantity;
}

static const char *or_null(const char *value) { return value[0] == '\0' ? NULL : value; }

void book_stock_item(const article *held, text *out) {
    struct timespec now;
    struct tm utc;
    char second[24];
    if (held == NULL || !held->counted) return;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(second, sizeof second, "%Y-%m-%dT%H:%M:%S", &utc);
    text_add(out, "{\"product_id\":");
    text_add_json(out, held->product_id);
    text_add(out, ",\"variant_id\":");
    text_add_json(out, or_null(held->variant_id));
    text_add(out, ",\"quantity\":\"%ld\",\"as_of\":\"%s.%03ldZ\"},", held->quantity, second, now.tv_nsec / 1000000);
}

void book_stock_of(const order *o, text *out) {
    text_add(out, "[");
    for (size_t at = 0; at < o->line_count; at++) {
        int earlier = strcmp(o->lines[at].kind, "product") != 0;
        for (size_t before = 0; before < at; before++) earlier |= strcmp(o->lines[before].sku, o->lines[at].sku) == 0;
        if (!earlier) book_stock_item(book_article(o->lines[at].sku), out);
    }
    text_drop_comma(out);
    text_add(out, "]");
}

static void add_member(text *out, const char *name, const char *value) {
    text_add(out, "\"%s\":", name);
    text_add_json(out, or_null(value));
    text_add(out, ",");
}

static void add_order(const order *o, text *out) {
    text_add(out, "{\"host_id\":\"%ld\",", o->host_id);
    add_member(out, "platform_id", o->platform_id);
    add_member(out, "platform_order_id", o->platform_order_id);
    add_member(out, "status", o->status);
    add_member(out, "total_amount", o->total_amount);
    add_member(out, "vat_amount", o->vat_amount);
    text_add(out, "\"lines\":[");
    for (size_t at = 0; at < o->line_count; at++) {
        const order_line *line = &o->lines[at];
        text_add(out, "{");
        add_member(out, "line_id", line->line_id);
        add_member(out, "kind", line->kind);
        add_member(out, "sku", line->sku);
        add_member(out, "product_id", line->product_id);
        add_member(out, "variant_id", line->variant_id);
        add_member(out, "name", line->name);
        add_member(out, "gross_amount", line->gross_amount);
        add_member(out, "vat_rate", line->vat_rate);
        add_member(out, "vat_amount", line->vat_amount);
        text_add(out, "\"quantity\":%ld},", line->quantity);
    }
    text_drop_comma(out);
    text_add(out, "],\"tenders\":[");
    for (size_t at = 0; at < o->tender_count; at++) {
        text_add(out, "{");
        add_member(out, "tender_id", o->tenders[at].tender_id);
        add_member(out, "kind", o->tenders[at].kind);
        add_member(out, "amount", o->tenders[at].amount);
        text_drop_comma(out);
        text_add(out, "},");
    }
    text_drop_comma(out);
    text_add(out, "]},");
}

void book_state(const char *supplier, const char *environment, text *out) {
    text_add(out, "{\"environment\":\"%s\",\"shop_id\":\"%s\",\"supplier_id\":\"%s\",\"orders\":[", environment, supplier, supplier);
    for (size_t at = 0; at < order_count; at++) add_order(&orders[at], out);
    text_drop_comma(out);
    text_add(out, "],\"stock\":[");
    for (size_t at = 0; at < article_count; at++) {
        text_add(out, "{");
        add_member(out, "sku", articles[at].sku);
        add_member(out, "product_id", articles[at].product_id);
        add_member(out, "variant_id", articles[at].variant_id);
        if (articles[at].counted) text_add(out, "\"quantity\":\"%ld\"},", articles[at].quantity);
        else text_add(out, "\"quantity\":null},");
    }
    text_drop_comma(out);
    text_add(out, "]}");
}
