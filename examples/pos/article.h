/* What the till sells: a file of lines `barcode;code;name;category;price;vat`, after a line of
 * headings. */
#ifndef ARTICLE_H
#define ARTICLE_H

#include <stdint.h>

typedef struct article {
    char barcode[32], code[32], name[64], category[32], vat_rate[8];
    int64_t price;
} article;

/* Reads them; 0 where the file cannot be read. */
int articles_read(const char *path);
const article *article_by_barcode(const char *barcode);
const article *article_by_code(const char *code);

#endif
