/* The shop's own book: what it sells, what it holds, what was ordered. In memory, for an example; a real shop has a
 * database. koppel is never asked for what the shop itself should know. */
#ifndef SHOP_BOOK_H
#define SHOP_BOOK_H

#include <koppel.h>

#include "text.h"

enum { ID_SIZE = 64, LINES_MAX = 20, TENDERS_MAX = 8 };

typedef struct {
    char sku[ID_SIZE], product_id[ID_SIZE], variant_id[ID_SIZE]; /* variant_id "" where there is none */
    long quantity;
    int counted; /* whether its stock is counted at all */
    size_t product; /* which of the catalogue's products it belongs to */
} article;

typedef struct {
    char line_id[ID_SIZE], kind[16], sku[ID_SIZE], product_id[ID_SIZE], variant_id[ID_SIZE], name[200];
    char gross_amount[24], vat_rate[12], vat_amount[24];
    long quantity, returned;
} order_line;

typedef struct {
    char tender_id[ID_SIZE], kind[24], amount[24];
} order_tender;

typedef struct {
    char key[80]; /* of the inbox entry: the same key is the same order */
    char order_id[200]; /* koppel's own */
    char platform_id[ID_SIZE], platform_order_id[ID_SIZE], status[24], total_amount[24], vat_amount[24];
    long host_id;
    order_line lines[LINES_MAX];
    order_tender tenders[TENDERS_MAX];
    size_t line_count, tender_count;
} order;

/* Reads the catalogue: a JSON array with one WooCommerce product on each line. 0, or -1. */
int book_load(const char *file);
/* The catalogue as one JSON array, for catalog_sync. */
void book_catalogue(text *out);

article *book_article(const char *sku);
/* Gives an article another price; `out` gets its product's document. */
void book_set_price(const article *priced, const char *sku, const char *amount, text *out);

/* Books the order at `pointer` of an inbox document, once for each key. NULL when the shop has no room for it. */
order *book_take_over(const char *key, const char *platform_id, const koppel_doc *doc, const char *pointer);
/* What the platform says later: paid, or cancelled (then the goods go back on the shelf). */
void book_set_status(order *o, const char *status);
order *book_order(const char *platform_id, const char *platform_order_id);
order *book_order_of(const char *order_id);
/* Goods go back on the shelf, once for each return, whether the desk booked it or the platform did: the lines in the list
 * at `pointer`, each with line_id and quantity. */
void book_take_back(order *o, const char *return_id, const koppel_doc *doc, const char *pointer);
void book_move(const order_line *line, long quantity);

/* [{"product_id", "variant_id", "quantity", "as_of"}, ...] of an order's articles, as stock_put takes it. */
void book_stock_of(const order *o, text *out);
void book_stock_item(const article *held, text *out);
/* Everything, for the integration test. */
void book_state(const char *supplier, const char *environment, text *out);

#endif
