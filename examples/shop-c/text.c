#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(text *t, size_t more) {
    if (t->length + more + 1 <= t->room) return;
    t->room = 2 * (t->length + more + 1);
    t->bytes = realloc(t->bytes, t->room);
    if (t->bytes == NULL) abort();
}

void text_add(text *t, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    make_room(t, (size_t)length);
    va_start(arguments, format);
    vsnprintf(t->bytes + t->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    t->length += (size_t)length;
}

void text_add_bytes(text *t, const char *bytes, size_t length) {
    make_room(t, length);
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
}

void text_add_json(text *t, const char *value) {
    if (value == NULL) {
        text_add(t, "null");
        return;
    }
    text_add(t, "\"");
    for (const unsigned char *byte = (const unsigned char *)value; *byte != '\0'; byte++) {
        if (*byte == '"' || *byte == '\\') text_add(t, "\\%c", *byte);
        else if (*byte < 0x20) text_add(t, "\\u%04x", *byte);
        else text_add(t, "%c", *byte);
    }
    text_add(t, "\"");
}

void text_drop_comma(text *t) {
    if (t->length > 0 && t->bytes[t->length - 1] == ',') t->bytes[--t->length] = '\0';
}

void text_free(text *t) {
    free(t->bytes);
    *t = (text){0};
}
