/* What is printed and booked of a sale or a return: lines, payments, VAT. A return's amounts are
 * below zero. */
#ifndef RECEIPT_H
#define RECEIPT_H

#include "article.h"
#include "json.h"

enum { LINES_MAX = 100, CARDS_MAX = 8, RATES_MAX = 8 };

typedef struct receipt_line {
    const article *article;
    long quantity;
    int64_t amount, vat;
} receipt_line;

typedef struct receipt_card {
    char name[24]; /* the last four digits */
    int64_t amount;
} receipt_card;

typedef struct receipt_vat {
    char rate[8];
    int64_t gross, vat;
} receipt_vat;

typedef struct receipt {
    char id[40];
    receipt_line lines[LINES_MAX];
    receipt_card cards[CARDS_MAX];
    receipt_vat vats[RATES_MAX];
    int line_count, card_count, vat_count;
    int64_t cash, given, rounding, total;
} receipt;

/* To the nearest 5 cents, for coins. */
int64_t rounded(int64_t minor);
/* Rounds what is paid in cash, and so fixes the total. */
void receipt_settle(receipt *of, int64_t cash);
void receipt_print(const receipt *of);
/* The request of records_put. */
void receipt_write(const receipt *of, const char *now, const char *day, json *to);

#endif
