/* A sale from the first scan to the receipt, and its return. Everything that counts money or calls
 * a platform is koppel's. */
#ifndef SALE_H
#define SALE_H

#include <koppel.h>

#include "receipt.h"

typedef struct till {
    koppel_client *koppel;
    const char *folder;
    char day[11];
    long sales, returns; /* so far, ever */
    long receipts;       /* today */
    int64_t total;
} till;

typedef struct sale_card {
    char number[68], card_id[100], balance[24], hold_id[100];
} sale_card;

typedef struct sale {
    receipt receipt;
    sale_card cards[CARDS_MAX];
    int card_count;
} sale;

/* Calls koppel; NULL, and a line printed, where it says no. Else the caller frees the document. */
koppel_doc *till_ask(till *of, const char *method, const json *request);

/* Sends what is due; the same. */
koppel_doc *till_drain(till *of);

void sale_scan(sale *of, const char *barcode, long quantity);
void sale_card_shown(till *at, sale *of, const char *number);
/* Whether it was paid: then the sale begins anew. */
int sale_pay(till *at, sale *of, int64_t given);
void sale_return(till *at, const char *order_id, const char *line_id, long quantity);

#endif
