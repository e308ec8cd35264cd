/* Text that grows: for the JSON that the shop writes. */
#ifndef SHOP_TEXT_H
#define SHOP_TEXT_H

#include <stddef.h>

typedef struct {
    char *bytes; /* always ends in a NUL */
    size_t length, room;
} text;

void text_add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_bytes(text *t, const char *bytes, size_t length);
/* Adds a JSON string with its quotes; null for NULL. */
void text_add_json(text *t, const char *value);
/* Takes back one trailing comma, as a list that was written element by element leaves it. */
void text_drop_comma(text *t);
void text_free(text *t);

#endif
