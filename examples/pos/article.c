#include "article.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 200 };
static article articles[MOST];
static int count;

int articles_read(const char *path) {
    char line[300];
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    for (count = 0; count < MOST && fgets(line, sizeof line, file) != NULL;) {
        article *read = &articles[count];
        long euros = 0;
        int cents = 0;
        int fields = sscanf(line, "%31[^;];%31[^;];%63[^;];%31[^;];%ld.%2d;%7[0-9]", read->barcode,
                            read->code, read->name, read->category, &euros, &cents, read->vat_rate);
        if (fields != 7) continue; /* The headings, or a line that is none. */
        read->price = (int64_t)euros * 100 + cents;
        count++;
    }
    fclose(file);
    return count > 0;
}

const article *article_by_barcode(const char *barcode) {
    for (int nth = 0; nth < count; nth++)
        if (strcmp(articles[nth].barcode, barcode) == 0) return &articles[nth];
    return NULL;
}

const article *article_by_code(const char *code) {
    for (int nth = 0; nth < count; nth++)
        if (strcmp(articles[nth].code, code) == 0) return &articles[nth];
    return NULL;
}
